"""The dates of the calendar that an outing may be linked to, and what the last outing was like."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import queries
from raqnet.calendar.filters import Filters
from raqnet.calendar.listing import last_day
from raqnet.calendar.models import Action, Kind, Occurrence, Status
from raqnet.db import db
from raqnet.i18n import day as day_words
from raqnet.journal.models import Intervention

LATELY = timedelta(days=14)
MOST = 30


class Outing(NamedTuple):
    """A date of the calendar as the form offers it."""

    id: int
    title: str
    first: date
    last: date
    neighbourhood_id: int | None

    @property
    def name(self) -> str:
        """What the list of choices shows."""
        return f"{self.title}, {day_words(self.first)}"

    def nearest(self, day: date) -> date:
        """The day itself where the outing held it; else its first or its last one."""
        return min(max(day, self.first), self.last)


class Habits(NamedTuple):
    """Where one was on the last outing."""

    place_id: int | None = None
    neighbourhood_id: int | None = None
    language_id: int | None = None


def outings(user: Principal, chosen: int | None = None) -> list[Outing]:
    """One's own of the last two weeks that have begun, the latest first; and the chosen one."""
    begun = clock.day_start(clock.today() - LATELY)
    recent = and_(
        *queries.matching(Filters(worker=user.worker_id)),
        Action.kind != Kind.TEAM,
        Action.status != Status.CANCELLED,
        Occurrence.starts_at >= begun,
    )
    query = (
        select(
            Occurrence.id, Action.title, Occurrence.starts_at, Occurrence.ends_at,
            Action.neighbourhood_id,
        )
        .join(Action, Action.id == Occurrence.action_id)
        .where(queries.visible(user), Occurrence.starts_at <= clock.now())
        .where(or_(recent, Occurrence.id == chosen))
        .order_by(Occurrence.starts_at.desc(), Occurrence.id.desc())
        .limit(MOST)
    )  # fmt: skip
    rows = db.session.execute(query)
    return [_outing(*row) for row in rows]


def _outing(
    id_: int, title: str, starts_at: datetime, ends_at: datetime, neighbourhood_id: int | None
) -> Outing:
    starts_at, ends_at = clock.to_local(starts_at), clock.to_local(ends_at)
    last = min(last_day(starts_at, ends_at), clock.today())
    return Outing(id_, title, starts_at.date(), last, neighbourhood_id)


def last_one(user: Principal) -> Habits:
    """What one's last outing was like."""
    query = (
        select(Intervention.place_id, Intervention.neighbourhood_id, Intervention.language_id)
        .where(
            Intervention.worker_id == user.worker_id,
            or_(Intervention.occurrence_id.is_not(None), Intervention.contacts > 1),
        )
        .order_by(Intervention.happened_on.desc(), Intervention.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return Habits(*row) if row else Habits()


def of_date(user: Principal, occurrence_id: int) -> list[Intervention]:
    """What one has noted of this date of the calendar."""
    query = select(Intervention).where(
        Intervention.worker_id == user.worker_id, Intervention.occurrence_id == occurrence_id
    )
    return list(db.session.scalars(query.order_by(Intervention.id)))
