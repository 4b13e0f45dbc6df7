"""Without a link the animation goes on alone; what it did is kept sealed and sent once."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from raqnet.intervision import flipchart
from raqnet.intervision.live import Live
from tests.browser.backstage import end_last_session
from tests.browser.rooms import (
    ANIMATOR,
    CO_ANIMATOR,
    KEPT,
    WAITING,
    Console,
    expect_the_servers_time,
    in_room,
    seconds_left,
    titles,
)
from tests.browser.server import Server
from tests.browser.visiting import Visit, sign_in

Open = Callable[..., Visit]


def state(server: Server, session: int) -> tuple[str, int, int, bool]:
    """(stop, phase, minutes given to the step, does the clock run) as the server has them."""

    def read(room: Live) -> tuple[str, int, int, bool]:
        return (
            room.room.stop, room.room.phase, room.clock.step_given_ms // 60_000, room.clock.running,
        )  # fmt: skip

    return in_room(server, session, read)  # type: ignore[return-value]


def vote_on_paper(console: Console, *crosses: int) -> None:
    """Count the crosses on paper, close, and take the first two cases."""
    page = console.page
    fields = page.get_by_label("Croix sur papier")
    for number, count in enumerate(crosses):
        fields.nth(number).fill(str(count))
    console.press("croix", "clore-le-vote")
    ticks = page.locator(".chart-choose input")
    ticks.nth(0).check()
    ticks.nth(1).check()
    console.press("choisir")


def test_one_laptop_leads_from_the_inventory_to_a_plan_and_all_arrives_once(
    console: Console, server: Server, session: int
) -> None:
    page = console.page
    console.cut()
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    expect(console.link).to_have_text("Hors connexion : la salle continue ici. 1 geste attend.")
    console.press("demarrer")
    expect(page.locator(".clock-step .clock-time")).to_have_text(re.compile(r"^9:\d\d$"))
    console.press("plus")
    expect(page.locator(".clock-step .clock-time")).to_have_text(re.compile(r"^10:\d\d$"))
    console.press("parole")
    expect(page.locator("[data-speaker]")).to_contain_text("RAQ 2")
    for number, who in enumerate(("RAQ 3", "RAQ 4", "RAQ 5")):
        console.write_line(f"Cas {number}", who)
    console.press("suivant")
    console.expect_step("Choix")
    vote_on_paper(console, 4, 3, 1)
    console.press("suivant")
    console.expect_step("Récit")
    expect(page.locator(".say-case")).to_have_text("RAQ 3 · Cas 0")
    expect(page.locator(".say-where")).to_contain_text("cas 1 sur 2")
    console.press("suivant", "suivant")
    console.expect_step("Reformulation")
    page.locator("#knot").fill("Le vrai nœud")
    console.press("noeud", "suivant")
    console.expect_step("Analyse en groupe")
    page.get_by_label("Méthode 2").check()
    console.press("methode")
    expect(console.act("suivant")).to_contain_text("Temps 2")
    console.press("suivant", "suivant")
    console.expect_step("Synthèse, plan d'action")
    page.get_by_label("Quoi", exact=True).fill("Rappeler lundi")
    console.press("action")
    expect(page.locator("[data-lines]")).to_have_text("Rappeler lundi")
    done = console.posts()
    console.mend()
    assert done == [
        "suivant", "demarrer", "plus", "parole", "ligne", "ligne", "ligne", "suivant",
        "croix", "clore-le-vote", "choisir", "suivant", "suivant", "suivant", "noeud", "suivant",
        "methode", "suivant", "suivant", "action",
    ]  # fmt: skip
    console.expect_step("Synthèse, plan d'action")
    expect(page.locator("[data-lines]")).to_have_text("Rappeler lundi")
    assert titles(server, session) == ["Cas 0", "Cas 1", "Cas 2"]
    assert state(server, session) == ("7.1", 0, 5, False)


def test_without_a_link_too_the_vote_is_closed_before_one_goes_on(console: Console) -> None:
    page = console.page
    console.cut()
    console.press("suivant")
    console.write_line("Un cas", "RAQ 3")
    console.press("suivant", "demarrer")
    console.expect_primary("Clore le vote")
    console.press("suivant")
    expect(page.get_by_text("Aucun cas n'est choisi")).to_be_visible()
    console.press("retour", "clore-le-vote")
    console.expect_primary("Prendre les cas cochés")
    page.locator(".chart-choose input").check()
    console.press("choisir")
    console.expect_primary("Suivant : Récit, 5 min")
    console.press("suivant")
    expect(page.locator(".say-case")).to_have_text("RAQ 3 · Un cas")
    expect(page.get_by_text("Aucun cas n'est choisi")).to_be_hidden()
    console.mend()


def test_time_given_to_a_step_counts_from_the_instant_of_the_gesture(
    console: Console, server: Server, session: int
) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.cut()
    console.press("demarrer")
    console.page.wait_for_timeout(3500)
    console.mend()
    assert seconds_left(server, session) <= 597
    expect_the_servers_time(console.page, server, session)
    assert state(server, session) == ("1.0", 0, 10, True)


def test_what_waits_is_sealed_and_gone_once_it_has_arrived(console: Console) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.cut()
    console.write_line("Une histoire d'ornithorynque")
    kept = console.page.evaluate(KEPT)
    assert (kept["gestures"], kept["keys"], kept["extractable"]) == (1, 1, False)
    assert "ornithorynque" not in kept["text"]
    assert "ornithorynque" not in console.page.evaluate("JSON.stringify({ ...localStorage })")
    console.mend()
    assert console.page.evaluate(KEPT)["gestures"] == 0


def test_a_page_that_was_loaded_again_sends_what_waited(
    console: Console, server: Server, session: int
) -> None:
    console.visit.watch.offline = True
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.visit.context.route("**/animation/**", lambda route: route.abort())
    console.write_line("Avant de recharger")
    console.visit.context.unroute("**/animation/**")
    console.come()
    expect(console.page.locator("#chart-rows")).to_contain_text("Avant de recharger")
    console.mend()
    assert titles(server, session) == ["Avant de recharger"]


def test_two_tabs_of_one_console_send_each_gesture_once(
    console: Console, server: Server, session: int
) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    second = Visit(console.visit.context, console.visit.context.new_page(), console.visit.watch)
    other = Console(second, session).come()
    console.cut()
    console.press("plus")
    other.press("plus")
    console.press("plus")
    expect(console.link).to_contain_text("3 gestes attendent.")
    console.mend()
    expect(console.page.locator(".clock-step .clock-time")).to_have_text("13:00")
    expect(other.page.locator(".clock-step .clock-time")).to_have_text("13:00")
    assert state(server, session) == ("1.0", 0, 13, False)


def test_a_gesture_that_is_refused_on_return_is_dropped_and_told(
    console: Console, server: Server, session: int
) -> None:
    page = console.page
    console.press("suivant")
    console.write_line("Sera effacée ailleurs")
    console.cut()
    page.get_by_text("Modifier").first.click()
    page.locator("input[id^=title-]").fill("Autres mots")
    page.get_by_role("button", name="Changer les mots").click()
    expect(console.link).to_contain_text("1 geste attend.")
    console.press("plus")
    in_room(server, session, lambda room: flipchart.strike(room, room.cases[0]))
    console.mend()
    expect(console.link).to_contain_text("Ce geste n'a pas pu être fait : Changer les mots")
    expect(page.locator(".chart-row")).to_have_count(0)
    assert state(server, session) == ("1.0", 0, 11, False)


def test_signing_out_warns_while_gestures_wait_and_erases_them_on_demand(
    open_visit: Open, session: int, server: Server
) -> None:
    visit = open_visit()
    visit.watch.expect(401)
    sign_in(visit.page, ANIMATOR)
    home = visit.page
    visit.page = visit.context.new_page()
    console = Console(visit, session).come()
    visit.watch.offline = True
    visit.context.route("**/animation/**", lambda route: route.abort())
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    home.bring_to_front()
    home.locator("details.menu summary").click()
    home.get_by_role("button", name="Quitter", exact=True).click()
    expect(home.get_by_role("dialog")).to_contain_text("Un geste de l'intervision attend")
    home.get_by_role("button", name="Attendre").click()
    expect(home.get_by_role("dialog")).to_have_count(0)
    home.locator("details.menu summary").click()
    home.get_by_role("button", name="Quitter", exact=True).click()
    home.get_by_role("button", name="Quitter et effacer").click()
    expect(home).to_have_url(f"{server.url}/connexion")
    assert home.evaluate(KEPT)["keys"] == 0
    assert home.evaluate(f"localStorage.getItem('{WAITING}')") is None
    assert state(server, session)[0] == "0.0"


def test_signing_out_with_nothing_waiting_asks_nothing(open_visit: Open, session: int) -> None:
    visit = open_visit()
    sign_in(visit.page, ANIMATOR)
    Console(visit, session).come()
    visit.page.goto("/")
    visit.page.locator("details.menu summary").click()
    visit.page.get_by_role("button", name="Quitter", exact=True).click()
    expect(visit.page.get_by_role("button", name="Entrer")).to_be_visible()
    assert visit.page.evaluate(KEPT)["keys"] == 0


def test_whoever_signs_in_next_on_this_browser_sends_nothing_of_the_one_before(
    open_visit: Open, session: int, server: Server
) -> None:
    visit = open_visit()
    visit.watch.expect(401)
    visit.watch.offline = True
    sign_in(visit.page, ANIMATOR)
    console = Console(visit, session).come()
    visit.context.route("**/animation/**", lambda route: route.abort())
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    end_last_session(server)
    sign_in(visit.page, CO_ANIMATOR)
    visit.context.unroute("**/animation/**")
    sent = console.posts()
    console.come()
    console.expect_step("Préalable")
    assert visit.page.evaluate(KEPT)["gestures"] == 0
    assert sent == []
    assert state(server, session)[0] == "0.0"


def test_a_session_that_ended_keeps_the_gestures_and_leads_to_the_sign_in(
    open_visit: Open, session: int, server: Server
) -> None:
    visit = open_visit()
    visit.watch.expect(401)
    visit.watch.expect(400)  # the page's own token is of the session before: it asks for another
    sign_in(visit.page, ANIMATOR)
    console = Console(visit, session).come()
    end_last_session(server)
    console.press("suivant")
    expect(console.link).to_have_text("La session est terminée. 1 geste attend.")
    console.expect_step("Inventaire des cas")
    page = visit.context.new_page()
    sign_in(page, ANIMATOR)
    console.page.bring_to_front()
    console.mend()
    console.expect_step("Inventaire des cas")


def test_a_phone_without_a_link_keeps_what_was_typed_and_sends_it_on_return(
    open_visit: Open, session: int, server: Server
) -> None:
    Console(open_visit(ANIMATOR), session).come().press("suivant")
    phone = open_visit("raq2", "phone")
    phone.watch.offline = True
    page = phone.page
    page.goto(f"/intervisions/{session}/salle")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Inventaire")
    phone.context.set_offline(True)
    page.locator("#part-line [name=text]").fill("Depuis le métro")
    page.get_by_role("button", name="Mettre au tableau").click()
    expect(page.locator("#link-words")).to_contain_text("1 geste attend.")
    expect(page.locator("#part-line [name=text]")).to_have_value("Depuis le métro")
    phone.context.set_offline(False)
    expect(page.get_by_role("button", name="Changer la ligne")).to_be_visible()
    assert titles(server, session) == ["Depuis le métro"]
    assert page.evaluate(KEPT)["gestures"] == 0
