"""A planning that somebody has brought and not yet looked at; a feed that is fetched."""

from datetime import date, datetime, time, timedelta

from raqnet import clock
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.demo.load_people import Directory
from raqnet.outside import queries, services

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Planning//FR\r\n"
_GOOGLE = "Google-Calendar-Importer"


def load_outside(directory: Directory, today: date) -> None:
    """Four events wait for the first worker: one repeats oddly, one is unreadable."""
    user_id = directory.users["raq1@raqnet.test"].id
    monday = today + timedelta(days=7 - today.weekday())
    events = [
        _event("1", "Vaccibus, place communale", monday + timedelta(days=1), "FREQ=WEEKLY;COUNT=6"),
        _event("2", "Vaccibus, marché des Abattoirs", monday + timedelta(days=4)),
        _event("3", "Coordination du quinze", monday, "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3"),
        _event("4", "Vaccibus, lieu à fixer", None),
    ]
    text = f"{_HEAD}{''.join(events)}END:VCALENDAR\r\n"
    row = services.bring(queries.bringer(user_id), "planning-vaccibus.ics", text)
    services.read_all(row)
    _feed(user_id)


def _event(uid: str, title: str, day: date | None, rule: str = "") -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}@planning.exemple", f"SUMMARY:{title}", "DURATION:PT3H"]
    if day:
        start = datetime.combine(day, time(10))
        lines.append(f"DTSTART;TZID=Romance Standard Time:{start:%Y%m%dT%H%M%S}")
    if rule:
        lines.append(f"RRULE:{rule}")
    return "\r\n".join([*lines, "END:VEVENT", ""])


def _feed(user_id: int) -> None:
    """A feed that Google came for six hours ago."""
    made, _token = subscriptions.create(user_id, "Tout l'agenda", Filters())
    made.last_fetched_at, made.last_agent = clock.now() - timedelta(hours=6), _GOOGLE
