"""Time is summed once, whatever overlaps; what overlaps is told."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet import clock
from raqnet.journal import balance
from raqnet.journal.balance import Loose, Share, Span, of_event, percents, weigh, within

MIDNIGHT = datetime(2026, 9, 14, 22, 0, tzinfo=UTC)  # the 15th begins in Brussels
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PROJECT, HOST, BLURRED = Share.PROJECT, Share.HOST, Share.BLURRED
shares = st.sampled_from(Share)
quick = settings(max_examples=120, deadline=None)


@st.composite
def spans(draw):
    begun = MIDNIGHT + draw(st.integers(0, 600)) * MINUTE
    return Span(begun, begun + draw(st.integers(-10, 300)) * MINUTE, draw(shares), draw(names))


names = st.sampled_from("abc")
several = st.lists(spans(), max_size=12)
loose = st.lists(st.builds(Loose, st.integers(0, 500), shares), max_size=5)


def at(first, last, share, name=""):
    return Span(MIDNIGHT + first * HOUR, MIDNIGHT + last * HOUR, share, name)


def minutes_by_minute(found):
    """The same sums, by looking at each minute."""
    sums = dict.fromkeys(Share, 0)
    for n in range(1000):
        here = MIDNIGHT + n * MINUTE
        there = {span.share for span in found if span.starts_at <= here < span.ends_at}
        if there:
            sums[there.pop() if len(there) == 1 else BLURRED] += 1
    return sums


@quick
@given(several)
def test_each_minute_is_counted_once_for_what_it_was(found):
    assert weigh(found).minutes == minutes_by_minute(found)


@quick
@given(several, loose)
def test_sums_are_never_negative_and_never_more_than_all_that_is_noted(found, more):
    whole = weigh(found, more)
    lengths = [span.ends_at - span.starts_at for span in found if span.starts_at < span.ends_at]
    noted = sum(lengths, timedelta()) // MINUTE + sum(each.minutes for each in more)
    assert all(each >= 0 for each in whole.minutes.values())
    assert whole.total <= noted


@quick
@given(several, st.randoms())
def test_the_order_in_which_things_were_noted_changes_nothing(found, random):
    shuffled = random.sample(found, len(found))
    assert weigh(shuffled) == weigh(found)


@quick
@given(several)
def test_clashes_are_exactly_the_minutes_at_which_several_things_are(found):
    clashes = weigh(found).clashes
    for n in range(1000):
        here = MIDNIGHT + n * MINUTE
        there = sorted(span.name for span in found if span.starts_at <= here < span.ends_at)
        told = [each.names for each in clashes if each.starts_at <= here < each.ends_at]
        assert told == ([tuple(there)] if len(there) > 1 else [])
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(clashes))


@quick
@given(st.dictionaries(shares, st.integers(0, 10_000)))
def test_percents_come_to_a_hundred_and_are_less_than_one_off(minutes):
    found, total = percents(minutes), sum(minutes.values())
    assert sum(found.values()) == (100 if total else 0)
    assert all(abs(found[each] - 100 * minutes[each] / (total or 1)) < 1 for each in found)


def test_an_hour_of_two_shares_is_blurred_and_counted_once():
    whole = weigh([at(10, 12, HOST, "remplacement"), at(11, 13, PROJECT, "stand")])
    assert whole.minutes == {PROJECT: 60, HOST: 60, BLURRED: 60}
    clash = MIDNIGHT + 11 * HOUR, MIDNIGHT + 12 * HOUR, ("remplacement", "stand")
    assert whole.clashes == (clash,)


def test_two_things_of_one_share_at_once_are_of_that_share():
    assert weigh([at(10, 12, PROJECT), at(10, 12, PROJECT)]).minutes[PROJECT] == 120


def test_what_follows_at_once_is_no_clash():
    assert weigh([at(10, 11, PROJECT), at(11, 12, HOST)]).clashes == ()


def of_days(first, last):
    begun, over = clock.day_span(first, last)
    return weigh(of_event(begun, over, True, PROJECT)).minutes[PROJECT]


def test_a_whole_day_counts_eight_hours_on_the_days_of_the_clock_changes_too():
    for day in (date(2026, 9, 15), date(2026, 3, 29), date(2026, 10, 25), date(2026, 9, 19)):
        assert of_days(day, day) == 480


def test_of_several_whole_days_those_of_the_week_count_where_there_are_any():
    assert of_days(date(2026, 9, 14), date(2026, 9, 20)) == 5 * 480
    assert of_days(date(2026, 9, 19), date(2026, 9, 20)) == 2 * 480
    assert of_days(date(2026, 11, 9), date(2026, 11, 15)) == 4 * 480  # the 11th is a holiday


def test_hours_across_a_clock_change_are_those_that_went_by():
    for day, hours in ((date(2026, 3, 29), 2), (date(2026, 10, 25), 4), (date(2026, 9, 15), 3)):
        begun, over = (
            clock.from_local(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001
            for hour in (1, 4)
        )
        event = of_event(begun, over, False, PROJECT)
        assert weigh(event).minutes[PROJECT] == hours * 60
        assert weigh(within(event, day, day)).minutes[PROJECT] == hours * 60


def test_what_goes_on_past_the_last_day_counts_up_to_its_midnight():
    event = [at(-2, 3, PROJECT)]  # from 22h on the 14th to 3h on the 15th
    assert weigh(within(event, date(2026, 9, 14), date(2026, 9, 14))).total == 120
    assert weigh(within(event, date(2026, 9, 15), date(2026, 9, 15))).total == 180


def test_an_event_longer_than_a_day_counts_as_whole_days():
    event = of_event(MIDNIGHT, MIDNIGHT + 30 * HOUR, False, PROJECT)
    assert weigh(event).total == 2 * 480
    assert balance.DAY == 24 * HOUR
