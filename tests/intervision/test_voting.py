"""The vote: secret while it is open, once per person, and only totals afterwards."""

import pytest
from sqlalchemy import select

from raqnet.db import db
from raqnet.intervision import default, flipchart, moves, seating, texts, voting
from raqnet.intervision.models import Case, Seat
from raqnet.intervision.script import Script
from tests import factories as make
from tests.intervision.holding import Held


@pytest.fixture
def held(app):
    """Four people, a case each, the vote just open."""
    held = Held(people=4, cases=4)
    held.go("2.0")
    return held


def cast(held, person, *cases):
    ballot = {}
    for number in cases:
        ballot[held.cases[number]] = ballot.get(held.cases[number], 0) + 1
    held.do(voting.cast, held.seat(person), ballot)


def crosses(held):
    return [held.case(number).crosses for number in range(len(held.cases))]


def chosen(held):
    return [held.cases.index(case.key) for case in held.live.chosen]


def stored():
    """What the table holds of the ballots."""
    return db.session.scalars(select(Seat.ballot).where(Seat.ballot.is_not(None))).all()


# Putting crosses


def test_the_vote_opens_with_its_step_and_only_once(held):
    assert held.live.room.vote == voting.OPEN
    held.do(voting.close)
    held.do(moves.back)
    held.do(moves.forward)
    assert held.live.room.vote == voting.CLOSED


def test_who_takes_no_part_puts_no_cross(held):
    held.seat(0).takes_part = False
    with pytest.raises(voting.BadBallot):
        cast(held, 0, 1)


def test_who_is_shown_out_or_takes_no_part_any_more_has_no_cross_in_the_count(held):
    for person in (0, 1, 2):
        cast(held, person, 3)
    held.do(seating.refuse, held.seat(0))
    held.do(seating.take_part, held.seat(1), False)
    held.do(voting.close)
    assert crosses(held) == [0, 0, 0, 1]


def test_who_leaves_early_has_voted(held):
    cast(held, 0, 3)
    held.do(seating.leave, held.seat(0))
    held.do(voting.close)
    assert crosses(held) == [0, 0, 0, 1]


def test_before_the_step_no_cross_can_be_put(app):
    held = Held(people=2, cases=2)
    with pytest.raises(voting.Closed):
        cast(held, 0, 1)


def test_a_ballot_posted_twice_counts_once(held):
    cast(held, 0, 1, 2)
    cast(held, 0, 1, 2)
    held.do(voting.close)
    assert crosses(held) == [0, 1, 1, 0]


def test_another_ballot_takes_the_place_of_the_one_before(held):
    cast(held, 0, 1, 1)
    cast(held, 0, 3)
    held.do(voting.close)
    assert crosses(held) == [0, 0, 0, 1]


def test_a_ballot_may_be_taken_back(held):
    cast(held, 0, 1)
    cast(held, 0)
    assert not held.seat(0).voted
    held.do(voting.close)
    assert crosses(held) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "ballot",
    [{0: 3}, {0: 2, 1: 1}, {0: -1, 1: 3}, {"nowhere": 1}],
    ids=["three", "two and one", "minus one", "unknown"],
)
def test_too_many_crosses_or_an_unknown_case_leave_the_ballot_as_it_was(held, ballot):
    cast(held, 0, 1)
    sent = {held.cases[key] if isinstance(key, int) else key: n for key, n in ballot.items()}
    with pytest.raises(voting.BadBallot):
        held.do(voting.cast, held.seat(0), sent)
    assert texts.read_ballot(held.seat(0)) == {held.cases[1]: 1}


def test_a_template_may_give_more_crosses(app):
    script = Script(default.STEPS, default.RULES, crosses=3)
    held = Held(people=2, cases=2, template=make.intervision_template(script))
    held.go("2.0")
    cast(held, 0, 0, 0, 1)
    held.do(voting.close)
    assert crosses(held) == [2, 1]


def test_after_closing_no_cross_counts(held):
    held.do(voting.close)
    with pytest.raises(voting.Closed):
        cast(held, 0, 1)
    with pytest.raises(voting.Closed):
        held.do(voting.enter_paper, {held.cases[0]: 4})


# What is kept secret


def test_a_ballot_is_sealed_and_says_nothing_by_its_length(held):
    cast(held, 0, 1)
    cast(held, 1, 1)
    cast(held, 2, 2, 3)
    found = stored()
    assert len(set(found)) == 3, "the same crosses look different"
    assert {len(each) for each in found} == {len(found[0])}
    assert not any(key.encode() in each for key in held.cases for each in found)


def test_while_the_vote_is_open_no_screen_has_a_cross(held):
    cast(held, 0, 1, 2)
    cast(held, 1, 1)
    shot = held.shot
    assert [sheet.crosses for sheet in shot.cases] == [None] * 4
    assert [person.voted for person in shot.people if person.takes_part] == [
        True, True, False, False,
    ]  # fmt: skip
    version = held.live.room.version
    cast(held, 2, 0)
    assert held.live.room.version == version, "only the animation's screens know of it"


def test_closing_leaves_totals_and_forgets_who_put_what(held):
    cast(held, 0, 1, 2)
    cast(held, 1, 1)
    held.do(voting.close)
    assert stored() == []
    assert [sheet.crosses for sheet in held.shot.cases] == [0, 2, 1, 0]
    assert held.seat(0).voted, "who took part is known"
    assert not held.seat(3).voted


def test_open_crosses_are_a_template_s_choice_and_show_as_they_are_put(app):
    script = Script(default.STEPS, default.RULES, open_crosses=True)
    held = Held(people=2, cases=2, template=make.intervision_template(script))
    held.go("2.0")
    version = held.live.room.version
    cast(held, 0, 1, 1)
    assert [sheet.crosses for sheet in held.shot.cases] == [0, 2]
    assert held.live.room.version > version


# Counting


def test_crosses_on_paper_are_added_and_entered_anew_replace_those_before(held):
    cast(held, 0, 1)
    held.do(voting.enter_paper, {held.cases[1]: 9, held.cases[2]: 2})
    held.do(voting.enter_paper, {held.cases[1]: 3})
    held.do(voting.close)
    assert crosses(held) == [0, 4, 2, 0]


def test_the_animation_alone_can_count_a_whole_vote_on_paper(held):
    held.do(voting.enter_paper, dict(zip(held.cases, (1, 5, 0, 2), strict=True)))
    held.do(voting.close)
    assert chosen(held) == [1, 3]


def test_a_case_taken_off_takes_its_crosses_along(held):
    cast(held, 0, 0, 1)
    held.do(flipchart.strike, held.case(0))
    held.do(voting.close)
    assert [case.crosses for case in held.live.cases] == [1, 0, 0]


def test_the_cases_with_most_crosses_are_in_the_most_first(held):
    for person, cases in enumerate([(2, 0), (2, 0), (2, 1), (2, 3)]):
        cast(held, person, *cases)
    held.do(voting.close)
    assert chosen(held) == [2, 0]


def test_a_tie_is_left_to_the_group(held):
    cast(held, 0, 0, 1)
    cast(held, 1, 0, 2)
    held.do(voting.close)
    assert chosen(held) == [0]  # what has most crosses is in; the tie is for the other place
    assert set(held.shot.tied) == {held.cases[1], held.cases[2]}
    held.choose(0, 2)
    assert chosen(held) == [0, 2]
    assert held.shot.tied == ()


def test_without_a_cross_nothing_is_chosen(held):
    held.do(voting.close)
    assert chosen(held) == []
    assert held.shot.tied == ()


def test_closing_twice_is_closing_once(held):
    cast(held, 0, 0, 1)
    held.do(voting.close)
    held.choose(3)
    version = held.live.room.version
    held.do(voting.close)
    assert chosen(held) == [3]
    assert held.live.room.version == version


def test_a_vote_opened_again_begins_with_nothing(held):
    cast(held, 0, 0)
    held.do(voting.enter_paper, {held.cases[3]: 7})
    held.do(voting.close)
    held.do(voting.open_)
    assert crosses(held) == [None] * 4
    assert not held.seat(0).voted
    cast(held, 1, 2)
    held.do(voting.close)
    assert crosses(held) == [0, 0, 1, 0]


def test_a_case_named_twice_is_chosen_once(held):
    held.do(voting.choose, [held.cases[1], held.cases[1], "nowhere", held.cases[0]])
    assert chosen(held) == [1, 0]
    places = db.session.scalars(select(Case.chosen).where(Case.chosen.is_not(None))).all()
    assert len(places) == 2


def test_an_open_vote_that_is_opened_again_loses_no_cross(held):
    cast(held, 0, 1)
    held.do(voting.open_)
    held.do(voting.close)
    assert crosses(held)[1] == 1
