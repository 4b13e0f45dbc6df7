"""One's own sheets: how I work with an actor, and all of those that I know."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, conflicts, proofreading
from raqnet.access import Principal, ensure, require
from raqnet.actors import queries_own, services_own
from raqnet.actors.filters import Cursor
from raqnet.actors.forms_own import CollaborationForm, data_of, version_of
from raqnet.actors.models import Actor, Collaboration
from raqnet.actors.views import blueprint
from raqnet.actors.views.sheets import address, found
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.forms import as_sent
from raqnet.htmx import see_other
from raqnet.undoing import flash_undo

PAGE = 50
MOST_TO_VERIFY = 10


@blueprint.get("/acteurs/mes-fiches")
@require("actors.own")
def own() -> ResponseReturnValue:
    """What I have to follow up, all that I know, what my zones ask to verify."""
    user = principal()
    after = Cursor.read(request.args.get("suite", ""))
    rows, following = queries_own.page(user, after, PAGE)
    return render_template(
        "actors/own.html",
        due=[] if after else queries_own.due(user),
        rows=rows,
        following=following and url_for(".own", suite=str(following)),
        after=after,
        to_verify=[] if after else queries_own.to_verify(user, MOST_TO_VERIFY),
        zones=queries_own.my_zones(user),
        today=clock.today(),
    )


@blueprint.post("/acteurs/<int:actor_id>/je-connais")
@require("actors.own")
@once("actors.sheet", "actor_id")
def know(actor_id: int) -> ResponseReturnValue:
    """One tap: the team sees that I know this actor."""
    user, actor = _mine(actor_id)
    services_own.know(user, actor)
    db.session.commit()
    flash(_("Noté : l'équipe voit que cet acteur est connu de vous."), "success")
    return see_other(address(actor))


@blueprint.route("/acteurs/<int:actor_id>/ma-fiche", methods=["GET", "POST"])
@require("actors.own")
@once("actors.sheet", "actor_id")
def own_sheet(actor_id: int) -> ResponseReturnValue:
    """How I work with this actor; my sheet on a merged one stands at that one's address."""
    user, actor = _mine(actor_id)
    mine = sorted(queries_own.mine(user, actor), key=lambda each: each.actor_id != actor_id)
    sheet, others = (mine[0], mine[1:]) if mine else (None, [])
    form = CollaborationForm(formdata=drafting.formdata(user), data=data_of(sheet))
    form.offer(sheet)
    if conflicts.is_stale(form, version_of(sheet)):
        return _conflict(form, actor, sheet, others)
    if not form.validate_on_submit():
        return _page(form, actor, sheet, others)
    services_own.write(user, actor.id, sheet, **form.details())
    drafting.drop(user)
    proofreading.remind(form.note.data, form.follow_up.data)
    db.session.commit()
    flash(_("Votre fiche est enregistrée."), "success")
    return see_other(address(actor))


@blueprint.post("/acteurs/<int:actor_id>/ma-fiche/retirer")
@require("actors.own")
def forget(actor_id: int) -> ResponseReturnValue:
    """Take my own sheet away, no other; the next page offers to put it back."""
    user, actor = _mine(actor_id)
    if sheet := _own_of(user, actor, actor_id):
        words = as_sent({**data_of(sheet), "version": version_of(None)})
        services_own.forget(user, sheet, words)
        db.session.commit()
        undo = url_for(".remember", actor_id=actor_id)
        flash_undo(_("Votre fiche est retirée."), undo, _("Rétablir"), "info")
    return see_other(address(actor))


@blueprint.post("/acteurs/<int:actor_id>/ma-fiche/retablir")
@require("actors.own")
def remember(actor_id: int) -> ResponseReturnValue:
    """Put my sheet back as it was, unless there is one again."""
    user, actor = _mine(actor_id)
    key = services_own.removed(actor_id)
    kept = drafts.formdata(user, key)
    if kept is None or _own_of(user, actor, actor_id):
        flash(_("Il n'y a plus rien à rétablir."), "info")
        return see_other(address(actor))
    form = CollaborationForm(formdata=kept, meta={"csrf": False})
    form.offer(None)
    if not form.validate():
        return _go_on(user, actor_id, key)
    services_own.write(user, actor_id, None, **form.details())
    drafts.drop(user, key)
    db.session.commit()
    flash(_("C'est rétabli."), "success")
    return see_other(address(actor))


def _go_on(user: Principal, actor_id: int, key: str) -> ResponseReturnValue:
    """What does not pass its form's checks any more is looked at there."""
    here = url_for(".own_sheet", actor_id=actor_id)
    drafts.save(user, here, drafts.take(user, key) or "")
    db.session.commit()
    flash(_("Ceci ne peut pas être rétabli tel quel : à vérifier, puis enregistrer."), "warning")
    return see_other(f"{here}?brouillon=1")


def _own_of(user: Principal, actor: Actor, actor_id: int) -> Collaboration | None:
    """My sheet on this very actor, not on another of its family."""
    mine = queries_own.mine(user, actor)
    return next((sheet for sheet in mine if sheet.actor_id == actor_id), None)


def _mine(actor_id: int) -> tuple[Principal, Actor]:
    user, actor = principal(), found(actor_id)
    ensure(user.worker_id is not None)
    return user, actor


def _conflict(
    form: CollaborationForm, actor: Actor, sheet: Collaboration | None, others: list[Any]
) -> ResponseReturnValue:
    theirs = CollaborationForm(formdata=None, data=data_of(sheet))
    theirs.offer(sheet)
    return _page(form, actor, sheet, others, conflicts.meet(form, theirs, version_of(sheet)))


def _page(
    form: CollaborationForm,
    actor: Actor,
    sheet: Collaboration | None,
    others: list[Any],
    rows: list[Any] | None = None,
) -> ResponseReturnValue:
    status = 409 if rows else (422 if form.is_submitted() else 200)
    page = render_template(
        "actors/own_form.html",
        form=form, actor=actor, sheet=sheet, others=others, rows=rows, draft=drafting.on_offer(),
    )  # fmt: skip
    return page, status
