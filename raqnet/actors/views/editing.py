"""Making and changing a shared sheet; likely duplicates are shown while one types."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts, proofreading
from raqnet.access import require
from raqnet.actors import choices, services, twins
from raqnet.actors.forms import ActorForm, data_of, version_of
from raqnet.actors.models import Actor
from raqnet.actors.views import blueprint
from raqnet.actors.views.sheets import address, found
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import day_made, once
from raqnet.htmx import render, see_other
from raqnet.paths import as_id
from raqnet.text import clean

MOST = 200  # characters of what is being typed


@blueprint.route("/acteurs/nouveau", methods=["GET", "POST"])
@require("actors.write")
@once("actors.index")
def new() -> ResponseReturnValue:
    """A new sheet; a name may be given."""
    user = principal()
    typed = {"name": request.args.get("nom", "")[:120], "verified": True}
    form = ActorForm(formdata=drafting.formdata(user), data=typed)
    form.offer(choices.offer())
    if not form.validate_on_submit():
        return _page(form, _("Nouvel acteur"), url_for(".index"))
    made = services.create(user.id, **form.details(user.id, day_made()))
    return _saved(made, form, _("La fiche est enregistrée."))


@blueprint.route("/acteurs/<int:actor_id>/modifier", methods=["GET", "POST"])
@require("actors.write")
@once("actors.sheet", "actor_id")
def edit(actor_id: int) -> ResponseReturnValue:
    """Change a sheet."""
    user, actor = principal(), found(actor_id)
    offer = choices.offer(actor)
    form = ActorForm(formdata=drafting.formdata(user), data=data_of(actor))
    form.offer(offer)
    if conflicts.is_stale(form, version_of(actor)):
        return _conflict(form, actor, offer)
    if not form.validate_on_submit():
        return _page(form, _("Modifier"), address(actor), actor)
    changed = services.update(actor, user.id, **form.details(user.id, day_made()))
    return _saved(actor, form, _("C'est enregistré.") if changed else _("Rien n'a changé."))


@blueprint.get("/acteurs/doublons")
@require("actors.write")
def find_twins() -> ResponseReturnValue:
    """The sheets that are likely the same as the one that is being typed."""
    name, address_, phone = (_typed(each) for each in ("name", "address", "phone"))
    own = as_id(request.args.get("sauf"))
    alike = twins.of(name, address_, phone, own)
    return render("actors/twins.html", "actors/_twins.html", twins=alike)


def _typed(name: str) -> str:
    return clean(request.args.get(name, ""))[:MOST]


def _saved(actor: Actor, form: ActorForm, told: str) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.specifics.data, form.specifics_nl.data)
    db.session.commit()
    flash(told, "success")
    return see_other(address(actor))


def _conflict(form: ActorForm, actor: Actor, offer: choices.Offer) -> ResponseReturnValue:
    """Both versions, field by field; the typed one stays in the form, to be saved again."""
    theirs = ActorForm(formdata=None, data=data_of(actor))
    theirs.offer(offer)
    rows = conflicts.meet(form, theirs, version_of(actor))
    return _page(form, _("Changé entre-temps"), address(actor), actor, rows)


def _page(
    form: ActorForm, heading: str, back: str, actor: Actor | None = None,
    rows: list[Any] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    status = 409 if rows else (422 if form.is_submitted() else 200)
    alike = twins.of(
        form.name.data or "", form.address.data or "", form.phone.data or "",
        actor.id if actor else None,
    )  # fmt: skip
    page = render_template(
        "actors/form.html",
        form=form, heading=heading, back=back, actor=actor, rows=rows,
        twins=alike, draft=drafting.on_offer(),
    )  # fmt: skip
    return page, status
