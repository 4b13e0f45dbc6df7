"""Bringing a table: a file or pasted text, read before anything is kept."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, reading, require
from raqnet.auth import principal
from raqnet.db import db, writing
from raqnet.htmx import see_other
from raqnet.tables import kinds, queries, services
from raqnet.tables import reading as tables
from raqnet.tables.forms import BringForm
from raqnet.tables.kinds import Kind
from raqnet.tables.sheet import Sheet, Unreadable
from raqnet.tables.views import blueprint
from raqnet.tables.views.answers import csv_answer


def _kind(name: str) -> Kind:
    """A kind that this person may bring; 404 where there is none, 403 where it is not theirs."""
    kind = kinds.find(name) or abort(404)
    ensure(principal().can(kind.permission))
    return kind


@blueprint.get("/tables")
@require("tables.own")
def mine() -> str:
    """The tables that I brought and that wait, and what can be brought."""
    user = principal()
    return render_template(
        "tables/mine.html", waiting=queries.waiting(user), kinds=kinds.open_to(user),
        find_kind=kinds.find, kept=services.KEPT,
    )  # fmt: skip


@blueprint.get("/tables/<kind>/modele.csv")
@require("tables.own")
def model(kind: str) -> ResponseReturnValue:
    """An empty table with the headings that are understood."""
    found = _kind(kind)
    return csv_answer(f"modele {found.title}", [str(each.title) for each in found.fields], [])


@blueprint.route("/tables/<kind>/importer", methods=["GET", "POST"])
@require("tables.own")
@reading
def bring(kind: str) -> ResponseReturnValue:
    """Bring a table; it is read first, and kept (under the lock) only when it could be."""
    found, form = _kind(kind), BringForm()
    if not form.validate_on_submit():
        return _page(found, form)
    try:
        sheet, name = _read(form)
        with writing():
            row = services.bring(principal(), found, sheet, name)
            db.session.commit()
    except Unreadable as error:
        return _page(found, form, str(error))
    except services.TooMany:
        return _page(found, form, _("Dix tableaux attendent déjà : en finir ou en abandonner un."))
    return see_other(url_for("tables.show", import_id=row.id))


def _read(form: BringForm) -> tuple[Sheet, str]:
    file = request.files.get("file")
    if file and file.filename:
        return tables.read(file.read()), tables.name_of(file.filename)
    if form.text.data and form.text.data.strip():
        return tables.read_text(form.text.data), ""
    raise Unreadable(_("Choisir un fichier, ou coller un tableau."))


def _page(kind: Kind, form: BringForm, refusal: str = "") -> ResponseReturnValue:
    page = render_template("tables/bring.html", kind=kind, form=form, refusal=refusal)
    return page, 422 if form.is_submitted() else 200
