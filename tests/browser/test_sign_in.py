"""Coming in and going out, as a person sees it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, sign_in

Open = Callable[..., Page]


def test_a_worker_signs_in_and_lands_on_a_page_with_their_name(open_page: Open, size: str) -> None:
    page = open_page(size=size)
    sign_in(page, "raq1")
    expect(page.locator("details.menu summary")).to_contain_text("RAQ 1")


def test_a_wrong_password_keeps_the_address_and_forgets_the_password(
    open_page: Open, size: str
) -> None:
    page = open_page(size=size)
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill("raq2@raqnet.test")
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("alert")).to_contain_text("n'est pas juste")
    expect(page.get_by_label("Adresse e-mail")).to_have_value("raq2@raqnet.test")
    expect(page.get_by_label("Mot de passe")).to_have_value("")


def test_after_signing_out_back_shows_nothing_private(open_visit: Callable[..., Visit]) -> None:
    page = open_visit(size="laptop").page
    sign_in(page, "raq3")
    page.goto("/calendrier/liste")
    expect(page.locator(".entry").first).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Quitter").click()
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    assert page.locator(".entry").count() == 0
