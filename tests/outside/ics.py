"""Calendars as other programs write them, for tests."""

from datetime import UTC, date, datetime, timedelta

from raqnet.outside import reading
from raqnet.outside.files import gather
from raqnet.outside.parts import Event

TODAY = date(2026, 3, 2)


def event(
    uid: str = "un@ailleurs", *lines: str, start: str = "20260310T100000", **told: str
) -> str:
    """A VEVENT of two hours; `lines` are added, `told` replaces properties ("" takes one away)."""
    given = {
        "UID": uid, "DTSTAMP": "20260101T000000Z",
        "DTSTART": f";TZID=Europe/Brussels:{start}", "SUMMARY": "Vaccibus",
    } | {name.upper().replace("_", "-"): value for name, value in told.items()}  # fmt: skip
    if "DTEND" not in given and "DURATION" not in given:
        given["DURATION"] = "PT2H"
    body = [
        f"{name}{value if value.startswith((':', ';')) else ':' + value}"
        for name, value in given.items()
        if value
    ]
    return "\r\n".join(["BEGIN:VEVENT", *body, *lines, "END:VEVENT"]) + "\r\n"


def calendar(*events: str, head: str = "") -> str:
    """A VCALENDAR of these events."""
    start = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ailleurs//FR\r\n"
    return f"{start}{head}{''.join(events)}END:VCALENDAR\r\n"


def read(*events: str, head: str = "", today: date = TODAY) -> Event:
    """The one event that these components make up. Errors: Unreadable."""
    brought = gather(calendar(*events, head=head))
    (group,) = brought.groups
    assert not group.reason, group.reason
    return reading.read(group.components, brought.zones, today)


def utc(*parts: int) -> datetime:
    """An instant."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


HOUR = timedelta(hours=1)
