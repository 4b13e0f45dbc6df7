"""What is said is sealed with a key per case, by this instance alone; erased is gone."""

import os
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import select, text

from raqnet import vault
from raqnet.config import MASTER_KEY_FILE
from raqnet.db import db
from raqnet.intervision import closing, flipchart, moves, seating, texts, voting
from raqnet.intervision.models import ActionLine, Case, Seat
from raqnet.vault import VaultError
from tests.intervision.holding import Held

SECRET = "Une dame du 3e, rue des Palais"
TABLES = ("intervision_cases", "intervision_seats", "intervision_action_lines", "intervisions")


@pytest.fixture
def held(app):
    held = Held(people=3, cases=3)
    held.do(flipchart.rewrite, held.case(0), title=SECRET, knot=SECRET, synthesis=SECRET)
    return held


@pytest.fixture
def another_key():
    """Another instance's master key, as long as the block of the test lasts."""
    path = Path(current_app.instance_path) / MASTER_KEY_FILE
    own = path.read_text()
    path.write_text(os.urandom(32).hex())
    yield
    path.write_text(own)


def everything_stored():
    """All that the tables hold, as bytes."""
    found = b""
    for table in TABLES:
        for row in db.session.execute(text(f"SELECT * FROM {table}")):
            found += b"".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for value in row
            )
    return found


# What the database holds


def test_no_table_holds_a_word_of_what_was_said(held):
    held.do(flipchart.add_line, held.case(0), SECRET, None)
    texts.write_meta(held.seat(1), SECRET)
    db.session.flush()
    assert SECRET.encode() not in everything_stored()
    assert texts.read_case(held.case(0)).knot == SECRET
    assert texts.read_meta(held.seat(1)) == SECRET
    line = db.session.scalars(select(ActionLine)).one()
    assert texts.read_line(line) == SECRET


def test_the_same_words_look_different_each_time(held):
    before = held.case(0).sealed
    texts.write_case(held.case(0), texts.read_case(held.case(0)))
    assert held.case(0).sealed != before


def test_the_longest_words_fit(held):
    longest = texts.CaseText(
        "👩" * texts.MOST_TITLE, "\U0001f600" * texts.MOST_KNOT, '"' * texts.MOST_SYNTHESIS
    )
    texts.write_case(held.case(0), longest)
    texts.write_meta(held.seat(0), "\U0001f600" * texts.MOST_LINE)
    assert len(held.case(0).sealed) <= Case.sealed.type.length
    assert len(held.seat(0).meta) <= Seat.meta.type.length
    assert texts.read_case(held.case(0)) == longest


# Keys


def test_each_case_has_a_key_of_its_own(held):
    one, other = held.case(0), held.case(1)
    assert one.wrapped_key != other.wrapped_key
    other.sealed = one.sealed
    with pytest.raises(VaultError):
        texts.read_case(other)


def test_a_case_s_words_cannot_be_read_as_another_s_even_with_its_key(held):
    one, other = held.case(0), held.case(1)
    other.sealed, other.wrapped_key = one.sealed, one.wrapped_key
    with pytest.raises(VaultError):
        texts.read_case(other)


def test_without_its_key_nothing_opens_a_case(held):
    case = held.case(0)
    context = f"case:{case.intervision_id}:{case.key}"
    with pytest.raises(VaultError):
        vault.unseal(case.sealed, context)
    with pytest.raises(VaultError):
        vault.unseal_under(vault.new_key(context), case.sealed, context)


def test_another_instance_s_key_opens_nothing(held, another_key):
    texts_of = (lambda: texts.read_case(held.case(0)), lambda: texts.read_case(held.case(1)))
    for read in texts_of:
        with pytest.raises(VaultError):
            read()


def test_a_ballot_belongs_to_its_seat(held):
    held.go("2.0")
    held.do(voting.cast, held.seat(0), {held.cases[1]: 1})
    one, other = held.seat(0), held.seat(1)
    other.ballot = one.ballot
    with pytest.raises(VaultError):
        texts.read_ballot(other)


def test_a_meta_line_belongs_to_its_seat(held):
    texts.write_meta(held.seat(0), SECRET)
    one, other = held.seat(0), held.seat(1)
    other.meta = one.meta
    with pytest.raises(VaultError):
        texts.read_meta(other)


# Erasing


def test_erased_is_gone_key_and_words(held):
    kept = held.case(0).sealed
    texts.erase_case(held.case(0))
    assert (held.case(0).wrapped_key, held.case(0).sealed) == (None, None)
    assert texts.read_case(held.case(0)) is None
    assert texts.read_case(held.case(1)) is not None
    with pytest.raises(VaultError):  # as in an old backup without the key
        vault.unseal(kept, f"case:{held.id}:{held.cases[0]}")


def test_an_erased_case_takes_no_words_any_more(held):
    texts.erase_case(held.case(0))
    with pytest.raises(flipchart.Erased):
        held.do(flipchart.rewrite, held.case(0), knot="encore")
    assert texts.read_case(held.case(0)) is None


def test_its_owner_s_erasing_takes_lines_and_whose_it_was_along(held):
    held.do(flipchart.add_line, held.case(0), SECRET, None)
    held.do(flipchart.add_line, held.case(1), "Une autre", None)
    closing.erase_own(held.case(0))
    db.session.flush()
    assert [texts.read_line(line) for line in db.session.scalars(select(ActionLine))] == [
        "Une autre"
    ]
    assert held.case(0).owner_id is None
    assert texts.read_case(held.case(0)) is None


def test_the_end_of_a_session_erases_the_cases_that_were_not_taken(held):
    held.choose(0)
    held.do(closing.close)
    assert [texts.read_case(held.case(n)) is None for n in range(3)] == [False, True, True]


def test_the_end_keeps_no_line_that_nobody_can_ever_read_again(held):
    held.choose(0, 1)
    for number in (0, 1):
        held.do(flipchart.add_line, held.case(number), f"Appeler {number}", None)
    held.do(flipchart.give, held.case(1), held.do(seating.add_name, "Sans compte"))
    held.do(closing.close)
    rows = db.session.scalars(select(ActionLine)).all()
    assert [texts.read_line(row) for row in rows] == ["Appeler 0"]


def test_what_expires_is_every_word_of_the_group_and_not_the_owners_lines(held):
    held.choose(0, 1)
    held.do(flipchart.add_line, held.case(0), "Appeler", None)
    texts.write_meta(held.seat(2), SECRET)
    held.do(closing.close)
    assert closing.erase_texts(held.intervision) == 2
    db.session.flush()
    assert all(texts.read_case(held.case(n)) is None for n in range(3))
    assert texts.read_meta(held.seat(2)) == ""
    assert texts.read_line(db.session.scalars(select(ActionLine)).one()) == "Appeler"


def test_the_end_forgets_ballots_times_and_hands(held):
    held.go("1.0")
    held.speak(0, seconds=30)
    held.go("2.0")
    held.do(voting.cast, held.seat(0), {held.cases[1]: 1})
    held.do(closing.close)
    kept = db.session.execute(select(Seat.ballot, Seat.spoken_ms, Seat.guest_hash, Seat.hand_at))
    assert set(map(tuple, kept)) == {(None, 0, None, None)}
    assert held.live.room.code is None


def test_the_end_in_the_middle_of_a_step_notes_how_long_it_lasted(held):
    held.go("8.0")
    held.do(moves.start)
    held.wait(minutes=7)
    held.do(closing.close)
    assert held.live.times["8.0"].ran_ms == 7 * 60_000
    assert not held.live.clock.running
