"""A room that may be recorded, a browser that hears a voice from a file, and what it sent."""

import io
import math
import struct
import time
import wave
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
from playwright.sync_api import Browser, Locator, Request, expect

from raqnet import vault
from raqnet.db import db
from raqnet.intervision import live, moves
from raqnet.recordings import consents, preparing, slices
from raqnet.recordings.models import Recording, Slice
from raqnet.recordings.releasing import open_track
from raqnet.store import store
from tests.browser import chromium
from tests.browser.backstage import backstage
from tests.browser.rooms import in_room, open_room
from tests.browser.server import Server
from tests.browser.visiting import Visit
from tests.voice.pitch import followed

HEARD, SECONDS = 8000, 6  # samples per second that are looked at; length of the voice
FRAME, STEP = 320, 400  # samples
PATIENCE = 30.0  # seconds for slices of five, on a machine that has much to do
WAITING = "raqnet.recorder.waiting"
# What lies in the browser: slices, keys, their sealed bytes, could a key leave.
KEPT = """async () => {
  const done = (request) => new Promise((yes) => {
    request.onsuccess = () => yes(request.result);
  });
  const opening = indexedDB.open("raqnet-recorder");
  opening.onupgradeneeded = () => opening.transaction.abort();
  const database = await new Promise((yes) => {
    opening.onsuccess = () => yes(opening.result);
    opening.onerror = () => yes(null);
  });
  if (!database) return { slices: 0, keys: 0 };
  const all = (name) => done(database.transaction(name).objectStore(name).getAll());
  const [slices, keys] = [await all("slices"), await all("keys")];
  const sealed = [...slices, ...await all("recordings")];
  database.close();
  const read = new TextDecoder("latin1");
  return {
    slices: slices.length, keys: keys.length, extractable: keys.some((key) => key.extractable),
    numbers: slices.map(({ number }) => number), named: JSON.stringify(sealed),
    text: sealed.map((row) => read.decode(row.sealed)).join(" "),
  };
}"""


# The voice --------------------------------------------------------------------------------------


def pitch(seconds: float) -> float:
    """The voice's pitch in Hz: it never stands still."""
    return 150 + 50 * math.sin(2 * math.pi * seconds / SECONDS) + 12 * math.sin(9 * seconds)


def voice() -> Sequence[float]:
    """Some seconds of harmonics under a mouth that opens and closes."""
    samples, phase = list[float](), 0.0
    for number in range(HEARD * SECONDS):
        now = number / HEARD
        phase += 2 * math.pi * pitch(now) / HEARD
        mouth = 0.3 + 0.7 * math.sin(math.pi * 3 * now) ** 2
        samples.append(0.12 * mouth * sum(math.sin(k * phase) / k**0.5 for k in range(1, 13)))
    return samples


def write_voice(path: Path) -> Path:
    """The voice as a file, which Chromium plays over and over as its microphone."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(HEARD)
        scaled = (int(32767 * max(-1.0, min(1.0, each))) for each in voice())
        file.writeframes(b"".join(struct.pack("<h", each) for each in scaled))
    return path


def listening(browser: Browser, path: Path) -> Browser:
    """Another Chromium, whose microphone is that file."""
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
        "--autoplay-policy=no-user-gesture-required",
    )
    return browser.browser_type.launch(
        executable_path=chromium.find(), args=[*chromium.ARGS, *flags]
    )


def pitch_left(samples: Sequence[float]) -> float:
    """How much better a sound follows the voice's pitch than glides which nobody sang.

    About 0.75 where the voice is clear, about 0 where nothing of its pitch is left.
    """
    beats = range(HEARD * SECONDS // STEP)
    periods = [round(HEARD / pitch(beat * STEP / HEARD)) for beat in beats]
    return followed(np.asarray(samples), np.array(periods), FRAME, STEP)


def decode(content: bytes) -> Sequence[float]:
    """The samples of a part, `HEARD` of them per second."""
    samples = array("f")
    resampler = av.AudioResampler(format="flt", layout="mono", rate=HEARD)
    with av.open(io.BytesIO(content), "r") as file:
        for frame in file.decode(audio=0):
            for each in resampler.resample(frame):
                samples.frombytes(bytes(each.planes[0])[: each.samples * 4])
    return samples


# The room ---------------------------------------------------------------------------------------


def recordable(server: Server, but: int = 0) -> int:
    """A session whose people have all agreed, the last `but` apart; returns its id."""
    session = open_room(server)
    with backstage(server):
        room = live.find(session, lock=True)
        assert room is not None
        moves.start(room)
        consents.propose(room)
    agree(server, session, but)
    return session


def agree(server: Server, session: int, but: int = 0) -> None:
    """Everybody says yes, the last `but` people apart."""

    def say(room: live.Live) -> None:
        recording = _of(session)
        for seat in room.seats[: len(room.seats) - but]:
            consents.answer(recording, room, seat, True)

    in_room(server, session, say)


def refuse(server: Server, session: int) -> None:
    """Somebody says no; it is not seen before `let_it_be_seen`, however slow the machine is."""

    def say(room: live.Live) -> None:
        recording = _of(session)
        consents.answer(recording, room, room.seats[2], False)
        assert recording.hides_until is not None
        recording.hides_until = room.now + timedelta(hours=1)

    in_room(server, session, say)


def drop(server: Server, session: int) -> None:
    """The animation does not record after all."""
    in_room(server, session, lambda room: consents.take_back(_of(session), room))


def let_it_be_seen(server: Server, session: int) -> None:
    """The moment comes at which a refusal may show."""

    def hasten(room: live.Live) -> None:
        _of(session).hides_until = room.now

    in_room(server, session, hasten)


def _of(session: int) -> Recording:
    recording = consents.of(session, lock=True)
    assert recording is not None
    return recording


def held(server: Server, session: int) -> list[tuple[int, int, int]]:
    """(number, part, milliseconds) of each slice that the server has."""
    with backstage(server):
        rows = db.session.query(Slice).filter_by(recording_id=_of(session).id)
        return [(each.number, each.part, each.length_ms) for each in rows.order_by(Slice.number)]


def whole(server: Server, session: int) -> tuple[int, int] | None:
    """(slices, milliseconds) of all that the device told of, once no slice of it is missing.

    Once the session is over, a thread of the server joins them into a track, and they go.
    """
    told = held(server, session)
    with backstage(server):
        recording = _of(session)
        count = recording.slices_told
        if count is None:
            return None
        if recording.track_bytes:
            assert preparing.read_wave(open_track(recording), recording.peaks).gaps == []
            return count, recording.length_ms or 0
    if [number for number, *_ in told] != list(range(count)):
        return None
    return count, sum(length for *_, length in told)


def parts(server: Server, session: int) -> dict[int, bytes]:
    """The bytes of each part, joined."""
    found: dict[int, bytes] = {}
    with backstage(server):
        recording = _of(session)
        assert recording.wrapped_key is not None
        key = vault.open_key(recording.wrapped_key, consents.key_name(recording.uid))
        for row in (
            db.session.query(Slice).filter_by(recording_id=recording.id).order_by(Slice.number)
        ):
            sealed = store().get(slices.slice_name(recording.uid, row.number))
            plain = key.unseal(sealed, slices.slice_context(recording.uid, row.number))
            found[row.part] = found.get(row.part, b"") + plain
    return found


# The page ---------------------------------------------------------------------------------------


@dataclass
class Recorder:
    """The recorder's page of a session."""

    visit: Visit
    id: int
    server: Server
    sent: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "PUT":
            self.sent.append(request)

    @property
    def page(self) -> Any:
        """What one sees."""
        return self.visit.page

    def come(self) -> "Recorder":
        """Open it."""
        self.page.goto(f"/intervisions/{self.id}/enregistreur")
        expect(self.page.locator("html.js")).to_be_attached()
        return self

    def told(self) -> dict[int, int]:
        """The milliseconds of each slice that was sent, by its number."""
        return {
            int(request.url.rsplit("/", 1)[1]): int(request.headers["x-milliseconds"])
            for request in self.sent
        }

    def expect(self, words: str) -> None:
        """Wait for a state."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def begin(self) -> "Recorder":
        """Record."""
        self.press("Commencer")
        self.expect("En cours")
        return self

    def finish(self) -> None:
        """End it, and wait until all has arrived."""
        self.press("Terminer l'enregistrement")
        self.press("Terminer")
        self.expect("Enregistrement terminé")
        expect(self.page.locator("#more")).to_be_visible()

    def cut_slice(self) -> None:
        """Let the browser end the present slice, as it does when the page is hidden."""
        self.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")

    def wait(self, seconds: float) -> None:
        """Let it record."""
        self.page.wait_for_timeout(seconds * 1000)

    def now(self) -> float:
        """The page's own clock, in milliseconds."""
        return float(self.page.evaluate("performance.now()"))

    def cut(self) -> None:
        """Take the link away."""
        self.visit.watch.offline = True
        self.visit.context.set_offline(True)

    def mend(self) -> None:
        """Give it back."""
        self.visit.context.set_offline(False)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "it never held"
            self.page.wait_for_timeout(100)

    def kept(self) -> Any:
        """What lies in the browser."""
        return self.page.evaluate(KEPT)

    def arrived(self, count: int) -> None:
        """Wait until the server has so many slices."""
        self.until(lambda: len(held(self.server, self.id)) >= count)

    def time(self) -> Locator:
        """The length that is shown."""
        return self.page.locator("#time")
