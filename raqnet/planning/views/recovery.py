"""A worker's own hours: what waits, what was earned, what is taken back."""

from flask import abort, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock, durations
from raqnet.access import require
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.i18n import day
from raqnet.planning import queries_hours, recovery, words
from raqnet.planning import queries_recovery as queries
from raqnet.planning.forms import PRESETS, TakeForm
from raqnet.planning.views import blueprint
from raqnet.undoing import flash_undo


@blueprint.get("/heures")
@require("hours.own")
def my_hours() -> ResponseReturnValue:
    """What waits for an approval; what there is to take back, and the act that takes it."""
    return _page(TakeForm(formdata=None, data={"day": clock.today()}))


@blueprint.post("/heures/recuperer")
@require("hours.own")
def take() -> ResponseReturnValue:
    """Take some of it on a day."""
    _kept_here()
    form, user = TakeForm(), auth.principal()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        row = recovery.take(user, **form.details())
    except recovery.TooMuch as error:
        left = durations.written(max(error.left, 0))
        form.duration.errors = [_("C'est plus que ce qui reste : %(left)s.", left=left)]
        return _page(form, 422)
    db.session.commit()
    told = _(
        "%(time)s à récupérer, %(day)s.", time=durations.written(row.minutes), day=day(row.day)
    )
    flash_undo(told, url_for("planning.give_back", recovery_id=row.id), _("Annuler"))
    return see_other(url_for("planning.my_hours"))


@blueprint.post("/heures/recuperations/<int:recovery_id>/annuler")
@require("hours.own")
def give_back(recovery_id: int) -> ResponseReturnValue:
    """It was not taken after all."""
    _kept_here()
    row = queries.find(auth.principal(), recovery_id) or abort(404)
    recovery.give_back(row)
    db.session.commit()
    flash(_("C'est retiré : ce temps est de nouveau à récupérer."), "info")
    return see_other(url_for("planning.my_hours"))


def _kept_here() -> None:
    """Where payroll keeps the balance, there is none here."""
    if not current_app.config["RECOVERY_BALANCE"]:
        abort(404)


def _page(form: TakeForm, status: int = 200) -> ResponseReturnValue:
    user = auth.principal()
    if user.worker_id is None:
        abort(404)
    kept = current_app.config["RECOVERY_BALANCE"]
    page = render_template(
        "planning/my_hours.html",
        form=form,
        hours=queries_hours.of_worker(user),
        balance=queries.balance(user) if kept else None,
        earned=queries.earned(user) if kept else [],
        taken=queries.taken(user) if kept else [],
        presets=PRESETS,
        today=clock.today(),
        words=words,
    )
    return page, status
