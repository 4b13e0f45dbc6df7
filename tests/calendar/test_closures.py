"""Closed periods: what a series leaves out, and what becomes of it when they change."""

from datetime import date, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import closing, closures, recurrence, school_holidays, seeds, services
from raqnet.calendar import dates as of_action
from raqnet.calendar.models import Action, ActionChange, ClosedPeriod, Occurrence
from raqnet.calendar.recurrence import Rule, RuleError
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import NEW, previewed, weekly

MONDAY = date(2027, 3, 1)
WEEK = timedelta(weeks=1)
PERIODS = "/calendrier/conges"


@pytest.fixture(autouse=True)
def _february(app):
    clock.clock.freeze(clock.day_start(date(2027, 2, 1)))
    yield
    clock.clock.freeze(None)


def rule(count=6):
    return recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=count), False)


def monday(nth):
    return MONDAY + WEEK * nth


def create(**values):
    start = clock.day_start(MONDAY) + timedelta(hours=10)
    made = services.create(
        None, kind="collective", title="Marche", activity=make.activity(), visibility="hosts",
        starts_at=start, ends_at=start + timedelta(hours=2), all_day=False,
        **{"rrule": rule(), "skips_closed": True, **values},
    )  # fmt: skip
    db.session.commit()
    return made


def dates(action):
    rows = db.select(Occurrence).where(Occurrence.series_id == action.id)
    return db.session.scalars(rows.order_by(Occurrence.starts_at)).all()


def weeks(action):
    return [(clock.to_local(each.starts_at).date() - MONDAY).days // 7 for each in dates(action)]


def change_periods(among):
    found = closing.effects(among)
    closing.apply(found, among, None)
    db.session.commit()
    return found


def spans(*days):
    return [closing.Span("Congé", first, last) for first, last in days]


def test_a_series_has_no_date_in_a_closed_period_unless_it_asks_for_none(app):
    make.closed_period(monday(2), monday(3) + timedelta(days=6))
    assert weeks(create()) == [0, 1, 4, 5]
    assert weeks(create(skips_closed=False)) == [0, 1, 2, 3, 4, 5]


def test_a_period_that_comes_after_takes_dates_and_gives_them_back(app):
    series = create()
    sequence = series.sequence
    (effect,) = change_periods(spans((monday(1), monday(1))))
    assert len(effect.plan.gone) == 1
    assert (weeks(series), series.closed_days) == ([0, 2, 3, 4, 5], [monday(1).isoformat()])
    assert series.sequence > sequence
    (effect,) = change_periods([])
    assert len(effect.plan.appeared) == 1
    assert weeks(series) == [0, 1, 2, 3, 4, 5]
    verbs = db.session.scalars(db.select(ActionChange.verb).order_by(ActionChange.id)).all()
    assert verbs == ["created", "closed", "closed"]


def test_what_has_begun_stays_whatever_is_closed_after(app):
    series = create()
    second = dates(series)[1]
    clock.clock.freeze(second.starts_at + timedelta(hours=1))
    services.evaluate(second, present=4)
    change_periods([make.closed_period(monday(0), monday(2))])
    assert weeks(series) == [0, 1, 3, 4, 5]
    services.edit(series, title="Autre")
    assert weeks(series) == [0, 1, 3, 4, 5]


def test_what_was_closed_stays_closed_once_it_is_past(app):
    make.closed_period(monday(1), monday(1))
    series = create()
    clock.clock.freeze(clock.day_start(monday(3)))
    assert change_periods([]) == []
    assert weeks(series) == [0, 2, 3, 4, 5]


def test_a_date_that_was_moved_out_of_the_period_stays(app):
    series = create()
    third = dates(series)[2]
    later = timedelta(days=9)
    services.override(third, starts_at=third.starts_at + later, ends_at=third.ends_at + later)
    change_periods(spans((monday(2), monday(2) + timedelta(days=4))))
    assert len(dates(series)) == 6
    assert series.closed_days == []


@pytest.mark.parametrize("moved", [False, True])
def test_a_date_set_apart_never_stands_twice_when_its_day_is_given_again(app, moved):
    series = create()
    third = dates(series)[2]
    make.intervention(worker=make.worker(), occurrence_id=third.id)
    db.session.commit()
    change_periods(spans((monday(2), monday(2))))
    if moved:
        row, day = of_action.whole(third.action_id), timedelta(days=1)
        services.edit(row, starts_at=row.starts_at + day, ends_at=row.ends_at + day)
    assert change_periods([]) == [] or weeks(series) == [0, 1, 3, 4, 5]
    services.edit(series, exdates=[], title="Autre")
    assert weeks(series) == [0, 1, 3, 4, 5]
    services.change_following(dates(series)[1], None, exdates=[], title="Suite")
    starts = db.session.scalars(db.select(Occurrence.starts_at)).all()
    assert len(starts) == len(set(starts)) == 6


def test_a_period_that_would_leave_nothing_leaves_the_series_as_it_is(app):
    series = create()
    (effect,) = change_periods(spans((monday(0), monday(6))))
    assert effect.plan is None
    assert len(dates(series)) == 6
    make.closed_period(monday(0), monday(6))
    with pytest.raises(RuleError) as error:
        create()
    assert (error.value.field, error.value.code) == ("skips_closed", "all-closed")


def test_what_follows_a_date_keeps_leaving_closed_days_out(app):
    make.closed_period(monday(1), monday(1))
    make.closed_period(monday(4), monday(4))
    series = create()
    new, _ = services.change_following(dates(series)[2], None, title="Suite")
    assert (weeks(series), weeks(new)) == ([0, 2], [3, 5])
    assert (series.closed_days, new.closed_days) == (
        [monday(1).isoformat()],
        [monday(4).isoformat()],
    )
    for action in (series, new):
        slots = of_action.slots_of(action)
        assert [s.recurrence_id for s in slots] == [each.recurrence_id for each in dates(action)]


def test_the_seeded_holidays_are_this_years_and_the_nexts_and_come_once(app):
    db.session.execute(db.delete(ClosedPeriod))
    seeds.seed_lists()
    db.session.flush()
    first = len(closures.periods())
    seeds.seed_lists()
    db.session.flush()
    assert first == len(closures.periods()) == len(school_holidays.around(date(2027, 2, 1)))
    assert not closing.unknown_holidays()


def test_school_holidays_follow_each_other_in_order():
    for year, holidays in school_holidays.BY_YEAR.items():
        days = [day for _, first, last in holidays for day in (first, last)]
        assert days == sorted(days)
        assert date(year, 8, 24) <= days[0]
        assert days[-1] < date(year + 1, 8, 31)
        assert all((last - first).days <= 60 for _, first, last in holidays)


# Through the pages


@pytest.fixture
def coordination(client):
    client.sign_in(make.user(Role.COORDINATION))
    return client


def sent(first, last, **values):
    return {
        "name": "Grève", "starts_on": first.isoformat(), "ends_on": last.isoformat(), **values,
    }  # fmt: skip


def test_the_page_says_which_dates_go_before_they_do(coordination):
    series = create()
    data = sent(monday(1), monday(2))
    shown = coordination.post(PERIODS, data=data)
    assert shown.status_code == 409
    assert "2 dates disparaissent" in shown.text
    assert "Marche" in shown.text
    assert len(dates(series)) == 6
    data["previewed"] = previewed(shown.text)
    assert coordination.post(PERIODS, data=data).status_code == 303
    assert weeks(series) == [0, 3, 4, 5]
    page = coordination.get(PERIODS).text
    assert "Grève" in page
    assert "sauf congés scolaires" in coordination.get(f"/calendrier/actions/{series.id}").text


def test_a_series_changed_after_the_preview_is_shown_anew(coordination):
    series = create()
    data = sent(monday(1), monday(2))
    data["previewed"] = previewed(coordination.post(PERIODS, data=data).text)
    services.edit(series, rrule=rule(2))
    again = coordination.post(PERIODS, data=data)
    assert again.status_code == 409
    assert "ont changé depuis" in again.text


def test_a_period_that_changes_nothing_is_taken_at_once(coordination):
    assert coordination.post(PERIODS, data=sent(monday(1), monday(2))).status_code == 303


@pytest.mark.parametrize(
    ("field", "values"),
    [("name", {"name": ""}), ("ends_on", {"ends_on": "2027-01-01"}),
     ("ends_on", {"ends_on": "2028-01-01"}), ("starts_on", {"starts_on": "hier"})],
)  # fmt: skip
def test_what_is_wrong_with_a_period_is_told_at_its_field(coordination, field, values):
    answer = coordination.post(PERIODS, data=sent(monday(1), monday(2), **values))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_period_is_changed_and_taken_away_and_its_dates_come_back(coordination):
    row = make.closed_period(monday(1), monday(1))
    series, path = create(), f"{PERIODS}/{row.id}"
    data = sent(monday(2), monday(2), version=str(row.version))
    shown = coordination.post(path, data=data)
    assert "1 date disparaît" in shown.text
    assert "1 date apparaît" in shown.text
    assert (
        coordination.post(path, data=data | {"previewed": previewed(shown.text)}).status_code == 303
    )
    assert weeks(series) == [0, 1, 3, 4, 5]
    shown = coordination.post(f"{path}/supprimer")
    assert "1 date apparaît" in shown.text
    coordination.post(f"{path}/supprimer", data={"previewed": previewed(shown.text)})
    assert (weeks(series), closures.periods()) == ([0, 1, 2, 3, 4, 5], [])


def test_two_who_change_one_period_see_both_versions(coordination):
    row = make.closed_period(monday(1), monday(1))
    data = sent(monday(2), monday(2), version="0")
    assert coordination.post(f"{PERIODS}/{row.id}", data=data).status_code == 409


def test_the_form_of_an_action_leaves_closed_days_out(client):
    make.closed_period(monday(2), monday(2))
    client.sign_in(make.worker().user)
    data = weekly(make.activity(), day=MONDAY.isoformat(), skips_closed="y")
    assert client.post(NEW, data=data).status_code == 303
    made = db.session.scalars(db.select(Action)).one()
    assert weeks(made) == [0, 1, 3]
    assert 'name="skips_closed" type="checkbox" value="y"' in client.get(
        f"/calendrier/actions/{made.id}/modifier"
    ).text.replace(" checked", "").replace('id="skips_closed" ', "")


def test_where_all_is_closed_the_form_says_so_and_keeps_every_word(client):
    make.closed_period(monday(0), monday(5))
    client.sign_in(make.worker().user)
    data = weekly(make.activity(), day=MONDAY.isoformat(), skips_closed="y", place="Au parc")
    answer = client.post(NEW, data=data)
    assert answer.status_code == 422
    assert "Toutes les dates tombent" in answer.text
    assert "Au parc" in answer.text
