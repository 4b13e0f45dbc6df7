"""One's own 80/20, and that of groups."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet import auth, clock
from raqnet.access import require
from raqnet.i18n import full_day, pattern
from raqnet.journal import queries_balance, queries_groups, stretches
from raqnet.journal.balance import DAY, Share
from raqnet.journal.stretches import Length, Stretch
from raqnet.journal.views import blueprint, tabs
from raqnet.journal.views.pages import worker

SHARES = {
    Share.PROJECT: _l("Projet RAQ"),
    Share.HOST: _l("Hébergeur"),
    Share.BLURRED: _l("À cheval"),
}
EXPECTED = {Share.PROJECT: 80, Share.HOST: 20}
LENGTHS = {Length.WEEK: _l("Semaine"), Length.MONTH: _l("Mois"), Length.QUARTER: _l("Trimestre")}
NOW = {
    Length.WEEK: _l("Cette semaine"),
    Length.MONTH: _l("Ce mois-ci"),
    Length.QUARTER: _l("Ce trimestre"),
}
DIMENSIONS = {
    queries_groups.COMMUNE: _l("Commune"),
    queries_groups.ZONE: _l("Zone"),
    queries_groups.HOST: _l("Hébergeur"),
}


@blueprint.get("/journal/equilibre")
@require("journal.own")
def balance() -> str:
    """What one's own time was for, over a week, a month or a quarter."""
    (user, _me), today = worker(), clock.today()
    stretch = stretches.read(request.args.get("periode"), request.args.get("jour"), today)
    return render_template(
        "journal/balance.html",
        own=queries_balance.own(user, stretch.first, stretch.last),
        stretch=stretch, name=name_of(stretch), today=today, Share=Share,
        lengths=LENGTHS, shares=SHARES, expected=EXPECTED, tabs=tabs.of(user),
    )  # fmt: skip


@blueprint.get("/journal/equilibre/groupes")
@require("journal.groups")
def group_balance() -> str:
    """What the team's time was for, over a month that is over; never one person's."""
    today = clock.today()
    last_month = stretches.of(Length.MONTH, today.replace(day=1) - DAY)
    month = stretches.read(Length.MONTH, request.args.get("jour"), last_month.first)
    month = min(month, last_month, key=lambda each: each.first)
    return render_template(
        "journal/group_balance.html",
        found=queries_groups.of_month(auth.principal(), month),
        month=month, name=name_of(month), newest=month == last_month,
        shares=SHARES, expected=EXPECTED, dimensions=DIMENSIONS,
    )  # fmt: skip


def name_of(stretch: Stretch) -> str:
    """'Ce mois-ci', 'Septembre 2026', 'De juillet à septembre 2026'."""
    if stretch.holds(clock.today()):
        return str(NOW[stretch.length])
    if stretch.length == Length.WEEK:
        return _("Semaine du %(day)s", day=full_day(stretch.first))
    if stretch.length == Length.MONTH:
        return pattern(stretch.first, "LLLL y").capitalize()
    first, last = pattern(stretch.first, "MMMM"), pattern(stretch.last, "MMMM y")
    return _("De %(first)s à %(last)s", first=first, last=last)
