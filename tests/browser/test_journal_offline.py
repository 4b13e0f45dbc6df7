"""In the street the link drops: what was noted waits on the phone, sealed, and arrives once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.journal.blank import FORMS
from raqnet.journal.models import Intervention
from raqnet.people.models import Worker
from tests.browser.backstage import backstage, end_last_session, today
from tests.browser.server import Server
from tests.browser.visiting import Visit, sign_in

Open = Callable[..., Visit]
NOTE = "/journal/interventions/noter"
LOCAL_DAY = "new Date().toLocaleDateString('sv')"  # as a date field writes it
SLOWEST_MS = 30_000  # for a worker to fetch its files on a busy machine
WORDS = "Repasser jeudi avec le formulaire."
# All that lies in this browser: sealed rows, keys that no script can take out, kept pages.
KEPT = """async () => {
  const done = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  const database = await done(indexedDB.open("raqnet-outbox"));
  const all = (name) => done(database.transaction(name).objectStore(name).getAll());
  const [forms, keys] = [await all("forms"), await all("keys")];
  database.close();
  const read = new TextDecoder("latin1");
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const isPage = (answer.headers.get("content-type") ?? "").includes("html");
      pages.push([new URL(request.url).pathname, isPage ? await answer.text() : ""]);
    }
  }
  return {
    forms: forms.length, extractable: keys.some((key) => key.extractable),
    text: forms.map((row) => read.decode(row.sealed)).join(" "), pages,
  };
}"""


def noted(server: Server, who: str, words: str = WORDS) -> list[Any]:
    """The interventions of a worker with these words."""
    with backstage(server):
        query = (
            db.select(Intervention.happened_on, Intervention.note)
            .join(Worker, Worker.id == Intervention.worker_id)
            .join(User, User.id == Worker.user_id)
            .where(User.email == f"{who}@raqnet.test", Intervention.note == words)
        )
        return [tuple(row) for row in db.session.execute(query)]


def fill(page: Page, words: str = WORDS) -> None:
    """An intervention in a few taps, with a note."""
    page.get_by_label("Lieu", exact=True).select_option(label="rue / maraude")
    page.locator("#themes").get_by_text("logement", exact=True).click()
    details = page.locator("form[data-outbox] details.more").first
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()
    page.get_by_label(re.compile("^Note")).fill(words)


def save(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Enregistrer et noter|Garder sur)")).click()


def outbox(page: Page) -> Any:
    return page.locator("#outbox")


def cut(visit: Visit) -> None:
    visit.watch.offline = True
    visit.context.set_offline(True)


def mend(visit: Visit) -> None:
    visit.context.set_offline(False)


def ready(page: Page) -> None:
    """The page looks after its forms, and the blank ones are on the phone."""
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    page.keyboard.press("Shift")  # with the first touch of a form they are fetched
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    if page.evaluate("navigator.serviceWorker.controller === null"):
        page.reload()  # it took over while this page was still being opened
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=SLOWEST_MS)


def test_an_intervention_sent_without_a_link_waits_sealed_and_arrives_once(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq2", "phone")
    page = visit.page
    page.goto(NOTE)
    ready(page)
    fill(page)
    cut(visit)
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    expect(page.get_by_label(re.compile("^Note"))).to_have_value("")
    kept = page.evaluate(KEPT)
    assert (kept["forms"], kept["extractable"]) == (1, False)
    assert "Repasser" not in kept["text"]
    mend(visit)
    expect(outbox(page)).to_be_hidden()
    assert len(noted(server, "raq2")) == 1
    assert page.evaluate(KEPT)["forms"] == 0


def test_what_arrived_though_its_answer_was_lost_is_recorded_once(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq3", "phone")
    page = visit.page
    page.goto(NOTE)
    ready(page)
    fill(page)
    lost = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort()

    visit.watch.offline = True
    visit.context.route(f"**{NOTE}", lose)
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    assert len(noted(server, "raq3")) == 1
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(outbox(page)).to_be_hidden()
    assert len(noted(server, "raq3")) == 1


def test_whoever_opens_a_form_without_a_link_gets_a_blank_one_of_today(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq4", "phone")
    page = visit.page
    page.goto("/journal")
    ready(page)
    cut(visit)
    page.goto(NOTE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Intervention")
    expect(page.get_by_text("Le réseau manque")).to_be_visible()
    ready(page)
    for words in ("Première sans réseau", "Seconde sans réseau"):
        expect(page.get_by_label("Date")).to_have_value(page.evaluate(LOCAL_DAY))
        page.get_by_label("Date").fill(today(server).isoformat())  # the server's clock is a test's
        fill(page, words)
        save(page)
        expect(page.get_by_label(re.compile("^Note"))).to_have_value("")
    expect(outbox(page)).to_contain_text("2 notes attendent le réseau")
    mend(visit)
    expect(outbox(page)).to_be_hidden()
    assert len(noted(server, "raq4", "Première sans réseau")) == 1
    assert len(noted(server, "raq4", "Seconde sans réseau")) == 1


def test_only_blank_forms_lists_and_files_are_kept_on_the_phone(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq5", "phone")
    page = visit.page
    for path in ("/journal/interventions", "/", NOTE):
        page.goto(path)
    ready(page)
    kept = dict(page.evaluate(KEPT)["pages"])
    pages = {path: text for path, text in kept.items() if text}
    assert set(pages) == {f"/journal/hors-ligne/{name}" for name in FORMS}
    assert all(path in pages or path.startswith("/static/") for path in kept)
    for text in pages.values():
        assert "RAQ 5" not in text and "csrf_token" not in text


def test_a_session_that_ended_meanwhile_keeps_the_note_until_one_signs_in(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit(size="phone")
    visit.watch.expect(401)
    page = visit.page
    sign_in(page, "raq6")
    page.goto(NOTE)
    ready(page)
    fill(page)
    end_last_session(server)
    save(page)
    expect(outbox(page)).to_contain_text("se reconnecter pour les envoyer")
    assert noted(server, "raq6") == []
    page.get_by_role("link", name="Se connecter").click()
    page.wait_for_url("**/connexion*")
    sign_in(page, "raq6")
    page.goto("/journal")
    expect(outbox(page)).to_be_hidden()
    page.wait_for_function("() => localStorage.getItem('raqnet.outbox.waiting') === null")
    assert len(noted(server, "raq6")) == 1


def test_signing_out_warns_while_a_note_waits_and_erases_it_on_demand(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit(size="phone")
    page = visit.page
    sign_in(page, "raq7")
    page.goto(NOTE)
    ready(page)
    fill(page)
    visit.watch.offline = True
    visit.context.route(f"**{NOTE}", lambda route: route.abort())
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Quitter", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Une note attend le réseau sur cet appareil")
    dialog.get_by_role("button", name="Quitter et effacer").click()
    expect(page).to_have_url(f"{server.url}/connexion")
    assert page.evaluate("localStorage.getItem('raqnet.outbox.waiting')") is None
    assert page.evaluate("localStorage.getItem('raqnet.outbox.user')") is None
    assert noted(server, "raq7") == []


def test_notes_that_are_refused_on_their_way_wait_for_a_person_each_with_its_words(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq8", "phone")
    page = visit.page
    page.goto(NOTE)
    ready(page)
    cut(visit)
    late = (today(server) + timedelta(days=3)).isoformat()  # a day that has not come is refused
    for words in ("Première", "Seconde"):
        page.get_by_label("Date").fill(late)
        fill(page, words)
        save(page)
        expect(page.get_by_label(re.compile("^Note"))).to_have_value("")
    mend(visit)
    expect(outbox(page)).to_contain_text("2 notes sont à revoir")
    for words, left in (("Première", "Une note est à revoir"), ("Seconde", "")):
        page.get_by_role("button", name="La revoir").click()
        expect(page.get_by_label(re.compile("^Note"))).to_have_value(words)
        page.get_by_label("Date").fill(today(server).isoformat())
        save(page)
        expect(page.locator("#messages")).to_contain_text("Intervention enregistrée.")
        assert len(noted(server, "raq8", words)) == 1
        if left:
            expect(outbox(page)).to_contain_text(left)
    expect(outbox(page)).to_be_hidden()


def test_without_a_link_what_is_missing_is_asked_for_at_once(
    open_visit: Open, server: Server
) -> None:
    visit = open_visit("raq10", "phone")
    page = visit.page
    page.goto(NOTE)
    ready(page)
    cut(visit)
    page.get_by_label("Lieu", exact=True).select_option(label="rue / maraude")
    save(page)
    wrong = page.locator("#themes input").first.evaluate("(field) => field.validationMessage")
    assert wrong == "En choisir au moins une."
    assert page.evaluate(KEPT)["forms"] == 0
    mend(visit)


def test_with_a_link_a_form_behaves_as_it_always_did(open_visit: Open, server: Server) -> None:
    visit = open_visit("raq9", "phone")
    page = visit.page
    page.goto(NOTE)
    ready(page)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Rien n'est perdu")
    fill(page)
    save(page)
    expect(page.locator("#messages")).to_contain_text("Intervention enregistrée.")
    assert len(noted(server, "raq9")) == 1
