"""Bringing a calendar: a file or pasted text, read before anything is decided."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import reading, require
from raqnet.auth import principal
from raqnet.bounds import takes
from raqnet.db import db, writing
from raqnet.htmx import is_fragment, see_other
from raqnet.outside import files, queries, services, words
from raqnet.outside.forms import BringForm
from raqnet.outside.models import CalendarImport, LineState
from raqnet.outside.queries import Bringer
from raqnet.outside.values import Unreadable
from raqnet.outside.views import blueprint
from raqnet.tables.reading import name_of

SECONDS = 2.0  # for which one request reads


def bringer() -> Bringer:
    """Whoever is signed in."""
    return Bringer(principal().id, principal().worker_id)


@blueprint.get("/calendrier/ailleurs")
@require("outside.own")
def mine() -> str:
    """The calendars that I brought and that wait; those that I follow."""
    user_id = principal().id
    rows = queries.imports(user_id)
    counts = queries.counts_of([row.id for row in rows])
    return render_template(
        "outside/mine.html",
        waiting=[(row, counts.get(row.id, {})) for row in rows],
        followed=queries.followed(user_id), failure=words.failure,
        kept=services.KEPT, states=LineState,
    )  # fmt: skip


@blueprint.route("/calendrier/ailleurs/importer", methods=["GET", "POST"])
@require("outside.own")
@reading
@takes(files.MOST_BYTES)
def bring() -> ResponseReturnValue:
    """Bring a calendar; it is read first, and kept (under the lock) only when it could be."""
    form = BringForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        text, name = _text(form)
        row_id = _keep(name, files.gather(text))
    except Unreadable as error:
        return _page(form, words.refusal(error.code))
    except services.TooMany:
        return _page(form, _("Dix calendriers attendent déjà : en finir ou en abandonner un."))
    services.read_for(SECONDS, row_id, _save)
    return see_other(url_for("outside.show", brought_id=row_id))


def _text(form: BringForm) -> tuple[str, str]:
    file = request.files.get("file")
    if file and file.filename:
        return files.text_of(file.read()), name_of(file.filename)
    return form.text.data or "", ""


def _keep(name: str, found: files.Brought) -> int:
    with writing():
        row = services.bring_gathered(bringer(), name, found)
        row_id = row.id
        db.session.commit()
    return row_id


def _save(found: Sequence[dict[str, Any]]) -> None:
    with writing():
        services.note(found)
        db.session.commit()


@blueprint.post("/calendrier/ailleurs/<int:brought_id>/lire")
@require("outside.own")
@reading
def read(brought_id: int) -> ResponseReturnValue:
    """Read on, for a moment; the page says how far it is."""
    found = queries.find(principal().id, brought_id) or abort(404)
    services.read_for(SECONDS, found.id, _save)
    row = queries.find(principal().id, brought_id) or abort(404)
    counts = queries.counts(row.id)
    if is_fragment() and counts.get(LineState.WAITING):
        return render_template("outside/_reading.html", **progress(row, counts))
    return see_other(url_for("outside.show", brought_id=brought_id))


def progress(row: CalendarImport, counts: dict[str, int]) -> dict[str, Any]:
    """How far an import is read."""
    total = sum(counts.values())
    return {"import_": row, "total": total, "read": total - counts.get(LineState.WAITING, 0)}


def _page(form: BringForm, refusal: str = "") -> ResponseReturnValue:
    page = render_template("outside/bring.html", form=form, refusal=refusal)
    return page, 422 if form.is_submitted() else 200
