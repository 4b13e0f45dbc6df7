"""Hosts, colleagues, and people who have just been invited."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.backstage import action_of
from tests.browser.server import Server
from tests.browser.visiting import Visit, fill_sign_in

Open = Callable[..., Page]
PASSWORD = "quatre mots sans lien"


def test_a_host_sees_its_page_and_leaves_a_request_but_changes_nothing(
    open_visit: Callable[..., Visit], server: Server, size: str
) -> None:
    date = action_of(server, "raq6", f"Partagée {size}")
    hidden = action_of(server, "raq6", f"Entre nous {size}", visibility="team")
    visit = open_visit("ph1", size)
    page = visit.page
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/calendrier/liste")
    expect(page.get_by_role("link", name="Ajouter une action")).to_have_count(0)
    expect(page.locator(".entry", has_text=f"Entre nous {size}")).to_have_count(0)
    page.locator(".entry", has_text=f"Partagée {size}").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Partagée {size}")
    for act in ("Modifier", "Annuler", "Supprimer", "Dupliquer", "Évaluer"):
        expect(page.locator("main").get_by_text(act)).to_have_count(0)
    page.get_by_label("Ajouter un mot").fill("La salle du fond est libre ce jour-là.")
    page.get_by_label("C'est une demande à l'équipe").check()
    page.get_by_role("button", name="Publier").click()
    expect(page.locator(".comment")).to_contain_text("La salle du fond est libre")
    expect(page.locator(".comment .badge")).to_have_text("Demande")
    visit.watch.expect(404, 403)
    for address in (f"/calendrier/dates/{hidden}", f"/calendrier/dates/{date}/modifier"):
        answer = page.goto(address)
        assert answer is not None and answer.status in (403, 404)


def test_somebody_invited_chooses_a_password_by_the_link_and_enters(
    open_page: Open, size: str
) -> None:
    email = f"nouvelle-{size}@raqnet.test"
    admin, newcomer = open_page("admin", size), open_page(size=size)
    admin.goto("/annuaire")
    admin.get_by_role("link", name="Inviter").click()
    admin.get_by_label("Nom").fill("Nouvelle Personne")
    admin.get_by_label("Adresse e-mail").fill(email)
    admin.get_by_label("Rôle").select_option(label="Relais d'action de quartier")
    admin.get_by_role("button", name="Inviter").click()
    newcomer.goto(admin.get_by_label("Lien d'invitation").input_value())
    newcomer.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    newcomer.get_by_role("button", name="Choisir ce mot de passe").click()
    fill_sign_in(newcomer, email.split("@")[0], PASSWORD)
    expect(newcomer.locator("details.menu summary")).to_contain_text("Nouvelle Personne")


def test_a_colleague_is_found_as_one_types(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    page.goto("/annuaire")
    language = page.locator("#langue option").nth(1).inner_text()
    everybody = page.locator("#annuaire [role=status]").inner_text()
    page.get_by_label("Trouver une ou un collègue").press_sequentially(language[:4].upper())
    expect(page.locator("#annuaire [role=status]")).not_to_have_text(everybody)
    expect(page.locator("#annuaire mark").first).to_have_text(re.compile(language, re.IGNORECASE))
    expect(page.get_by_label("Trouver une ou un collègue")).to_be_focused()
