"""The continuum: its picture and its table, and the form by which a group places an action."""

from functools import partial
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, proofreading
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar.models import Action
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.journal.views.writing import accepted
from raqnet.people.services import Refused
from raqnet.research import continuum as ways_of
from raqnet.research import continuum_drawing, continuum_table, panel, reader, scope, wording
from raqnet.research import queries_placements as queries
from raqnet.research import services_placements as services
from raqnet.research.continuum import Track
from raqnet.research.forms_placements import PlacementForm, data_of
from raqnet.research.markers import BY_KEY, LEVELS, MARKERS, MOST
from raqnet.research.scope import Asked
from raqnet.research.views import blueprint
from raqnet.tables.writing import CSV_TYPE, XLSX_TYPE, file_name
from raqnet.undoing import flash_undo

FILES = {
    "csv": (CSV_TYPE, continuum_table.csv_file),
    "xlsx": (XLSX_TYPE, continuum_table.xlsx_file),
}
_PLACEMENT = "/recherche/continuum/placements/<int:placement_id>"


@blueprint.get("/recherche/continuum")
@require("placements.write")
def continuum() -> str:
    """Where actions stand in a period: picture, table, and how far each marker holds."""
    asked, ways = _asked()
    narrowed = panel.of(asked.scope, reader.of(principal()))
    return render_template(
        "research/continuum.html",
        asked=asked, scope=asked.scope, ways=ways, panel=narrowed, wording=wording,
        drawing=continuum_drawing.draw(ways), profile=ways_of.profile(ways), most=MOST,
        sentence=continuum_table.sentence(ways), markers=MARKERS, by_key=BY_KEY, levels=LEVELS,
        moved=ways_of.moved,
    )  # fmt: skip


@blueprint.get("/recherche/continuum.csv", defaults={"ending": "csv"})
@blueprint.get("/recherche/continuum.xlsx", defaults={"ending": "xlsx"})
@require("placements.write")
def continuum_file(ending: str) -> Response:
    """The table as a file."""
    asked, ways = _asked()
    filters = ", ".join(panel.of(asked.scope, reader.of(principal())).words.values())
    kind, written = FILES[ending]
    body = written(ways, asked.scope, filters, clock.today())
    first, last = asked.scope.first.isoformat(), asked.scope.last.isoformat()
    response = Response(body, content_type=kind)
    name = file_name("continuum", first, last, ending=ending)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.route("/recherche/continuum/actions/<int:action_id>/placer", methods=["GET", "POST"])
@require("placements.write")
def place(action_id: int) -> ResponseReturnValue:
    """Place an action, as a group sees it on a day; where it stood before is beside."""
    user = principal()
    action = queries.find_action(user, action_id) or abort(404)
    form = PlacementForm(formdata=drafting.formdata(user), data={"placed_on": clock.today()})
    save = partial(services.place, action.id, user.id)
    if form.validate_on_submit() and accepted(form, save):
        return _saved(form, _("L'action est placée."))
    return _page(form, action)


@blueprint.route(
    "/recherche/continuum/placements/<int:placement_id>/modifier", methods=["GET", "POST"]
)
@require("placements.write")
def edit_placement(placement_id: int) -> ResponseReturnValue:
    """Set right what was placed."""
    user = principal()
    row = queries.find(user, placement_id) or abort(404)
    form = PlacementForm(formdata=drafting.formdata(user), data=data_of(row))
    if is_stale(form, row.version):
        rows = meet(form, PlacementForm(formdata=None, data=data_of(row)), row.version)
        return _page(form, row.action, rows, row=row)
    if form.validate_on_submit() and accepted(form, partial(services.change, row)):
        return _saved(form, _("C'est enregistré."))
    return _page(form, row.action, row=row)


@blueprint.post(f"{_PLACEMENT}/retirer")
@require("placements.write")
def remove_placement(placement_id: int) -> ResponseReturnValue:
    """Take a placement away; it can be put back."""
    user = principal()
    services.remove(user, queries.find(user, placement_id) or abort(404))
    db.session.commit()
    flash_undo(_("Placement effacé."), url_for("research.restore_placement"), _("Rétablir"), "info")
    return see_other(url_for("research.continuum"))


@blueprint.post("/recherche/continuum/placements/retablir")
@require("placements.write")
def restore_placement() -> ResponseReturnValue:
    """Put back what was just taken away."""
    try:
        back = services.put_back(principal())
    except Refused as refused:
        db.session.rollback()
        flash(refused.message, "warning")
        return see_other(url_for("research.continuum"))
    db.session.commit()
    flash(_("C'est rétabli.") if back else _("Il n'y a plus rien à rétablir."), "info")
    return see_other(url_for("research.continuum"))


def _asked() -> tuple[Asked, list[Track]]:
    asked = scope.read(request.args, clock.today())
    return asked, ways_of.tracks(queries.of_period(principal(), asked.scope))


def _page(form: PlacementForm, action: Action, rows: Any = None, row: Any = None) -> Any:
    before = queries.of_action(principal(), action.id)
    return form_page(
        "research/placement.html", form, rows,
        action=action, row=row, before=[queries.told(each) for each in before], most=MOST,
    )  # fmt: skip


def _saved(form: PlacementForm, words: str) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.note.data)
    db.session.commit()
    flash(words, "success")
    return see_other(url_for("research.continuum"))
