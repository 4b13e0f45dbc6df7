"""The first page: each role's first question, answered without a click."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from raqnet import auth, clock
from raqnet.access import Role, require
from raqnet.calendar import listing, shown
from raqnet.home import day
from raqnet.home.views import blueprint


@blueprint.get("/")
@require("calendar.read")
def index() -> ResponseReturnValue:
    """My day; a host is led to its own page."""
    user = auth.principal()
    if user.role == Role.HOST:
        return redirect(url_for("home.host"), 303)
    home = day.of(user)
    today = clock.today()
    days = listing.by_day(home.entries, today, today + day.AHEAD)
    return render_template(
        "home/index.html",
        home=home,
        days=sorted(days.items()),
        today=today,
        prefix=url_for("calendar.occurrence", occurrence_id=0)[:-1],
        shown=shown,
    )
