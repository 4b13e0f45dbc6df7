"""The only clock: instants are UTC, days are lived in Brussels."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
INSTANT = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Tells the time; tests freeze it."""

    def __init__(self) -> None:
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC, without microseconds."""
        return self.exact().replace(microsecond=0)

    def exact(self) -> datetime:
        """The present instant, aware, in UTC, as fine as the machine knows it."""
        return self._frozen or datetime.now(UTC)

    def freeze(self, instant: datetime | None) -> None:
        """Stop at `instant` (aware); None starts the clock again."""
        self._frozen = instant.astimezone(UTC) if instant else None


clock = Clock()


def now() -> datetime:
    """The present instant in UTC."""
    return clock.now()


def exact() -> datetime:
    """The present instant in UTC, to the microsecond: for what is counted in seconds."""
    return clock.exact()


def milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970 (UTC), as browsers count."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(count: int) -> datetime:
    """The instant so many milliseconds after 1970 began (UTC)."""
    return EPOCH + timedelta(milliseconds=count)


def today() -> date:
    """The present day in Brussels."""
    return to_local(now()).date()


def to_local(instant: datetime) -> datetime:
    """An aware instant as Brussels wall time (aware)."""
    return instant.astimezone(BRUSSELS)


def from_local(wall: datetime) -> datetime:
    """A naive Brussels wall time as UTC; in the autumn's double hour, the first one is meant."""
    return wall.replace(tzinfo=BRUSSELS).astimezone(UTC)


def in_gap(wall: datetime) -> bool:
    """Does this naive wall time not exist, because the clocks go forward over it?"""
    return to_local(from_local(wall)).replace(tzinfo=None) != wall


def day_start(day: date) -> datetime:
    """The UTC instant at which `day` begins in Brussels."""
    return from_local(datetime.combine(day, time()))


def day_span(first: date, last: date) -> tuple[datetime, datetime]:
    """The UTC instants at which `first` begins and `last` is over (exclusive)."""
    return day_start(first), day_start(last + timedelta(days=1))
