"""The console: what to say, one clock, one act at a time; nobody's words are lost to another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import ask, axe
from tests.browser.rooms import ANIMATOR, CO_ANIMATOR, Console, titles
from tests.browser.server import Server
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
PRIMARY = "main .button:not(.button-quiet, .button-danger, .button-link)"
LATE_CLOCK = "const told = Date.now; Date.now = () => told() - 14 * 60000;"
ALARMS = (
    "window.alarms = []; document.addEventListener('room:alarm', (e) => alarms.push(e.detail));"
)


def primary_acts(page: Page) -> list[str]:
    """The words on the buttons that stand out."""
    return [each.inner_text().strip() for each in page.locator(PRIMARY).all() if each.is_visible()]


def test_one_act_at_a_time_stands_out(console: Console) -> None:
    page = console.page
    assert primary_acts(page) == ["Suivant : Inventaire des cas, 10 min"]
    console.press("suivant")
    console.expect_step("Inventaire des cas")
    assert primary_acts(page) == ["Démarrer"]
    console.press("demarrer")
    expect(console.act("pause")).to_be_visible()
    assert primary_acts(page) == ["Donner la parole à RAQ 2"]
    for name in ("RAQ 2", "RAQ 3", "RAQ 4", "RAQ 5"):
        expect(console.act("parole")).to_contain_text(name)
        console.press("parole")
        expect(page.locator("[data-speaker]")).to_contain_text(name)
    assert primary_acts(page) == ["Suivant : Choix, 3 min"]


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
    shown = console.page.locator(".clock-step .clock-time")
    expect(shown).to_contain_text("9:5")
    other = open_visit(CO_ANIMATOR).page
    other.goto(f"/intervisions/{session}/animation")
    expect(other.locator(".clock-step .clock-time")).to_contain_text("9:5")


def test_a_machine_that_slept_without_a_link_shows_the_right_time(console: Console) -> None:
    console.press("suivant", "demarrer")
    shown = console.page.locator(".clock-step .clock-time")
    expect(shown).to_contain_text("9:5")
    console.cut()
    console.page.evaluate("() => { const told = Date.now; Date.now = () => told() + 120000; }")
    expect(shown).to_contain_text("7:5")


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
    expect(page.locator(".clock-step")).to_contain_text("−0:01")
    expect(page.locator(".clock-step .clock-over")).to_have_text("dépassé de 0:01")
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


@pytest.mark.parametrize("dark", [False, True])
def test_the_console_is_accessible_in_each_kind_of_step(
    open_visit: Open, session: int, size: str, dark: bool
) -> None:
    console = Console(open_visit(ANIMATOR, size, dark), session).come()
    page = console.page
    looked = 0
    while looked < 4:
        assert axe(page) == []
        assert ask(page, "tooWide") == []
        if size == "phone":
            assert ask(page, "tooSmall") == []
        before = page.locator("h1").inner_text()
        console.press("suivant")
        expect(page.locator("h1")).not_to_have_text(before)
        looked += 1


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
