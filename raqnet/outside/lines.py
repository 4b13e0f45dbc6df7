"""Content lines of iCalendar (RFC 5545, 3.1): only those properties that an action can hold.

Who was invited, attachments, alarms and whatever else a program adds is passed over as it is read:
of an attendee nothing is kept, not for a moment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

MOST_CHARACTERS = 30_000  # of what is kept of one event
MOST_VALUE = 8_000  # of one line: the rest could not be kept anyway
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_BEGIN = re.compile(r"^BEGIN:(VEVENT|VTIMEZONE)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_ENDS = {
    name: re.compile(rf"^END:(?:{name}|VCALENDAR)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
    for name in ("VEVENT", "VTIMEZONE")
}
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETERS = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:"]*)')
_TOLD = frozenset({"TZID", "VALUE", "RANGE"})  # the parameters that mean something here
_KEPT = {
    "VEVENT": frozenset(
        {
            "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE",
            "RECURRENCE-ID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE", "CLASS",
            "GEO", "X-MICROSOFT-CDO-ALLDAYEVENT",
        }
    ),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION", "TZOFFSETTO"}),
}  # fmt: skip
_TRANSPARENT = frozenset({"STANDARD", "DAYLIGHT"})  # their lines count as the zone's own

# A property as JSON keeps it: its parameters and its value.
Property = list[Any]
Properties = dict[str, list[Property]]


@dataclass
class Component:
    """A VEVENT or a VTIMEZONE; not `whole` where it breaks off or is longer than any event."""

    name: str
    properties: Properties = field(default_factory=dict)
    whole: bool = True


def components(text: str) -> Iterator[Component]:
    """The events and zones of a calendar, one after the other, as they stand in it."""
    text = _FOLD.sub("", text.lstrip("\ufeff"))
    starts = [(match.start(), match.end(), match[1].upper()) for match in _BEGIN.finditer(text)]
    for (_at, begin, name), (following, _end, _name) in pairwise([*starts, (len(text), 0, "")]):
        over = _ENDS[name].search(text, begin, following)
        whole = over is not None and name in over[0].upper()
        made = Component(name, whole=whole)
        _read(made, text, begin, over.start() if over else following)
        yield made


def _read(into: Component, text: str, begin: int, end: int) -> None:
    """The properties between two places, without those of what is nested (alarms)."""
    depth = size = 0
    for match in _LINE.finditer(text, begin, end):
        line = match[0]
        named = _NAME.match(line)
        name = named[0].upper() if named else ""
        if name in ("BEGIN", "END"):
            nested = line.partition(":")[2].strip().upper() not in _TRANSPARENT
            depth = max(0, depth + (nested if name == "BEGIN" else -nested))
        elif not depth and name in _KEPT[into.name] and size <= MOST_CHARACTERS:
            size += _keep(into, name, line[len(name) :])
    into.whole = into.whole and size <= MOST_CHARACTERS


def _keep(into: Component, name: str, rest: str) -> int:
    """Keep a property; returns its length. What has no value is passed over."""
    at, parameters = 0, {}
    while match := _PARAMETERS.match(rest, at):
        at = match.end()
        if match[1].upper() in _TOLD:
            parameters[match[1].upper()] = match[2].strip('"')[:200]
    if rest[at : at + 1] != ":":
        return 0
    value = rest[at + 1 : at + 1 + MOST_VALUE]
    into.properties.setdefault(name, []).append([parameters, value])
    return len(value)
