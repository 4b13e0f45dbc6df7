"""Time for the project and time for the host: stretches of time in, sums and clashes out.

What takes place at the same time is counted once, and told as a clash. Where two things at the
same time are not of one share, or one is of both, that time is blurred.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from raqnet import clock
from raqnet.holidays import is_worked

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WORKDAY = time(9), time(17)  # what a whole day counts for: eight hours


class Share(enum.StrEnum):
    """What time was for; blurred is for both, and nobody can say which."""

    PROJECT = "project"
    HOST = "host"
    BLURRED = "blurred"


class Span(NamedTuple):
    """Time between two instants (UTC), and what it is called where it clashes."""

    starts_at: datetime
    ends_at: datetime
    share: Share
    name: str = ""


class Loose(NamedTuple):
    """Minutes of which nobody knows the hour: they clash with nothing."""

    minutes: int
    share: Share


class Clash(NamedTuple):
    """When several things took place at once, and which (in order of their names)."""

    starts_at: datetime
    ends_at: datetime
    names: tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    """Minutes by share, each minute once, and the clashes in order of time."""

    minutes: Mapping[Share, int]
    clashes: tuple[Clash, ...] = ()

    @property
    def total(self) -> int:
        """All minutes."""
        return sum(self.minutes.values())

    @property
    def percents(self) -> dict[Share, int]:
        """Whole percents, which come to a hundred unless there is nothing."""
        return percents(self.minutes)


def weigh(spans: Iterable[Span], loose: Iterable[Loose] = ()) -> Balance:
    """The sums of each share, what is at the same time once, and what clashes."""
    sums = dict.fromkeys(Share, timedelta())
    clashes: list[Clash] = []
    for starts_at, ends_at, there in _pieces(spans):
        sums[_share(there)] += ends_at - starts_at
        if len(there) > 1:
            _add(clashes, Clash(starts_at, ends_at, tuple(sorted(each.name for each in there))))
    minutes = {share: length // MINUTE for share, length in sums.items()}
    for each in loose:
        minutes[each.share] += each.minutes
    return Balance(minutes, tuple(clashes))


def _pieces(spans: Iterable[Span]) -> Iterator[tuple[datetime, datetime, list[Span]]]:
    """Time cut wherever something begins or ends, with what is there in each piece."""
    real = sorted(span for span in spans if span.starts_at < span.ends_at)
    turns = [(span.starts_at, True, n) for n, span in enumerate(real)]
    turns += [(span.ends_at, False, n) for n, span in enumerate(real)]
    there: set[int] = set()
    here = None
    for instant, begins, n in sorted(turns):
        if here is not None and there and here < instant:
            yield here, instant, [real[each] for each in there]
        (there.add if begins else there.discard)(n)
        here = instant


def _share(there: list[Span]) -> Share:
    shares = {each.share for each in there}
    return shares.pop() if len(shares) == 1 else Share.BLURRED


def _add(clashes: list[Clash], clash: Clash) -> None:
    """A clash, or more of the last one."""
    last = clashes[-1] if clashes else None
    if last and (last.ends_at, last.names) == (clash.starts_at, clash.names):
        clashes[-1] = Clash(last.starts_at, clash.ends_at, clash.names)
    else:
        clashes.append(clash)


def percents(minutes: Mapping[Share, int]) -> dict[Share, int]:
    """Whole percents that come to a hundred: the largest remainders are rounded up."""
    total = sum(minutes.values())
    if not total:
        return dict.fromkeys(minutes, 0)
    found = {share: 100 * each // total for share, each in minutes.items()}
    left = sorted(minutes, key=lambda share: (-(100 * minutes[share] % total), share))
    for share in left[: 100 - sum(found.values())]:
        found[share] += 1
    return found


# What events count for --------------------------------------------------------------------------


def of_event(
    starts_at: datetime, ends_at: datetime, all_day: bool, share: Share, name: str = ""
) -> list[Span]:
    """What an event counts for: its hours, or the hours of a working day for each of its days.

    Of several whole days, those on which people work count, where there are any.
    """
    if not all_day and ends_at - starts_at < DAY:
        return [Span(starts_at, ends_at, share, name)]
    first, last = clock.to_local(starts_at).date(), clock.to_local(ends_at - clock.INSTANT).date()
    days = [first + DAY * n for n in range((last - first).days + 1)]
    worked = [day for day in days if is_worked(day)] or days
    return [_whole_day(day, share, name) for day in worked]


def _whole_day(day: date, share: Share, name: str) -> Span:
    begun, over = (clock.from_local(datetime.combine(day, hour)) for hour in WORKDAY)
    return Span(begun, over, share, name)


def within(spans: Iterable[Span], first: date, last: date) -> list[Span]:
    """Of each, the part between two days of Brussels, both included."""
    start, end = clock.day_span(first, last)
    cut = (
        span._replace(starts_at=max(span.starts_at, start), ends_at=min(span.ends_at, end))
        for span in spans
    )
    return [span for span in cut if span.starts_at < span.ends_at]
