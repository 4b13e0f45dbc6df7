"""The recovery balance: what approved and worked hours earn, taken back in two taps."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import joinedload

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import dates, recurrence, services, undo
from raqnet.calendar.models import ActionChange
from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.planning import hours, recovery
from raqnet.planning import queries_recovery as queries
from raqnet.planning.models import HourApproval, Recovery
from tests import factories as make
from tests.concurrently import together
from tests.conftest import open_session

NOW = datetime(2026, 9, 4, 7, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
AFTER = datetime(2026, 9, 9, 7, tzinfo=UTC)


@pytest.fixture
def worker(app):
    clock.clock.freeze(NOW)
    return make.worker()


@pytest.fixture
def me(client, worker):
    return client.sign_in(db.session.get_one(User, worker.user_id))


def decide(row, approved):
    hours.decide(make.user(Role.COORDINATION).id, [row], approved)


def worked(*workers, approved=True):
    """Two hours on a Monday evening, approved, and over."""
    made = make.action(MONDAY, time(18), workers=list(workers))
    row = db.session.scalars(db.select(HourApproval)).one()
    decide(row, approved)
    clock.clock.freeze(AFTER)
    return made


def left(worker):
    db.session.flush()
    db.session.expire_all()
    return balance(worker).left


def balance(worker):
    account = db.session.get_one(User, worker.user_id)
    return queries.balance(auth.load(open_session(account)))


def test_approved_hours_count_once_they_are_worked_and_for_each_worker(worker):
    other = make.worker()
    worked(worker, other)
    clock.clock.freeze(NOW)
    assert balance(worker) == (0, 0, 120)
    clock.clock.freeze(AFTER)
    assert balance(worker) == balance(other) == (120, 0, 0)


def test_neither_refused_nor_cancelled_hours_count(worker):
    made = worked(worker, approved=False)
    assert left(worker) == 0
    decide(db.session.scalars(db.select(HourApproval)).one(), True)
    assert left(worker) == 120
    services.cancel(dates.whole(made.id), "Pluie")
    assert left(worker) == 0


def test_hours_that_were_worked_outlive_the_series_of_their_date(worker):
    rule = recurrence.rrule_text(recurrence.Rule("WEEKLY", 1, (0,), count=4), all_day=False)
    made = make.action(MONDAY, time(18), workers=[worker])
    services.edit(dates.whole(made.id), rrule=rule)
    decide(
        db.session.scalars(db.select(HourApproval).order_by(HourApproval.starts_at)).first(), True
    )
    clock.clock.freeze(AFTER)
    outcome = services.edit(dates.whole(made.id), exdates=[MONDAY.isoformat()])
    assert (outcome.gone, outcome.apart) == (0, 1) and left(worker) == 120
    undo.undo(db.session.scalars(db.select(ActionChange).order_by(ActionChange.id.desc())).first())
    assert left(worker) == 120


def test_it_is_taken_in_two_taps_and_put_back_in_one(worker, me):
    worked(worker)
    page = me.get("/heures").text
    assert "2h</strong> à récupérer" in page
    day = page.split('name="day"')[1].split('value="')[1].split('"')[0]
    answer = me.post("/heures/recuperer", data={"day": day, "minutes": "60"})
    assert answer.status_code == 303 and left(worker) == 60
    page = me.get("/heures").text
    assert "1h</strong> à récupérer" in page
    id_ = db.session.scalars(db.select(Recovery.id)).one()
    assert f'action="/heures/recuperations/{id_}/annuler"' in page
    me.post(f"/heures/recuperations/{id_}/annuler")
    assert left(worker) == 120


def test_a_duration_is_written_as_people_write_it(worker, me):
    worked(worker)
    me.post("/heures/recuperer", data={"day": "2026-09-09", "duration": "1h30"})
    assert left(worker) == 30
    answer = me.post("/heures/recuperer", data={"day": "2026-09-09", "duration": "un peu"})
    assert answer.status_code == 422 and "un peu" in answer.text and left(worker) == 30


def test_more_than_what_is_left_is_not_taken(worker, me):
    worked(worker)
    answer = me.post("/heures/recuperer", data={"day": "2026-09-09", "minutes": "240"})
    assert answer.status_code == 422 and "ce qui reste : 2h" in answer.text
    assert left(worker) == 120


def test_two_taps_at_once_do_not_take_the_same_time_twice(worker, app):
    worked(worker)
    who = auth.load(open_session(db.session.get_one(User, worker.user_id)))

    def tap():
        try:
            recovery.take(who, MONDAY + timedelta(days=2), 90)
            db.session.commit()
        except recovery.TooMuch:
            db.session.rollback()

    together(app, tap, tap)
    assert left(worker) == 30


def test_nobody_reads_or_undoes_anothers(worker, me):
    worked(worker)
    me.post("/heures/recuperer", data={"day": "2026-09-09", "minutes": "60"})
    id_ = db.session.scalars(db.select(Recovery.id)).one()
    me.sign_in(make.worker().user)
    assert me.post(f"/heures/recuperations/{id_}/annuler").status_code == 404
    assert "repris : 1h" not in me.get("/heures").text
    for role in (Role.COORDINATION, Role.ADMIN, Role.RESEARCH):
        assert me.sign_in(make.user(role)).get("/heures").status_code == 403


def test_where_payroll_keeps_the_balance_none_is_shown_nor_taken(worker, me, app, monkeypatch):
    worked(worker)
    monkeypatch.setitem(app.config, "RECOVERY_BALANCE", False)
    page = me.get("/heures").text
    assert "à récupérer" not in page and "Hors horaire" in page
    answer = me.post("/heures/recuperer", data={"day": "2026-09-09", "minutes": "60"})
    assert answer.status_code == 404 and left(worker) == 120


def workers(*rows):
    ids = [each.id for each in rows]
    query = db.select(Worker).where(Worker.id.in_(ids)).options(joinedload(Worker.user))
    return db.session.scalars(query).all()


def test_whoever_is_added_to_approved_hours_earns_nothing_until_they_are_approved_too(worker, me):
    other = make.worker(user=make.user(Role.RAQ, name="Qui arrive"))
    made = worked(worker)
    services.edit(dates.whole(made.id), workers=workers(worker, other))
    db.session.commit()
    assert (left(worker), left(other)) == (120, 0)
    page = me.sign_in(make.user(Role.COORDINATION)).get("/heures/a-approuver").text
    assert "depuis la décision : Qui arrive." in page
    row = db.session.scalars(db.select(HourApproval)).one()
    assert row.state == "asked"
    decide(row, False)
    assert (left(worker), left(other)) == (120, 0)
    hours.reopen(db.session.scalars(db.select(HourApproval)).one())
    assert (left(worker), left(other)) == (120, 0)
    decide(db.session.scalars(db.select(HourApproval)).one(), True)
    assert (left(worker), left(other)) == (120, 120)


def test_hours_that_are_back_as_they_were_are_decided_as_they_were(worker):
    made = worked(worker)
    for by, state in ((3, "asked"), (-3, "approved"), (-8, "asked"), (8, "approved")):
        action, moved = dates.whole(made.id), timedelta(hours=by)
        hours_ = {name: getattr(action, name) + moved for name in ("starts_at", "ends_at")}
        services.edit(action, **hours_)
        assert left(worker) == (120 if state == "approved" else 0)
        assert db.session.scalars(db.select(HourApproval.state)).one() == state


def test_a_colleague_who_goes_again_leaves_the_decision_as_it_was(worker):
    other, made = make.worker(), worked(worker)
    for there in ((worker, other), (worker,)):
        services.edit(dates.whole(made.id), workers=workers(*there))
    assert db.session.scalars(db.select(HourApproval.state)).one() == "approved"
