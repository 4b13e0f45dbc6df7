"""The ways that lead to a signal: from an actor's sheet, a failed relay, an intervention.

They say of what kind it may be and about which service; never a word of a note.
"""

from flask import url_for
from flask_babel import lazy_gettext as _l

from raqnet.access import Principal
from raqnet.actors.models import Actor, Capacity
from raqnet.actors.panels import Panel
from raqnet.journal.onward import From, Way

SATURATED = _l("Signaler que ce service est saturé")
KINDS = {From.FAILED_RELAY: "sature", From.INTERVENTION: "obstacle"}
LABELS = {
    From.FAILED_RELAY: _l("Le signaler plus haut"),
    From.INTERVENTION: _l("Signaler un obstacle vu ici"),
}


def panel(user: Principal, actor: Actor) -> Panel | None:
    """On a sheet: the way to a signal about this service."""
    if not user.can("signals.write"):
        return None
    full = actor.capacity == Capacity.SATURATED
    url = url_for("signals.new", acteur=actor.id, type="sature" if full else None)
    label = SATURATED if full else _l("Signaler quelque chose")
    return Panel("signals/_on_sheet.html", {"url": url, "label": label})


def way(user: Principal, place: From, actor_id: int | None) -> Way | None:
    """From the journal."""
    if not user.can("signals.write"):
        return None
    return Way(LABELS[place], url_for("signals.new", type=KINDS[place], acteur=actor_id))
