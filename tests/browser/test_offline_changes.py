"""In the street the link drops under a form that changes something: the change waits, and meets
what others did meanwhile in front of a person."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from raqnet.accounts.models import User
from raqnet.actors import services as actors
from raqnet.actors.models import Actor, Collaboration
from raqnet.calendar.models import Evaluation
from raqnet.db import db
from raqnet.journal import services_relays
from raqnet.journal.models import Intervention, Relay, RelayStep
from raqnet.lists.models import ListValue
from raqnet.people.models import Worker
from tests import factories as make
from tests.browser.backstage import action_of, backstage, end_last_session
from tests.browser.offline import KEPT, cut, mend, outbox, ready
from tests.browser.server import Server
from tests.browser.steps import save, unfold
from tests.browser.visiting import Visit, sign_in

Open = Callable[..., Visit]
RELAYS = "/journal/relais"
WORDS = "Passer par le portail de derrière."
COUNT_REGISTRATIONS = """
  const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
  navigator.serviceWorker.register = (...given) => {
    localStorage.setItem("registered", Number(localStorage.getItem("registered")) + 1);
    return register(...given);
  };
"""


def worker_of(who: str) -> Worker:
    account = select(User.id).where(User.email == f"{who}@raqnet.test").scalar_subquery()
    return db.session.scalars(select(Worker).where(Worker.user_id == account)).one()


def listed(list_name: str) -> ListValue:
    values = select(ListValue).where(ListValue.list_name == list_name)
    return db.session.scalars(values.order_by(ListValue.id)).first() or make.value(list_name)


def actor_named(server: Server, name: str) -> int:
    with backstage(server):
        author = db.session.scalars(select(User.id)).first() or 0
        return actors.create(author, name=name).id


def relay_of(server: Server, who: str, service: str) -> int:
    """A relay of this worker that waits."""
    actor_id = actor_named(server, service)
    with backstage(server):
        actor = db.session.get_one(Actor, actor_id)
        return make.relay(worker=worker_of(who), actor=actor).id


def steps_of(server: Server, relay_id: int) -> tuple[str, list[str]]:
    with backstage(server):
        rows = select(RelayStep.state).where(RelayStep.relay_id == relay_id)
        relay = db.session.get_one(Relay, relay_id)
        return relay.state, list(db.session.scalars(rows.order_by(RelayStep.id)))


def card(page: Page, relay_id: int) -> Locator:
    return page.locator(f"#relais-{relay_id}")


def tap(page: Page, relay_id: int, step: str) -> None:
    card(page, relay_id).get_by_role("button", name=step, exact=True).click()


def waits_alone(page: Page, title: str) -> None:
    """One thing waits, and the page says which."""
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    unfold(page, "Voir ce qui attend")
    expect(outbox(page).locator("[data-items] a")).to_have_text([title])


def look_again(page: Page) -> None:
    outbox(page).get_by_role("button", name="La revoir").click()
    page.wait_for_load_state()
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()


def test_a_step_of_a_relay_waits_and_the_last_tap_counts(open_visit: Open, server: Server) -> None:
    relay_id = relay_of(server, "raq2", "Antenne du Pont")
    visit = open_visit("raq2", "phone")
    page = visit.page
    page.goto(RELAYS)
    ready(page)
    cut(visit)
    tap(page, relay_id, "Pris")
    expect(card(page, relay_id)).to_contain_text("Antenne du Pont : Pris : gardé sur cet appareil")
    tap(page, relay_id, "Confirmé reçu")
    expect(card(page, relay_id)).to_contain_text("Confirmé reçu : gardé sur cet appareil")
    waits_alone(page, "Antenne du Pont : Confirmé reçu")
    assert "Antenne" not in page.evaluate(KEPT)["text"]
    assert steps_of(server, relay_id) == ("proposed", [])
    mend(visit)
    expect(card(page, relay_id)).to_have_count(0)  # it is closed: the page goes on by itself
    expect(outbox(page)).to_be_hidden()
    assert steps_of(server, relay_id) == ("confirmed", ["confirmed"])


def test_a_step_that_another_device_was_faster_with_waits_for_a_person(
    open_visit: Open, server: Server
) -> None:
    relay_id = relay_of(server, "raq3", "Antenne du Quai")
    visit = open_visit("raq3", "phone")
    visit.watch.expect(409)
    page = visit.page
    page.goto(RELAYS)
    ready(page)
    cut(visit)
    tap(page, relay_id, "Refusé")
    waits_alone(page, "Antenne du Quai : Refusé")
    with backstage(server):
        services_relays.move(db.session.get_one(Relay, relay_id), "taken")
    mend(visit)
    expect(outbox(page)).to_contain_text("Une note est à revoir")
    expect(outbox(page)).to_contain_text("Quelqu'un a enregistré entre-temps")
    look_again(page)
    expect(page.locator("#messages")).to_contain_text("Ce relais a changé entre-temps")
    assert steps_of(server, relay_id) == ("taken", ["taken"])
    erase = outbox(page).locator("[data-drop]")
    erase.click()
    expect(erase).to_have_text("Effacer pour de bon")
    erase.click()
    expect(outbox(page)).to_be_hidden()


def test_ones_own_sheet_waits_with_its_words_on_the_page(open_visit: Open, server: Server) -> None:
    actor_id = actor_named(server, "Maison du Lac")
    visit = open_visit("raq4", "phone")
    page = visit.page
    page.goto(f"/acteurs/{actor_id}/ma-fiche")
    ready(page)
    cut(visit)
    page.get_by_label("Note", exact=False).first.fill(WORDS)
    save(page)
    waits_alone(page, "Ma fiche : Maison du Lac")
    expect(page.get_by_label("Note", exact=False).first).to_have_value(WORDS)
    assert "portail" not in page.evaluate(KEPT)["text"]
    mend(visit)
    page.wait_for_url(f"**/acteurs/{actor_id}")
    expect(outbox(page)).to_be_hidden()
    with backstage(server):
        notes = select(Collaboration.note).where(Collaboration.actor_id == actor_id)
        assert db.session.scalars(notes).all() == [WORDS]


def edit_offline(visit: Visit, server: Server, actor_id: int) -> None:
    """Words typed into a sheet without a link, while a colleague changes its telephone."""
    page = visit.page
    page.goto(f"/acteurs/{actor_id}/modifier")
    ready(page)
    cut(visit)
    unfold(page, "Langues, publics")
    page.get_by_label("Particularités", exact=False).first.fill(WORDS)
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    with backstage(server):
        colleague = worker_of("raq12").user_id
        actors.update(sheet(actor_id), colleague, phone="02 555 99 01")


def sheet(actor_id: int) -> Actor:
    whole = select(Actor).where(Actor.id == actor_id).options(*actors.queries.WHOLE)
    return db.session.scalars(whole).one()


def told(server: Server, actor_id: int) -> tuple[str, str]:
    with backstage(server):
        actor = sheet(actor_id)
        return actor.phone, actor.specifics


def test_a_day_without_a_link_ends_before_both_versions_and_nothing_is_lost(
    open_visit: Open, server: Server
) -> None:
    actor_id = actor_named(server, "Comptoir du Nord")
    visit = open_visit("raq5", "phone")
    visit.watch.expect(409)
    page = visit.page
    edit_offline(visit, server, actor_id)
    mend(visit)
    expect(outbox(page)).to_contain_text("Une note est à revoir")
    expect(outbox(page).locator("dl")).to_contain_text(WORDS)
    assert told(server, actor_id) == ("02 555 99 01", "")
    look_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Changé entre-temps")
    expect(page.locator("#versions")).to_contain_text("02 555 99 01")
    expect(page.locator("#versions")).to_contain_text(WORDS)
    expect(outbox(page)).to_be_hidden()  # it is in front of them
    page.goto("/acteurs")  # left without saving, it still waits
    expect(outbox(page)).to_contain_text("Une note est à revoir")
    look_again(page)
    page.get_by_label("Téléphone").fill("02 555 99 01")
    save(page)
    page.wait_for_url(f"**/acteurs/{actor_id}")
    expect(outbox(page)).to_be_hidden()
    assert told(server, actor_id) == ("02 555 99 01", WORDS)
    assert page.evaluate(KEPT)["forms"] == 0


def test_whoever_saves_again_from_the_page_that_was_refused_ends_before_both_versions(
    open_visit: Open, server: Server
) -> None:
    actor_id = actor_named(server, "Comptoir du Sud")
    visit = open_visit("raq10", "phone")
    visit.watch.expect(409)
    page = visit.page
    edit_offline(visit, server, actor_id)
    mend(visit)
    expect(outbox(page)).to_contain_text("Une note est à revoir")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Changé entre-temps")
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    save(page)
    page.wait_for_url(f"**/acteurs/{actor_id}")
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    expect(outbox(page)).to_be_hidden()
    assert page.evaluate(KEPT)["forms"] == 0
    assert told(server, actor_id) == ("", WORDS)  # seen, and decided


def test_the_coordinations_changes_wait_too(open_visit: Open, server: Server) -> None:
    actor_id = actor_named(server, "Atelier du Midi")
    visit = open_visit("coordination", "phone")
    page = visit.page
    page.goto(f"/acteurs/{actor_id}")
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    cut(visit)
    unfold(page, "Ouvert, saturé ou fermé")
    page.get_by_role("button", name="Saturé", exact=True).click()
    waits_alone(page, "Atelier du Midi : Capacité")
    mend(visit)
    expect(outbox(page)).to_be_hidden()
    with backstage(server):
        assert sheet(actor_id).capacity == "saturated"


def intervention_of(server: Server, who: str) -> int:
    with backstage(server):
        made = make.intervention(
            worker=worker_of(who), place=listed("place"), themes=[listed("theme")]
        )
        return made.id


def note_of(server: Server, intervention_id: int) -> str:
    with backstage(server):
        return db.session.get_one(Intervention, intervention_id).note


def test_a_change_of_an_intervention_leaves_after_signing_in_again(
    open_visit: Open, server: Server
) -> None:
    row = intervention_of(server, "raq6")
    visit = open_visit(size="phone")
    visit.watch.expect(401)
    page = visit.page
    sign_in(page, "raq6")
    page.goto(f"/journal/interventions/{row}/modifier")
    ready(page)
    cut(visit)
    unfold(page, "Ajouter des précisions")
    page.get_by_label("Note", exact=False).first.fill(WORDS)
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    end_last_session(server)
    mend(visit)
    expect(outbox(page)).to_contain_text("se reconnecter pour les envoyer")
    assert note_of(server, row) == ""
    page.get_by_role("link", name="Se connecter").click()
    page.wait_for_url("**/connexion*")
    sign_in(page, "raq6")
    expect(outbox(page)).to_be_hidden()
    page.wait_for_function("() => localStorage.getItem('raqnet.outbox.waiting') === null")
    assert note_of(server, row) == WORDS


def test_an_evaluation_waits_for_the_link(open_visit: Open, server: Server) -> None:
    date = action_of(server, "raq7", "Stand sans réseau", days=-1)
    visit = open_visit("raq7", "phone")
    page = visit.page
    page.goto(f"/calendrier/dates/{date}/evaluer")
    ready(page)
    cut(visit)
    page.get_by_label("Personnes présentes").fill("9")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    waits_alone(page, "Évaluation : Stand sans réseau")
    mend(visit)
    expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()
    with backstage(server):
        present = select(Evaluation.present).where(Evaluation.occurrence_id == date)
        assert db.session.scalars(present).all() == [9]


def test_an_action_and_a_comment_on_it_wait_for_the_link(open_visit: Open, server: Server) -> None:
    date = action_of(server, "raq14", "Stand du canal")
    visit = open_visit("raq14", "phone")
    page = visit.page
    page.goto(f"/calendrier/dates/{date}")
    ready(page)
    cut(visit)
    page.locator("#commentaires textarea").fill(WORDS)
    page.get_by_role("button", name="Publier").click()
    waits_alone(page, "Commentaire : Stand du canal")
    expect(page.locator("#commentaires textarea")).to_have_value("")
    mend(visit)
    expect(outbox(page)).to_be_hidden()
    page.goto(f"/calendrier/dates/{date}/modifier")
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    cut(visit)
    page.get_by_label("Titre").fill("Stand du quai")
    save(page)
    waits_alone(page, "Action : Stand du canal")
    mend(visit)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stand du quai")
    expect(page.locator("#commentaires")).to_contain_text(WORDS)


def test_words_about_what_was_deleted_meanwhile_stay_to_be_read(
    open_visit: Open, server: Server
) -> None:
    row = intervention_of(server, "raq8")
    visit = open_visit("raq8", "phone")
    visit.watch.expect(404)
    page = visit.page
    page.goto(f"/journal/interventions/{row}/modifier")
    ready(page)
    cut(visit)
    unfold(page, "Ajouter des précisions")
    page.get_by_label("Note", exact=False).first.fill(WORDS)
    save(page)
    expect(outbox(page)).to_contain_text("Une note attend le réseau")
    with backstage(server):
        db.session.delete(db.session.get_one(Intervention, row))
    mend(visit)
    expect(outbox(page)).to_contain_text("Ceci n'existe plus")
    expect(outbox(page).locator("dl")).to_contain_text(WORDS)


def test_the_service_worker_is_registered_once_in_a_visit(open_visit: Open, server: Server) -> None:
    visit = open_visit("raq9", "phone")
    visit.context.add_init_script(COUNT_REGISTRATIONS)
    page = visit.page
    page.goto("/journal")
    ready(page)
    page.wait_for_function("() => sessionStorage.getItem('raqnet.service') !== null")
    for path in ("/acteurs", "/journal/relais"):
        page.goto(path)
        expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    assert page.evaluate("localStorage.getItem('registered')") == "1"
