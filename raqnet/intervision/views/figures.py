"""How many sessions, how many people, how long: numbers, never content."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from raqnet.access import require
from raqnet.calendar.forms_figures import FiguresForm
from raqnet.i18n import pattern
from raqnet.intervision import figures
from raqnet.intervision.views import blueprint


@blueprint.get("/intervisions/chiffres", endpoint="figures")
@require("intervision.figures")
def figures_page() -> str:
    """The figures of a period."""
    form = FiguresForm(request.args)
    first, last = form.period()
    return render_template(
        "intervision/figures.html",
        form=form, days=(first, last), first=_written(first), last=_written(last),
        figures=figures.of(first, last), enough=figures.ENOUGH_SESSIONS,
    )  # fmt: skip


def _written(day: date) -> str:
    """'1er septembre 2021', '20 décembre 2021'."""
    if day.day == 1:
        return _("1er %(month)s", month=pattern(day, "MMMM y"))
    return pattern(day, "d MMMM y")
