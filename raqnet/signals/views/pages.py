"""What the pages of signals share."""

from flask import abort

from raqnet.auth import principal
from raqnet.signals import queries
from raqnet.signals.models import Signal


def found(signal_id: int, lock: bool = False) -> Signal:
    """The signal that an address names, where one may read it."""
    return queries.find(principal(), signal_id, lock) or abort(404)
