"""The lists, as the coordination edits them: add, rename, order, retire, merge; undo each."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.access import require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import render, see_other
from raqnet.lists import queries, services
from raqnet.lists.catalogue import BY_PATH, LISTS, ListKind
from raqnet.lists.forms_editing import MergeForm, NameForm
from raqnet.lists.models import ListValue
from raqnet.lists.views import blueprint

STEPS = {"haut": -1, "bas": 1}
FIXED = _l("« Autre » et « Non renseigné » terminent chaque liste : ils restent.")


@blueprint.get("/listes")
@require("lists.edit")
def index() -> str:
    """Every list, and how many values it offers."""
    counts = queries.counts()
    return render_template("lists/index.html", kinds=LISTS.values(), counts=counts)


@blueprint.get("/listes/<path>")
@require("lists.edit")
def edit(path: str) -> ResponseReturnValue:
    """One list: its values with their acts, and what was done to them."""
    return _page(_kind(path))


@blueprint.post("/listes/<path>")
@require("lists.edit")
def add(path: str) -> ResponseReturnValue:
    """A new value."""
    kind, form = _kind(path), NameForm()
    if not form.validate() or not _named(
        form, lambda name: services.add(principal().id, kind.name, name)
    ):
        return _page(kind, 422, {"new": form})
    return _done(kind)


@blueprint.post("/listes/<path>/<int:value_id>/renommer")
@require("lists.edit")
def rename(path: str, value_id: int) -> ResponseReturnValue:
    """Another name for a value."""
    kind, form = _kind(path), NameForm()
    value = _value(kind, value_id)
    if not form.validate() or not _named(
        form, lambda name: services.rename(principal().id, value, name)
    ):
        return _page(kind, 422, {value_id: form})
    return _done(kind, value_id)


@blueprint.post("/listes/<path>/<int:value_id>/deplacer")
@require("lists.edit")
def move(path: str, value_id: int) -> ResponseReturnValue:
    """One place up or down."""
    kind = _kind(path)
    services.move(_value(kind, value_id), STEPS.get(request.form.get("vers", "")) or abort(400))
    return _done(kind, value_id)


@blueprint.post("/listes/<path>/<int:value_id>/retirer")
@require("lists.edit")
def retire(path: str, value_id: int) -> ResponseReturnValue:
    """Offer a value no longer."""
    kind = _kind(path)
    try:
        services.retire(principal().id, _value(kind, value_id))
    except services.Refused:
        return _refused(kind)
    return _done(kind, value_id)


@blueprint.post("/listes/<path>/<int:value_id>/retablir")
@require("lists.edit")
def restore(path: str, value_id: int) -> ResponseReturnValue:
    """Offer it again; undo its merge."""
    kind = _kind(path)
    services.restore(principal().id, _value(kind, value_id))
    return _done(kind, value_id)


@blueprint.post("/listes/<path>/<int:value_id>/fusionner")
@require("lists.edit")
def merge(path: str, value_id: int) -> ResponseReturnValue:
    """Count a value with another from now on."""
    kind, form = _kind(path), MergeForm()
    value = _value(kind, value_id)
    form.offer(queries.offered(kind.name)[kind.name], value)
    if not form.validate():
        return _page(kind, 422, {f"merge-{value_id}": form})
    try:
        services.merge(principal().id, value, _value(kind, form.into.data or 0))
    except services.Refused:
        return _refused(kind)
    return _done(kind, value_id)


def _kind(path: str) -> ListKind:
    return BY_PATH.get(path) or abort(404)


def _value(kind: ListKind, value_id: int) -> ListValue:
    return queries.find(kind.name, value_id) or abort(404)


def _named(form: NameForm, act: Callable[[str], Any]) -> bool:
    """Do it, or say at the field that the name is taken."""
    try:
        act(str(form.name.data))
    except services.Known:
        form.name.errors = [_("Ce nom est déjà dans la liste.")]
        return False
    return True


def _refused(kind: ListKind) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(FIXED), "warning")
    return see_other(url_for("lists.edit", path=kind.path))


def _done(kind: ListKind, value_id: int | None = None) -> ResponseReturnValue:
    """Back to where one was in the list."""
    db.session.commit()
    anchor = f"valeur-{value_id}" if value_id else "nouvelle"
    return see_other(url_for("lists.edit", path=kind.path, _anchor=anchor))


def _page(kind: ListKind, status: int = 200, forms: dict[Any, Any] | None = None) -> Response:
    values = queries.everything(kind.name)
    return render(
        "lists/edit.html",
        "lists/_values.html",
        status,
        kind=kind,
        values=values,
        names={value.id: value.name for value in values},
        history=queries.history(kind.name),
        forms=forms or {},
    )
