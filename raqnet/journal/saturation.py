"""What an actor's sheet shows of relays: that they fail there lately, and why; never whose."""

from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.actors.panels import Panel
from raqnet.journal import queries_relays


def panel(user: Principal, actor: Actor) -> Panel | None:
    """The failures of the last thirty days, for the team; for a worker, the way to a relay."""
    failures = queries_relays.failures(user, actor)
    may_send = user.worker_id is not None and user.can("journal.own")
    if not failures and not may_send:
        return None
    context = {"failures": failures, "service": f"a{actor.id}" if may_send else ""}
    return Panel("journal/_saturation.html", context)
