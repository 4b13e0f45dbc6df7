"""Nothing typed is ever lost: drafts, a session that ended, a network that went away."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.backstage import action_of, end_sessions, today
from tests.browser.offline import mend, outbox
from tests.browser.server import Server
from tests.browser.steps import draft_saved, save, unfold, write_action
from tests.browser.visiting import Visit, fill_sign_in, sign_in

Open = Callable[..., Page]
WORDS = "Deux heures d'écoute devant la pharmacie, à refaire un jeudi."


def test_what_was_typed_and_not_saved_is_offered_again(
    open_visit: Callable[..., Visit], server: Server, size: str
) -> None:
    who = {"phone": "raq10", "laptop": "raq11"}[size]
    page = open_visit(who, size).page
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, f"Brouillon {size}", today(server))
    unfold(page, "Ajouter des précisions")
    page.get_by_label("But et déroulement").fill(WORDS)
    draft_saved(page)
    page.close(run_before_unload=False)
    again = open_visit(who, size).page
    again.goto("/calendrier/actions/nouvelle")
    again.get_by_role("link", name="Reprendre").click()
    expect(again.get_by_label("Titre")).to_have_value(f"Brouillon {size}")
    expect(again.get_by_label("But et déroulement")).to_have_value(WORDS)
    expect(again.get_by_label("But et déroulement")).to_be_visible()
    save(again)
    expect(again.get_by_role("heading", level=1)).to_have_text(f"Brouillon {size}")
    again.goto("/calendrier/actions/nouvelle")
    expect(again.get_by_role("link", name="Reprendre")).to_have_count(0)


def test_a_draft_that_nobody_wants_is_forgotten(open_page: Open, server: Server) -> None:
    date = action_of(server, "raq12", "À oublier")
    page = open_page("raq12", "phone")
    page.goto(f"/calendrier/dates/{date}/modifier")
    page.get_by_label("Lieu").fill("Nulle part")
    draft_saved(page)
    page.goto(f"/calendrier/dates/{date}/modifier")
    page.get_by_role("button", name="Oublier").click()
    expect(page.get_by_role("link", name="Reprendre")).to_have_count(0)
    expect(page.get_by_label("Lieu")).to_have_value("")


def test_words_sent_after_the_session_ended_wait_behind_the_sign_in(
    open_visit: Callable[..., Visit], server: Server, size: str
) -> None:
    who = {"phone": "raq13", "laptop": "raq14"}[size]
    visit = open_visit(size=size)
    visit.watch.expect(401)
    page = visit.page
    sign_in(page, who)
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, f"Session finie {size}", today(server))
    unfold(page, "Ajouter des précisions")
    end_sessions(server, who)
    page.get_by_label("But et déroulement").fill(WORDS)
    save(page)
    expect(outbox(page)).to_contain_text("se reconnecter pour les envoyer")
    page.get_by_role("link", name="Se connecter").click()
    fill_sign_in(page, who)
    expect(outbox(page)).to_be_hidden()
    arrived(page, f"Session finie {size}")


def arrived(page: Page, title: str) -> None:
    """The action is on the calendar, once, with all its words; nothing waits any more."""
    page.wait_for_function("() => localStorage.getItem('raqnet.outbox.waiting') === null")
    page.goto(f"/calendrier/liste?q={title.replace(' ', '+')}")
    link = page.locator("main").get_by_role("link", name=title, exact=True)
    expect(link).to_have_count(1)
    link.click()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_words_sent_without_network_wait_and_arrive_by_themselves(
    open_visit: Callable[..., Visit], server: Server
) -> None:
    visit = open_visit("raq15", "phone")
    page = visit.page
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, "Dans le tunnel", today(server))
    visit.watch.offline = True
    visit.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("#status")).to_contain_text("Hors connexion")
    unfold(page, "Ajouter des précisions")
    page.get_by_label("But et déroulement").fill(WORDS)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    mend(visit)
    expect(outbox(page)).to_be_hidden()
    arrived(page, "Dans le tunnel")
