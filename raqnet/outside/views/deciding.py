"""A calendar that waits: what would become of each event, choosing, taking it."""

import secrets
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import clock
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import choices
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.words import VISIBILITIES, kind_words
from raqnet.db import db
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.outside import queries, services, shown, taking, words
from raqnet.outside.forms import ChoicesForm
from raqnet.outside.models import CalendarImport, CalendarImportLine, LineState
from raqnet.outside.queries import TAKEN
from raqnet.outside.views import blueprint
from raqnet.outside.views.importing import bringer, progress

AT_ONCE = 50  # lines of a page
SHOWN = (*TAKEN, LineState.SAME, LineState.UNREADABLE)


def _found(brought_id: int, lock: bool = False) -> CalendarImport:
    return queries.find(principal().id, brought_id, lock) or abort(404)


def _form(row: CalendarImport, chosen: dict[str, Any]) -> ChoicesForm:
    form = ChoicesForm(data={**row.choices, **chosen})
    form.offer(choices.offer())
    return form


@blueprint.get("/calendrier/ailleurs/<int:brought_id>")
@require("outside.own")
def show(brought_id: int) -> ResponseReturnValue:
    """What would become of a calendar that I brought, or how far it is read."""
    row = _found(brought_id)
    counts = queries.counts(row.id)
    if counts.get(LineState.WAITING):
        return render_template("outside/reading.html", **progress(row, counts))
    return _page(row, _form(row, {}), counts)


@blueprint.post("/calendrier/ailleurs/<int:brought_id>/choisir")
@require("outside.own")
def choose(brought_id: int) -> ResponseReturnValue:
    """Keep what was chosen on this page, and turn it."""
    row = _found(brought_id, lock=True)
    form = _form(row, {})
    if not _choose(row, form):
        return _page(row, form, queries.counts(row.id))
    db.session.commit()
    state, page = request.form.get("etat", ""), request.form.get("vers", "")
    return see_other(url_for("outside.show", brought_id=row.id, etat=state, page=page) + "#lignes")


@blueprint.post("/calendrier/ailleurs/<int:brought_id>/confirmer")
@require("outside.own")
@once("outside.mine")
def take(brought_id: int) -> ResponseReturnValue:
    """Take every event that is not left out, all or none."""
    row = _found(brought_id, lock=True)
    form = _form(row, {})
    if queries.counts(row.id).get(LineState.WAITING):
        return see_other(url_for("outside.show", brought_id=row.id))
    if not _choose(row, form):
        return _page(row, form, queries.counts(row.id))
    began, outcome = clock.now(), taking.take(bringer(), row)
    db.session.commit()
    _tell(outcome)
    if outcome.left:
        return see_other(url_for("outside.show", brought_id=brought_id))
    first = queries.first_of(principal().id, began)
    return see_other(url_for("calendar.month", date=first and clock.to_local(first).date()))


@blueprint.post("/calendrier/ailleurs/<int:brought_id>/abandonner")
@require("outside.own")
def abandon(brought_id: int) -> ResponseReturnValue:
    """Forget a calendar; nothing of it is taken."""
    row = _found(brought_id, lock=True)
    taking.remember(row, everything=True)
    services.abandon(row)
    db.session.commit()
    flash(_("Calendrier abandonné : rien n'en a été repris."), "success")
    return see_other(url_for("outside.mine"))


@blueprint.route(
    "/calendrier/ailleurs/<int:brought_id>/evenements/<int:event_id>", methods=["GET", "POST"]
)
@require("outside.own")
def line(brought_id: int, event_id: int) -> ResponseReturnValue:
    """One event: all that it says, and choices of its own."""
    row = _found(brought_id)
    found = queries.find_line(principal().id, brought_id, event_id) or abort(404)
    if found.state == LineState.DIVIDED:
        return _version(row, found)
    form = _form(row, found.choices)
    if not form.validate_on_submit():
        return _line_page(row, found, form)
    services.choose_line(found, None if "common" in request.form else form.chosen())
    db.session.commit()
    return see_other(url_for("outside.show", brought_id=row.id) + "#lignes")


def _version(row: CalendarImport, found: CalendarImportLine) -> ResponseReturnValue:
    """A series that was divided here: what its calendar's version would replace, and the choice."""
    if request.method == "POST":
        found.left_out = request.form.get("version") != "theirs"
        db.session.commit()
        return see_other(url_for("outside.show", brought_id=row.id) + "#lignes")
    (told,) = shown.lines(principal().id, [found])
    try:
        groups, possible = shown.replaced(principal().id, found), True
    except RuleError:
        groups, possible = [], False
    return render_template(
        "outside/divided.html", import_=row, told=told, groups=groups, possible=possible,
        states=words.STATES,
    )  # fmt: skip


def _line_page(
    row: CalendarImport, found: CalendarImportLine, form: ChoicesForm
) -> ResponseReturnValue:
    (told,) = shown.lines(principal().id, [found])
    page = render_template(
        "outside/line.html", import_=row, form=form, told=told, parts=shown.parts_of(found),
        states=words.STATES, LineState=LineState,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _choose(row: CalendarImport, form: ChoicesForm) -> bool:
    """Keep what the form says of all events and of those of this page; False where it cannot be."""
    seen = [_number(text) for text in request.form.getlist("seen")]
    wanted = [_number(text) for text in request.form.getlist("take")]
    services.leave_out(row, seen, wanted)
    if not form.validate_on_submit():
        return False
    services.choose(row, form.chosen())
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _tell(outcome: taking.Outcome) -> None:
    told = []
    if outcome.new:
        told.append(
            ngettext("%(num)d événement ajouté.", "%(num)d événements ajoutés.", outcome.new)
        )
    if outcome.changed:
        told.append(ngettext("%(num)d changé.", "%(num)d changés.", outcome.changed))
    if outcome.divided:
        told.append(ngettext("%(num)d réunie.", "%(num)d réunies.", outcome.divided))
    if outcome.gone:
        told.append(ngettext("%(num)d annulé.", "%(num)d annulés.", outcome.gone))
    if outcome.left:
        told.append(
            ngettext(
                "%(num)d a changé entre-temps : à relire.",
                "%(num)d ont changé entre-temps : à relire.",
                outcome.left,
            )
        )
    flash(" ".join(told) or _("Rien n'était à reprendre."), "success" if told else "info")


def _page(row: CalendarImport, form: ChoicesForm, counts: dict[str, int]) -> ResponseReturnValue:
    state = request.values.get("etat", "")
    states = [each for each in SHOWN if each == state] or SHOWN
    total = sum(counts.get(each, 0) for each in states)
    pages = max(1, -(-total // AT_ONCE))
    page = min(max(_number(request.args.get("page", "")), 1), pages)
    rows = queries.lines(row.id, states, (page - 1) * AT_ONCE, AT_ONCE)
    context: dict[str, Any] = {
        "import_": row, "form": form, "counts": counts, "lines": shown.lines(row.user_id, rows),
        "state": state, "states": words.STATES, "tabs": words.TABS,
        "become": _become(row), "page": page, "pages": pages,
        "ready": sum(counts.get(each, 0) for each in TAKEN) - queries.left_out(row.id),
        "until": row.at + services.KEPT, "sending": secrets.token_urlsafe(18),
        "LineState": LineState,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render_template("outside/import.html", **context), status


def _become(row: CalendarImport) -> str:
    """What new events become, in few words."""
    chosen = row.choices
    kind = str(kind_words(chosen["kind"], chosen["team_kind"])).lower()
    seen = str(VISIBILITIES[chosen["visibility"]]).lower()
    return _("%(kind)s, vue par : %(seen)s", kind=kind, seen=seen)
