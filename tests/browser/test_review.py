"""A recording is listened to again in a browser: by keyboard, by mouse, and then by research."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from raqnet import clock, vault
from raqnet.db import db
from raqnet.intervision import closing, live
from raqnet.recordings import consents, preparing, releasing, slices, working
from raqnet.recordings.models import Recording, Review, Slice, Stage, Work
from raqnet.store import store
from tests.browser.backstage import backstage
from tests.browser.rooms import ANIMATOR, CO_ANIMATOR, open_room
from tests.browser.server import Server
from tests.browser.visiting import Visit
from tests.recordings import sounds

SECONDS, SINGS = 12, (4.0, 6.0)
RESEARCH = "recherche"
# How the player sees the file: its length, and where it stands after a jump.
PLAYED = """async () => {
  const sound = document.getElementById("sound");
  const once = (name) => new Promise((yes) => sound.addEventListener(name, yes, { once: true }));
  if (!sound.readyState) await once("loadedmetadata");
  const landed = once("seeked");
  sound.currentTime = 7;
  await landed;
  return [sound.duration, sound.currentTime];
}"""


def recorded(server: Server) -> int:
    """A session that is over, with its recording ready to be listened to; returns its id."""
    session_id = open_room(server)
    with backstage(server):
        room = live.find(session_id, lock=True)
        assert room is not None
        recording = consents.propose(room)
        consents.start_anew(recording)
        recording.device_hash = "0" * 64
        _send(recording)
        recording_id = recording.id
        closing.close(room)
        consents.close(room)
        db.session.commit()
        assert working.run(preparing.prepare, recording_id, Work.PREPARING)
    return recording_id


def _send(recording: Recording) -> None:
    key = vault.open_key(recording.wrapped_key or b"", consents.key_name(recording.uid))
    contents = sounds.cut(sounds.recorded(SECONDS, [SINGS]), 3)
    for number, content in enumerate(contents):
        sealed = key.seal(content, slices.slice_context(recording.uid, number))
        store().put(slices.slice_name(recording.uid, number), sealed)
        db.session.add(Slice(
            recording_id=recording.id, number=number, part=0, length_ms=4000, size=len(content),
            sha256="0" * 64,
        ))  # fmt: skip
    recording.slices_told = len(contents)


def release(server: Server, recording_id: int) -> None:
    """The night in which the embargo of a recording is over."""
    with backstage(server):
        recording = db.session.get_one(Recording, recording_id)
        assert recording.stage == Stage.EMBARGO
        assert db.session.query(Review).filter(Review.agreed_at.is_not(None)).count() == 2
        recording.embargo_until = clock.now() - timedelta(days=1)
        db.session.commit()
        assert working.run(releasing.release, recording_id, Work.RELEASING)


def spans(page: Page) -> Locator:
    return page.locator("#silences .span")


def bounds(span: Locator) -> list[int]:
    return [int(span.get_attribute(f"data-{edge}") or 0) for edge in ("starts", "ends")]


def agree(page: Page) -> None:
    for point in page.locator("#agree [name=points]").all():
        point.check()
    page.get_by_role("button", name="Je suis d'accord avec la diffusion").click()


def test_two_people_cover_and_agree_and_research_hears_a_tone(
    open_visit: Callable[..., Visit], server: Server
) -> None:
    recording_id = recorded(server)
    path = f"/enregistrements/{recording_id}"
    visit = open_visit(ANIMATOR)
    page = visit.page
    page.goto(path)
    length, place = page.evaluate(PLAYED)
    assert abs(length - SECONDS) < 0.24 and abs(place - 7) < 0.1

    page.locator(".wave-position").focus()  # by keyboard: from 4 to 6 seconds
    page.keyboard.press("Home")
    for keys in (4, 2):
        for _ in range(keys):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("m")
    expect(spans(page)).to_have_count(1)
    assert bounds(spans(page).first) == [4000, 6000]

    edge = page.get_by_role("slider", name="Fin du silence 1")
    edge.focus()
    edge.press("ArrowRight")
    expect(page.locator("#silences .span[data-ends='6100']")).to_have_count(1)

    box = page.locator("#wave").bounding_box()
    assert box is not None
    x, y = box["x"], box["y"] + 20
    page.mouse.move(x + box["width"] * 0.7, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 0.75, y, steps=4)
    page.mouse.up()
    expect(spans(page)).to_have_count(2)

    note = page.locator(".note-new")
    note.locator("[name=at]").fill("0:04")
    note.locator("[name=text]").fill("Fatima chante")
    note.get_by_role("button", name="Garder la note").click()
    expect(page.locator(".doubts input[name=name-0]")).to_have_value("Personne A")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.locator(".said-notes")).to_contain_text("Personne A chante")

    agree(page)
    other = open_visit(CO_ANIMATOR).page
    other.goto(path)
    agree(other)
    expect(other.locator("main")).to_contain_text("Deux personnes sont d'accord")

    release(server, recording_id)
    heard = open_visit(RESEARCH).page
    heard.goto(f"{path}/ecoute")
    length, _place = heard.evaluate(PLAYED)
    assert abs(length - SECONDS) < 0.24
    expect(heard.locator("main")).to_contain_text(re.compile("pas un anonymat"))
    taken = heard.request.get(f"{server.url}{path}/fichier.opus").body()
    samples = sounds.heard(taken)
    assert sounds.loudness(samples, sounds.CANARY, 0, 11.5) < 60
    assert sounds.loudness(samples, 400, 4.2, 5.8) > 1000
