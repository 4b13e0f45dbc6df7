"""How the addresses of the journal's lists are read and written."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from raqnet.forms import YEARS
from raqnet.journal.queries_interventions import Cursor, Filters
from raqnet.paths import as_id

CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{1,9})", re.ASCII)


def filters(args: Mapping[str, str]) -> Filters:
    """What an address narrows the list down to; what cannot be read narrows nothing."""
    return Filters(
        theme=as_id(args.get("theme")),
        place=as_id(args.get("lieu")),
        first=_day(args.get("du")),
        last=_day(args.get("au")),
    )


def params(found: Filters) -> dict[str, Any]:
    """The same as an address writes it."""
    days = {"du": found.first, "au": found.last}
    numbers = {"theme": found.theme, "lieu": found.place}
    told = {**numbers, **{name: day.isoformat() for name, day in days.items() if day}}
    return {name: value for name, value in told.items() if value is not None}


def cursor(text: str | None) -> Cursor | None:
    """Where a page begins; an address that was made up begins at the top."""
    match = CURSOR.fullmatch(text or "")
    day = _day(match[1]) if match else None
    return Cursor(day, int(match[2])) if match and day else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
