"""The details of an action as plain values: read, compared, copied, applied."""

from collections.abc import Mapping
from typing import Any

from raqnet import clock
from raqnet.calendar.models import Action, Kind

SCALARS = (
    "kind", "team_kind", "title", "mode", "status", "visibility", "aim", "audience", "partners",
    "to_bring", "same_audience", "place", "address", "latitude", "longitude",
)  # fmt: skip
ROWS = ("activity", "commune", "neighbourhood", "site")
SETS = ("missions", "languages", "workers")
# What a date of a series may have of its own, its hours aside.
WORDS = (*SCALARS, *ROWS, *SETS)
TIMES = ("starts_at", "ends_at", "all_day")
RULE = ("rrule", "exdates", "closed_days")
ALL = (*WORDS, *TIMES, *RULE, "skips_closed")
# Only collective actions are counted and evaluated; other events carry none of this.
OF_COLLECTIVE: dict[str, Any] = {"activity": None, "missions": [], "mode": None}

Details = dict[str, Any]


def read(action: Action) -> Details:
    """Every detail of an action; lists are copies."""
    return {name: _copy(getattr(action, name)) for name in ALL}


def fresh(values: Mapping[str, Any]) -> Details:
    """The details of an action that is not there yet: its rule leaves nothing out unless told."""
    return {"rrule": None, "exdates": [], "closed_days": [], "skips_closed": False, **values}


def write(action: Action, details: Mapping[str, Any]) -> None:
    """Set these details."""
    for name, value in details.items():
        setattr(action, name, _copy(value))


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of `after` whose values are others than in `before`."""
    return [name for name in ALL if name in after and not same(before[name], after[name])]


def same(one: Any, other: Any) -> bool:
    """Are two values of a detail equal? Lists of rows are sets."""
    if isinstance(one, list) and isinstance(other, list):
        return _keys(one) == _keys(other)
    return bool(one == other)


def _keys(values: list[Any]) -> set[Any]:
    return {getattr(value, "id", value) for value in values}


def _copy(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def fit(details: Details, kind: str) -> Details:
    """The same without what does not belong to this kind of event."""
    fitted = dict(details)
    if kind != Kind.COLLECTIVE:
        fitted |= {name: value for name, value in OF_COLLECTIVE.items() if name in details}
    if kind != Kind.TEAM and "team_kind" in details:
        fitted["team_kind"] = None
    if not fitted.get("rrule", True):
        fitted |= {name: None for name in ("same_audience",) if name in details}
        fitted |= {"skips_closed": False, "closed_days": []}
    return fitted


def copy_of(action: Action) -> Action:
    """A new row with the same words, of no series and at no hours yet."""
    made = Action(author_id=action.author_id)
    write(made, {name: getattr(action, name) for name in WORDS})
    made.cancel_reason, made.cancelled_at = action.cancel_reason, action.cancelled_at
    made.exdates, made.rrule, made.closed_days, made.skips_closed = [], None, [], False
    return made


def publish(action: Action) -> None:
    """Tell subscribers that what they have is old (RFC 5545, 3.8.7.4 and 3.8.7.2)."""
    action.sequence += 1
    action.dtstamp = clock.now()
