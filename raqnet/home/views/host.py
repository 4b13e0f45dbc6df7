"""The page of a host, across all the sites of its organisation."""

from flask import render_template, url_for

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import listing, shown
from raqnet.home import hosting
from raqnet.home.views import blueprint


@blueprint.get("/hebergeur")
@require("host.page")
def host() -> str:
    """Who is there today, what comes, what was done, what was answered; it changes nothing."""
    today, page = clock.today(), hosting.of(auth.principal())
    last = today + hosting.STRETCH - hosting.DAY
    days = listing.by_day(page.coming, today, last) if page else {}
    return render_template(
        "home/host.html",
        page=page,
        days=sorted(days.items()),
        today=today,
        prefix=url_for("calendar.occurrence", occurrence_id=0)[:-1],
        shown=shown,
    )
