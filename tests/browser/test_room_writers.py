"""Two animators write the same words: both texts are shown, none goes in silence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from raqnet.intervision import flipchart, moves, voting
from raqnet.intervision.live import Live, keys
from raqnet.intervision.texts import read_case
from tests.browser.rooms import CO_ANIMATOR, Console, in_room
from tests.browser.server import Server
from tests.browser.visiting import Visit

Open = Callable[..., Visit]


@pytest.fixture
def at_the_knot(console: Console, server: Server, session: int) -> Console:
    """The console of a session at the reframing of its first case."""

    def go(room: Live) -> None:
        for seat in room.present[:2]:
            flipchart.add(room, f"Un cas de {seat.name}", seat)
        voting.choose(room, keys(room.cases))
        while room.step.kind != "reframing":
            moves.forward(room)

    in_room(server, session, go)
    console.expect_step("Reformulation")
    return console


def knot(server: Server, session: int) -> str:
    """The knot as the server has it."""

    def read(room: Live) -> str:
        assert room.case is not None
        text = read_case(room.case)
        return text.knot if text else ""

    return in_room(server, session, read)  # type: ignore[return-value]


def write_elsewhere(server: Server, session: int, words: str) -> None:
    """What the other animator has sent."""

    def write(room: Live) -> None:
        assert room.case is not None
        flipchart.rewrite(room, room.case, knot=words)

    in_room(server, session, write)


def test_words_that_met_others_come_back_with_both_and_are_sent_again(
    at_the_knot: Console, server: Server, session: int
) -> None:
    page = at_the_knot.page
    at_the_knot.visit.watch.expect(422)
    page.locator("#knot").fill("Mes mots")
    write_elsewhere(server, session, "Les siens")
    at_the_knot.press("noeud")
    expect(page.locator("#part-knot .theirs blockquote")).to_have_text("Les siens")
    expect(page.locator("#knot")).to_have_value("Mes mots")
    page.locator("#knot").fill("Les siens, et mes mots")
    at_the_knot.press("noeud")
    expect(page.locator("#status")).to_have_text("Le nœud est gardé.")
    expect(page.locator("#part-knot .theirs")).to_have_count(0)
    assert knot(server, session) == "Les siens, et mes mots"
    page.locator("#knot").fill("Mieux")
    at_the_knot.press("noeud")
    expect(page.locator("#knot")).to_have_value("Mieux")
    expect(page.locator("#part-knot [data-refused]")).to_have_count(0)


def test_words_of_a_step_that_is_over_can_be_sent_again_where_one_is(
    at_the_knot: Console, server: Server, session: int, open_visit: Open
) -> None:
    page = at_the_knot.page
    at_the_knot.visit.watch.expect(422)
    page.locator("#knot").fill("Mes mots")
    write_elsewhere(server, session, "Les siens")
    Console(open_visit(CO_ANIMATOR), session).come().press("suivant")
    at_the_knot.expect_step("Analyse en groupe")
    at_the_knot.press("noeud")
    refused = page.locator("#part-refused")
    expect(refused.get_by_label("Ce qui était tapé")).to_have_value("Mes mots")
    expect(refused.locator("blockquote")).to_have_text("Les siens")
    at_the_knot.press("plus")  # another answer does not take the words away
    expect(page.locator(".clock-step .clock-time")).not_to_have_text("15:00")
    refused.get_by_label("Ce qui était tapé").fill("Les deux")
    refused.get_by_role("button", name="Envoyer de nouveau").click()
    expect(refused).to_have_count(0)
    assert knot(server, session) == "Les deux"


def test_words_written_without_a_link_follow_those_of_the_other(
    at_the_knot: Console, server: Server, session: int
) -> None:
    page = at_the_knot.page
    at_the_knot.cut()
    page.locator("#knot").fill("Mes mots")
    at_the_knot.press("noeud")
    expect(at_the_knot.link).to_contain_text("1 geste attend.")
    write_elsewhere(server, session, "Les siens")
    at_the_knot.mend()
    expect(page.locator("#knot")).to_have_value("Les siens\n\nMes mots")
    assert knot(server, session) == "Les siens\n\nMes mots"


def test_words_changed_twice_without_a_link_are_the_last_ones(
    at_the_knot: Console, server: Server, session: int
) -> None:
    page = at_the_knot.page
    at_the_knot.cut()
    for words in ("Mes mots", "Mes mots, revus : é€😀"):
        page.locator("#knot").fill(words)
        at_the_knot.press("noeud")
    expect(at_the_knot.link).to_contain_text("2 gestes attendent.")
    at_the_knot.mend()
    assert knot(server, session) == "Mes mots, revus : é€😀"


def test_late_words_for_which_there_is_no_room_stand_there_until_they_were_read(
    at_the_knot: Console, server: Server, session: int
) -> None:
    page = at_the_knot.page
    at_the_knot.visit.watch.expect(422)
    at_the_knot.cut()
    page.locator("#knot").fill("Mes mots " * 20)
    at_the_knot.press("noeud")
    write_elsewhere(server, session, "Les siens " * 90)
    at_the_knot.mend()
    expect(at_the_knot.link).to_contain_text("Ce geste n'a pas pu être fait : Garder")
    expect(at_the_knot.link).to_contain_text("« Mes mots Mes mots")
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("button", name="Fermer")).to_have_count(0)
    assert knot(server, session) == ("Les siens " * 90)
