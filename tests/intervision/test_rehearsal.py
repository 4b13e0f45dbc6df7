"""Rehearsals: a room of invented people for one person alone, that counts for nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.intervision import (
    default,
    expiry,
    figures,
    live,
    moves,
    queries,
    rehearsal,
    texts,
    voting,
)
from raqnet.intervision.models import Case, Intervision, Room, Seat
from raqnet.intervision.rehearsal import INVENTED
from tests import factories as make
from tests.intervision.holding import Held

PAGE = "/intervisions/repetition"


@pytest.fixture
def me(client, template):
    """A worker who learns to animate, signed in."""
    user = make.worker().user
    client.sign_in(user)
    return user


def begin(client, template, speed="10", **more):
    return client.post(PAGE, data={"template": str(template.id), "speed": speed, **more})


def mine():
    return db.session.scalars(select(Intervision).where(Intervision.rehearsal)).one()


def room():
    found = live.find(mine().id, lock=True)
    assert found is not None
    return found


def gesture(client, name, **data):
    return client.post(f"/intervisions/{mine().id}/animation/{name}", data=data)


def go(client, stop):
    while str(room().stop) != stop:
        assert gesture(client, "suivant").status_code == 303


def titles():
    return [texts.read_case(case).title for case in room().cases]


# Beginning


def test_it_begins_with_steps_and_a_speed_and_leads_to_the_console(client, me, template):
    answer = begin(client, template, "30")
    made = mine()
    assert (answer.status_code, answer.location) == (303, f"/intervisions/{made.id}/animation")
    session = room().intervision
    db.session.refresh(session, ["animators"])
    assert [each.id for each in session.animators] == [me.id]
    assert room().room.speed == 30
    assert client.get(answer.location).status_code == 200


def test_the_people_are_invented_and_ready(client, me, template):
    begin(client, template)
    assert [seat.name for seat in room().present] == list(INVENTED)
    assert all(seat.ready and seat.user_id is None for seat in room().present)


def test_it_is_not_on_the_calendar_and_its_door_has_no_code(client, me, template):
    begin(client, template)
    assert db.session.scalar(select(func.count()).select_from(Action)) == 0
    assert room().room.code is None


@pytest.mark.parametrize("speed", ["", "2", "0", "-10", "x", "1e1"])
def test_a_speed_that_is_none_of_the_four_begins_nothing(client, me, template, speed):
    assert begin(client, template, speed).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Room)) == 0


@pytest.mark.parametrize("asked", ["", "987654", "x", "9" * 5000])
def test_neither_does_a_template_that_is_not_offered(client, me, template, asked):
    assert client.post(PAGE, data={"template": asked, "speed": "10"}).status_code == 422


def test_a_retired_template_is_not_offered(client, me, template):
    old = make.intervision_template(name="Ancien", retired_at=clock.now())
    assert "Ancien" not in client.get(PAGE).text
    assert begin(client, old).status_code == 422


def test_without_a_template_one_is_told_where_to_find_one(client):
    client.sign_in(make.worker().user)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "/intervisions/modeles" in page.text


def test_three_rehearsals_may_be_open_at_once(client, me, template):
    for _ in range(3):
        assert begin(client, template).status_code == 303
    assert begin(client, template).status_code == 422


@pytest.mark.parametrize("role", [Role.HOST, Role.ADMIN])
def test_who_may_not_join_does_not_rehearse(client, template, role):
    client.sign_in(make.user(role))
    assert client.get(PAGE).status_code == 403
    assert begin(client, template).status_code == 403


# What the invented people do


def test_each_brings_a_case_as_their_turn_comes(client, me, template):
    begin(client, template)
    go(client, "1.0")
    assert titles() == []
    gesture(client, "parole")
    assert titles() == [INVENTED["Alix"]]
    gesture(client, "plus")
    assert titles() == [INVENTED["Alix"]], "once each"
    gesture(client, "parole")
    assert titles() == [INVENTED["Alix"], INVENTED["Bo"]]


def test_at_the_choice_all_cases_are_there_and_the_crosses_sealed(client, me, template):
    begin(client, template)
    go(client, "2.0")
    assert titles() == list(INVENTED.values())
    ballots = db.session.scalars(select(Seat.ballot).where(Seat.ballot.is_not(None))).all()
    assert len(ballots) == len(INVENTED)
    assert not any(
        key.encode() in bytes(each) for key in live.keys(room().cases) for each in ballots
    )


def test_closing_the_vote_counts_them_and_the_first_two_are_in(client, me, template):
    begin(client, template)
    go(client, "2.0")
    gesture(client, "clore-le-vote")
    assert [case.crosses for case in room().cases] == [6, 4, 1, 1, 0, 0]
    assert [texts.read_case(case).title for case in room().chosen] == [
        INVENTED["Alix"], INVENTED["Bo"],
    ]  # fmt: skip


def test_with_three_cases_wanted_the_group_has_a_tie_to_settle(client, me, app):
    three = make.intervision_template(replace(default.SCRIPT, cases=3), name="Trois")
    begin(client, three)
    go(client, "2.0")
    gesture(client, "clore-le-vote")
    assert len(room().chosen) < 3  # those with most crosses; the tie is for the rest
    counted = {case.key: case.crosses for case in room().cases}
    assert len(voting.outcome(counted, 3)[1]) == 2


def test_a_vote_that_is_opened_again_finds_their_crosses_again(client, me, template):
    begin(client, template)
    go(client, "2.0")
    gesture(client, "clore-le-vote")
    gesture(client, "ouvrir-le-vote")
    gesture(client, "clore-le-vote")
    assert [case.crosses for case in room().cases] == [6, 4, 1, 1, 0, 0]


def test_a_case_that_was_taken_off_gets_no_cross(client, me, template):
    begin(client, template)
    go(client, "1.0")
    gesture(client, "parole")
    gesture(client, "effacer", case=room().cases[0].key)
    go(client, "2.0")
    gesture(client, "clore-le-vote")
    assert sum(case.crosses for case in room().cases) <= 2 * len(INVENTED)


def test_a_whole_session_can_be_rehearsed_to_its_end(client, me, template):
    begin(client, template)
    go(client, "2.0")
    gesture(client, "clore-le-vote")
    go(client, "9.0")
    assert gesture(client, "terminer").status_code == 303
    assert mine().closed_at is not None


def test_time_passes_as_many_times_quicker(client, me, template):
    clock.clock.freeze(clock.now())
    begin(client, template, "30")
    go(client, "1.0")
    gesture(client, "demarrer")
    clock.clock.freeze(clock.now() + timedelta(seconds=20))
    assert room().clock.step_left(clock.now()) == 0
    assert room().room.ends_by < clock.now() + timedelta(minutes=5)


def test_in_a_real_session_nobody_is_invented(app):
    held = Held(people=2, cases=1)
    held.do(moves.give_floor, held.seat(1))
    held.go("2.0")
    held.do(rehearsal.play)
    assert len(held.live.cases) == 1
    assert not any(seat.voted for seat in held.live.seats)


# Whose it is


def test_nobody_else_finds_it_whatever_their_role(client, me, template):
    begin(client, template)
    path = f"/intervisions/{mine().id}"
    for role in (Role.RAQ, Role.RESEARCH, Role.COORDINATION):
        client.sign_in(make.user(role))
        for page in (f"{path}/animation", f"{path}/projecteur"):
            assert client.get(page).status_code == 404
        assert client.post(f"{path}/effacer-repetition").status_code == 404
        assert client.post(f"{path}/rejoindre").status_code == 404
    assert db.session.get(Intervision, mine().id) is not None


def test_it_is_never_the_last_session_nor_in_the_figures(client, me, template):
    begin(client, template)
    gesture(client, "terminer")
    assert queries.last_closed() is None
    today = clock.today()
    assert figures.of(today - timedelta(days=1), today).sessions == []


# Taking it away


def test_its_owner_takes_it_away_at_once_with_all_that_was_made(client, me, template):
    begin(client, template)
    go(client, "2.0")
    answer = client.post(f"/intervisions/{mine().id}/effacer-repetition")
    assert (answer.status_code, answer.location) == (303, PAGE)
    for model in (Intervision, Room, Seat, Case):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_a_real_session_is_not_taken_away_like_that(client, me):
    real = make.intervision(animators=[me])
    make.open_room(real)
    answer = client.post(f"/intervisions/{real.id}/effacer-repetition")
    assert answer.status_code == 403
    assert db.session.get(Intervision, real.id) is not None


def test_one_that_is_forgotten_expires(client, me, template):
    begin(client, template)
    clock.clock.freeze(clock.now() + timedelta(days=6))
    expiry.expire(clock.now() - timedelta(days=90))
    assert db.session.scalar(select(func.count()).select_from(Intervision)) == 1
    clock.clock.freeze(clock.now() + timedelta(days=2))
    assert expiry.expire(clock.now() - timedelta(days=90)).rehearsals == 1
    assert db.session.scalar(select(func.count()).select_from(Intervision)) == 0


def test_one_s_open_rehearsals_are_listed_to_be_gone_on_with(client, me, template):
    begin(client, template)
    page = client.get(PAGE).text
    assert f"/intervisions/{mine().id}/animation" in page
    assert "effacer-repetition" in page
