"""What the form of a new action starts with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import choices, queries, sources
from raqnet.calendar.forms_action import data_of
from raqnet.calendar.models import Kind
from raqnet.forms import YEARS
from raqnet.paths import as_id

OF_THE_OLD = ("day", "last_day", "until", "exdates", "version", "confirmed")


def of(user: Principal, args: Mapping[str, str]) -> dict[str, Any]:
    """The fields' data out of `jour`, `genre` and `copier`; what cannot be read is left out."""
    copied = _copied(user, args.get("copier", ""))
    kind = args.get("genre", "")
    start = copied or {
        "kind": kind if kind in set(Kind) else Kind.COLLECTIVE,
        "workers": [user.worker_id] if user.worker_id else [],
        "site": choices.site_today(user.worker_id) if user.worker_id else None,
    }
    day = _day(args.get("jour", "")) or clock.today()
    return {**start, "day": day, **sources.fields(user, args)}


def _copied(user: Principal, text: str) -> dict[str, Any] | None:
    """The fields of an action to do again, without its dates."""
    action_id = as_id(text)
    action = queries.find_action(user, action_id) if action_id else None
    if action is None:
        return None
    return {name: value for name, value in data_of(action).items() if name not in OF_THE_OLD}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
