"""What a person may do with one signal."""

from raqnet.access import Principal
from raqnet.signals.models import DossierState, Signal


def can_edit(user: Principal, signal: Signal) -> bool:
    """Is it one's own, and not sent on to an authority yet?"""
    return signal.author_id == user.id and not is_sent(signal)


def is_sent(signal: Signal) -> bool:
    """Has its file left the team?"""
    return signal.dossier is not None and signal.dossier.state != DossierState.OPEN
