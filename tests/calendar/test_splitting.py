"""This date and all that follow: one series ends, another goes on, and nothing said is lost."""

import re
from datetime import date, timedelta

import pytest

from raqnet import clock
from raqnet.calendar import dates as of_action
from raqnet.calendar import recurrence, services
from raqnet.calendar.models import Action, ActionChange, Comment, Evaluation, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.planning.models import Reinforcement
from tests import factories as make
from tests.calendar.forms import confirm, previewed
from tests.queries import count_queries

MONDAY = date(2026, 9, 7)
WEEK = timedelta(weeks=1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def rule(count=None, until=None, days=(0,), interval=1):
    return recurrence.rrule_text(Rule("WEEKLY", interval, days, count=count, until=until), False)


@pytest.fixture
def series(app):
    """Six Mondays from the seventh of September 2026, 10h-12h."""
    return make.action(MONDAY, rrule=rule(count=6), place="Salle")


def dates(action):
    rows = db.select(Occurrence).where(Occurrence.series_id == action.id)
    return db.session.scalars(rows.order_by(Occurrence.starts_at)).all()


def days(action):
    return [clock.to_local(each.starts_at).date() for each in dates(action)]


def mondays(first, last):
    return [MONDAY + WEEK * n for n in range(first, last)]


def follow(action, nth, **values):
    made, outcome = services.change_following(dates(action)[nth], None, **values)
    db.session.commit()
    return made, outcome


def test_the_series_ends_before_the_date_and_another_goes_on_from_it(series):
    ids, uid, sequence = [each.id for each in dates(series)], series.uid, series.sequence
    new, outcome = follow(series, 2, place="Ailleurs")
    assert outcome.changed
    assert (days(series), days(new)) == (mondays(0, 2), mondays(2, 6))
    assert [each.id for each in (*dates(series), *dates(new))] == ids
    assert (series.place, new.place, new.continues_id) == ("Salle", "Ailleurs", series.id)
    assert (series.uid, new.uid != uid) == (uid, True)
    assert series.sequence > sequence
    assert series.rrule == rule(count=2)
    assert new.rrule == rule(count=4)
    for action in (series, new):
        assert action.last_ends_at == dates(action)[-1].ends_at
        assert [s.recurrence_id for s in of_action.slots_of(action)] == [
            each.recurrence_id for each in dates(action)
        ]


def test_a_rule_that_ends_on_a_day_ends_on_the_last_date_before(app):
    series = make.action(MONDAY, rrule=rule(until=date(2026, 10, 14)))
    new, _ = follow(series, 2, title="Autre")
    assert recurrence.parse_rrule(series.rrule).until == MONDAY + WEEK
    assert recurrence.parse_rrule(new.rrule).until == date(2026, 10, 14)
    assert (len(dates(series)), len(dates(new))) == (2, 4)


@pytest.mark.parametrize(("nth", "which"), [(1, "first"), (5, "last")])
def test_a_lone_date_on_either_side_is_no_series(series, nth, which):
    new, _ = follow(series, nth, title="Autre")
    lone = {"first": series, "last": new}[which]
    assert (lone.rrule, lone.exdates, len(dates(lone))) == (None, [], 1)


def test_from_the_first_date_on_is_the_whole_series(series):
    made, _ = follow(series, 0, title="Autre")
    assert (made.id, made.title, len(dates(made))) == (series.id, "Autre", 6)
    assert db.session.scalars(db.select(Action.id)).all() == [series.id]


def test_where_only_left_out_days_come_before_it_is_the_whole_series(app):
    series = make.action(MONDAY, rrule=rule(count=6), exdates=[MONDAY.isoformat()])
    made, _ = follow(series, 0, title="Autre")
    assert (made.id, len(dates(made))) == (series.id, 5)


def test_nothing_typed_splits_nothing(series):
    made, outcome = follow(series, 3, title=series.title)
    assert (made.id, outcome.changed, len(dates(series))) == (series.id, False, 6)


def test_left_out_days_stay_on_their_side(app):
    left_out = [(MONDAY + WEEK * n).isoformat() for n in (1, 4)]
    series = make.action(MONDAY, rrule=rule(count=6), exdates=left_out)
    new, _ = follow(series, 2, title="Autre")
    assert (series.exdates, new.exdates) == (left_out[:1], left_out[1:])
    assert days(series) == [MONDAY, MONDAY + 2 * WEEK]
    assert days(new) == [MONDAY + 3 * WEEK, MONDAY + 5 * WEEK]


def test_every_second_week_stays_every_second_week(app):
    series = make.action(MONDAY, rrule=rule(count=8, days=(0, 2), interval=2))
    before = days(series)
    new, _ = follow(series, 3, title="Autre")
    assert days(series) + days(new) == before


def test_evaluations_own_dates_and_comments_go_with_their_dates(series):
    fourth, fifth = dates(series)[3:5]
    said = services.evaluate(fourth, present=9) if fourth.starts_at <= clock.now() else None
    own = services.override(fifth, place="Au parc")
    db.session.add(Comment(action_id=own.id, text="Bonne idée"))
    new, _ = follow(series, 2, title="Autre")
    assert said and db.session.get(Evaluation, said.id).occurrence_id == fourth.id
    assert (own.series_id, own.uid, own.place, own.title) == (new.id, new.uid, "Au parc", "Autre")
    assert own.sequence >= new.sequence
    assert db.session.scalars(db.select(Comment.action_id)).all() == [own.id]


def test_an_evaluated_date_that_the_new_rule_does_not_give_is_kept_apart(series):
    fourth = dates(series)[3]
    services.evaluate(fourth, present=9)
    new, outcome = follow(series, 2, rrule=rule(count=2, interval=2))
    assert outcome.apart == 1
    apart = db.session.get(Action, fourth.action_id)
    assert apart.id not in (series.id, new.id)
    assert (apart.rrule, apart.series_id, fourth.series_id) == (None, None, apart.id)


def test_a_date_that_a_colleague_is_evaluating_is_kept_apart(series):
    raq = make.worker().user
    last = dates(series)[-1]
    key = f"/calendrier/dates/{last.id}/evaluer"
    db.session.add(Draft(user_id=raq.id, key=key, body="present=3"))
    outcome = services.edit(series, rrule=rule(count=3))
    assert (outcome.gone, outcome.apart) == (2, 1)
    assert db.session.get(Occurrence, last.id) is not None


def test_both_series_say_what_happened(series):
    new, _ = follow(series, 2, place="Ailleurs")
    said = db.session.execute(
        db.select(ActionChange.action_id, ActionChange.verb).order_by(ActionChange.id)
    ).all()
    assert said == [(series.id, "split"), (new.id, "edited")]


def test_hours_stay_the_same_over_the_change_of_clocks(app):
    series = make.action(date(2026, 10, 12), rrule=rule(count=6))
    third = dates(series)[2]
    shift = timedelta(hours=1)
    new, _ = follow(series, 2, starts_at=third.starts_at + shift, ends_at=third.ends_at + shift)
    assert {clock.to_local(each.starts_at).hour for each in dates(series)} == {10}
    assert {clock.to_local(each.starts_at).hour for each in dates(new)} == {11}


def intervision_on(date_):
    make.intervision().occurrence_id = date_.id


@pytest.mark.parametrize(
    "bind",
    [
        make.joined,
        lambda each: make.intervention(worker=make.worker(), occurrence_id=each.id),
        intervision_on,
    ],
)
def test_a_date_that_somebody_joined_or_is_bound_is_kept_apart(series, bind):
    last = dates(series)[-1]
    bind(last)
    db.session.commit()
    outcome = services.edit(series, rrule=rule(count=3))
    assert (outcome.gone, outcome.apart) == (2, 1)
    assert db.session.get(Occurrence, last.id) is not None


# A lone date with words, hours or a standing of its own


def other_hours(each, days=0):
    shift = HOUR * 5 + DAY * days
    return {"starts_at": each.starts_at + shift, "ends_at": each.ends_at + shift}


def lone(action):
    """A one-off and its only date, which hangs on no row but its own."""
    [date_] = dates(action)
    assert (action.rrule, date_.action_id, date_.series_id) == (None, action.id, action.id)
    assert (date_.starts_at, date_.ends_at) == (action.starts_at, action.ends_at)
    assert date_.recurrence_id == action.starts_at
    assert of_action.overrides(action) == []
    return of_action.whole(action.id)


@pytest.mark.parametrize(("nth", "cut"), [(0, 1), (5, 5)])
def test_a_lone_date_keeps_its_own_words_hours_and_visibility(series, nth, cut):
    services.edit(series, visibility="public")
    one, worker = dates(series)[nth], make.worker()
    moved = other_hours(one, 2)
    own = services.override(
        one, title="Entre nous", place="Chez Ali", visibility="team", workers=[worker], **moved
    )
    db.session.add(Comment(action_id=own.id, text="Bonne idée"))
    new, _ = follow(series, cut, to_bring="Un ballon")
    row = lone(series if nth == 0 else new)
    assert (row.title, row.place, row.visibility) == ("Entre nous", "Chez Ali", "team")
    assert (row.starts_at, row.ends_at) == (moved["starts_at"], moved["ends_at"])
    assert [each.id for each in row.workers] == [worker.id]
    assert row.last_ends_at == row.ends_at
    assert row.to_bring == ("" if nth == 0 else "Un ballon")
    assert db.session.scalars(db.select(Comment.action_id)).all() == [row.id]
    other = of_action.whole(new.id if nth == 0 else series.id)
    assert other.title != "Entre nous"
    assert (other.visibility, len(dates(other))) == ("public", 5)


@pytest.mark.parametrize(("nth", "cut"), [(0, 1), (5, 5)])
def test_a_lone_cancelled_date_stays_cancelled_and_says_why(series, nth, cut):
    services.cancel_date(dates(series)[nth], "salle fermée")
    new, _ = follow(series, cut, to_bring="Un ballon")
    row = lone(series if nth == 0 else new)
    assert (row.status, row.cancel_reason) == ("cancelled", "salle fermée")
    assert row.cancelled_at is not None


def test_a_later_edit_of_a_lone_date_leaves_what_was_its_own(series):
    services.edit(series, visibility="public")
    services.override(dates(series)[0], title="Entre nous", visibility="team")
    follow(series, 1, place="Ailleurs")
    services.override(dates(series)[0], workers=[make.worker()])
    db.session.commit()
    row = lone(series)
    assert (row.title, row.visibility) == ("Entre nous", "team")


def test_the_hours_of_a_lone_date_move_only_with_what_was_typed(series):
    last = dates(series)[5]
    moved = other_hours(last)
    services.override(last, **moved)
    plan = services.preview_following(of_action.whole(series.id), last, place="Parc")
    assert not plan.moved
    new, _ = follow(series, 5, place="Parc", starts_at=moved["starts_at"] + HOUR)
    row = lone(new)
    assert (row.place, row.starts_at) == ("Parc", moved["starts_at"] + HOUR)


# Through the pages


@pytest.fixture
def mine(series, client):
    """The same series, its worker signed in."""
    worker = make.worker()
    services.edit(series, workers=[worker])
    client.sign_in(worker.user)
    return series


def fields(action, first, **values):
    """The form from a date on, some fields retyped."""
    action = of_action.whole(action.id)
    return {
        "version": f"{action.id}.{action.version}", "kind": action.kind, "title": action.title,
        "activity": str(action.activity_id), "day": first.isoformat(), "start": "10:00",
        "end": "12:00", "repeat": "weekly", "interval": "1", "weekdays": ["0"], "count": "4",
        "workers": [str(each.id) for each in action.workers], "place": action.place,
        "visibility": action.visibility, **values,
    }  # fmt: skip


def test_one_place_leads_to_each_way_of_changing_a_series(mine, client):
    third = dates(mine)[2]
    page = client.get(f"/calendrier/dates/{third.id}").text
    assert f'href="/calendrier/dates/{third.id}/modifier"' in page
    page = client.get(f"/calendrier/dates/{third.id}/modifier").text
    assert f'href="/calendrier/dates/{third.id}/suite"' in page
    assert f'href="/calendrier/actions/{mine.id}/modifier?date={third.id}"' in page
    page = client.get(f"/calendrier/dates/{third.id}/suite").text
    assert 'value="2026-09-21"' in page
    assert 'name="count" type="number" value="4"' in page or 'value="4"' in page


def test_what_becomes_of_the_dates_is_shown_before_anything_is_done(mine, client):
    third = dates(mine)[2]
    path = f"/calendrier/dates/{third.id}/suite"
    data = fields(mine, date(2026, 9, 22), weekdays=["1"], count="3")
    answer = client.post(path, data=data)
    assert answer.status_code == 409
    assert "3 dates changent" in answer.text
    assert "1 date disparaît" in answer.text
    assert len(dates(mine)) == 6
    assert confirm(client, path, data).status_code == 200
    assert (len(dates(mine)), days(mine)) == (2, mondays(0, 2))


def test_words_alone_need_no_preview(mine, client):
    third = dates(mine)[2]
    data = fields(mine, mondays(2, 3)[0], place="Ailleurs")
    assert client.post(f"/calendrier/dates/{third.id}/suite", data=data).status_code == 303
    assert len(dates(mine)) == 2


def test_a_date_evaluated_after_the_preview_is_shown_anew(mine, client):
    path = f"/calendrier/actions/{mine.id}/modifier"
    data = fields(mine, MONDAY, count="3")
    first = client.post(path, data=data)
    assert "3 dates disparaissent" in first.text
    services.evaluate(dates(mine)[-1], present=3)
    data["previewed"] = previewed(first.text)
    second = client.post(path, data=data)
    assert second.status_code == 409
    assert "Les dates ou le formulaire ont changé depuis" in second.text
    assert "1 date déjà évaluée ou rejointe est gardée à part" in second.text
    data["previewed"] = previewed(second.text)
    assert client.post(path, data=data).status_code == 303


def test_who_may_not_change_the_series_changes_nothing_that_follows(mine, client):
    third = dates(mine)[2]
    guest = make.worker()
    services.override(third, workers=[guest])
    client.sign_in(guest.user)
    assert client.get(f"/calendrier/dates/{third.id}/suite").status_code == 403
    assert "/suite" not in client.get(f"/calendrier/dates/{third.id}/modifier").text


def test_the_words_of_an_evaluation_are_kept_when_its_date_is_gone(mine, client):
    last = dates(mine)[-1].id
    services.edit(mine, rrule=rule(count=3))
    path = f"/calendrier/dates/{last}/evaluer"
    answer = client.post(path, data={"present": "3", "difficulties": "Il a plu, tout le monde"})
    assert answer.status_code == 404
    assert "Il a plu, tout le monde" in answer.text


@pytest.mark.parametrize("more", [{}, {"skips_closed": "y", "sending": "x" * 20}])
def test_a_preview_of_two_hundred_dates_costs_few_queries(app, client, more):
    worker = make.worker()
    series = make.action(MONDAY, rrule=rule(count=200), workers=[worker])
    for each in dates(series)[10:25]:
        services.override(each, place="Ailleurs")
    make.closed_period(MONDAY + 150 * WEEK, MONDAY + 151 * WEEK + 5 * DAY)
    client.sign_in(worker.user)
    twelfth, hundredth = dates(series)[12].id, dates(series)[100].id  # the first: of its own
    for path, nth, once in (
        (f"actions/{series.id}/modifier", 0, {}),
        (f"dates/{twelfth}/suite", 12, {}),
        (f"dates/{hundredth}/suite", 100, {}),
        (f"dates/{twelfth}/suite", 12, {"repeat": "none"}),
    ):
        first = MONDAY + nth * WEEK + timedelta(days=1)
        data = fields(series, first, weekdays=["1"], count=str(190 - nth), **more, **once)
        db.session.commit()
        with count_queries() as asked:
            answer = client.post(f"/calendrier/{path}", data=data)
        assert answer.status_code == 409
        told = 1 if once else 190 - nth - 2 * bool(more)
        assert re.search(rf"\b{told} dates? changen?t?", answer.text)
        assert len(asked) <= 12, "\n".join(asked)


def test_the_form_from_the_last_date_on_starts_with_what_is_its_own(mine, client):
    last = dates(mine)[5]
    services.override(last, title="Entre nous", aim="Apporter les clés", visibility="team")
    db.session.commit()
    page = client.get(f"/calendrier/dates/{last.id}/suite").text
    assert 'value="Entre nous"' in page
    assert "Apporter les clés" in page


def test_a_cancelled_last_date_stays_so_when_the_form_from_it_on_is_sent(mine, client):
    last = dates(mine)[5]
    services.cancel_date(last, "salle fermée")
    db.session.commit()
    own = of_action.whole(last.action_id)
    data = fields(mine, MONDAY + 5 * WEEK, repeat="none", place="Parc")
    data["version"] = f"{own.id}.{own.version}"
    answer = client.post(f"/calendrier/dates/{last.id}/suite", data=data)
    assert answer.status_code == 303
    row = of_action.whole(db.session.get(Occurrence, last.id).series_id)
    assert (row.place, row.status, row.cancel_reason) == ("Parc", "cancelled", "salle fermée")


def test_a_preview_says_what_hangs_on_the_dates_that_go(mine, client):
    rows = dates(mine)
    db.session.add(Reinforcement(occurrence_id=rows[4].id, wanted=2))
    make.joined(rows[5])
    db.session.commit()
    page = client.post(
        f"/calendrier/actions/{mine.id}/modifier", data=fields(mine, MONDAY, count="3")
    ).text
    assert "2 dates disparaissent" in page
    assert "renfort demandé" in page
    assert "1 collègue l&#39;a rejointe" in page
