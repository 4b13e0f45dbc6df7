"""A calendar of 5,000 events: its preview beside icalendar's parse, its taking; its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import icalendar

from raqnet import create_app
from raqnet.db import db
from raqnet.outside import files, queries, services, taking
from raqnet.outside.models import CalendarImport
from tests import factories as make
from tests.bench import instances
from tests.bench.figure import Figure, at_most
from tests.bench.servers import ROOT
from tests.outside.ics import calendar, event
from tests.queries import count_queries

EVENTS, ROUNDS = 5_000, 3
MOST_MEGABYTES = 100
RULES = ("FREQ=WEEKLY;COUNT=20", "FREQ=MONTHLY;BYDAY=2TU;COUNT=12", "FREQ=DAILY;COUNT=10")


def run(folder: Path) -> Iterator[Figure]:
    """Both in one run, turn by turn; the memory in a process of its own."""
    app = instances.empty(folder)
    data = planning().encode()
    with app.app_context():
        user_id = make.worker().user_id
        db.session.commit()
        library, ours = [], []
        for _turn in range(ROUNDS):
            library.append(_seconds(lambda: icalendar.Calendar.from_ical(data)))
            ours.append(_seconds(lambda: preview(user_id, data)))
            db.session.rollback()
        with count_queries() as sent:
            seconds = _seconds(lambda: take(user_id, data))
        db.session.remove()
    ratio = median(ours) / median(library)
    yield at_most(f"import de {EVENTS} : aperçu, fois le temps d'icalendar", ratio, 10)
    yield at_most(f"import de {EVENTS} : aperçu et reprise, processeur", seconds, 30, "s")
    yield at_most(f"import de {EVENTS} : ordres à la base, aperçu et reprise", len(sent), 600)
    yield at_most(
        f"import de {EVENTS} : mémoire de plus", growth(folder, user_id), MOST_MEGABYTES, "Mo"
    )


def take(user_id: int, data: bytes) -> None:
    """The preview and what follows once it is confirmed, undone afterwards."""
    taking.take(queries.bringer(user_id), preview(user_id, data))
    db.session.rollback()


def planning() -> str:
    """A planning as a large team has one: one event in ten repeats."""
    days = [f"2026{1 + n // 28 % 12:02}{1 + n % 28:02}T{8 + n % 10:02}0000" for n in range(EVENTS)]
    told = [
        event(
            f"{n}@ailleurs", *([f"RRULE:{RULES[n % 3]}"] if n % 10 == 0 else []), start=day,
            summary=f"Vaccibus {n}", location="Place communale\\, 1080 Molenbeek",
            description="Sans rendez-vous\\, avec la carte d'identité. " * 4,
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    return calendar(*told)


def preview(user_id: int, data: bytes) -> CalendarImport:
    """All that happens until the page can be shown."""
    row = services.bring(queries.bringer(user_id), "planning.ics", files.text_of(data))
    services.read_all(row)
    db.session.flush()
    return row


def _seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    began = time.process_time()
    work()
    return time.process_time() - began


def growth(folder: Path, user_id: int) -> float:
    """By how many megabytes a process grows while it previews."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.outside", str(user_id)], cwd=ROOT,
        env={**os.environ, "RAQNET_INSTANCE": str(folder)}, capture_output=True, check=True,
    )  # fmt: skip
    return float(answer.stdout)


def main(user_id: int) -> None:
    """In that process: the growth, printed."""
    with create_app().app_context():
        data = planning().encode()
        db.session.execute(db.select(1))
        Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark so far
        before = _kilobytes("VmRSS")
        preview(user_id, data)
    print((_kilobytes("VmHWM") - before) / 1024)  # noqa: T201


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    main(int(sys.argv[1]))
