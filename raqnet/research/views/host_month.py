"""What was done with a host in a month, on one sheet to print."""

from datetime import date, timedelta

from flask import abort, render_template, request

from raqnet import clock
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import periods, shown
from raqnet.research import house, reader, scope, wording
from raqnet.research.scope import Scope
from raqnet.research.views import blueprint


@blueprint.get("/recherche/hebergeur")
@require("figures.host_month")
def host_month() -> str:
    """A host reads its own house's month; the coordination any house's."""
    me, month = reader.of(principal()), _month(request.args.get("mois", ""))
    asked = scope.read(request.args, clock.today()).scope.organisation
    id_ = me.organisation if me.is_host else asked
    page = house.month_of(id_, month) if id_ else None
    if id_ and page is None:
        abort(404)
    return render_template(
        "research/host_month.html",
        page=page,
        houses=[] if me.is_host else house.names(),
        month=month,
        around=_around(month),
        today=clock.today(),
        shown=shown,
        wording=wording,
    )


def _month(text: str) -> Scope:
    """The month of an address ("2021-10"), or the last one that is over."""
    today = clock.today()
    day = periods.read_day(f"{text.strip()[:7]}-01") or _last(today)
    day = min(day, today)
    return next(Scope(day, day).months())


def _last(today: date) -> date:
    """The first day of the last month that is over."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _around(month: Scope) -> tuple[Scope, Scope | None]:
    """The months before and after, the latter where it has begun."""
    first = month.last + timedelta(days=1)
    after = next(Scope(first, first).months()) if first <= clock.today() else None
    return month.previous(), after
