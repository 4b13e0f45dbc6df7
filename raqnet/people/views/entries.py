"""Adding, changing, ordering and taking away places, hosts and entries of lists.

Every kind of `entries.KINDS` has routes of its own, so that each address is plain.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import require
from raqnet.db import db
from raqnet.forms import BaseForm, choices
from raqnet.paths import as_id
from raqnet.people import queries, services
from raqnet.people.entries import KINDS, LISTED, Kind
from raqnet.people.models import Language, Skill
from raqnet.people.services import Refused
from raqnet.people.views import blueprint, show_refusal


@require("people.edit")
def new(kind: str) -> ResponseReturnValue:
    """The form of a new entry."""
    return _page(KINDS[kind], _form(KINDS[kind], None))


@require("people.edit")
def add(kind: str) -> ResponseReturnValue:
    """Add an entry."""
    entry_kind = KINDS[kind]
    return _save(entry_kind, _form(entry_kind, None), None)


@require("people.edit")
def edit(kind: str, entry_id: int) -> ResponseReturnValue:
    """The form of an entry."""
    entry = _find(kind, entry_id)
    return _page(KINDS[kind], _form(KINDS[kind], entry), entry)


@require("people.edit")
def save(kind: str, entry_id: int) -> ResponseReturnValue:
    """Change an entry."""
    entry = _find(kind, entry_id)
    return _save(KINDS[kind], _form(KINDS[kind], entry), entry)


@require("people.edit")
def remove(kind: str, entry_id: int) -> ResponseReturnValue:
    """Take away an entry that nothing uses."""
    entry, entry_kind = _find(kind, entry_id), KINDS[kind]
    try:
        services.delete_entry(entry)
    except Refused as refusal:
        form = entry_kind.form(formdata=None, obj=entry)
        show_refusal(_with_choices(form), refusal)
        return _page(entry_kind, form, entry, 422)
    return _done(entry_kind)


@require("people.edit")
def retire(kind: str, entry_id: int) -> ResponseReturnValue:
    """Take a value out of the forms."""
    services.retire(_find(kind, entry_id))
    return _done(KINDS[kind])


@require("people.edit")
def restore(kind: str, entry_id: int) -> ResponseReturnValue:
    """Put a value back into the forms."""
    services.restore(_find(kind, entry_id))
    return _done(KINDS[kind])


@require("people.edit")
def raise_entry(kind: str, entry_id: int) -> ResponseReturnValue:
    """Move a value up its list."""
    services.move(_find(kind, entry_id), -1)
    return _done(KINDS[kind])


@require("people.edit")
def lower(kind: str, entry_id: int) -> ResponseReturnValue:
    """Move a value down its list."""
    services.move(_find(kind, entry_id), 1)
    return _done(KINDS[kind])


@require("people.edit")
def sort(kind: str) -> ResponseReturnValue:
    """Put a list into the order of its names."""
    model: type[Language] | type[Skill] = KINDS[kind].model
    services.sort_by_name(model)
    return _done(KINDS[kind])


def _find(kind: str, entry_id: int) -> Any:
    return queries.find_entry(auth.principal(), KINDS[kind].model, entry_id) or abort(404)


def _form(kind: Kind, entry: Any) -> BaseForm:
    """The kind's form; an address may preset where a new entry belongs (`?zone_id=3`)."""
    given = {"data": request.args.to_dict()} if entry is None else {"obj": entry}
    return _with_choices(kind.form(**given))


def _with_choices(form: BaseForm) -> BaseForm:
    lists: dict[str, Callable[[], Iterable[Any]]] = {
        "zone_id": queries.zones,
        "commune_id": queries.communes,
        "organisation_id": queries.organisations,
    }
    for name, rows in lists.items():
        if name in form:
            form[name].choices = choices(rows(), _("Choisir"))
            form[name].data = _offered(form[name])
    return form


def _offered(field: Any) -> Any:
    """What is chosen, if it can be read; a preset comes as text."""
    return as_id(str(field.data or ""))


def _save(kind: Kind, form: BaseForm, entry: Any) -> ResponseReturnValue:
    if not form.validate():
        return _page(kind, form, entry, 422)
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    try:
        services.save_entry(entry if entry is not None else kind.model(), values)
    except Refused as refusal:
        show_refusal(form, refusal)
        return _page(kind, form, entry, 422)
    return _done(kind)


def _page(kind: Kind, form: BaseForm, entry: Any = None, status: int = 200) -> ResponseReturnValue:
    page = render_template("people/entry_form.html", kind=kind, form=form, entry=entry)
    return page, status


def _done(kind: Kind) -> ResponseReturnValue:
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    anchor = kind.path if kind.page != "people.hosts" else None
    return redirect(url_for(kind.page, _anchor=anchor), 303)


def _route(path: str, method: str, name: str, view: Any, kind: Kind) -> None:
    blueprint.add_url_rule(
        f"/equipe/{kind.path}/{path}",
        f"{kind.name}_{name}",
        view,
        methods=[method],
        defaults={"kind": kind.name},
    )


for each in KINDS.values():
    _route("ajouter", "GET", "new", new, each)
    _route("ajouter", "POST", "add", add, each)
    _route("<int:entry_id>", "GET", "edit", edit, each)
    _route("<int:entry_id>", "POST", "save", save, each)
    _route("<int:entry_id>/supprimer", "POST", "remove", remove, each)
for each in LISTED.values():
    _route("<int:entry_id>/retirer", "POST", "retire", retire, each)
    _route("<int:entry_id>/retablir", "POST", "restore", restore, each)
    _route("<int:entry_id>/monter", "POST", "raise", raise_entry, each)
    _route("<int:entry_id>/descendre", "POST", "lower", lower, each)
    _route("trier", "POST", "sort", sort, each)
