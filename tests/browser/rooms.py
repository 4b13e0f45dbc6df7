"""An open room of intervision on the test's server, and what one does on its console."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from playwright.sync_api import Locator, Page, Request, expect

from raqnet.db import db
from raqnet.intervision import live, planning, queries, seating, texts
from raqnet.intervision.live import Live
from raqnet.intervision.models import Intervision
from raqnet.intervision.words import MINUS
from tests.browser.backstage import backstage, intervision_of
from tests.browser.server import Server
from tests.browser.visiting import PATIENCE_MS, Visit

ANIMATOR, CO_ANIMATOR = "raq1", "raq9"
THERE = ["raq2", "raq3", "raq4", "raq5"]
WAITING = "raqnet.room.waiting"
PRIMARY = "main .button:not(.button-quiet, .button-danger, .button-link)"
# What lies in the browser: how many gestures and keys, their sealed bytes, could a key leave.
KEPT = """async () => {
  const done = (request) => new Promise((yes) => {
    request.onsuccess = () => yes(request.result);
  });
  const opening = indexedDB.open("raqnet-room");
  opening.onupgradeneeded = () => opening.transaction.abort();
  const database = await new Promise((yes) => {
    opening.onsuccess = () => yes(opening.result);
    opening.onerror = () => yes(null);
  });
  if (!database) return { gestures: 0, keys: 0, text: "", extractable: false };
  const all = (name) => done(database.transaction(name).objectStore(name).getAll());
  const [gestures, keys] = [await all("gestures"), await all("keys")];
  database.close();
  const read = new TextDecoder("latin1");
  return {
    gestures: gestures.length, keys: keys.length, extractable: keys.some((key) => key.extractable),
    text: gestures.map(({ sealed }) => read.decode(sealed)).join(" "),
  };
}"""


def open_room(server: Server) -> int:
    """A session with its room open and four people in it; returns its id."""
    session_id = intervision_of(server, [ANIMATOR, CO_ANIMATOR], THERE)
    with backstage(server):
        session = db.session.get_one(Intervision, session_id, options=queries.WHOLE)
        planning.open_room(session)
        db.session.flush()
        room = live.find(session_id)
        assert room is not None
        for person in session.expected:
            seating.join(room, person, admitted=True)
    return session_id


def in_room(server: Server, session_id: int, do: Callable[[Live], object]) -> object:
    """What `do` returns of the room as it stands on the server; what it changes is kept."""
    with backstage(server):
        room = live.find(session_id, lock=True)
        assert room is not None
        return do(room)


def titles(server: Server, session_id: int) -> list[str]:
    """The lines of the flipchart as the server has them."""

    def read(room: Live) -> list[str]:
        return [text.title for case in room.cases if (text := texts.read_case(case))]

    return cast(list[str], in_room(server, session_id, read))


def seconds_shown(page: Page) -> int:
    """What the step's clock shows on a screen; negative once it is overrun."""
    shown = page.locator(".clock-step .clock-time").inner_text().strip()
    minutes, seconds = shown.lstrip(MINUS).split(":")
    return (int(minutes) * 60 + int(seconds)) * (-1 if shown.startswith(MINUS) else 1)


def seconds_left(server: Server, session_id: int) -> float:
    """What is left of the step as the server has it."""
    left = in_room(server, session_id, lambda room: room.clock.step_left(room.now))
    return cast(int, left) / 1000


def expect_the_servers_time(page: Page, server: Server, session_id: int) -> None:
    """Wait until a screen shows what the server has, however slow this machine is."""
    for _wait in range(PATIENCE_MS // 250):
        before, shown = seconds_left(server, session_id), seconds_shown(page)
        if seconds_left(server, session_id) - 2 <= shown <= before + 2:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{shown} s shown, {before} s left")


@dataclass
class Console:
    """The animation's screen of a session."""

    visit: Visit
    id: int

    @property
    def page(self) -> Page:
        """What one sees."""
        return self.visit.page

    def come(self) -> "Console":
        """Open it."""
        self.page.goto(f"/intervisions/{self.id}/animation")
        expect(self.page.locator("html.js")).to_be_attached()
        expect(self.page.locator("#quiet")).to_be_visible()
        return self

    def act(self, name: str) -> Locator:
        """The button of a gesture."""
        return self.page.locator(f"#act-{name}")

    def press(self, *names: str) -> None:
        """Press buttons, one after the other."""
        for name in names:
            self.act(name).click()
            # A second tap while the first is under way would be the same one.
            expect(self.page.locator("form[aria-busy=true]")).to_have_count(0)

    def expect_step(self, name: str) -> None:
        """Wait for a step."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def expect_primary(self, words: str) -> None:
        """Wait until one button alone stands out, with these words."""
        expect(self.page.locator(PRIMARY).filter(visible=True)).to_have_text([words])

    def write_line(self, title: str, who: str = "") -> None:
        """Put a line on the flipchart, and wait for it."""
        self.page.get_by_label("Un cas, en une ligne, sans nom").fill(title)
        if who:
            self.page.locator("#chart-who").select_option(label=who)
        self.press("ligne")
        expect(self.page.locator(".chart-words").filter(has_text=title)).to_be_visible()

    def cut(self) -> None:
        """Take the link away."""
        self.visit.watch.offline = True
        self.visit.context.set_offline(True)

    def mend(self) -> None:
        """Give it back, and wait until nothing waits any more."""
        self.visit.context.set_offline(False)
        for _wait in range(PATIENCE_MS // 50):
            if self.page.evaluate(f"localStorage.getItem('{WAITING}')") is None:
                break
            self.page.wait_for_timeout(50)
        expect(self.link).not_to_contain_text("attend")
        expect(self.link).not_to_contain_text("Hors connexion")

    @property
    def link(self) -> Locator:
        """What is told of the link."""
        return self.page.locator("#link-words")

    def posts(self) -> list[str]:
        """The gestures that are sent from now on, as they go."""
        sent: list[str] = []

        def note(request: Request) -> None:
            if request.method == "POST":
                sent.append(request.url.rsplit("/", 1)[-1])

        self.visit.context.on("request", note)
        return sent
