"""Gestures on one session: one after the other, each once, each at an instant that is believed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.intervision import flipchart, live, moves, seating, voting
from raqnet.intervision.models import Case, GestureDone, Intervision, Room, Seat, Template
from tests import factories as make
from tests.concurrently import together
from tests.intervision.holding import Held


@pytest.fixture
def held(app):
    return Held(people=3, cases=2)


def key():
    return "5f0c8b8e-1111-4222-8333-944455556666"


# Found, and not


def test_a_session_whose_room_was_never_opened_is_not_live(app):
    assert live.find(make.intervision().id) is None
    assert live.find(987_654, lock=True) is None


def test_a_running_session_keeps_the_steps_that_it_began_with(held):
    template = db.session.get_one(Template, held.intervision.template_id)
    steps = template.script["steps"]
    template.script = {**template.script, "steps": steps[:3], "rules": [], "crosses": 5}
    db.session.flush()
    db.session.expire_all()
    assert len(held.live.script.steps) == 10
    assert held.live.script.crosses == 2
    assert held.live.script.rules


# Once


def test_a_gesture_with_a_key_that_was_seen_does_nothing(held):
    for _ in range(3):
        found = held.live
        if live.once(held.id, key()):
            moves.add_minutes(found, 1)
        db.session.flush()
    assert held.live.clock.step_given_ms == 60_000


def test_the_same_key_in_another_room_is_another_gesture(held):
    other = Held()
    assert live.once(held.id, key())
    assert live.once(other.id, key())
    assert not live.once(held.id, key())


def test_a_gesture_without_a_key_is_always_new(held):
    assert live.once(held.id, None)
    assert live.once(held.id, "")
    assert db.session.scalar(select(func.count()).select_from(GestureDone)) == 0


def test_a_line_sent_again_is_the_same(held):
    for _ in range(2):
        held.do(flipchart.add, "Encore un cas", None, key())
    assert len(held.live.cases) == 3


# When a gesture was made


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        (None, 0),  # nothing said: now
        (-90, -90),  # an hour and a half ago, without a link since
        (30, 0),  # a laptop whose clock is ahead
        (-13 * 60, 0),  # nobody believes it any more
    ],
)
def test_a_replayed_gesture_counts_when_it_was_made_if_that_can_be(held, made, counts):
    held.wait(hours=14)
    room = held.live.room
    room.moved_at = None
    at = None if made is None else held.now + timedelta(minutes=made)
    assert live.moment(room, at) == held.now + timedelta(minutes=counts)


def test_a_replayed_gesture_never_comes_before_the_one_before(held):
    held.wait(minutes=10)
    held.do(moves.start)
    began = held.now
    held.wait(minutes=10)
    assert live.moment(held.live.room, began - timedelta(minutes=5)) == began
    later = began + timedelta(minutes=2)
    assert live.moment(held.live.room, later) == later


def test_time_passes_from_when_the_gesture_was_made(held):
    """The link was away for five minutes: the step that was begun meanwhile has run as long."""
    held.go("1.0")
    held.wait(minutes=10)
    made = held.now - timedelta(minutes=5)
    found = live.find(held.id, lock=True, at=made)
    moves.start(found)
    db.session.flush()
    assert held.live.clock.step_left(held.now) == 5 * 60_000


# At the same time


def one_gesture(held, gesture):
    """What a request does: lock, act, commit; `gesture` may refuse by answering False."""

    def act():
        found = live.find(held.id, lock=True)
        done = gesture(found)
        db.session.commit()
        db.session.remove()
        return done

    return act


def test_two_animators_who_press_next_together_go_one_step(app, held):
    held.go("1.0")

    def forward(found):
        if str(found.stop) != "1.0":  # where each of them saw the session to be
            return False
        moves.forward(found)
        return True

    assert sorted(together(app, *[one_gesture(held, forward)] * 2)) == [False, True]
    db.session.rollback()
    assert str(held.live.stop) == "2.0"


def test_two_minutes_more_given_together_are_two_minutes(app, held):
    held.go("1.0")
    more = one_gesture(held, lambda found: moves.add_minutes(found, 1))
    together(app, more, more, more)
    db.session.rollback()
    assert held.live.clock.step_given_ms == 13 * 60_000


def test_two_people_who_vote_together_both_count(app, held):
    held.go("2.0")
    case, seats = held.cases[0], held.seats

    def cast(number):
        return lambda found: voting.cast(found, found.seat(seats[number]), {case: 2})

    together(app, *(one_gesture(held, cast(number)) for number in range(3)))
    db.session.rollback()
    held.do(voting.close)
    assert held.case(0).crosses == 6


def test_one_key_sent_twice_together_is_done_once(app, held):
    held.go("1.0")

    def replayed(found):
        if live.once(held.id, key()):
            moves.add_minutes(found, 1)
            return True
        return False

    assert sorted(together(app, *[one_gesture(held, replayed)] * 2)) == [False, True]
    db.session.rollback()
    assert held.live.clock.step_given_ms == 11 * 60_000


def test_one_person_who_joins_twice_together_has_one_seat(app, held):
    user_id = make.worker().user.id

    def join(found):
        seating.join(found, db.session.get_one(User, user_id), admitted=True)

    together(app, *[one_gesture(held, join)] * 2)
    db.session.rollback()
    rows = db.session.scalars(select(Seat).where(Seat.user_id == user_id)).all()
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Room, {"stop": "4.1", "version": 99}),
        (Seat, {"spoken_ms": 40_000}),
        (Case, {"chosen": 1}),
        (Intervision, {"cases_wanted": 5}),
    ],
)
def test_under_the_lock_everything_is_read_anew(held, model, values):
    """A view has read rows before it takes the lock; somebody has acted in between."""
    before = held.live
    db.session.execute(update(model.__table__).values(**values))  # as another transaction did
    rows = {
        Room: lambda found: found.room, Seat: lambda found: found.seats[0],
        Case: lambda found: found.cases[0], Intervision: lambda found: found.intervision,
    }[model]  # fmt: skip
    found = rows(live.find(held.id, lock=True))
    assert {name: getattr(found, name) for name in values} == values
    assert found is rows(before)
