"""The page of a host, across all the sites of its organisation."""

from flask import render_template, request, url_for

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import listing, periods, shown
from raqnet.home import hosting
from raqnet.home.views import blueprint
from raqnet.journal import by_day
from raqnet.planning import words


@blueprint.get("/hebergeur")
@require("host.page")
def host() -> str:
    """Who is there today, what comes, what was done, what was answered; it changes nothing."""
    today = clock.today()
    month = periods.month(min(periods.read_day(request.args.get("mois")) or today, today))
    after = by_day.read(request.args.get("suite"))
    page = hosting.of(auth.principal(), month, after)
    last = today + hosting.STRETCH - hosting.DAY
    days = listing.by_day(page.coming, today, last) if page else {}
    return render_template(
        "home/host.html",
        page=page,
        days=sorted(days.items()),
        today=today,
        month=month,
        begun=after is not None,
        prefix=url_for("calendar.occurrence", occurrence_id=0)[:-1],
        shown=shown,
        words=words,
    )
