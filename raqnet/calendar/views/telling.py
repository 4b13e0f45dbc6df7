"""While one fills in the form of an action: what its rule says, and what stands in the way."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from raqnet.access import beside, reading, require
from raqnet.auth import principal
from raqnet.calendar import choices, clashes, closures, dates, details, queries, repetition
from raqnet.calendar.forms_action import ActionForm, DateForm
from raqnet.calendar.models import Kind
from raqnet.calendar.recurrence import RuleError, Slot
from raqnet.calendar.schedule import When
from raqnet.calendar.views import blueprint
from raqnet.paths import as_id


@blueprint.post("/calendrier/actions/apercu")
@require("calendar.write")
@reading
@beside
def tell() -> ResponseReturnValue:
    """The fragment below the form; nothing of it is kept, nothing is refused."""
    form = DateForm() if request.args.get("date") else ActionForm()
    form.offer(choices.offer())
    when = form.sketch()
    if when is None:
        return render_template("calendar/_form_told.html", words="", slots=[], clashes=[])
    slots, closed = _slots(when)
    return render_template(
        "calendar/_form_told.html",
        words=repetition.words(*_rule(when)), slots=slots, closed=closed,
        clashes=clashes.find(_planned(form, when, slots)),
    )  # fmt: skip


def _slots(when: When) -> tuple[list[Slot], int]:
    """The dates, and how many more fall into closed periods."""
    values = details.fresh(when.columns())
    try:
        laid = closures.lay_out(values)
    except RuleError:
        return [], len(closures.days(values))
    return dates.slots_by(laid), len(laid["closed_days"])


def _rule(when: When) -> tuple[str | None, list[str], bool]:
    columns = details.fresh(when.columns())
    return columns["rrule"], columns["exdates"], columns["skips_closed"]


def _planned(form: ActionForm | DateForm, when: When, slots: list[Slot]) -> clashes.Planned:
    chosen = choices.by_id(form.offered.workers, form.workers.data or ())
    return clashes.Planned(
        clashes.coming(slots),
        {worker.id: worker.user.name for worker in chosen},
        form.place.data or "",
        form.site.data,
        form.commune.data,
        when.all_day,
        as_id(request.args.get("sans")),
        _team_kind(form),
    )


def _team_kind(form: ActionForm | DateForm) -> str | None:
    """What team event it is: some fill a whole day. One date of a series is what its series is."""
    if isinstance(form, ActionForm):
        return form.team_kind.data if form.kind.data == Kind.TEAM else None
    series_id = as_id(request.args.get("sans"))
    series = queries.find_action(principal(), series_id) if series_id else None
    return series.team_kind if series else None
