"""The console: what to say, one clock, one act at a time; nobody's words are lost to another."""

from collections.abc import Callable

from playwright.sync_api import expect

from raqnet.intervision.live import Live
from tests.browser.rooms import (
    ANIMATOR,
    CO_ANIMATOR,
    Console,
    expect_the_servers_time,
    in_room,
    titles,
)
from tests.browser.server import Server
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
LATE_CLOCK = "const told = Date.now; Date.now = () => told() - 14 * 60000;"
SLEEP = """(asleep) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => asleep });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# The numerals and the words of one drawing.
BOTH = """() => [".clock-time", ".clock-over"].map((each) =>
  document.querySelector(`.clock-step ${each}`).textContent)"""
ALARMS = (
    "window.alarms = []; document.addEventListener('room:alarm', (e) => alarms.push(e.detail));"
)


def sleep_two_minutes(room: Live) -> None:
    """Two minutes pass at once."""
    room.room.step_ms -= 120_000


def test_one_act_at_a_time_stands_out(console: Console) -> None:
    page = console.page
    console.expect_primary("Suivant : Inventaire des cas, 10 min")
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.expect_primary("Démarrer")
    console.press("demarrer")
    expect(console.act("pause")).to_be_visible()
    console.expect_primary("Donner la parole à RAQ 2")
    for name in ("RAQ 2", "RAQ 3", "RAQ 4", "RAQ 5"):
        expect(console.act("parole")).to_contain_text(name)
        console.press("parole")
        expect(page.locator("[data-speaker]")).to_contain_text(name)
    console.expect_primary("Suivant : Choix, 3 min")


def test_the_vote_is_closed_before_one_goes_on_and_nobody_goes_on_without_a_case(
    console: Console,
) -> None:
    page = console.page
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.write_line("Un seul cas", "RAQ 3")
    console.press("suivant")
    console.expect_step("Choix")
    console.expect_primary("Démarrer")
    console.press("demarrer")
    expect(console.act("pause")).to_be_visible()
    console.expect_primary("Clore le vote")
    console.press("suivant")
    console.expect_step("Récit")
    expect(page.get_by_text("Aucun cas n'est choisi")).to_be_visible()
    console.press("retour")
    console.expect_step("Choix")
    console.press("clore-le-vote")
    expect(console.act("choisir")).to_be_visible()
    console.expect_primary("Prendre les cas cochés")
    page.locator(".chart-choose input").check()
    console.press("choisir")
    expect(page.get_by_text("Cas choisis :")).to_be_visible()
    console.expect_primary("Suivant : Récit, 5 min")
    console.press("suivant")
    console.expect_step("Récit")
    expect(page.locator(".say-case")).to_have_text("RAQ 3 · Un seul cas")
    expect(page.get_by_text("Aucun cas n'est choisi")).to_be_hidden()


def test_the_tool_of_the_step_is_open_and_the_flipchart_at_hand(console: Console) -> None:
    page = console.page
    expect(page.locator("#part-ready")).to_be_visible()
    expect(page.locator("#chart")).not_to_have_attribute("open", "")
    console.press("suivant")
    expect(page.locator("#chart")).to_have_attribute("open", "")
    page.locator("#chart-text").fill("Deux hébergeurs, deux consignes")
    page.keyboard.press("Enter")
    expect(page.locator("#chart-rows")).to_contain_text("Deux hébergeurs, deux consignes")
    expect(page.locator("#chart-text")).to_have_value("")
    expect(page.locator("#chart-text")).to_be_focused()
    console.press("suivant")
    expect(page.locator("#part-vote")).to_be_visible()
    console.press("suivant")
    console.expect_step("Récit")
    expect(page.locator("#part-vote")).to_have_count(0)
    page.locator("#chart-title").click()
    expect(page.get_by_text("Deux hébergeurs, deux consignes", exact=True)).to_be_visible()


def test_a_laptop_whose_clock_is_wrong_shows_the_right_time(
    open_visit: Open, session: int, server: Server
) -> None:
    visit = open_visit(ANIMATOR)
    visit.context.add_init_script(LATE_CLOCK)
    console = Console(visit, session).come()
    console.press("suivant", "demarrer")
    expect(console.act("pause")).to_be_visible()
    expect_the_servers_time(console.page, server, session)


def test_a_machine_that_slept_without_a_link_shows_the_right_time(
    console: Console, server: Server, session: int
) -> None:
    console.press("suivant", "demarrer")
    expect(console.act("pause")).to_be_visible()
    console.cut()
    console.page.evaluate("() => { const told = Date.now; Date.now = () => told() + 120000; }")
    in_room(server, session, sleep_two_minutes)
    expect_the_servers_time(console.page, server, session)


def test_a_phone_that_sleeps_asks_nothing_and_is_up_to_date_once_it_wakes(
    console: Console, open_visit: Open, session: int
) -> None:
    phone = open_visit("raq2", "phone").page
    phone.goto(f"/intervisions/{session}/salle")
    title = phone.get_by_role("heading", level=1)
    expect(title).to_contain_text("Préalable")
    phone.evaluate(SLEEP, True)
    phone.wait_for_timeout(500)  # what was asked before is answered
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    phone.wait_for_timeout(3000)
    assert asked == []
    phone.evaluate(SLEEP, False)
    expect(title).to_contain_text("Inventaire des cas")


def test_the_end_of_a_time_is_told_once_and_overrun_in_negative(
    open_visit: Open, session: int
) -> None:
    visit = open_visit(ANIMATOR)
    visit.context.add_init_script(ALARMS)
    console = Console(visit, session).come()
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    page = console.page
    # The time is nearly over, as the server would tell it.
    page.evaluate("document.querySelector('[data-clock=step]').dataset.left = 1500")
    page.evaluate("document.querySelector('[data-clock=step]').dataset.since = 1e15")
    page.evaluate(
        "import(document.querySelector('script[src*=\"js/room.js\"]').src.replace(/room.js.*/, "
        "'room/clock.js')).then((clock) => "
        "{ document.querySelector('[data-clock=step]').dataset.since = clock.now(); })"
    )
    expect(page.locator(".clock-step .clock-over")).to_contain_text("dépassé de 0:")
    told, words = page.evaluate(BOTH)
    assert told.startswith("−0:")
    assert words == f"dépassé de {told[1:]}"
    assert page.evaluate("alarms") == ["step"]


def test_keys_lead_stay_out_of_texts_and_can_be_switched_off(console: Console) -> None:
    page = console.page
    page.keyboard.press("n")
    console.expect_step("Inventaire des cas")
    page.keyboard.press("Space")
    expect(console.act("pause")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("[data-speaker]")).to_contain_text("RAQ 2")
    page.locator("#chart-text").press_sequentially("non pas n p")
    expect(page.locator("#chart-text")).to_have_value("non pas n p")
    console.expect_step("Inventaire des cas")
    page.locator("#chart-text").fill("")
    page.get_by_text("Raccourcis du clavier").click()
    page.get_by_role("button", name="Couper les raccourcis").click()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Remettre les raccourcis")).to_be_visible()
    page.wait_for_timeout(300)
    console.expect_step("Inventaire des cas")


def test_a_button_that_was_clicked_does_not_take_the_space_bar(console: Console) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.page.keyboard.press("Space")
    expect(console.act("pause")).to_be_visible()
    console.expect_step("Inventaire des cas")


def test_words_that_one_is_typing_outlive_what_the_other_animator_does(
    console: Console, open_visit: Open, session: int, server: Server
) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    typed = console.page.locator("#chart-text")
    typed.press_sequentially("À moitié écr")
    other = Console(open_visit(CO_ANIMATOR), session).come()
    other.write_line("La ligne de l'autre", "RAQ 4")
    expect(console.page.locator("#chart-rows")).to_contain_text("La ligne de l'autre")
    other.press("suivant")
    console.expect_step("Choix")
    expect(typed).to_be_focused()
    typed.press_sequentially("it")
    typed.press("Enter")
    expect(console.page.locator("#chart-rows")).to_contain_text("À moitié écrit")
    assert titles(server, session) == ["La ligne de l'autre", "À moitié écrit"]


def test_a_text_of_a_step_that_is_over_stays_until_it_is_sent(
    console: Console, open_visit: Open, session: int
) -> None:
    page = console.page
    console.press("suivant")
    console.write_line("Un cas", "RAQ 3")
    console.press("suivant")
    console.expect_step("Choix")
    page.get_by_label("Croix sur papier : Un cas").fill("3")
    console.press("croix")
    expect(page.locator("#status")).to_have_text("Les croix sur papier sont gardées.")
    console.press("clore-le-vote")
    expect(page.get_by_text("Cas choisis :")).to_be_visible()
    for step in ("Récit", "Questions de clarification", "Reformulation"):
        console.press("suivant")
        console.expect_step(step)
    page.locator("#knot").fill("Ce n'est pas la langue")
    other = Console(open_visit(CO_ANIMATOR), session).come()
    other.press("suivant")
    console.expect_step("Analyse en groupe")
    expect(page.locator("#knot")).to_have_value("Ce n'est pas la langue")
    console.press("noeud")
    expect(page.locator("#status")).to_have_text("Le nœud est gardé.")
    expect(page.locator("#knot")).to_have_count(0)


def test_a_refused_line_comes_back_with_its_reason(console: Console) -> None:
    page = console.page
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.press("ligne")
    expect(page.locator("#part-chart-add .field-error")).to_have_text("Ce champ est à remplir.")
    console.write_line("Une vraie ligne")
    expect(page.locator("#part-chart-add .field-error")).to_have_count(0)


def test_a_line_that_may_name_somebody_is_remarked_upon(console: Console) -> None:
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    console.page.locator("#chart-text").press_sequentially("Karim, 0470 12 34 56")
    expect(console.page.locator("#chart-text-hints")).to_contain_text("numéro de téléphone")


def test_the_console_works_without_scripts(open_visit: Open, session: int) -> None:
    page = open_visit(ANIMATOR, scripts=False).page
    page.goto(f"/intervisions/{session}/animation")
    page.locator("#act-suivant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inventaire des cas")
    page.locator("#act-demarrer").click()
    page.locator("#act-parole").click()
    expect(page.locator("[data-speaker]")).to_contain_text("RAQ 2")
    page.locator("#chart-text").fill("Sans script")
    page.locator("#act-ligne").click()
    expect(page.locator("#chart-rows")).to_contain_text("Sans script")
    page.locator("#part-end > summary").click()
    page.get_by_role("button", name="Terminer maintenant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La séance est finie")
