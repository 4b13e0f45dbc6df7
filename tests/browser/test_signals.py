"""A signal's whole way: seen in the field, here too, carried, answered, back on the first page."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import draft_saved
from tests.browser.test_evaluation import Thumb

Open = Callable[..., Page]
TEXT = "Le guichet du quartier a fermé sans que personne ne le dise"
ANSWER = "Il rouvre lundi, trois matinées par semaine"


def test_a_signal_goes_up_and_its_answer_comes_back(open_page: Open) -> None:
    page = open_page("raq13", "phone")
    _tell(page)
    _see_too(open_page("raq14", "phone"))
    _carry(open_page("coordination", "laptop"))
    page.goto("/")
    news = page.locator("section", has_text="Réponses à ce que j'ai signalé")
    news.get_by_role("link", name="Le guichet fermé").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    read = page.get_by_role("button", name="C'est lu")
    read.tap()
    expect(read).to_have_count(0)
    page.goto("/")
    expect(news).to_have_count(0)


def _tell(page: Page) -> None:
    page.goto("/signaux")
    page.get_by_role("link", name="Signaler", exact=True).first.tap()
    page.get_by_role("radio", name="Obstacle").check()
    page.get_by_label("Ce qui a été vu").fill(TEXT)
    draft_saved(page)
    page.get_by_role("button", name="Signaler", exact=True).tap()
    expect(page.get_by_text("C'est signalé")).to_be_visible()


def _see_too(page: Page) -> None:
    page.goto("/signaux")
    thumb, card = Thumb(), page.locator(".card", has_text=TEXT)
    thumb.tap(card.get_by_role("button", name=re.compile("^Vu ici aussi")).first)
    expect(card.get_by_text("Vu par moi aussi")).to_be_visible()
    expect(card.get_by_text("Vu 2 fois")).to_be_visible()
    assert thumb.taps == 1
    card.get_by_role("button", name="Annuler").tap()
    expect(card.get_by_text("Vu 1 fois")).to_be_visible()


def _carry(page: Page) -> None:
    page.goto("/signaux/dossiers/nouveau")
    page.get_by_label("Titre").fill("Le guichet fermé")
    page.get_by_role("button", name="Choisir les signaux").click()
    page.get_by_role("checkbox", name=re.compile(TEXT)).check()
    page.get_by_role("button", name="Ajouter au dossier").click()
    expect(page.get_by_text("1 signal ajouté.")).to_be_visible()
    page.get_by_role("link", name="Envoyer").click()
    page.get_by_label("Autorité").fill("La commune")
    page.get_by_role("button", name="Noter l'envoi").click()
    expect(page.get_by_text("envoyé aujourd'hui")).to_be_visible()
    page.get_by_role("link", name="Noter la réponse").click()
    page.get_by_label("La réponse").fill(ANSWER)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La réponse est notée")).to_be_visible()
