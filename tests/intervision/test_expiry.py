"""What is forgotten with time, by a command that an operator runs every night."""

from datetime import timedelta

import pytest

from raqnet import clock, vault
from raqnet.config import ROOT
from raqnet.db import db
from raqnet.intervision import lines, minutes, snapshot, texts
from raqnet.intervision.models import ActionLine, Case, Intervision, Room, Seat, StepTime
from tests import factories as make
from tests.intervision import over
from tests.intervision.conftest import NOW

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def people():
    return [make.worker().user for _ in range(3)]


@pytest.fixture
def held(people):
    return over.hold(make.worker().user, people)


def expire(app, *options, after=0):
    """What the command says, so many days later."""
    db.session.commit()
    clock.clock.freeze(NOW + timedelta(days=after))
    result = app.test_cli_runner().invoke(args=["intervision", "expire", *options])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    db.session.expire_all()
    return result.output


def all_of(model):
    return db.session.scalars(db.select(model).order_by(model.id)).all()


def test_the_words_of_cases_are_unreadable_after_their_time(app, held, people):
    taken = [case for case in all_of(Case) if case.wrapped_key]
    keys = [(case.wrapped_key, case.sealed) for case in taken]
    assert "2 cas" in expire(app, after=91)
    for case in all_of(Case):
        assert (case.wrapped_key, case.sealed) == (None, None)
        assert texts.read_case(case) is None
    assert not [seat for seat in all_of(Seat) if seat.meta]
    assert held.intervision.erased_at == clock.now()
    for _wrapped, sealed in keys:  # the instance's own key opens nothing
        with pytest.raises(vault.VaultError):
            vault.unseal(sealed, "case")


def test_they_stay_until_then(app, held):
    assert "0 cas" in expire(app, after=89)
    assert [case.sealed is not None for case in all_of(Case)] == [True, True, False]


def test_the_number_of_days_is_a_setting(app, held):
    app.config["INTERVISION_DAYS"], usual = 10, app.config["INTERVISION_DAYS"]
    try:
        assert "2 cas" in expire(app, after=11)
    finally:
        app.config["INTERVISION_DAYS"] = usual


def test_owners_keep_their_lines_and_the_minutes_stay(app, client, held, people):
    expire(app, after=91)
    page = client.sign_in(people[0]).get("/intervisions").text
    assert f"{over.WHAT} 0" in page
    url = f"/intervisions/{held.intervision.id}"
    told = client.get(f"{url}/compte-rendu").text
    assert over.FACTS in told
    assert "effacés le" in told
    assert over.TITLE not in client.get(f"{url}/cas").text
    assert all_of(StepTime)


def test_nothing_of_it_is_left_in_what_screens_are_drawn_from(app, held):
    number = held.intervision.id
    assert f"{over.TITLE} 0" in str(snapshot.of(number))
    expire(app, after=91)
    assert snapshot.of(number) is None


def test_lines_that_were_ticked_off_long_ago_are_dropped(app, held, people):
    mine, other = held.lines[people[0].id], held.lines[people[1].id]
    lines.tick(mine)
    assert "0 lignes" in expire(app, after=89)
    assert "1 lignes" in expire(app, after=91)
    assert all_of(ActionLine) == [other]


def test_rehearsals_are_dropped_whole(app, people):
    rehearsed = over.hold(make.worker().user, people, rehearsal=True)
    number = rehearsed.intervision.id
    expire(app, after=6)
    assert db.session.get(Intervision, number) is not None
    assert "1 répétitions" in expire(app, after=8)
    assert db.session.get(Intervision, number) is None
    for model in (Case, Seat, ActionLine, StepTime):
        assert all_of(model) == []


def test_a_room_that_was_forgotten_is_closed_with_its_keys(app, people):
    room = over.open_session(make.worker().user, people)
    code = room.room.code
    assert "1 salles" in expire(app, after=3)
    row = db.session.scalars(db.select(Room)).one()
    assert code is not None
    assert row.code is None
    assert room.intervision.closed_at is not None
    assert [case.sealed is not None for case in all_of(Case)] == [True, True, False]


def test_a_clock_that_ran_on_in_a_forgotten_room_tells_no_duration(app, people):
    animator = make.worker().user
    room = over.open_session(animator, people)
    room.room.running_since, room.room.moved_at = NOW, NOW + timedelta(minutes=4)
    expire(app, after=3)
    assert [time.ran_ms for time in all_of(StepTime)] == [4 * 60_000]
    assert room.intervision.closed_at == NOW + timedelta(minutes=4)


def test_a_room_that_was_opened_before_its_day_is_not_forgotten(app, people):
    """Its date is tomorrow: who opened it early finds it open."""
    room = over.open_session(make.worker().user, people)
    clock.clock.freeze(NOW + timedelta(hours=25))
    assert "0 salles" in expire(app, after=1.05)
    assert room.intervision.closed_at is None


def test_a_room_in_which_people_still_act_is_not_forgotten(app, people):
    room = over.open_session(make.worker().user, people)
    room.room.moved_at = NOW + timedelta(days=5)
    assert "0 salles" in expire(app, after=5.5)


def test_a_dry_run_says_the_same_and_changes_nothing(app, held, people):
    before = [(case.id, case.wrapped_key, case.sealed) for case in all_of(Case)]
    told = expire(app, "--dry-run", after=91)
    assert told.startswith("Serait effacé")
    assert "2 cas" in told
    assert [(case.id, case.wrapped_key, case.sealed) for case in all_of(Case)] == before
    assert held.intervision.erased_at is None
    assert expire(app, after=91).partition(" :")[2] == told.partition(" :")[2]


def test_it_runs_twice_safely(app, held, people):
    lines.tick(held.lines[people[0].id])
    over.hold(make.worker().user, people, rehearsal=True)
    over.open_session(make.worker().user, people)
    expire(app, after=100)
    again = expire(app, after=100)
    assert "les textes de 0 cas, 0 lignes" in again
    assert "0 répétitions ; 0 salles" in again


def test_an_empty_instance_has_nothing_to_forget(app):
    assert "0 cas" in expire(app)


def test_the_day_that_people_read_is_the_day_on_which_it_happens(app, held):
    days = app.config["INTERVISION_DAYS"]
    day = minutes.expires_on(held.intervision, days)
    expire(app, after=days)  # on that day, before the hour at which it was closed
    assert held.intervision.erased_at is None
    assert clock.today() == day
    expire(app, after=days + 1)
    assert held.intervision.erased_at is not None


def test_the_nightly_task_runs_it():
    unit = (ROOT / "deploy" / "raqnet-tidy.service").read_text()
    assert "-m flask --app wsgi intervision expire" in unit
