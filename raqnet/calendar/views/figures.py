"""How many collective actions, where, which, and what for."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import figures
from raqnet.calendar.access import audience
from raqnet.calendar.forms_figures import FiguresForm
from raqnet.calendar.models import Visibility
from raqnet.calendar.views import blueprint
from raqnet.i18n import pattern


@blueprint.get("/calendrier/chiffres", endpoint="figures")
@require("calendar.read")
def figures_page() -> str:
    """The figures of a period, of what one may see."""
    form, reader = FiguresForm(request.args), audience(principal())
    first, last = form.period()
    communes = figures.count_by_commune(first, last, reader)
    return render_template(
        "calendar/figures.html",
        form=form,
        first=_written(first), last=_written(last),
        days=(first, last), ahead=last > clock.today(),
        shared_only=reader != Visibility.TEAM,
        communes=communes, total=figures.total(communes),
        activities=figures.count_by_activity(first, last, reader),
        missions=(missions := figures.count_by_mission_and_mode(first, last, reader)),
        missions_total=figures.total(missions),
    )  # fmt: skip


def _written(day: date) -> str:
    """'1er septembre 2021', '20 décembre 2021'."""
    if day.day == 1:
        return _("1er %(month)s", month=pattern(day, "MMMM y"))
    return pattern(day, "d MMMM y")
