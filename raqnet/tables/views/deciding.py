"""A table that waits: what its columns mean, what would become of each line, taking it."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet.access import require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.paths import as_id
from raqnet.tables import kinds, queries, services
from raqnet.tables.forms import Columns
from raqnet.tables.kinds import Decision, Kind, Line, State
from raqnet.tables.models import Import
from raqnet.tables.services import Preview
from raqnet.tables.views import blueprint
from raqnet.tables.views.answers import csv_answer

AT_ONCE = 50  # lines of a page


def _found(import_id: int, lock: bool = False) -> tuple[Import, Kind]:
    row = queries.find(principal(), import_id, lock) or abort(404)
    return row, kinds.find(row.kind) or abort(404)


@blueprint.get("/tables/<int:import_id>")
@require("tables.own")
def show(import_id: int) -> ResponseReturnValue:
    """What would become of a table that I brought."""
    row, kind = _found(import_id)
    return _page(row, kind, Columns(kind, row, services.options_of(row, kind)))


@blueprint.post("/tables/<int:import_id>/colonnes")
@require("tables.own")
def match(import_id: int) -> ResponseReturnValue:
    """Say what each column means."""
    row, kind = _found(import_id, lock=True)
    columns = Columns(kind, row, services.options_of(row, kind))
    if not columns.form.validate_on_submit():
        return _page(row, kind, columns, _("Un de ces choix n'existe plus."))
    try:
        services.match(row, kind, columns.meanings, columns.chosen)
    except services.Doubled as error:
        refusal = _("Une seule colonne peut contenir %(what)s.", what=error)
        return _page(row, kind, columns, refusal)
    db.session.commit()
    return see_other(url_for("tables.show", import_id=row.id))


@blueprint.post("/tables/<int:import_id>/lignes")
@require("tables.own")
def decide(import_id: int) -> ResponseReturnValue:
    """Keep what was decided about the lines of this page, and turn it."""
    row, kind = _found(import_id, lock=True)
    _decide(row, kind)
    db.session.commit()
    state, page = request.form.get("etat", ""), request.form.get("vers", "")
    return see_other(url_for("tables.show", import_id=row.id, etat=state, page=page) + "#lignes")


@blueprint.post("/tables/<int:import_id>/confirmer")
@require("tables.own")
@once("tables.mine")
def take(import_id: int) -> ResponseReturnValue:
    """Write every line that is ready, all or none; the others stay here."""
    row, kind = _found(import_id, lock=True)
    _decide(row, kind)
    outcome = services.take(principal(), row, kind)
    db.session.commit()
    _tell(outcome)
    if outcome.left:
        return see_other(url_for("tables.show", import_id=import_id))
    return see_other(url_for(kind.leads_to))


@blueprint.post("/tables/<int:import_id>/abandonner")
@require("tables.own")
def abandon(import_id: int) -> ResponseReturnValue:
    """Forget a table; nothing of it is taken."""
    row, _kind = _found(import_id, lock=True)
    services.abandon(row)
    db.session.commit()
    flash(_("Tableau abandonné : rien n'en a été repris."), "success")
    return see_other(url_for("tables.mine"))


@blueprint.get("/tables/<int:import_id>/a-corriger.csv")
@require("tables.own")
def to_mend(import_id: int) -> ResponseReturnValue:
    """The lines that cannot be taken, with the reason of each: to mend, and bring again."""
    row, kind = _found(import_id)
    heading, rows = services.to_mend(row, kind, services.preview(principal(), row, kind))
    return csv_answer(f"a corriger {kind.title}", heading, rows)


def _decide(row: Import, kind: Kind) -> None:
    """What the form says about single lines, and about all that still wait."""
    form = request.form
    seen = [number for number in map(as_id, form.getlist("seen")) if number]
    decisions = {n: form[f"line-{n}"] for n in seen if f"line-{n}" in form}
    services.decide(row, kind, decisions, {n: f"trust-{n}" in form for n in seen})
    if rest := form.get("rest"):
        services.decide_rest(row, kind, services.preview(principal(), row, kind), rest)


def _tell(outcome: services.Outcome) -> None:
    told = [ngettext("%(num)d ligne reprise.", "%(num)d lignes reprises.", outcome.taken)]
    if outcome.over:
        told.append(ngettext("%(num)d y était déjà.", "%(num)d y étaient déjà.", outcome.over))
    if outcome.left:
        told.append(
            ngettext(
                "%(num)d reste à décider ou à corriger.",
                "%(num)d restent à décider ou à corriger.",
                outcome.left,
            )
        )
    flash(" ".join(told), "success" if outcome.taken else "info")


# The page ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """The lines of one page, of one state or of all."""

    lines: list[Line]
    state: str
    page: int
    pages: int

    @property
    def asks(self) -> bool:
        """Is there something to decide on this page?"""
        return any(line.state == State.DUPLICATE or line.doubts for line in self.lines)


def _shown(preview: Preview) -> Shown:
    state, page = request.args.get("etat", ""), request.args.get("page", "")
    state = state if state in set(State) else ""
    lines = [line for line in preview.lines if state in ("", line.state)]
    pages = max(1, -(-len(lines) // AT_ONCE))
    at = min(as_id(page) or 1, pages)
    return Shown(lines[(at - 1) * AT_ONCE : at * AT_ONCE], state, at, pages)


def _page(row: Import, kind: Kind, columns: Columns, refusal: str = "") -> ResponseReturnValue:
    preview = services.preview(principal(), row, kind)
    context: dict[str, Any] = {
        "import_": row, "kind": kind, "columns": columns, "refusal": refusal, "State": State,
        "Decision": Decision, "preview": preview, "shown": _shown(preview),
        "dropped": [column for column in row.columns if kind.never(column)],
        "until": row.at + services.KEPT, "sending": secrets.token_urlsafe(18),
    }  # fmt: skip
    return render_template("tables/import.html", **context), 422 if refusal else 200
