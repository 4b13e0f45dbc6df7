"""Readers of iCalendar that share nothing with our writer, behind one way of asking.

Each returns the occurrences that overlap [start, end), sorted, as (start, end, summary, status):
aware UTC datetimes for timed events, dates (end exclusive) for all-day ones.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import icalendar
import pytest
import pytz
import recurring_ical_events
from khal.icalendar import split_ics
from khal.khalendar import CalendarCollection

icalendar.use_zoneinfo()  # importing khal has just switched the process to pytz
Seen = tuple[datetime | date, datetime | date, str, str]
SYSTEM_PYTHON = "/usr/bin/python3"

# libical does not apply overrides while it expands: a RECURRENCE-ID replaces its instance here,
# as Evolution's engine does above it. Zones come from the text's own VTIMEZONE.
_LIBICAL = """
import json, sys, gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as I

utc = I.Timezone.get_utc_timezone()

def stamp(time):
    if time.is_date():
        return "%04d%02d%02d" % (time.get_year(), time.get_month(), time.get_day())
    return time.convert_to_zone(utc).as_timet()

def moment(time, as_date):
    if as_date:
        time = I.Time.new_from_timet_with_zone(time, 1, utc)
        return stamp(time)
    return time

def replaces(event):
    prop = event.get_first_property(I.PropertyKind.RECURRENCEID_PROPERTY)
    time = prop.get_recurrenceid()
    param = prop.get_first_parameter(I.ParameterKind.TZID_PARAMETER)
    if param is not None and not time.is_utc():
        time.set_timezone(calendar.get_timezone(param.get_tzid()))
    return time

def events():
    found, event = [], calendar.get_first_component(I.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        found.append(event)
        event = calendar.get_next_component(I.ComponentKind.VEVENT_COMPONENT)
    return found

def is_override(event):
    return event.get_first_property(I.PropertyKind.RECURRENCEID_PROPERTY) is not None

def words(event):
    status = event.get_first_property(I.PropertyKind.STATUS_PROPERTY)
    return event.get_summary(), status.get_value_as_string() if status else ""

def expand(event):
    as_date, spans = event.get_dtstart().is_date(), []
    event.foreach_recurrence(
        I.Time.new_from_string("19700101T000000Z"),
        I.Time.new_from_string("20370101T000000Z"),
        lambda _, span, *rest: spans.append((span.get_start(), span.get_end())),
    )
    return [(moment(a, as_date), moment(b, as_date)) for a, b in spans]

calendar = I.Component.new_from_string(sys.stdin.buffer.read().decode())
errors = calendar.count_errors()
overrides = [e for e in events() if is_override(e)]
replaced = {(e.get_uid(), stamp(replaces(e))) for e in overrides}
seen = []
for event in events():
    if is_override(event):
        seen.append([stamp(event.get_dtstart()), stamp(event.get_dtend()), *words(event)])
        continue
    for a, b in expand(event):
        if (event.get_uid(), a) not in replaced:
            seen.append([a, b, *words(event)])
json.dump({"errors": errors, "seen": seen}, sys.stdout)
"""


def expand_with_icalendar(text: str, start: datetime, end: datetime) -> list[Seen]:
    """What icalendar and recurring-ical-events see in `text`; start and end aware."""
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(start, end)
    return _sorted(
        (_plain(e.start), _plain(e.end), str(e["SUMMARY"]), str(e.get("STATUS", ""))) for e in found
    )


def expand_with_khal(text: str, start: datetime, end: datetime) -> list[Seen]:
    """What khal shows once `text` is imported into a vdir, one file per UID."""
    with _pytz(), TemporaryDirectory() as folder:
        vdir = Path(folder, "vdir")
        vdir.mkdir()
        for number, one in enumerate(split_ics(text)):
            (vdir / f"{number}.ics").write_bytes(one.encode())
        return _sorted(_shown_by_khal(_khal(vdir, Path(folder, "khal.db")), start, end))


def expand_with_libical(text: str, start: datetime, end: datetime) -> list[Seen]:
    """What libical sees, through the system's python; a parse error fails.

    Without libical: skips, or fails when RAQNET_REQUIRE_ALL=1.
    """
    _require_libical()
    answer = json.loads(_run_libical(text).stdout)
    assert answer["errors"] == 0, "libical found errors in the text"
    seen = ((_from_libical(a), _from_libical(b), *words) for a, b, *words in answer["seen"])
    return _sorted(one for one in seen if _overlaps(one, start, end))  # type: ignore[arg-type]


READERS: list[Callable[[str, datetime, datetime], list[Seen]]] = [
    expand_with_icalendar,
    expand_with_khal,
    expand_with_libical,
]


@contextmanager
def _pytz() -> Iterator[None]:
    # khal switches icalendar to pytz for the whole process; everyone else here wants zoneinfo.
    icalendar.use_pytz()
    try:
        yield
    finally:
        icalendar.use_zoneinfo()


def _plain(value: Any) -> datetime | date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _khal(vdir: Path, database: Path) -> CalendarCollection:
    brussels = pytz.timezone("Europe/Brussels")
    locale = {
        "local_timezone": brussels,
        "default_timezone": brussels,
        "timeformat": "%H:%M",
        "dateformat": "%Y-%m-%d",
        "longdateformat": "%Y-%m-%d",
        "datetimeformat": "%Y-%m-%d %H:%M",
        "longdatetimeformat": "%Y-%m-%d %H:%M",
        "weeknumbers": False,
        "firstweekday": 0,
        "unicode_symbols": True,
    }
    calendars = {"feed": {"name": "feed", "path": str(vdir), "color": "", "readonly": True}}
    calendars["feed"]["addresses"] = []
    return CalendarCollection(calendars, dbpath=str(database), locale=locale)  # type: ignore


def _shown_by_khal(khal: CalendarCollection, start: datetime, end: datetime) -> Iterable[Seen]:
    for event in khal.get_localized(start, end):
        yield _plain(event.start), _plain(event.end), str(event.summary), str(event.status or "")
    naive = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (start, end))
    for event in khal.get_floating(*naive):
        # khal shows the last day of an all-day event, not the day after it.
        yield (
            event.start,
            event.end + timedelta(days=1),
            str(event.summary),
            str(event.status or ""),
        )


def _require_libical() -> None:
    probe = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"
    try:
        done = subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False)
        missing = done.returncode != 0
    except OSError:
        missing = True
    if not missing:
        return
    reason = f"LIBICAL IS NOT TRIED: {SYSTEM_PYTHON} needs python3-gi and gir1.2-ical-3.0"
    if os.environ.get("RAQNET_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _run_libical(text: str) -> subprocess.CompletedProcess[bytes]:
    command = [SYSTEM_PYTHON, "-c", _LIBICAL]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done


def _from_libical(value: int | str) -> datetime | date:
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 (a date has no zone)


def _overlaps(seen: Seen, start: datetime, end: datetime) -> bool:
    begins, stops = seen[0], seen[1]
    if isinstance(begins, datetime) and isinstance(stops, datetime):
        return begins < end and stops > start
    return begins < end.date() and stops > start.date()


def _sorted(seen: Iterable[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda one: (one[0].isoformat(), one[1].isoformat(), one[2:]))
