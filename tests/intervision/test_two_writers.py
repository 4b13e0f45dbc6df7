"""Two people write the same text: neither loses words in silence, on any screen."""

import re

import pytest

from raqnet.intervision import closing, snapshot
from raqnet.intervision.seen import Clash, Writer, mark, marks
from tests.intervision.in_room import KNOT, SYNTHESIS, TITLES, Session

OTHER = "Les mots de l'autre"
CLASH = "Quelqu&#39;un d&#39;autre a écrit ici"


@pytest.fixture
def session(app):
    return Session(app)


@pytest.fixture
def at_the_knot(session):
    session.to_the_story()
    session.to("reframing")
    return session


def shown(session):
    """The room as all screens are drawn from it."""
    _ = session.live
    return snapshot.of(session.id)


def lead(session, gesture, **data):
    """A gesture of the animation, and the console that answers it."""
    browser = session.browser(session.boss)
    return browser.post(f"{session.path}/animation/{gesture}", data=data, htmx=True)


def seen_in(page, gesture):
    """The mark that the form of this gesture carries."""
    form = page.split(f'data-gesture="{gesture}"')[1].split("</form>")[0]
    return re.search(r'name="seen" value="([^"]*)"', form)[1]


# The rule itself


@pytest.mark.parametrize(
    ("now", "sent", "seen", "kept"),
    [
        ("", "neuf", mark(""), "neuf"),  # the first to write
        ("vieux", "neuf", mark("vieux"), "neuf"),  # what is there is what was seen
        ("autre", "vieux", mark("vieux"), "autre"),  # sent as it was seen: nothing to keep
        ("même", "même", mark("vieux"), "même"),
        ("vieux", "", mark("vieux"), ""),  # taken away by somebody who saw it
    ],
)
def test_words_that_were_seen_may_be_changed(now, sent, seen, kept):
    assert Writer(seen).settle(now, sent, 100) == kept


@pytest.mark.parametrize("seen", [mark("vieux"), mark(""), "", "zut"])
def test_words_that_were_not_seen_are_not_written_over(seen):
    with pytest.raises(Clash) as clash:
        Writer(seen).settle("autre", "neuf", 100)
    assert clash.value.now == {"text": "autre"}
    assert Writer(clash.value.marks).settle("autre", "les deux", 100) == "les deux"


def test_words_that_come_late_follow_those_that_are_there_while_both_fit():
    late = Writer(mark("vieux"), late=True)
    assert late.settle("autre", "neuf", 100) == "autre\n\nneuf"
    assert late.settle("autre", "neuf", 100, " / ") == "autre / neuf"
    with pytest.raises(Clash):
        late.settle("autre", "neuf", 10)


def test_what_was_taken_away_meanwhile_does_not_come_back_by_itself():
    with pytest.raises(Clash):
        Writer(mark("vieux"), late=True).settle("", "vieux et plus", 100)


def test_each_text_of_several_is_settled_by_itself():
    now = {"facts": "autre", "feelings": "vieux"}
    seen = marks({"facts": "", "feelings": "vieux"})
    most = dict.fromkeys(now, 100)
    kept = Writer(seen).settle_all(now, {"facts": "", "feelings": "neuf"}, most)
    assert kept == {"facts": "autre", "feelings": "neuf"}
    with pytest.raises(Clash) as clash:
        Writer(seen).settle_all(now, {"facts": "mien", "feelings": "neuf"}, most)
    assert clash.value.now == {"facts": "autre"}


# On the console


@pytest.mark.parametrize(
    ("gesture", "step", "read"),
    [
        ("titre", "story", lambda case: case.title),
        ("noeud", "reframing", lambda case: case.knot),
        ("synthese", "synthesis", lambda case: case.synthesis),
    ],
)
def test_words_on_a_case_meet_those_of_the_other_animator(session, gesture, step, read):
    session.to_the_story()
    session.to(step)
    key = session.live.case.key
    seen = mark(read(shown(session).case))
    assert lead(session, gesture, case=key, text=OTHER, seen=seen).status_code == 200
    refused = lead(session, gesture, case=key, text="Les miens", seen=seen)
    assert refused.status_code == 422
    assert CLASH in refused.text
    assert "Les mots de l&#39;autre" in refused.text and "Les miens" in refused.text
    assert read(shown(session).case) == OTHER
    form = f'data-gesture="{gesture}"' + refused.text.split(CLASH)[0].split(f'"{gesture}"')[-1]
    again = re.search(r'name="seen" value="([^"]*)"', form)[1]
    both = lead(session, gesture, case=key, text="Les deux", seen=again)
    assert both.status_code == 200
    assert read(shown(session).case) == "Les deux"


def test_without_scripts_a_refused_text_comes_back_with_both(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    session.lead("noeud", case=key, text=OTHER, seen=mark(""))
    page = session.lead("noeud", case=key, text="Les miens", seen=mark(""))
    assert page.status_code == 422
    assert "<html" in page.text and CLASH in page.text
    assert "Les miens" in page.text and "Les mots de l&#39;autre" in page.text
    merged = session.lead("noeud", case=key, text="Les deux", seen=seen_in(page.text, "noeud"))
    assert merged.status_code == 303
    assert shown(session).case.knot == "Les deux"


def test_a_form_that_says_nothing_of_what_it_saw_writes_over_nothing(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    assert session.lead("noeud", case=key, text=OTHER, seen=mark("")).status_code == 303
    for seen in ({}, {"seen": ""}, {"seen": "x" * 9999}):
        assert session.lead("noeud", case=key, text="Les miens", **seen).status_code == 422
    assert shown(session).case.knot == OTHER


def test_another_refusal_does_not_pass_for_having_seen(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    session.lead("noeud", case=key, text=OTHER, seen=mark(""))
    long = lead(session, "noeud", case=key, text="mot " * 400, seen=mark(""))
    assert long.status_code == 422
    assert seen_in(long.text, "noeud") == mark("")


def test_a_refused_text_never_stands_in_the_form_of_another_case(at_the_knot):
    session = at_the_knot
    other = next(each.key for each in session.live.chosen if each is not session.live.case)
    lead(session, "noeud", case=other, text=OTHER, seen=mark(""))
    refused = lead(session, "noeud", case=other, text="Les miens", seen=mark(""))
    assert refused.status_code == 422
    tool = refused.text.split('id="part-knot"')[1].split("</section>")[0]
    assert "Les miens" not in tool
    again = refused.text.split('id="part-refused"')[1].split("</section>")[0]
    assert "Les miens" in again and "Les mots de l&#39;autre" in again
    assert f'value="{other}"' in again and f'value="{mark(OTHER)}"' in again


def test_a_refused_text_whose_step_is_over_can_be_sent_again_from_where_one_is(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    lead(session, "noeud", case=key, text=OTHER, seen=mark(""))
    session.to("analysis")
    refused = lead(session, "noeud", case=key, text="Les miens", seen=mark(""))
    assert refused.status_code == 422
    seen = seen_in(refused.text, "noeud")
    assert lead(session, "noeud", case=key, text="Les deux", seen=seen).status_code == 200
    assert shown(session).case.knot == "Les deux"


def test_two_writers_of_different_parts_of_the_evaluation_both_count(session):
    session.to("evaluation")
    page = session.state(session.browser(session.boss), "animation").text
    seen = seen_in(page, "evaluer")
    lead(session, "evaluer", facts="Froid", worked="yes", seen=seen)
    assert lead(session, "evaluer", solutions="Chauffer", seen=seen).status_code == 200
    told = shown(session).evaluation
    assert (told["worked"], told["facts"], told["solutions"]) == ("yes", "Froid", "Chauffer")


def test_two_writers_of_one_part_of_the_evaluation_meet(session):
    session.to("evaluation")
    seen = marks(shown(session).evaluation)
    lead(session, "evaluer", facts=OTHER, worked="yes", seen=seen)
    refused = lead(
        session, "evaluer", facts="Les miens", worked="no", solutions="Chauffer", seen=seen
    )
    assert refused.status_code == 422
    for words in (CLASH, "Les miens", "Les mots de l&#39;autre", "Chauffer", "Oui"):
        assert words in refused.text
    told = shown(session).evaluation
    assert (told["facts"], told["worked"], told["solutions"]) == (OTHER, "yes", "")
    again = seen_in(refused.text, "evaluer")
    assert lead(session, "evaluer", facts="Les deux", worked="no", seen=again).status_code == 200
    assert shown(session).evaluation["facts"] == "Les deux"


def test_the_animation_learns_of_a_line_that_is_there_and_does_not_read_it(session):
    session.to("meta")
    session.act(0, "meta", text="Une clef de sol", seen=mark(""))
    seat = session.seat(0).id
    refused = lead(session, "meta", seat=seat, text="Autre chose", seen=mark(""))
    assert refused.status_code == 422
    assert "a déjà une ligne" in refused.text and "Autre chose" in refused.text
    assert "clef de sol" not in refused.text
    seen = seen_in(refused.text, "meta")
    assert lead(session, "meta", seat=seat, text="Autre chose", seen=seen).status_code == 200


# Phones


def owner_of(session):
    """The number of whoever brought the case on the table."""
    user = session.live.seat(session.live.owner_id).user_id
    return next(n for n, each in enumerate(session.people) if each.id == user)


def test_the_owner_s_phone_and_the_console_do_not_write_over_each_other(session):
    session.to_the_story()
    session.to("synthesis")
    owner, key = owner_of(session), session.live.case.key
    seen = seen_in(session.phone(owner).text, "synthese")
    lead(session, "synthese", case=key, text=OTHER, seen=mark(""))
    refused = session.act(owner, "synthese", case=key, text=SYNTHESIS, seen=seen)
    assert refused.status_code == 422
    assert CLASH in refused.text
    assert "Les mots de l&#39;autre" in refused.text and SYNTHESIS in refused.text
    again = seen_in(refused.text, "synthese")
    answer = session.act(owner, "synthese", case=key, text="Les deux", seen=again)
    assert answer.status_code == 200
    assert shown(session).case.synthesis == "Les deux"


@pytest.mark.parametrize("person", [0, 3])  # with a line of their own, and without
def test_one_s_own_line_meets_what_the_animation_wrote_meanwhile(session, person):
    session.to("inventory")
    session.write_lines()
    seen = seen_in(session.phone(person).text, "ligne")
    assert seen == mark(TITLES[0] if person == 0 else "")
    if person == 0:
        lead(session, "titre", case=session.keys()[0], text=OTHER, seen=seen)
    else:
        lead(session, "ligne", seat=session.seat(person).id, text=OTHER)
    refused = session.act(person, "ligne", text="Mes mots", seen=seen)
    assert refused.status_code == 422
    assert CLASH in refused.text and "Mes mots" in refused.text
    again = seen_in(refused.text, "ligne")
    assert session.act(person, "ligne", text="Mes mots", seen=again).status_code == 200


def test_phones_drawn_alike_carry_each_the_mark_of_its_own_line(session):
    session.to("inventory")
    session.write_lines()
    pages = [session.phone(person).text for person in (0, 1, 2)]
    assert [seen_in(page, "ligne") for page in pages] == [mark(title) for title in TITLES]


def test_one_s_own_line_of_the_meta_round_meets_the_animation_s(session):
    session.to("meta")
    seen = seen_in(session.phone(0).text, "meta")
    lead(session, "meta", seat=session.seat(0).id, text=OTHER, seen=mark(""))
    refused = session.act(0, "meta", text="Ma ligne", seen=seen)
    assert refused.status_code == 422
    assert "Les mots de l&#39;autre" in refused.text and "Ma ligne" in refused.text


# From a screen that had no link


def test_late_words_follow_those_of_the_other_and_overwrite_nothing(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    lead(session, "noeud", case=key, text=OTHER, seen=mark(""))
    late = lead(session, "noeud", case=key, text=KNOT, seen=mark(""), late="1", key="late")
    assert late.status_code == 200
    again = lead(session, "noeud", case=key, text=KNOT, seen=mark(""), late="1", key="late")
    assert again.status_code == 200
    assert shown(session).case.knot == f"{OTHER}\n\n{KNOT}"


def test_late_words_for_which_there_is_no_room_are_refused_and_come_back(at_the_knot):
    session, key = at_the_knot, at_the_knot.live.case.key
    lead(session, "noeud", case=key, text=OTHER, seen=mark(""))
    long = "mot " * 248
    late = lead(session, "noeud", case=key, text=long, seen=mark(""), late="1")
    assert late.status_code == 422
    assert long.strip() in late.text and CLASH in late.text
    assert shown(session).case.knot == OTHER


def test_a_late_evaluation_follows_the_other_s_part_by_part(session):
    session.to("evaluation")
    seen = marks(shown(session).evaluation)
    lead(session, "evaluer", facts=OTHER, seen=seen)
    late = lead(session, "evaluer", facts="Froid", solutions="Chauffer", seen=seen, late="1")
    assert late.status_code == 200
    told = shown(session).evaluation
    assert (told["facts"], told["solutions"]) == (f"{OTHER}\n\nFroid", "Chauffer")


def test_what_is_sent_of_an_erased_case_comes_back_with_its_reason(at_the_knot):
    session = at_the_knot
    case = session.live.case
    key = case.key
    session.to("analysis")
    closing.erase_own(session.live.case)
    closing.db.session.commit()
    answer = lead(session, "noeud", case=key, text="Les miens", seen=mark(""))
    assert answer.status_code == 422
    again = answer.text.split('id="part-refused"')[1].split("</section>")[0]
    assert "Ce cas a été effacé." in again and "Les miens" in again


def test_what_is_sent_after_the_end_is_told_as_not_kept_and_stays_to_be_read(session):
    session.lead("terminer")
    phone = session.act(0, "ligne", text="Trop tard")
    console = lead(session, "evaluer", facts="Trop tard")
    for answer in (phone, console):
        assert answer.status_code == 409
        assert "Trop tard" in answer.text


# The end of a turn


def test_a_turn_is_ended_by_whoever_saw_it(session):
    session.to("inventory")
    first, second = session.seat(0).id, session.seat(1).id
    session.lead("parole", seat=first)
    page = session.state(session.browser(session.boss), "animation").text
    form = page.split('data-gesture="fin-de-parole"')[1].split("</form>")[0]
    assert f'name="who" value="{first}"' in form
    assert lead(session, "fin-de-parole", who=first).status_code == 200
    assert session.live.room.speaker_id is None
    session.lead("parole", seat=second)
    assert session.live.room.speaker_id == second


@pytest.mark.parametrize("who", [lambda first: first, lambda first: "", lambda first: 987_654])
def test_the_turn_of_another_is_not_ended(session, who):
    session.to("inventory")
    first, second = session.seat(0).id, session.seat(1).id
    session.lead("parole", seat=first)
    session.lead("parole", seat=second)
    version = session.live.room.version
    assert lead(session, "fin-de-parole", who=who(first)).status_code == 200
    assert session.live.room.speaker_id == second
    assert session.live.room.version == version
