"""The lists of activities and missions, as the coordination edits them."""

from typing import Any

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import require
from raqnet.calendar import lists
from raqnet.calendar.forms import ValueForm
from raqnet.calendar.views import blueprint
from raqnet.db import db
from raqnet.htmx import render, see_other

STEPS = {"haut": -1, "bas": 1}


@blueprint.get("/calendrier/listes")
@require("people.edit")
def edit_lists() -> ResponseReturnValue:
    """Both lists, each entry with its acts."""
    return _page()


@blueprint.post("/calendrier/listes/<name>")
@require("people.edit")
def add_entry(name: str) -> ResponseReturnValue:
    """A new entry at the end."""
    model, form = _model(name), ValueForm()
    if not form.validate() or not _kept(form, lambda: lists.add(model, str(form.name.data))):
        return _page(422, {name: form})
    return _done(name)


@blueprint.post("/calendrier/listes/<name>/<int:entry_id>/renommer")
@require("people.edit")
def rename_entry(name: str, entry_id: int) -> ResponseReturnValue:
    """Another name for an entry."""
    entry, form = _entry(name, entry_id), ValueForm()
    if not form.validate() or not _kept(form, lambda: lists.rename(entry, str(form.name.data))):
        return _page(422, {f"{name}-{entry_id}": form})
    return _done(name, entry_id)


@blueprint.post("/calendrier/listes/<name>/<int:entry_id>/deplacer")
@require("people.edit")
def move_entry(name: str, entry_id: int) -> ResponseReturnValue:
    """One place up or down."""
    entry = _entry(name, entry_id)
    lists.move(entry, STEPS.get(request.form.get("vers", "")) or abort(400))
    return _done(name, entry_id)


@blueprint.post("/calendrier/listes/<name>/<int:entry_id>/retirer")
@require("people.edit")
def retire_entry(name: str, entry_id: int) -> ResponseReturnValue:
    """Offer an entry no longer."""
    lists.retire(_entry(name, entry_id))
    return _done(name, entry_id)


@blueprint.post("/calendrier/listes/<name>/<int:entry_id>/retablir")
@require("people.edit")
def restore_entry(name: str, entry_id: int) -> ResponseReturnValue:
    """Offer it again."""
    lists.restore(_entry(name, entry_id))
    return _done(name, entry_id)


def _model(name: str) -> Any:
    return lists.LISTS.get(name) or abort(404)


def _entry(name: str, entry_id: int) -> Any:
    return lists.find(_model(name), entry_id) or abort(404)


def _kept(form: ValueForm, act: Any) -> bool:
    """Do it, or say at the field that the name is taken."""
    try:
        act()
    except lists.Known:
        form.name.errors = [_("Ce nom est déjà dans la liste.")]
        return False
    return True


def _done(name: str, entry_id: int | None = None) -> ResponseReturnValue:
    """Back to where one was in the list."""
    db.session.commit()
    return see_other(url_for("calendar.edit_lists", _anchor=f"{name}-{entry_id or 'nouveau'}"))


def _page(status: int = 200, forms: dict[str, ValueForm] | None = None) -> Response:
    return render(
        "calendar/lists.html",
        "calendar/_lists.html",
        status,
        lists={name: lists.entries(model) for name, model in lists.LISTS.items()},
        titles={"activites": _("Activités"), "missions": _("Missions")},
        forms=forms or {},
        blank=ValueForm(formdata=None),
    )
