"""Who is in the room: joining, asking, admitting, leaving and coming back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from raqnet.access import Role
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.intervision import closing, live, moves, planning, queries, seating
from raqnet.intervision.live import is_present
from raqnet.intervision.models import Seat, SeatState
from tests import factories as make
from tests.intervision.holding import Held


@pytest.fixture
def held(app):
    return Held(people=3)


def names_there(held):
    return [seat.id for seat in held.live.present]


def ask(held, name="Zoé"):
    seat, token = held.do(seating.ask, name)
    return seat.id, token


def by_id(held, seat_id):
    return held.live.seat(seat_id)


# Members


def animators(held):
    """Those who animate this session."""
    session = held.live.intervision
    db.session.refresh(session, ["animators"])
    return session.animators


def test_animators_have_a_seat_and_take_no_part_unless_they_choose_to(held):
    animator = next(seat for seat in held.live.seats if seat.animates)
    assert not animator.takes_part
    assert animator.id not in names_there(held)
    held.do(seating.take_part, animator, True)
    assert animator.id in names_there(held)


def test_whoever_joins_twice_has_one_seat(held):
    user = make.worker().user
    first = held.do(seating.join, user, admitted=True).id
    assert held.do(seating.join, user, admitted=True).id == first
    rows = db.session.scalars(select(Seat).where(Seat.user_id == user.id)).all()
    assert len(rows) == 1


def test_who_was_not_expected_asks_first_and_stays_asking(held):
    user = make.user(Role.RESEARCH)
    seat = held.do(seating.join, user, admitted=False)
    assert seat.state == SeatState.ASKING
    assert held.do(seating.join, user, admitted=False).state == SeatState.ASKING
    held.do(seating.admit, by_id(held, seat.id))
    assert is_present(by_id(held, seat.id))


def test_whoever_asked_and_then_gives_the_code_is_in(held):
    user = make.user(Role.RESEARCH)
    held.do(seating.join, user, admitted=False)
    assert held.do(seating.join, user, admitted=True).state == SeatState.PRESENT


def test_whoever_was_shown_out_does_not_come_back_by_themself(held):
    user = make.worker().user
    seat = held.do(seating.join, user, admitted=True).id
    held.do(seating.refuse, by_id(held, seat))
    held.do(seating.come_back, by_id(held, seat))
    assert held.do(seating.join, user, admitted=True).state == SeatState.REFUSED
    held.do(seating.admit, by_id(held, seat))
    assert is_present(by_id(held, seat))


def test_an_animator_cannot_be_shown_out(held):
    animator = next(seat for seat in held.live.seats if seat.animates)
    held.do(seating.refuse, animator)
    assert is_present(by_id(held, animator.id))


def test_eighty_people_sit_down_and_one_more_is_told_that_the_room_is_full(held):
    for number in range(seating.MOST_SEATS - len(held.live.seats)):
        held.do(seating.add_name, f"Personne {number}")
    with pytest.raises(seating.Full):
        held.do(seating.add_name, "Une de trop")
    with pytest.raises(seating.Full):
        held.do(seating.ask, "Une de trop")


# Guests


def test_a_guest_asks_with_a_first_name_and_waits_at_the_door(held):
    seat, token = ask(held)
    assert by_id(held, seat).state == SeatState.ASKING
    assert seat not in names_there(held)
    assert by_id(held, seat).guest_hash == hash_token(token), "the secret itself is not kept"
    held.do(seating.admit, by_id(held, seat))
    assert seat in names_there(held)


def test_a_guest_s_secret_is_good_for_one_session_while_it_is_open(held):
    seat, token = ask(held)
    assert queries.guest_seat(token, held.id).id == seat
    assert queries.guest_seat("another", held.id) is None
    assert queries.guest_seat(token, Held().id) is None
    held.do(closing.close)
    assert queries.guest_seat(token, held.id) is None
    assert by_id(held, seat).state == SeatState.REFUSED, "whoever still asked was never in"


def test_a_guest_never_has_the_console(held):
    seat, _token = ask(held)
    held.do(seating.admit, by_id(held, seat))
    before = len(animators(held))
    held.do(seating.add_animator, by_id(held, seat))
    assert len(animators(held)) == before
    assert not by_id(held, seat).animates


def test_a_member_may_be_given_the_console_once(held):
    for _ in range(2):
        held.do(seating.add_animator, held.seat(0))
    ids = [each.id for each in animators(held)]
    assert held.seat(0).user_id in ids
    assert len(ids) == len(set(ids)) == 2


# Coming and going


def test_whoever_leaves_keeps_their_seat_and_what_they_have_spoken(held):
    held.go("1.0")
    held.speak(0, seconds=30)
    held.do(seating.leave, held.seat(0))
    assert held.live.room.speaker_id is None, "the floor is free"
    assert held.seats[0] not in names_there(held)
    assert held.seats[0] not in held.do(moves.next_up)
    held.do(seating.come_back, held.seat(0))
    assert held.seats[0] in names_there(held)
    assert held.seat(0).spoken_ms == 30_000
    assert held.seats[0] not in held.do(moves.next_up), "one turn a round"


def test_whoever_leaves_is_not_ready_any_more_and_their_hand_is_down(held):
    held.do(seating.be_ready, held.seat(1), True)
    held.do(seating.raise_hand, held.seat(1), True)
    held.do(seating.leave, held.seat(1))
    assert (held.seat(1).ready, held.seat(1).hand_at) == (False, None)


def test_who_is_not_there_is_not_given_the_floor(held):
    held.go("1.0")
    held.do(seating.leave, held.seat(2))
    held.do(moves.give_floor, held.seat(2))
    assert held.live.room.speaker_id is None


def test_a_hand_raised_twice_keeps_its_place(held):
    held.choose()
    held.go("4.1")
    held.do(seating.raise_hand, held.seat(0), True)
    held.wait(seconds=20)
    held.do(seating.raise_hand, held.seat(1), True)
    held.wait(seconds=20)
    held.do(seating.raise_hand, held.seat(0), True)
    assert held.seat(0).hand_at == held.now - timedelta(seconds=40)
    assert held.do(moves.next_up) == [held.seats[0], held.seats[1]]
    held.do(seating.raise_hand, held.seat(0), False)
    assert held.do(moves.next_up) == [held.seats[1]]


def test_somebody_without_a_phone_takes_part_like_anybody(held):
    seat = held.do(seating.add_name, "Bo").id
    assert seat in names_there(held)
    held.go("1.0")
    assert seat in held.do(moves.next_up)


@pytest.fixture
def awaited(app):
    """A session at which Ana Diaz and two people called Bo are expected; none has come."""
    people = [make.user(Role.RAQ, name=name) for name in ("Ana Diaz", "Bo", "Bo")]
    return Held(people=1, expected=people), people


def test_who_is_expected_and_has_no_phone_sits_down_with_their_account(awaited):
    held, (ana, *_others) = awaited
    assert held.do(seating.add_name, " ana diaz ").user_id == ana.id
    seat = held.do(seating.join, ana, admitted=True)  # their phone was found after all
    assert [each.id for each in held.live.seats if each.user_id == ana.id] == [seat.id]


def test_a_name_that_two_share_or_that_has_come_already_is_a_name_alone(awaited):
    held, (ana, *_others) = awaited
    held.do(seating.join, ana, admitted=True)
    assert [held.do(seating.add_name, name).user_id for name in ("Ana Diaz", "Bo")] == [None, None]


def test_the_console_offers_who_is_still_expected(awaited):
    held, _people = awaited
    assert held.shot.awaited == ("Ana Diaz", "Bo", "Bo")
    held.do(seating.add_name, "Ana Diaz")
    assert held.shot.awaited == ("Bo", "Bo")


def test_an_animator_who_never_comes_was_not_there(app):
    opener, other = make.worker().user, make.worker().user
    planned = make.intervision([opener, other])
    planning.open_room(planned, opener_id=opener.id)
    room = live.find(planned.id, lock=True)
    states = {seat.user_id: seat.state for seat in room.seats}
    assert states == {opener.id: SeatState.PRESENT, other.id: SeatState.AWAITED}
    closing.close(room)
    db.session.flush()
    assert [seat.user_id for seat in queries.seats(planned)] == [opener.id]


def test_an_animator_who_does_something_is_there(app):
    opener, other = make.worker().user, make.worker().user
    planned = make.intervision([opener, other])
    planning.open_room(planned, opener_id=opener.id)
    room = live.find(planned.id, lock=True)
    seating.arrive(room, other.id)
    assert {seat.state for seat in room.seats} == {SeatState.PRESENT}
