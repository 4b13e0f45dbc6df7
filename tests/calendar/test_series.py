"""Editing a series: its dates keep who they are, their evaluations, and their own changes."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import selectinload

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import dates as of_action
from raqnet.calendar import recurrence, services
from raqnet.calendar.models import (
    Action,
    ActionChange,
    Comment,
    Evaluation,
    Occurrence,
    Status,
)
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import confirm, previewed

MONDAY = date(2026, 9, 7)


def at(day, hour=10):
    """An hour of a day in Brussels, as an instant."""
    return clock.from_local(datetime.combine(day, time(hour)))


def rule(weekdays=(0,), count=6, **values):
    return recurrence.rrule_text(Rule("WEEKLY", 1, tuple(weekdays), count=count, **values), False)


@pytest.fixture
def series(app):
    """Six Mondays from the seventh of September 2026, 10h-12h."""
    return make.action(MONDAY, rrule=rule(), place="Salle")


def dates(action):
    rows = db.select(Occurrence).where(Occurrence.series_id == action.id)
    return db.session.scalars(rows.order_by(Occurrence.starts_at)).all()


def days(action):
    return [clock.to_local(each.starts_at).date() for each in dates(action)]


def row_of(occurrence):
    rows = db.select(Action).where(Action.id == occurrence.action_id)
    return db.session.scalar(rows.options(selectinload(Action.workers)))


def hours_later(action, hours):
    shift = timedelta(hours=hours)
    return {"starts_at": action.starts_at + shift, "ends_at": action.ends_at + shift}


def test_another_hour_keeps_every_date_and_what_was_evaluated_where_it_took_place(series):
    second = dates(series)[1]
    evaluation = services.evaluate(second, present=12)
    ids = [each.id for each in dates(series)]
    outcome = services.edit(series, title="Neuf", **hours_later(series, 4))
    db.session.commit()
    assert (outcome.gone, outcome.apart) == (0, 0)
    assert [each.id for each in dates(series)] == ids
    hours = [clock.to_local(each.starts_at).hour for each in dates(series)]
    assert hours == [14, 10, 14, 14, 14, 14]
    assert {clock.to_local(each.recurrence_id).hour for each in dates(series)} == {14}
    assert evaluation.occurrence_id == second.id
    assert row_of(second).title == "Neuf"
    assert not services.preview(of_action.whole(series.id), title="Autre").changes
    services.edit(series, **hours_later(series, 1))
    assert clock.to_local(second.starts_at).hour == 10


def test_an_evaluated_date_to_come_follows_its_series(series):
    """A draft may be there before the day: only what has taken place is history."""
    second = dates(series)[1]
    services.evaluate(second, present=12, state="draft")
    clock.clock.freeze(second.starts_at - timedelta(days=1))
    services.edit(series, **hours_later(series, 4))
    clock.clock.freeze(None)
    assert clock.to_local(second.starts_at).hour == 14


def test_an_evaluated_past_date_is_shown_as_kept_before_its_series_moves(mine, client):
    services.evaluate(dates(mine)[0], present=3)
    path = f"/calendrier/actions/{mine.id}/modifier"
    data = fields(mine, day="2026-09-08", weekdays=["1"], place="Salle")
    shown = client.post(path, data=data)
    assert "1 date garde son jour et ses heures" in shown.text
    assert "5 dates changent" in shown.text
    data["previewed"] = previewed(shown.text)
    assert client.post(path, data=data).status_code == 303
    assert [day.weekday() for day in days(mine)] == [0, 1, 1, 1, 1, 1]


def test_the_hour_stays_the_same_over_the_change_of_clocks(app):
    series = make.action(date(2026, 10, 19), rrule=rule(count=3))
    services.edit(series, **hours_later(series, 1))
    assert [clock.to_local(each.starts_at).hour for each in dates(series)] == [11, 11, 11]
    services.edit(series, starts_at=at(date(2026, 10, 20)), ends_at=at(date(2026, 10, 20), 12),
                  rrule=rule((1,), count=3))  # fmt: skip
    assert [clock.to_local(each.starts_at).hour for each in dates(series)] == [10, 10, 10]


def test_another_weekday_keeps_each_weeks_date(series):
    ids = [each.id for each in dates(series)]
    wednesday = MONDAY + timedelta(days=2)
    services.edit(series, starts_at=at(wednesday), ends_at=at(wednesday, 12), rrule=rule((2,)))
    assert [each.id for each in dates(series)] == ids
    assert {day.weekday() for day in days(series)} == {2}


def test_dates_that_go_are_counted_and_new_ones_come(series):
    outcome = services.edit(series, rrule=rule(count=4))
    assert (outcome.gone, len(dates(series))) == (2, 4)
    outcome = services.edit(series, rrule=rule(count=8))
    assert (outcome.gone, len(dates(series))) == (0, 8)
    services.edit(series, exdates=[MONDAY.isoformat()])
    assert days(series)[0] == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize("state", ["draft", "done"])
def test_an_evaluated_date_outside_the_new_rule_lives_on_as_it_was(series, state):
    last = dates(series)[-1]
    when = last.starts_at
    evaluation = services.evaluate(last, state=state, present=7)
    outcome = services.edit(series, title="Nouveau titre", rrule=rule(count=3))
    assert (outcome.gone, outcome.apart) == (2, 1)
    db.session.commit()
    apart = row_of(db.session.get(Occurrence, last.id))
    assert apart.id != series.id
    assert (apart.title, apart.place) != ("Nouveau titre", "")
    assert (apart.starts_at, apart.rrule, apart.series_id, apart.sequence) == (when, None, None, 0)
    assert apart.uid != series.uid
    assert db.session.get(Evaluation, evaluation.id).occurrence_id == last.id


def test_an_evaluated_date_of_its_own_takes_its_own_row_with_it(series):
    last = dates(series)[-1]
    row = services.override(last, place="Ailleurs")
    services.evaluate(last, present=7)
    services.edit(series, rrule=rule(count=3))
    db.session.commit()
    assert last.action_id == row.id
    assert (row.series_id, row.recurrence_id, row.place) == (None, None, "Ailleurs")
    assert row.uid != series.uid


def test_one_date_differs_and_the_others_do_not(series):
    third = dates(series)[2]
    row = services.override(third, title="Exception", **hours_later(third, 3))
    assert (row.series_id, row.recurrence_id, row.uid) == (
        series.id,
        third.recurrence_id,
        series.uid,
    )
    assert clock.to_local(third.starts_at).hour == 13
    assert third.recurrence_id == at(MONDAY + timedelta(weeks=2))
    assert series.title != "Exception"
    assert len(dates(series)) == 6
    assert row.sequence > series.sequence


def test_a_date_of_its_own_follows_its_series_in_all_that_it_has_in_common(series):
    second, third, fourth = dates(series)[1:4]
    elsewhere = services.override(second, place="Ailleurs")
    moved = services.override(third, **hours_later(third, 3))
    cancelled = services.cancel_date(fourth, "férié")
    worker = make.worker()
    services.edit(series, title="Neuf", place="Grande salle", workers=[worker],
                  **hours_later(series, 1))  # fmt: skip
    db.session.commit()
    assert [elsewhere.title, moved.title, cancelled.title] == ["Neuf"] * 3
    assert (elsewhere.place, moved.place) == ("Ailleurs", "Grande salle")
    assert [each.id for each in row_of(second).workers] == [worker.id]
    assert clock.to_local(second.starts_at).hour == 11  # it follows
    assert clock.to_local(third.starts_at).hour == 13  # its own
    assert (cancelled.status, cancelled.cancel_reason) == (Status.CANCELLED, "férié")
    for row, occurrence in ((elsewhere, second), (moved, third), (cancelled, fourth)):
        assert row.recurrence_id == occurrence.recurrence_id
        assert (row.starts_at, row.ends_at) == (occurrence.starts_at, occurrence.ends_at)
        assert clock.to_local(row.recurrence_id).hour == 11
        assert row.sequence >= series.sequence


def test_a_date_of_its_own_goes_with_its_date_and_leaves_what_people_said(series):
    last = dates(series)[-1]
    row = services.override(last, place="Ailleurs")
    db.session.add(Comment(action_id=row.id, text="Bonne idée"))
    services.edit(series, rrule=rule(count=3))
    db.session.commit()
    assert db.session.scalars(db.select(Action.id)).all() == [series.id]
    assert db.session.scalars(db.select(Comment.action_id)).all() == [series.id]


def test_a_one_off_becomes_a_series_and_back(app):
    action = make.action(MONDAY)
    uid, first = action.uid, dates(action)[0].id
    services.edit(action, rrule=rule())
    assert (len(dates(action)), dates(action)[0].id) == (6, first)
    services.override(dates(action)[0], place="Ailleurs")
    services.evaluate(dates(action)[1], present=3)
    outcome = services.edit(action, rrule=None)
    assert (outcome.gone, outcome.apart) == (4, 1)
    db.session.commit()
    assert [each.id for each in dates(action)] == [first]
    assert dates(action)[0].action_id == action.id
    assert (action.uid, action.rrule) == (uid, None)


def test_a_series_that_repeats_no_more_opens_nothing_that_its_date_kept_for_the_team(app):
    action = make.action(MONDAY, title="Marché", visibility="public")
    services.edit(action, rrule=rule())
    services.override(dates(action)[0], visibility="team", title="Entre nous", place="Ailleurs")
    services.cancel_date(dates(action)[0], "pluie")
    services.edit(action, rrule=None, place="Au parc")
    db.session.commit()
    told = (action.visibility, action.title, action.place, action.status, action.cancel_reason)
    assert told == ("team", "Entre nous", "Au parc", "cancelled", "pluie")


@pytest.mark.parametrize("evaluated", [False, True])
def test_a_series_that_repeats_no_more_keeps_the_hours_that_its_date_had(series, evaluated):
    first = dates(series)[0]
    own = services.override(first, None, "La salle est prise", **hours_later(first, 27))
    when = (first.starts_at, first.ends_at)
    if evaluated:
        services.evaluate(first, present=3)
    moved = (own.moved_from, own.move_reason)
    typed = hours_later(series, 1) if evaluated else {}
    plan = services.preview(series, rrule=None, **typed)
    assert [each.occurrence.id for each in plan.staying] == [first.id] and not plan.moved
    services.edit(series, rrule=None, **typed)
    db.session.commit()
    assert (series.starts_at, series.ends_at) == (first.starts_at, first.ends_at) == when
    assert (series.moved_from, series.move_reason) == moved
    assert (first.action_id, first.recurrence_id) == (series.id, first.starts_at)


def test_an_evaluated_series_that_repeats_no_more_leaves_its_date_where_it_took_place(series):
    first = dates(series)[0]
    services.evaluate(first, present=3)
    services.edit(series, rrule=None, **hours_later(series, 3))
    assert clock.to_local(first.starts_at).hour == clock.to_local(series.starts_at).hour == 10


def test_hours_that_are_typed_are_those_of_the_date_that_is_left_and_the_preview_says_so(series):
    first = dates(series)[0]
    services.override(first, **hours_later(first, 3))
    plan = services.preview(series, rrule=None, **hours_later(series, 1))
    assert [clock.to_local(each.starts_at).hour for each in plan.moved] == [11]
    services.edit(series, rrule=None, **hours_later(series, 1))
    assert clock.to_local(first.starts_at).hour == clock.to_local(series.starts_at).hour == 11


def test_a_one_off_moved_far_away_stays_the_same_date(app):
    action = make.action(MONDAY)
    only = dates(action)[0].id
    services.edit(action, **hours_later(action, 24 * 30))
    assert [each.id for each in dates(action)] == [only]
    assert dates(action)[0].recurrence_id == action.starts_at


def test_every_visible_change_raises_the_sequence_and_the_same_words_do_not(series):
    clock.clock.freeze(series.dtstamp + timedelta(hours=1))
    before = series.sequence
    assert not services.edit(series, title=series.title).changed
    assert series.sequence == before
    services.edit(series, missions=[make.mission()])
    assert (series.sequence, series.dtstamp) == (before + 1, clock.now())
    row = services.override(dates(series)[0], place="Ailleurs")
    own = row.sequence
    services.cancel(row, "pluie")
    assert row.sequence > own


def test_a_whole_day_series_and_back(series):
    ids = [each.id for each in dates(series)]
    start, end = clock.day_span(MONDAY, MONDAY)
    services.edit(series, starts_at=start, ends_at=end, all_day=True)
    assert [each.id for each in dates(series)] == ids
    assert all(each.ends_at - each.starts_at == timedelta(days=1) for each in dates(series)[:5])


def test_the_last_end_is_known_whatever_moves(series):
    last = dates(series)[-1]
    services.override(last, **hours_later(last, 24 * 20))
    db.session.commit()
    assert series.last_ends_at == last.ends_at
    services.edit(series, rrule=rule(count=3))
    assert series.last_ends_at == dates(series)[-1].ends_at


def test_cancelling_a_series_cancels_its_dates_and_restoring_restores_them(series):
    services.confirm(series)
    first, second = dates(series)[:2]
    elsewhere = services.override(first, place="Ailleurs")
    clock.clock.freeze(clock.now() - timedelta(hours=1))
    alone = services.cancel_date(second, "férié")
    clock.clock.freeze(None)
    services.cancel(series, "plus de salle")
    db.session.commit()
    assert {series.status, elsewhere.status, alone.status} == {Status.CANCELLED}
    assert alone.cancel_reason == "férié"
    services.restore(series)
    db.session.commit()
    assert (series.status, elsewhere.status) == (Status.CONFIRMED, Status.CONFIRMED)
    assert (alone.status, series.cancel_reason) == (Status.CANCELLED, "")
    assert all(row.sequence >= series.sequence for row in (elsewhere, alone))


def test_cancelling_one_date_leaves_the_others(series):
    row = services.cancel_date(dates(series)[0], "férié")
    assert series.status == Status.PLANNED
    assert (row.status, row.cancel_reason) == (Status.CANCELLED, "férié")
    services.restore(row)
    assert row.status == Status.PLANNED


def test_confirming_a_series_confirms_its_planned_dates(series):
    row = services.override(dates(series)[0], place="Ailleurs")
    services.confirm(series)
    db.session.commit()
    assert (series.status, row.status) == (Status.CONFIRMED, Status.CONFIRMED)


def test_the_history_of_a_date_says_which_one(series):
    third = dates(series)[2]
    services.override(third, **hours_later(third, 1))
    change = db.session.scalars(db.select(ActionChange).order_by(ActionChange.id.desc())).first()
    assert (change.verb, change.occurrence_at) == ("moved", third.recurrence_id)
    assert change.changes == [["when", "21/09/2026, 10h-12h", "21/09/2026, 11h-13h"]]


# Through the pages


@pytest.fixture
def mine(series, client):
    """The same series, its worker signed in."""
    worker = make.worker()
    services.edit(series, workers=[worker])
    client.sign_in(worker.user)
    return series


def fields(action, **values):
    """The whole series' form, some fields retyped."""
    first = clock.to_local(action.starts_at)
    return {
        "version": f"{action.id}.{action.version}", "kind": action.kind, "title": action.title,
        "activity": str(action.activity_id), "day": first.date().isoformat(), "start": "10:00",
        "end": "12:00", "repeat": "weekly", "interval": "1", "weekdays": ["0"], "count": "6",
        "workers": [str(each.id) for each in row_of(dates(action)[0]).workers],
        "visibility": action.visibility, **values,
    }  # fmt: skip


def test_the_form_of_a_series_sent_back_untouched_changes_nothing(mine, client):
    path = f"/calendrier/actions/{mine.id}/modifier"
    assert 'value="weekly"' in client.get(path).text
    before = mine.sequence
    answer = client.post(path, data=fields(mine, place="Salle"), follow_redirects=True)
    assert "Rien n&#39;a changé" in answer.text
    assert db.session.get(Action, mine.id).sequence == before


def test_editing_the_whole_series_says_what_happened_to_its_dates(mine, client):
    services.evaluate(dates(mine)[-1], present=3)
    data = fields(mine, count="3", title="Autre titre")
    answer = confirm(client, f"/calendrier/actions/{mine.id}/modifier", data)
    assert answer.status_code == 200
    assert "2 dates retirées" in answer.text
    assert "1 date évaluée ou rejointe" in answer.text


def test_what_the_date_that_is_left_loses_to_what_is_typed_is_told_before(mine, client):
    services.override(dates(mine)[0], place="Chez Ali", aim="Rester")
    data = fields(mine, repeat="none", place="Parc")
    page = client.post(f"/calendrier/actions/{mine.id}/modifier", data=data).text
    assert "avait de particulier est remplacé" in page
    assert "Lieu : Chez Ali" in page
    assert "Rester" not in page.partition("<details")[0]
    data = fields(mine, repeat="none", place="Salle")
    page = client.post(f"/calendrier/actions/{mine.id}/modifier", data=data).text
    assert "5 dates disparaissent" in page
    assert "de particulier est remplacé" not in page


def test_editing_one_date_leaves_its_series(mine, client):
    third = dates(mine)[2]
    path = f"/calendrier/dates/{third.id}/modifier"
    assert "Seulement cette date" in client.get(path).text
    data = {**fields(mine, place="Ailleurs"), "day": "2026-09-22"}
    assert client.post(path, data=data).status_code == 303
    row = row_of(dates(mine)[2])
    assert (row.place, row.series_id) == ("Ailleurs", mine.id)
    assert days(mine)[2] == date(2026, 9, 22)
    again = client.get(f"/calendrier/actions/{row.id}/modifier").text
    assert 'value="2026-09-22"' in again
    assert "Répétition" not in again


def test_a_date_needs_a_title_and_its_activity(mine, client):
    path = f"/calendrier/dates/{dates(mine)[0].id}/modifier"
    answer = client.post(path, data=fields(mine, title="", activity=""))
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text
    assert 'id="activity-error"' in answer.text


@pytest.mark.parametrize("reason", ["", "x" * 201, "a\x00b"])
def test_a_cancellation_says_why(mine, client, reason):
    answer = client.post(f"/calendrier/actions/{mine.id}/annuler", data={"reason": reason})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert db.session.get(Action, mine.id).status == Status.PLANNED


def test_a_date_is_cancelled_confirmed_and_restored_by_one_tap_each(mine, client):
    first = dates(mine)[0].id
    path = f"/calendrier/dates/{first}"
    for act, status, words in (
        ("confirmer", Status.CONFIRMED, "C&#39;est confirmé"),
        ("annuler", Status.CANCELLED, "Annulée : pluie"),
        ("retablir", Status.CONFIRMED, "C&#39;est rétabli"),
    ):
        page = client.post(f"{path}/{act}", data={"reason": "pluie"}, follow_redirects=True).text
        assert words in page
        assert row_of(db.session.get(Occurrence, first)).status == status


def test_a_worker_of_one_date_changes_that_date_only(mine, client):
    guest = make.worker()
    date_ = dates(mine)[0]
    services.override(date_, workers=[guest])
    client.sign_in(guest.user)
    assert client.get(f"/calendrier/dates/{date_.id}/modifier").status_code == 200
    assert client.get(f"/calendrier/dates/{dates(mine)[1].id}/modifier").status_code == 403
    assert client.get(f"/calendrier/actions/{mine.id}/modifier").status_code == 403


def test_the_coordination_changes_every_series(series, client):
    client.sign_in(make.user(Role.COORDINATION))
    assert client.get(f"/calendrier/actions/{series.id}/modifier").status_code == 200
