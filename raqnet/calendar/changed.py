"""Who hears that the dates, the workers or the standing of an action changed.

A later subject registers with `on_change`; it is told within the same transaction, once the change
is in the database. Of a series it hears of the series, for all of its dates. Of one that continues
another (`continues_id`) it hears first while that is new: its `sequence` is 0. Of a date it hears
only when it had been set apart and is one of its series again.

One that is about to be removed is told to those who registered with `on_removal`.
"""

from collections.abc import Callable

from flask import Flask, current_app

from raqnet.calendar.models import Action

Listener = Callable[[Action], None]


def init_app(app: Flask) -> None:
    """Make room for those who listen."""
    app.extensions["calendar_listeners"] = []
    app.extensions["calendar_removal_listeners"] = []


def on_change(app: Flask, listener: Listener) -> None:
    """Tell `listener` of each one-off or series that changed, or of which a date did."""
    app.extensions["calendar_listeners"].append(listener)


def on_removal(app: Flask, listener: Listener) -> None:
    """Tell `listener` of each one-off or series that is about to be removed."""
    app.extensions["calendar_removal_listeners"].append(listener)


def tell_removal(action: Action) -> None:
    """Say that an action is about to be removed."""
    for listener in current_app.extensions["calendar_removal_listeners"]:
        listener(action)


def tell(action: Action) -> None:
    """Say that an action has changed: the one that owns the rule, flushed."""
    for listener in current_app.extensions["calendar_listeners"]:
        listener(action)
