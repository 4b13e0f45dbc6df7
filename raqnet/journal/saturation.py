"""Where relays fail lately, as an actor's sheet and the page of hosts show it; never whose."""

from flask_babel import ngettext

from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.actors.panels import Panel
from raqnet.journal import queries_saturation as queries
from raqnet.journal.queries_saturation import Failure


def panel(user: Principal, actor: Actor) -> Panel | None:
    """On an actor's sheet, why relays fail, for the team; for a worker, the way to a relay."""
    failures = queries.at(user, actor)
    may_send = user.worker_id is not None and user.can("journal.own")
    if not failures and not may_send:
        return None
    context = {"failures": failures, "service": f"a{actor.id}" if may_send else ""}
    return Panel("journal/_saturation.html", context)


def of_hosts(user: Principal) -> dict[int, list[str]]:
    """What is told of each host, by the organisation's number."""
    return {
        each.organisation_id: [told(failure) for failure in each.failures]
        for each in queries.at_hosts(user)
        if each.organisation_id is not None
    }


def told(failure: Failure) -> str:
    """How often, and why, or that nobody answered."""
    if failure.reason:
        return ngettext(
            "%(num)d réorientation « %(reason)s » en %(days)d jours",
            "%(num)d réorientations « %(reason)s » en %(days)d jours",
            failure.times, reason=failure.reason, days=queries.LATELY.days,
        )  # fmt: skip
    return ngettext(
        "%(num)d réorientation sans réponse depuis %(days)d jours ou plus",
        "%(num)d réorientations sans réponse depuis %(days)d jours ou plus",
        failure.times, days=queries.SILENT_AFTER.days,
    )  # fmt: skip
