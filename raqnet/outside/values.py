"""The values of iCalendar's properties: texts, days, instants, durations."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from raqnet.clock import BRUSSELS
from raqnet.forms import YEARS
from raqnet.outside import zones
from raqnet.outside.lines import Properties, Property
from raqnet.outside.zones import Zones
from raqnet.text import clean

_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?")
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLANK = re.compile(r"\n{3,}")


class Unreadable(ValueError):
    """An event, or a file, that cannot be taken; `code` says why, unchangingly."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Moment:
    """A day, or a wall time in a zone; `wall` is naive, midnight for a day."""

    wall: datetime
    zone: tzinfo = BRUSSELS
    is_day: bool = False

    @property
    def instant(self) -> datetime:
        """When that is; in the autumn's double hour the first one, as RFC 5545 has it."""
        return at(self.wall, self.zone)


def at(wall: datetime, zone: tzinfo) -> datetime:
    """A naive wall time of a zone as an instant in UTC."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def first(properties: Properties, name: str) -> str:
    """The value of a property, "" where there is none."""
    return str(properties[name][0][1]).strip() if name in properties else ""


def text(properties: Properties, name: str) -> str:
    """A text as a person wrote it, without marks of a web page."""
    raw = str(properties[name][0][1]) if name in properties else ""
    plain = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], raw)
    if "<" in plain:
        plain = _TAG.sub("", _BREAK.sub("\n", plain))
        plain = plain.replace("&nbsp;", " ").replace("&amp;", "&")
    return _BLANK.sub("\n\n", clean(plain))


def moment(given: Property, known: Zones) -> Moment:
    """The moment that a property tells. Errors: Unreadable."""
    return moments(given, known)[0]


def moments(given: Property, known: Zones) -> list[Moment]:
    """The same for a list; of periods, their beginnings. Errors: Unreadable."""
    parameters, value = given
    return [_moment(each.strip(), parameters, known) for each in str(value).split(",")]


def _moment(value: str, parameters: dict[str, str], known: Zones) -> Moment:
    match = _MOMENT.fullmatch(value.partition("/")[0].upper())
    if match is None:
        raise Unreadable("hours")
    year, month, day, hour, minute, second, utc = match.groups()
    try:
        found = date(int(year), int(month), int(day))
        wall = datetime.combine(
            found, time(int(hour or 0), int(minute or 0), min(int(second or 0), 59))
        )
    except ValueError as error:
        raise Unreadable("hours") from error
    if wall.year not in YEARS:
        raise Unreadable("year")
    if hour is None:
        return Moment(wall, is_day=True)
    return Moment(wall, UTC if utc else _zone(parameters.get("TZID", ""), known))


def _zone(name: str, known: Zones) -> tzinfo:
    """A time without a zone is one of here."""
    found = zones.find(name, known) if name else BRUSSELS
    if found is None:
        raise Unreadable("zone")
    return found


def duration(value: str) -> timedelta:
    """How long "PT1H30M" is. Errors: Unreadable."""
    match = _DURATION.fullmatch(value.strip().upper())
    if match is None:
        raise Unreadable("hours")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
