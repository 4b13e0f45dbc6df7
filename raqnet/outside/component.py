"""One VEVENT by itself: when it is, what it says."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from raqnet.calendar.schedule import MAX_DURATION
from raqnet.clock import BRUSSELS, day_start, to_local
from raqnet.outside import parts, values
from raqnet.outside.lines import Properties
from raqnet.outside.parts import Part
from raqnet.outside.values import Moment, Unreadable
from raqnet.outside.zones import Zones

UNTOLD = timedelta(hours=1)  # how long what tells no end is taken to last
DAY = timedelta(days=1)
TITLE, AIM, PLACE, ADDRESS = 120, 2000, 120, 200
_GEO = re.compile(r"(-?\d{1,2}(?:\.\d+)?);(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Hours:
    """When a component begins and how long it lasts: in days on the wall, or in time."""

    start: Moment
    length: timedelta

    def span(self, start: Moment) -> tuple[datetime, datetime]:
        """From when to when, where it begins at `start`."""
        if start.is_day:
            end = start.wall + self.length
            return day_start(start.wall.date()), day_start(end.date())
        return start.instant, start.instant + self.length


def part(given: Properties, key: str, hours: Hours, remarks: set[str]) -> Part:
    """What it says, as an action would; what had to be cut is noted in `remarks`."""
    starts_at, ends_at = hours.span(hours.start)
    title, aim = _words(given, remarks)
    place, address = _where(given, remarks)
    latitude, longitude = _geo(given)
    status = values.first(given, "STATUS").upper()
    if values.first(given, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        remarks.add(parts.PRIVATE)
    return Part(
        key, title, starts_at, ends_at, hours.start.is_day, aim, place, address,
        latitude, longitude, planned=status == "TENTATIVE", cancelled=status == "CANCELLED",
    )  # fmt: skip


def hours(
    given: Properties, zones: Zones, remarks: set[str], length: timedelta | None = None
) -> Hours:
    """Its hours; `length` holds where it tells no end. Errors: Unreadable."""
    if "DTSTART" not in given:
        raise Unreadable("no-start")
    start = values.moment(given["DTSTART"][0], zones)
    told = _length(given, start, zones)
    if values.first(given, "X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        start, told = _whole_days(start, told)
    if not told:
        if length is None and not start.is_day:
            remarks.add(parts.NO_END)
        told = length or (DAY if start.is_day else UNTOLD)
    if told < timedelta(0):
        raise Unreadable("hours")
    if told > MAX_DURATION:
        raise Unreadable("long")
    return Hours(start, told)


def _length(given: Properties, start: Moment, zones: Zones) -> timedelta | None:
    if "DTEND" not in given:
        return values.duration(values.first(given, "DURATION")) if "DURATION" in given else None
    end = values.moment(given["DTEND"][0], zones)
    if end.is_day != start.is_day:
        raise Unreadable("hours")
    return end.wall - start.wall if start.is_day else end.instant - start.instant


def _whole_days(start: Moment, length: timedelta | None) -> tuple[Moment, timedelta | None]:
    """Outlook writes whole days as midnights with a word beside them."""
    local = to_local(start.instant).replace(tzinfo=None)
    if start.is_day or local != local.replace(hour=0, minute=0, second=0):
        return start, length
    return Moment(local, BRUSSELS, is_day=True), max(1, round((length or DAY) / DAY)) * DAY


def _words(given: Properties, remarks: set[str]) -> tuple[str, str]:
    title = " ".join(values.text(given, "SUMMARY").split())
    aim = values.text(given, "DESCRIPTION")
    if len(title) > TITLE:
        aim = f"{title}\n\n{aim}".strip()
    return _cut(title, TITLE, remarks), _cut(aim, AIM, remarks)


def _where(given: Properties, remarks: set[str]) -> tuple[str, str]:
    """A place, and an address where it is too long for one."""
    said = " ".join(values.text(given, "LOCATION").split())
    if len(said) <= PLACE:
        return said, ""
    place, _comma, address = said.partition(", ")
    return _cut(place, PLACE, remarks), _cut(address, ADDRESS, remarks)


def _cut(text: str, most: int, remarks: set[str]) -> str:
    if len(text) <= most:
        return text
    remarks.add(parts.CUT)
    return text[: most - 1].rstrip() + "…"


def _geo(given: Properties) -> tuple[float | None, float | None]:
    match = _GEO.fullmatch(values.first(given, "GEO").replace("\\", ""))
    if match is None:
        return None, None
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude, longitude) == (0, 0):
        return None, None
    return latitude, longitude


def latest(rows: list[Properties]) -> Properties | None:
    """The newest of several that say they are the same. Errors: Unreadable."""
    newest = max((_sequence(each) for each in rows), default=0)
    same = [each for each in rows if _sequence(each) == newest]
    if any(each.get("DTSTART") != same[0].get("DTSTART") for each in same):
        raise Unreadable("twice")
    return same[-1] if same else None


def _sequence(given: Properties) -> int:
    told = values.first(given, "SEQUENCE")
    return int(told[:9]) if told.isascii() and told.isdigit() else 0
