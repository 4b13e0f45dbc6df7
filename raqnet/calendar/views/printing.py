"""A month on paper: of a commune, a zone, or whatever else the calendar is narrowed down to."""

from flask import render_template, request, url_for

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import listing, panel, periods, queries, shown
from raqnet.calendar.access import audience
from raqnet.calendar.filters import KEPT, Filters
from raqnet.calendar.views import blueprint

MOST = 400  # lines, on some ten sheets


@blueprint.get("/calendrier/imprimer")
@require("calendar.read")
def print_month() -> str:
    """A month day by day, with hours, places and people."""
    reader = audience(auth.principal())
    filters = Filters.read({"statut": KEPT, **request.args.to_dict()})
    period = periods.month(periods.read_day(request.args.get("date")) or clock.today())
    conditions = [*queries.matching(filters), listing.within(period.start, period.end)]
    entries = listing.page(listing.statement(reader, *conditions).limit(MOST + 1), reader)
    return render_template(
        "calendar/print.html",
        period=period, panel=panel.of(filters), filters=filters, shown=shown, most=MOST,
        more=len(entries) > MOST,
        days=[
            day
            for day in shown.days(period, entries[:MOST], url_for("calendar.month"))
            if day.entries and not day.out
        ],
        title=shown.label("month", period),
        address=lambda **params: url_for("calendar.print_month", **{**filters.params(), **params}),
    )  # fmt: skip
