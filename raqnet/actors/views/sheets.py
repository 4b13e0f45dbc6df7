"""One shared sheet: shown, verified, its capacity told, archived, printed."""

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import require
from raqnet.actors import (
    access,
    bilingual,
    history,
    listing,
    merging,
    panels,
    queries,
    queries_own,
    services,
    words,
)
from raqnet.actors.forms import CapacityForm, capacity_seen, seen_of
from raqnet.actors.models import Actor, ActorChange
from raqnet.actors.views import blueprint
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts.views.once import day_made, once
from raqnet.htmx import see_other, turn_back
from raqnet.undoing import flash_undo


def found(actor_id: int) -> Actor:
    """The sheet at this address; of a merged one, the sheet that was kept."""
    return queries.find(principal(), actor_id) or abort(404)


def address(actor: Actor, **values: Any) -> str:
    """Where a sheet is shown."""
    return url_for("actors.sheet", actor_id=actor.id, **values)


@blueprint.get("/acteurs/<int:actor_id>")
@require("actors.read")
def sheet(actor_id: int) -> ResponseReturnValue:
    """All about an actor; the address of a merged sheet leads on to the one that was kept."""
    actor = found(actor_id)
    if actor.id != actor_id:
        flash(_("Cette fiche a été réunie avec celle-ci."), "info")
        return see_other(address(actor))
    return show(actor)


def show(actor: Actor, form: CapacityForm | None = None) -> ResponseReturnValue:
    """The page of a sheet; `form` is a capacity that was refused."""
    user = principal()
    team = access.reads_team(user)
    page = render_template(
        "actors/sheet.html",
        actor=actor,
        type_name=queries.type_name(actor),
        mine=queries_own.mine(user, actor) if user.can("actors.own") else [],
        known_by=queries_own.of_team(user, actor),
        can_read=access.can_read,
        changes=queries.changes(actor) if team else [],
        absorbed={each.id for each in queries.absorbed(actor) if each.merged_into_id == actor.id},
        absorbed_id=merging.absorbed_id,
        in_zone=_in_zone(actor),
        unverified=is_unverified(actor),
        seen={"sheet": seen_of(actor), "capacity": capacity_seen(actor)},
        form=form or CapacityForm(formdata=None, data={"capacity": str(actor.capacity)}),
        panels=panels.of(user, actor),
        history=history,
        words=words,
    )
    return page, 422 if form else 200


def _in_zone(actor: Actor) -> bool | None:
    """In one of my zones, or outside; None where that says nothing."""
    zones = queries_own.my_zones(principal())
    if not zones or actor.neighbourhood is None:
        return None
    return actor.neighbourhood.zone_id in zones


def is_unverified(actor: Actor) -> bool:
    """Does this sheet ask to be verified?"""
    on = actor.verified_on
    return on is None or on < clock.today() - listing.VERIFIED_FOR


@blueprint.post("/acteurs/<int:actor_id>/verifier")
@require("actors.write")
@once("actors.sheet", "actor_id")
def verify(actor_id: int) -> ResponseReturnValue:
    """What the sheet says was found right today."""
    actor = found(actor_id)
    if _is_unseen(seen_of(actor)):
        return _changed(actor)
    change = services.verify(actor, principal().id, day_made())
    return _done(actor, _("Vérifié aujourd'hui : merci."), change)


@blueprint.post("/acteurs/<int:actor_id>/capacite")
@require("actors.write")
@once("actors.sheet", "actor_id")
def set_capacity(actor_id: int) -> ResponseReturnValue:
    """Whether people can be sent there now."""
    actor, form = found(actor_id), CapacityForm()
    if not form.validate():
        return show(actor, form)
    if _is_unseen(capacity_seen(actor)):
        return _changed(actor)
    told = (form.capacity.data or "", form.capacity_note.data)
    change = services.set_capacity(actor, principal().id, *told, day_made())
    return _done(actor, _("La capacité est notée."), change)


@blueprint.post("/acteurs/<int:actor_id>/annuler")
@require("actors.write")
def take_back(actor_id: int) -> ResponseReturnValue:
    """Undo what I have just done in one tap (`n`), unless the sheet has changed since."""
    actor, asked = found(actor_id), request.args.get("n", 0, type=int)
    if services.take_back(actor, principal().id, asked):
        return _done(actor, _("C'est annulé : la fiche est comme avant."))
    flash(_("La fiche a changé entre-temps : rien n'est modifié."), "warning")
    return see_other(address(actor))


def _is_unseen(mark: str) -> bool:
    """Did somebody change this since the page showed it (`seen`)?"""
    return request.form.get("seen", mark) != mark


def _changed(actor: Actor) -> ResponseReturnValue:
    words = _("Quelqu'un a changé cette fiche entre-temps : rien n'est modifié, la relire.")
    answer: ResponseReturnValue = turn_back(address(actor), words)
    return answer


@blueprint.post("/acteurs/<int:actor_id>/archiver")
@require("actors.write")
def archive(actor_id: int) -> ResponseReturnValue:
    """Out of lists and searches; undone from the same page."""
    actor = found(actor_id)
    services.archive(actor, principal().id)
    return _done(actor)


@blueprint.post("/acteurs/<int:actor_id>/retablir")
@require("actors.write")
def restore(actor_id: int) -> ResponseReturnValue:
    """Back into lists and searches."""
    actor = found(actor_id)
    services.restore(actor, principal().id)
    return _done(actor, _("La fiche est de retour dans la liste."))


@blueprint.get("/acteurs/<int:actor_id>/imprimer")
@require("actors.read")
def print_sheet(actor_id: int) -> ResponseReturnValue:
    """The sheet on A4, in French and Dutch."""
    actor = found(actor_id)
    return render_template("actors/print.html", actor=actor, rows=bilingual.rows(actor))


def _done(actor: Actor, told: str = "", change: ActorChange | None = None) -> ResponseReturnValue:
    """Say it, with the way to undo `change`."""
    db.session.commit()
    if change:
        undo = url_for("actors.take_back", actor_id=actor.id, n=change.id)
        flash_undo(told, undo, _("Annuler"))
    elif told:
        flash(told, "success")
    return see_other(address(actor))
