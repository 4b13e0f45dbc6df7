"""Time zones by the names that programs give them: Olson's, Windows', or a file's own."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from raqnet.clock import BRUSSELS
from raqnet.outside.lines import Component

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
# What lies beside the zones: that of this machine, and those that count leap seconds.
_OF_THE_MACHINE = re.compile(r"(localtime|posixrules|Factory)$|(right|posix)/", re.IGNORECASE)
_WINDOWS = {name.casefold(): olson for name, olson in WINDOWS_TO_OLSON.items()}
_UTC = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt"})
# What a file defines under a name of its own: with these two hours, it is the zone of here.
_HERE = {1, 2}
_LONDON = {0, 1}
_DAY = 24 * 60  # minutes

Zones = Mapping[str, str]  # by the file's own name: what is known of it (`describe`)


def describe(components: Iterable[Component]) -> dict[str, str]:
    """What a file says of its zones, each as a name or as its hours from UTC ("+60 +120")."""
    found = {}
    for each in components:
        name = _first(each, "TZID")
        if name:
            found[name] = _first(each, "X-LIC-LOCATION") or " ".join(sorted(_offsets(each)))
    return found


def _first(component: Component, name: str) -> str:
    return next((value.strip()[:200] for _told, value in component.properties.get(name, ())), "")


def _offsets(component: Component) -> set[str]:
    found = set()
    for _told, value in component.properties.get("TZOFFSETTO", ()):
        if match := _OFFSET.fullmatch(value.strip()):
            minutes = int(match[2]) * 60 + int(match[3])
            found.add(f"{-minutes if match[1] == '-' else minutes:+d}")
    return found


def find(name: str, zones: Zones) -> tzinfo | None:
    """The zone of this name; None where nothing tells what it is."""
    own = zones.get(name, "")
    return named(name) or named(own) or _by_offsets(own)


@lru_cache(512)
def named(name: str) -> tzinfo | None:
    """A zone by a name that is known everywhere; some programs put words of theirs before it."""
    bare = name.strip().strip('"')
    if bare.casefold() in _UTC:
        return UTC
    if olson := _WINDOWS.get(bare.casefold()):
        return ZoneInfo(olson)
    parts = bare.split("/")
    for n in range(min(len(parts), 4)):  # "/mozilla.org/20050126_1/Europe/Brussels"
        if found := _olson("/".join(parts[n:])):
            return found
    return BRUSSELS if "brussels" in bare.casefold() else None  # "(UTC+01:00) Brussels, …"


def _olson(name: str) -> tzinfo | None:
    if not _NAME.fullmatch(name) or _OF_THE_MACHINE.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, or a folder
        return None


def _by_offsets(told: str) -> tzinfo | None:
    try:
        minutes = {int(each) for each in told.split()}
    except ValueError:
        return None
    hours = {each / 60 for each in minutes}
    if hours == _HERE:
        return BRUSSELS
    if hours == _LONDON:
        return ZoneInfo("Europe/London")
    alone = len(minutes) == 1 and max(minutes) < _DAY and min(minutes) > -_DAY
    return timezone(timedelta(minutes=minutes.pop())) if alone else None
