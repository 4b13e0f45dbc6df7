"""A whole session of two cases, both methods: an animator, a projector and three phones at once."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import intervision_of
from tests.browser.conftest import ARTIFACTS
from tests.browser.server import Server
from tests.browser.visiting import Visit

SECRETS = ("zèbre", "girafe", "ornithorynque")
WORDS = {
    "facts": "Deux cas, dans les temps.",
    "solutions": "Des tours plus courts.",
}


class Group:
    """The people of the session and their screens."""

    def __init__(self, open_visit: Callable[..., Visit], session_id: int) -> None:
        self.id = session_id
        self.console = open_visit("raq1").page
        self.projector = self.console.context.new_page()
        self.phones = {who: open_visit(who, "phone").page for who in ("raq2", "raq3")}
        visit = open_visit(None, "phone")
        visit.watch.expect(404)  # once the room is closed, nothing is left of a guest's seat
        self.guest = visit.page
        self.taken = 0

    @property
    def everybody(self) -> list[Page]:
        return [*self.phones.values(), self.guest]

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button of the console."""
        self.console.get_by_role("button", name=name).first.click()

    def onwards(self) -> None:
        """Go on, and wait until the console has."""
        before = (
            self.console.locator("[data-act=suivant]")
            .locator("xpath=..")
            .locator("input[name=here]")
            .get_attribute("value")
        )
        self.console.locator("[data-act=suivant]").click()
        here = self.console.locator("form:has([data-act=suivant]) input[name=here]")
        expect(here).not_to_have_value(before or "")

    def expect_step(self, name: str) -> None:
        """Every screen comes to show this step."""
        expect(self.console.get_by_role("heading", name=name).first).to_be_visible()
        for page in (self.projector, *self.everybody):
            expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    def look(self, name: str) -> None:
        """Nothing confidential on the projector; a picture of each screen, if they are wanted."""
        told = self.projector.content().lower()
        assert not [word for word in SECRETS if word in told]
        self.taken += 1
        if "RAQNET_PICTURES" not in os.environ:
            return
        folder = ARTIFACTS / "intervision"
        folder.mkdir(parents=True, exist_ok=True)
        for who, page in (
            ("console", self.console),
            ("projecteur", self.projector),
            ("telephone", self.phones["raq2"]),
            ("invitee", self.guest),
        ):
            page.screenshot(path=folder / f"{self.taken:02d}-{name}-{who}.png")


@pytest.fixture
def group(open_visit: Callable[..., Visit], server: Server) -> Group:
    """An animator, a projector, three phones, and a session that is planned."""
    return Group(open_visit, intervision_of(server, ["raq1"], ["raq2", "raq3"]))


def open_room(group: Group) -> str:
    """The animator opens the planned room; returns its code."""
    console = group.console
    console.goto(f"/intervisions/{group.id}")
    console.get_by_role("button", name="Ouvrir la salle").click()
    console.wait_for_url("**/animation")
    group.projector.set_viewport_size({"width": 1280, "height": 720})
    group.projector.goto(console.url.replace("animation", "projecteur"))
    return re.sub(r"\W", "", group.projector.locator(".proj-code strong").inner_text())


def join(group: Group, code: str) -> None:
    """Two members come by their accounts, a guest by the code."""
    room = group.console.url.replace("/animation", "")
    for page in group.phones.values():
        page.goto(room)
        page.get_by_role("button", name="Rejoindre").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Préalable")
    group.guest.goto(f"/intervisions/rejoindre?code={code}")
    group.guest.get_by_label("Prénom").fill("Noor")
    group.guest.get_by_role("button", name=re.compile("entrer|Entrer")).click()
    group.press("Faire entrer")
    expect(group.guest.get_by_role("heading", level=1)).to_contain_text("Préalable")


def inventory(group: Group) -> None:
    """Each has the floor in turn and puts a line on the flipchart."""
    group.onwards()
    group.expect_step("Inventaire des cas")
    group.press("Démarrer")
    for page, words in zip(group.everybody, SECRETS, strict=True):
        group.press(re.compile("Donner la parole"))
        expect(page.get_by_text("C'est à vous")).to_be_visible()
        page.get_by_label(re.compile("Mon cas|situation")).first.fill(f"Une histoire de {words}")
        page.get_by_role("button", name="Mettre au tableau").click()
        expect(page.get_by_role("button", name="Changer la ligne")).to_be_visible()
    group.look("inventaire")


def vote(group: Group) -> None:
    """Crosses in secret; counted once the vote is closed."""
    group.onwards()
    group.expect_step("Choix")
    for page, cases in zip(group.everybody, ((0, 1), (0, 1), (0, 2)), strict=True):
        for number in cases:
            page.locator(".vote-case").nth(number).locator("label").nth(1).click()
        page.get_by_role("button", name="Poser mes croix").click()
        expect(page.get_by_role("button", name="Changer mes croix")).to_be_visible()
    expect(group.console.get_by_text("3 sur 3 ont posé leurs croix.")).to_be_visible()
    assert "3 croix" not in group.console.content()
    group.look("vote")
    group.press("Clore le vote")
    expect(group.console.get_by_text("Cas choisis :")).to_be_visible()
    expect(group.phones["raq2"].get_by_text("3 croix")).to_be_visible()
    group.look("croix")


def work_on(group: Group, owner: Page, method: int) -> None:
    """From the story to the plan of one case."""
    group.onwards()
    group.expect_step("Récit")
    group.press("Démarrer")
    expect(owner.get_by_text("C'est à vous")).to_be_visible()
    group.look(f"recit-{method}")
    group.onwards()
    group.expect_step("Questions de clarification")
    asker = next(page for page in group.everybody if page is not owner)
    asker.get_by_role("button", name="Demander la parole").click()
    expect(group.console.get_by_role("button", name=re.compile("Donner la parole"))).to_be_visible()
    group.onwards()
    group.expect_step("Reformulation")
    group.onwards()
    group.expect_step("Analyse en groupe")
    if method == 2:
        group.console.get_by_label(re.compile("Méthode 2")).check()
        group.press("Prendre cette méthode")
        expect(owner.get_by_text("Vous écoutez")).to_be_visible()
    group.press("Démarrer")
    group.look(f"analyse-{method}")
    parts = {1: 3, 2: 2}[method]
    for _part in range(parts - 1):
        group.onwards()
    group.onwards()
    group.expect_step("Synthèse")
    owner.get_by_label(re.compile("avec quoi je repars")).fill("J'y vois plus clair.")
    owner.get_by_role("button", name="Garder").first.click()
    owner.get_by_label("Quoi", exact=True).fill("Appeler le service")
    owner.get_by_role("button", name="Ajouter").click()
    expect(owner.get_by_text("Appeler le service")).to_be_visible()
    group.look(f"synthese-{method}")


def close(group: Group) -> None:
    """What each takes home, the evaluation, the end."""
    group.onwards()
    group.expect_step("Retour méta")
    page = group.phones["raq3"]
    page.get_by_label(re.compile("ligne", re.I)).fill("Une question vaut mieux qu'un conseil.")
    page.get_by_role("button", name="Garder ma ligne").click()
    expect(page.get_by_role("button", name="Changer ma ligne")).to_be_visible()
    group.onwards()
    group.expect_step("Évaluation collective")
    group.console.get_by_role("radio", name="Oui").check()
    for name, words in WORDS.items():
        group.console.locator(f"#{name}").fill(words)
    group.press("Garder l'évaluation")
    group.look("evaluation")
    group.press("Terminer maintenant")
    expect(group.console.get_by_role("heading", name="La séance est finie")).to_be_visible()
    group.look("fin")


def test_a_whole_session_of_two_cases_with_both_methods(group: Group) -> None:
    code = open_room(group)
    join(group, code)
    for page in group.everybody:
        page.get_by_role("button", name="Je suis prêt·e").click()
    expect(group.projector.get_by_text(re.compile("3 .*prêt"))).to_be_visible()
    group.look("prealable")
    inventory(group)
    vote(group)
    work_on(group, group.phones["raq2"], 1)
    work_on(group, group.phones["raq3"], 2)
    close(group)
    minutes = group.phones["raq2"]
    minutes.goto("/intervisions")
    expect(minutes.get_by_text("Appeler le service")).to_be_visible()
    minutes.goto(group.console.url.replace("animation", "compte-rendu"))
    expect(minutes.get_by_role("heading", level=1)).to_be_visible()
    assert not [word for word in SECRETS if word in minutes.content().lower()]
    group.guest.goto(group.console.url.replace("animation", "salle"))
    expect(group.guest.get_by_text("zèbre")).to_have_count(0)
