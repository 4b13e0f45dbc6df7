"""The demo's school year: the closed periods, a series that leaves them out, one date moved."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import closing, recurrence, series, services
from raqnet.calendar.models import Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.demo import present
from raqnet.demo.load_people import Directory

WEDNESDAY = 2


def load_series(directory: Directory, today: date) -> None:
    """Nothing where the present would touch the report's period."""
    closing.add(closing.unknown_holidays())
    db.session.flush()
    if not present.plan(today):
        return
    worker = directory.workers[min(directory.workers)]
    first = today + timedelta(days=7 + (WEDNESDAY - today.weekday()) % 7)
    starts_at, ends_at = (
        clock.from_local(datetime.combine(first, time(hour))) for hour in (14, 16)
    )
    made = services.create(
        worker.user_id, kind="permanence", title="Coin lecture du mercredi", visibility="hosts",
        status="confirmed", place="Bibliothèque", workers=[worker],
        starts_at=starts_at, ends_at=ends_at, all_day=False, skips_closed=True,
        rrule=recurrence.rrule_text(Rule("WEEKLY", 1, (WEDNESDAY,), count=20), False),
    )  # fmt: skip
    rows = select(Occurrence).where(Occurrence.series_id == made.id)
    second = db.session.scalars(rows.order_by(Occurrence.starts_at).offset(1)).first()
    if second:
        later = {"starts_at": second.starts_at, "ends_at": second.ends_at}
        moved = {name: value + timedelta(hours=1) for name, value in later.items()}
        series.override(second, worker.user_id, "La bibliothèque ouvre plus tard", **moved)
