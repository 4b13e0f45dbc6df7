"""For whom the starting journal is switched on; the coordination reads none of it."""

from functools import partial
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from raqnet import auth, conflicts
from raqnet.access import require
from raqnet.calendar.periods import read_day
from raqnet.db import db
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.journal import queries_starting as queries
from raqnet.journal import services_starting as services
from raqnet.journal.forms_starting import PeriodForm, period_data
from raqnet.journal.models import StartingPeriod
from raqnet.journal.views import blueprint, writing
from raqnet.people.queries import workers_choices


@blueprint.get("/journal/demarrage/periodes")
@require("starting.switch")
def starting_periods() -> str:
    """Every period, the latest first."""
    return render_template(
        "journal/starting_periods.html", periods=queries.periods(auth.principal())
    )


@blueprint.route("/journal/demarrage/periodes/nouvelle", methods=["GET", "POST"])
@require("starting.switch")
def new_starting_period() -> ResponseReturnValue:
    """Ask a worker to keep it; the address may fill the form (to undo an ending)."""
    asked = {
        "worker_id": writing.number("raq") or None,
        "starts_on": read_day(request.args.get("du")),
        "ends_on": read_day(request.args.get("au")),
        "reminders": request.args.get("rappels") == "1",
    }
    form = PeriodForm(data=asked)
    form.offer(workers_choices())
    return _set(StartingPeriod(), form)


@blueprint.route("/journal/demarrage/periodes/<int:period_id>/modifier", methods=["GET", "POST"])
@require("starting.switch")
def edit_starting_period(period_id: int) -> ResponseReturnValue:
    """Change from when to when, and whether reminders leave."""
    period = queries.find_period(auth.principal(), period_id) or abort(404)
    form = _of(period, request.form or None)
    if conflicts.is_stale(form, period.version):
        rows = conflicts.meet(form, _of(period), period.version)
        return form_page("journal/starting_period.html", form, rows, period=period)
    return _set(period, form)


def _of(period: StartingPeriod, formdata: Any = None) -> PeriodForm:
    form = PeriodForm(formdata=formdata, data=period_data(period))
    form.offer(workers_choices(keep=[period.worker_id]))
    return form


@blueprint.post("/journal/demarrage/periodes/<int:period_id>/supprimer")
@require("starting.switch")
def end_starting_period(period_id: int) -> ResponseReturnValue:
    """Ask no longer; the next page offers to ask again."""
    period = queries.find_period(auth.principal(), period_id) or abort(404)
    again = url_for(
        "journal.new_starting_period",
        raq=period.worker_id, du=period.starts_on, au=period.ends_on, rappels=int(period.reminders),
    )  # fmt: skip
    services.end_period(period)
    db.session.commit()
    words = _("Cette période est enlevée ; ce qui était écrit reste à son auteur·rice.")
    flash(Markup('{} <a href="{}">{}</a>').format(words, again, _("La remettre")), "info")
    return see_other(url_for("journal.starting_periods"))


def _set(period: StartingPeriod, form: PeriodForm) -> ResponseReturnValue:
    if form.validate_on_submit() and writing.accepted(form, partial(services.set_period, period)):
        db.session.commit()
        flash(_("C'est enregistré."), "success")
        return see_other(url_for("journal.starting_periods"))
    return form_page("journal/starting_period.html", form, period=period)
