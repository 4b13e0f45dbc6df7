"""What the team says of one figure: shown on its page, said there, taken back."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, proofreading
from raqnet.access import Principal, ensure, require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.htmx import is_fragment, render, see_other
from raqnet.research import annotating, catalogue, queries_discussions, reader, scope
from raqnet.research import services_discussions as services
from raqnet.research.catalogue import Entry
from raqnet.research.forms_discussions import STANDINGS, RemarkForm, version_of
from raqnet.research.models import Annotation, Discussion
from raqnet.research.scope import Scope
from raqnet.research.views import blueprint


def shown(entry: Entry, asked: Scope, counted: Scope) -> dict[str, Any]:
    """What a figure's page shows of the team's words: nothing to hosts.

    A discussion belongs to the days that were asked for, annotations to those that were counted.
    """
    user = principal()
    if not user.can("figures.discuss"):
        return {"annotations": [], "discussion": None}
    found = queries_discussions.find(user, entry, asked)
    form = RemarkForm(
        formdata=drafts.formdata(user, _path(entry, asked)), data={"version": version_of(found)}
    )
    return {"annotations": weighed(counted), "discussion": _context(entry, asked, found, form)}


def weighed(counted: Scope) -> list[Annotation]:
    """What weighed on these days: nothing to hosts."""
    may = principal().can("figures.discuss")
    return annotating.touching(counted.first, counted.last) if may else []


@blueprint.post("/recherche/figures/<figure_name>/discussion")
@require("figures.discuss")
def discuss(figure_name: str) -> ResponseReturnValue:
    """Leave a comment, and move the standing where one is chosen."""
    user = principal()
    entry = catalogue.find(figure_name, reader.of(user)) or abort(404)
    asked = scope.read(request.args, clock.today()).scope
    found, form = queries_discussions.find(user, entry, asked), RemarkForm()
    if form.moves_to and str(form.version.data) != version_of(found):
        return _answer(_meeting(entry, asked, found, form), 409)
    if not form.validate():
        return _answer(_context(entry, asked, found, form), 422)
    services.say(services.opened(entry, asked), user.id, str(form.text.data), form.moves_to)
    drafts.drop(user, _path(entry, asked))
    proofreading.remind(form.text.data)
    db.session.commit()
    return _said(user, entry, asked)


@blueprint.post("/recherche/remarques/<int:remark_id>/retirer")
@require("figures.discuss")
def remove_remark(remark_id: int) -> ResponseReturnValue:
    """Take words back."""
    user = principal()
    remark = queries_discussions.find_remark(user, remark_id) or abort(404)
    ensure(services.may_unsay(user, remark))
    back = _figure_of(remark.discussion)
    services.unsay(remark)
    db.session.commit()
    flash(_("Message retiré."), "success")
    return see_other(back)


def _said(user: Principal, entry: Entry, asked: Scope) -> ResponseReturnValue:
    if not is_fragment():
        flash(_("Message publié."), "success")
        return see_other(_address(entry, asked))
    found = queries_discussions.find(user, entry, asked)
    form = RemarkForm(formdata=None, data={"version": version_of(found)})
    return _answer({**_context(entry, asked, found, form), "just_said": True})


def _meeting(
    entry: Entry, asked: Scope, found: Discussion | None, form: RemarkForm
) -> dict[str, Any]:
    """Both words, side by side; sent again, the standing moves on from what was shown."""
    form.validate()
    moved = [each for each in found.remarks if each.standing] if found else []
    stands = STANDINGS[found.standing] if found else ""
    wants, word = STANDINGS.get(form.standing.data, ""), moved[-1].text if moved else ""
    form.version.data = version_of(found)
    form.version.raw_data = [form.version.data]
    rows = [
        (form.standing.label.text, str(wants), str(stands), wants != stands),
        (form.text.label.text, str(form.text.data or ""), word, form.text.data != word),
    ]
    return {**_context(entry, asked, found, form), "rows": rows}


def _context(
    entry: Entry, asked: Scope, found: Discussion | None, form: RemarkForm
) -> dict[str, Any]:
    moved = [each for each in found.remarks if each.standing] if found else []
    return {
        "path": _path(entry, asked), "form": form, "standings": STANDINGS, "rows": None,
        "title": entry.title, "back": _address(entry, asked),
        "remarks": found.remarks if found else [], "standing": found.standing if found else "draft",
        "moved": moved[-1] if moved else None, "may_unsay": services.may_unsay,
    }  # fmt: skip


def _answer(discussion: dict[str, Any], status: int = 200) -> Response:
    page, fragment = "research/discussion.html", "research/_discussion.html"
    return render(page, fragment, status, discussion=discussion)


def _path(entry: Entry, asked: Scope) -> str:
    return url_for("research.discuss", figure_name=entry.name, **_params(entry, asked))


def _address(entry: Entry, asked: Scope) -> str:
    page = url_for("research.figure", figure_name=entry.name, **_params(entry, asked))
    return f"{page}#discussion"


def _params(entry: Entry, asked: Scope) -> dict[str, Any]:
    return queries_discussions.about(entry, asked).params()


def _figure_of(discussion: Discussion) -> str:
    first, last = discussion.starts_on.isoformat(), discussion.ends_on.isoformat()
    page = url_for("research.figure", figure_name=discussion.figure, du=first, au=last)
    return f"{page}{'&' if discussion.filters else ''}{discussion.filters}#discussion"
