"""Rehearsals: begun, gone on with, taken away; each is its owner's alone."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, require
from raqnet.accounts.models import User
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.intervision import queries, rehearsal
from raqnet.intervision.access import can_lead
from raqnet.intervision.forms_rehearsal import RehearsalForm
from raqnet.intervision.models import Intervision, Template
from raqnet.intervision.views import blueprint
from raqnet.paths import as_id


@blueprint.route("/intervisions/repetition", methods=["GET", "POST"])
@require("intervision.join")
def rehearse() -> ResponseReturnValue:
    """Choose steps and a speed; the room opens at once."""
    offered = queries.templates()
    form = RehearsalForm(data={"template": as_id(request.args.get("modele"))})
    form.offer(offered)
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    if len(_open()) >= rehearsal.MOST_OPEN:
        form.form_errors.append(_("Trois répétitions sont ouvertes déjà : en effacer une."))
        return _page(form, 422)
    template = next(each for each in offered if each.id == form.template.data)
    return _begin(template, int(form.speed.data))


def _begin(template: Template, speed: int) -> ResponseReturnValue:
    me = db.session.get_one(User, principal().id)
    made = rehearsal.begin(me, template, speed)
    db.session.commit()
    return see_other(url_for("intervision.console", intervision_id=made.id))


def _open() -> list[Intervision]:
    """My rehearsals that are not over."""
    return [each for each in queries.open_now(principal()) if each.rehearsal]


def _page(form: RehearsalForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "intervision/rehearse.html", form=form, mine=_open(), names=list(rehearsal.INVENTED)
    )
    return page, status


@blueprint.post("/intervisions/<int:intervision_id>/effacer-repetition")
@require("intervision.join")
def erase_rehearsal(intervision_id: int) -> ResponseReturnValue:
    """Take a rehearsal away at once."""
    found = queries.find_intervision(principal(), intervision_id) or abort(404)
    ensure(found.rehearsal and can_lead(principal(), found))
    rehearsal.erase(found)
    db.session.commit()
    flash(_("La répétition est effacée."), "success")
    return see_other(url_for("intervision.rehearse"))
