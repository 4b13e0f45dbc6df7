"""A colleague evaluates a date while its series is changed, each on a connection of their own."""

from datetime import date, timedelta

import pytest

from raqnet.calendar import dates as of_action
from raqnet.calendar import services, undo
from raqnet.calendar.models import ActionChange, Evaluation, Occurrence
from raqnet.db import db
from tests import factories as make
from tests.concurrently import together

MONDAY, HOUR = date(2026, 9, 7), timedelta(hours=1)
RULE = "FREQ=WEEKLY;BYDAY=MO;COUNT={}"
WORDS = "Il a plu, tout le monde est parti"


@pytest.fixture
def series(app):
    """Six Mondays of the past."""
    return make.action(MONDAY, rrule=RULE.format(6), workers=[make.worker()])


def dates(series_id):
    rows = db.select(Occurrence).where(Occurrence.series_id == series_id)
    return db.session.scalars(rows.order_by(Occurrence.recurrence_id)).all()


def shorter(series_id):
    services.edit(of_action.whole(series_id), rrule=RULE.format(3))


def later(series_id):
    row = of_action.whole(series_id)
    services.edit(row, starts_at=row.starts_at + HOUR, ends_at=row.ends_at + HOUR)


def from_the_third_on(series_id):
    services.change_following(dates(series_id)[2], None, rrule=RULE.format(2))


def removed(series_id):
    services.remove(of_action.whole(series_id))


def undone(series_id):
    undo.undo(db.session.scalars(db.select(ActionChange).order_by(ActionChange.id)).first())


EDITS = [shorter, later, from_the_third_on, removed, undone]


def try_to(edit, series_id):
    """Does the edit go through? It may be refused for what was said meanwhile."""
    try:
        edit(series_id)
        db.session.commit()
    except (services.SpokenOf, undo.Overtaken):
        db.session.rollback()
        return False
    return True


@pytest.mark.parametrize("edit", EDITS)
def test_what_a_colleague_says_of_a_date_is_kept_or_handed_back(series, app, client, edit):
    """Whoever comes first: the evaluation is there with its date, or its words are on the page."""
    client.sign_in(series.workers[0].user)
    series_id, last = series.id, dates(series.id)[-1]
    if edit is undone:  # what is undone had brought the last dates
        services.edit(of_action.whole(series_id), rrule=RULE.format(7))
        last = dates(series_id)[-1]
    last_id, was = last.id, last.starts_at

    def evaluate():
        told = {"version": "0", "present": "3", "difficulties": WORDS, "state": "done"}
        answer = client.post(f"/calendrier/dates/{last_id}/evaluer", data=told)
        return answer.status_code, WORDS in answer.text

    changed, (status, handed_back) = together(app, lambda: try_to(edit, series_id), evaluate)
    db.session.expire_all()
    date_ = db.session.get(Occurrence, last_id)
    said = db.session.scalars(db.select(Evaluation.occurrence_id)).all()
    if status != 303:
        assert (status, handed_back, changed, date_, said) == (404, True, True, None, [])
        return
    assert said == [last_id]
    assert date_.starts_at in (was, was + HOUR * (edit is later))
    row = of_action.whole(date_.action_id)  # what feeds say of it is what there is
    if row.rrule is None:
        assert (row.starts_at, row.ends_at) == (date_.starts_at, date_.ends_at)
    assert not changed or edit in (shorter, later, from_the_third_on)
