"""The actions of a month on a map; the list above it says all that it says."""

from flask import current_app, render_template, request, url_for

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import listing, mapping, panel, periods, queries, shown, words
from raqnet.calendar.access import audience
from raqnet.calendar.filters import KEPT, Filters
from raqnet.calendar.views import blueprint


@blueprint.get("/calendrier/carte")
@require("calendar.read")
def on_map() -> str:
    """What is planned in the chosen month, or in four weeks from now: list first, then where."""
    reader = audience(auth.principal())
    filters = Filters.read({"statut": KEPT, **request.args.to_dict()})
    day = periods.read_day(request.args.get("date"))
    period = periods.month(day) if day else periods.stretch(clock.today())
    conditions = [*queries.matching(filters), listing.within(period.start, period.end)]
    return render_template(
        "calendar/map.html",
        spots=mapping.spots(reader, *conditions), most=mapping.MOST_SPOTS,
        nowhere=mapping.without_place(reader, *conditions), words=words,
        period=period, chosen=day, panel=panel.of(filters), filters=filters,
        title=shown.label("month" if day else "list", period),
        tiles=current_app.config["MAP_TILES"], credit=current_app.config["MAP_TILES_CREDIT"],
        address=lambda **params: url_for("calendar.on_map", **{**filters.params(), **params}),
    )  # fmt: skip
