"""Who reads what of workers' own sheets; the shared sheets are everybody's."""

from raqnet.access import TEAM, Principal
from raqnet.actors.models import Collaboration


def reads_team(user: Principal) -> bool:
    """The team sees who knows an actor, what is shared of it, who changed what; no host does."""
    return user.role in TEAM


def can_read(user: Principal, sheet: Collaboration) -> bool:
    """One's own sheet is one's own; the team reads those that are shared."""
    if user.worker_id is not None and sheet.worker_id == user.worker_id:
        return True
    return reads_team(user) and sheet.shared
