"""Where an action came from, once it goes into another."""

from raqnet.calendar import changed
from raqnet.calendar.models import Action
from raqnet.outside.models import ImportedEvent


def rejoin(row: Action, into: Action) -> None:
    """It is then where the other came from; one cannot come from two. Errors: Unlike."""
    changed.move_one(ImportedEvent, ("uid", "outside_id", "key"), row, into)
