"""Who hears that the dates, the workers or the standing of an action changed.

A later subject registers with `on_change`; it is told within the same transaction, once the change
is in the database. Of a series it hears of the series, for all of its dates. Of one that continues
another (`continues_id`) it hears first while that is new: its `sequence` is 0. Of a date it hears
only when it had been set apart and is one of its series again.

One that is about to be removed is told to those who registered with `on_removal`.

Who registers with `on_absorb` hears that a row is about to go into another (a date follows its
series again, two series are one again), so that what hangs on the first hangs on the second. What
cannot be brought together refuses the change: `Unlike`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import update

from raqnet.calendar.models import Action
from raqnet.calendar.recurrence import RuleError
from raqnet.db import db

Listener = Callable[[Action], None]
ListenerOfMany = Callable[[Sequence[Action]], None]
Heir = Callable[[Action, Action], None]


class Unlike(RuleError):
    """Two rows cannot be one again: something was added to one of them since."""

    def __init__(self) -> None:
        super().__init__("", "unlike")


def init_app(app: Flask) -> None:
    """Make room for those who listen."""
    app.extensions["calendar_listeners"] = []
    app.extensions["calendar_heirs"] = []
    app.extensions["calendar_removal_listeners"] = []


def on_change(app: Flask, listener: Listener, of_many: ListenerOfMany | None = None) -> None:
    """Tell `listener` of each one-off or series that changed, or of which a date did.

    `of_many` hears in its place of many that are new, at once.
    """
    app.extensions["calendar_listeners"].append((listener, of_many))


def on_removal(app: Flask, listener: Listener) -> None:
    """Tell `listener` of each one-off or series that is about to be removed."""
    app.extensions["calendar_removal_listeners"].append(listener)


def tell_removal(action: Action) -> None:
    """Say that an action is about to be removed."""
    for listener in current_app.extensions["calendar_removal_listeners"]:
        listener(action)


def tell(action: Action) -> None:
    """Say that an action has changed: the one that owns the rule, flushed."""
    for listener, _of_many in current_app.extensions["calendar_listeners"]:
        listener(action)


def carry_on(model: Any, names: Sequence[str], action: Action) -> None:
    """For a listener, of a model of which an action has one row at most: what continues a series
    begins with what that has; a date that is back in its series has none of its own."""
    if action.series_id and (own := db.session.get(model, action.id)) is not None:
        db.session.delete(own)
    if action.continues_id is None or action.sequence:  # no longer new
        return
    before = db.session.get(model, action.continues_id)
    if before is not None and db.session.get(model, action.id) is None:
        values = {name: getattr(before, name) for name in names}
        db.session.add(model(action_id=action.id, **values))
        db.session.flush()


def on_absorb(app: Flask, heir: Heir) -> None:
    """Have `heir` move what hangs on a row that goes (the first) to the row it goes into."""
    app.extensions["calendar_heirs"].append(heir)


def absorb(row: Action, into: Action) -> None:
    """What hangs on a row that is about to go hangs on another. Errors: Unlike."""
    for heir in current_app.extensions["calendar_heirs"]:
        heir(row, into)


def move(model: Any, row: Action, into: Action) -> None:
    """For an heir: all that there is of a model goes over."""
    moved = update(model).where(model.action_id == row.id).values(action_id=into.id)
    db.session.execute(moved)


def move_one(model: Any, names: Sequence[str], row: Action, into: Action) -> None:
    """The same where an action has one at most: two must say the same. Errors: Unlike."""
    mine, theirs = db.session.get(model, row.id), db.session.get(model, into.id)
    if mine is not None and theirs is None:
        db.session.flush()
        db.session.expunge(mine)
        move(model, row, into)
    elif mine is not None and any(getattr(mine, n) != getattr(theirs, n) for n in names):
        raise Unlike


def tell_new(actions: Sequence[Action]) -> None:
    """Say that these are new, flushed: in few statements to those who hear of many at once."""
    for listener, of_many in current_app.extensions["calendar_listeners"]:
        if of_many is not None:
            of_many(actions)
        else:
            for action in actions:
                listener(action)
