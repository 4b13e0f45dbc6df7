"""A project on a phone: begun from a template, a date made from a step, a task done, a photo shown;
and the map of actions, which asks nobody else."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import save, unfold
from tests.documents import files

Open = Callable[..., Page]


def test_a_project_is_begun_and_fills_up(open_page: Open) -> None:
    page = open_page("raq2", "phone")
    page.goto("/projets/nouveau")
    page.get_by_label("Nom", exact=True).fill("BRI-Co du matin")
    page.get_by_label("Modèle").select_option(label="BRI-Co")
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator(".chain > li")).to_have_count(5)
    page.get_by_role("link", name="Ajouter une date").first.click()
    expect(page.get_by_label("Titre")).to_have_value("BRI-Co du matin : Comité de regard")
    page.get_by_label("De", exact=True).fill("14:00")
    page.get_by_label("À", exact=True).fill("16:00")
    save(page)
    unfold(page, "Projet").get_by_role("link", name="BRI-Co du matin").click()
    expect(page.locator(".chain > li").first).to_contain_text("14h-16h")
    page.locator(".task").first.get_by_role("button", name="Fait").click()
    expect(page.locator(".task.is-done")).to_have_count(1)
    unfold(page, "Ajouter une tâche").get_by_label("Ce qui reste à faire").fill("Choisir la salle")
    page.locator("#taches").get_by_role("button", name="Ajouter").click()
    expect(page.locator("#taches .task")).to_contain_text("Choisir la salle")


def test_a_photo_of_an_action_is_brought_and_shown(open_page: Open) -> None:
    page = open_page("raq6", "phone")
    page.goto("/projets/3")
    page.get_by_role("link", name="Ajouter un document").click()
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": files.jpeg((400, 300))}
    page.get_by_label("Image ou PDF").set_input_files(photo)
    page.get_by_label("Ce qu'il montre").fill("Une fenêtre")
    page.get_by_role("button", name="Ajouter").click()
    shown = page.locator(".document", has_text="Une fenêtre").locator("img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 400)


def test_actions_are_on_a_map_that_says_what_its_list_says(open_page: Open) -> None:
    page = open_page("raq1", "laptop")
    page.goto("/calendrier/carte")
    listed = page.locator("#points > li")
    expect(page.locator(".map-point")).to_have_count(listed.count())
    page.locator(".map-point").last.click(force=True)
    expect(page.locator(".leaflet-popup-content").get_by_role("link")).to_be_visible()
