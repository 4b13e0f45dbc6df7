"""Who hears that the dates, the workers or the standing of an action changed.

A later subject registers with `on_change`; it is told within the same transaction, once the change
is in the database. Of a series it hears of the series, for all of its dates. Of one that continues
another (`continues_id`) it hears first while that is new: its `sequence` is 0. Of a date it hears
only when it had been set apart and is one of its series again.

One that is about to be removed is told to those who registered with `on_removal`.
"""

from collections.abc import Callable, Sequence

from flask import Flask, current_app

from raqnet.calendar.models import Action

Listener = Callable[[Action], None]
ListenerOfMany = Callable[[Sequence[Action]], None]


def init_app(app: Flask) -> None:
    """Make room for those who listen."""
    app.extensions["calendar_listeners"] = []
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


def tell_new(actions: Sequence[Action]) -> None:
    """Say that these are new, flushed: in few statements to those who hear of many at once."""
    for listener, of_many in current_app.extensions["calendar_listeners"]:
        if of_many is not None:
            of_many(actions)
        else:
            for action in actions:
                listener(action)
