"""What an actor's sheet shows of relays: that they fail there lately, and why; never whose."""

from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.actors.panels import Panel
from raqnet.journal import queries_relays


def panel(user: Principal, actor: Actor) -> Panel | None:
    """The failures of the last thirty days, for the team."""
    failures = queries_relays.failures(user, actor)
    return Panel("journal/_saturation.html", {"failures": failures}) if failures else None
