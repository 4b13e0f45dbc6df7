"""The device that records: what leaves it is disguised, sealed until it arrives, and all of it."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from raqnet.intervision import closing, moves
from tests.browser.backstage import end_last_session
from tests.browser.checks import ask, axe
from tests.browser.recording import (
    HEARD,
    WAITING,
    Recorder,
    agree,
    decode,
    drop,
    held,
    let_it_be_seen,
    listening,
    parts,
    pitch_left,
    recordable,
    refuse,
    voice,
    whole,
    write_voice,
)
from tests.browser.rooms import ANIMATOR, in_room
from tests.browser.server import Server
from tests.browser.visiting import Visit, Visits, sign_in

Open = Callable[..., Recorder]
LONG = float(os.environ.get("RAQNET_RECORDING_SECONDS", "12"))
NEAR = 350  # milliseconds by which the page's count and the file may differ: less than any slice
READY = "Prêt : tout le monde est d'accord"
OFF = "Enregistrement désactivé"
RESUMABLE = "Rien ne s'enregistre pour l'instant"
# Notes each set of parameters that the disguise is given.
NOTE_TURNS = """window.turns = [];
const post = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (data, ...more) {
  if (data?.turn) window.turns.push(JSON.stringify(data.turn));
  return post.call(this, data, ...more);
};"""
# Ends as a killed tab does: without a chance to do anything more.
NO_LAST_WORD = "addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true);"
KEEP_MICROPHONE = """const devices = navigator.mediaDevices;
const real = devices.getUserMedia.bind(devices);
devices.getUserMedia = async (wish) => {
  window.wish = wish;
  window.microphone = await real(wish);
  return window.microphone;
};"""


@pytest.fixture(scope="module")
def listener(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium with the voice at its microphone."""
    found = listening(browser, write_voice(tmp_path_factory.mktemp("voice") / "voice.wav"))
    yield found
    found.close()


@pytest.fixture
def recorder(listener: Browser, server: Server, opened: list[Visit]) -> Open:
    """Open the recorder of a session; `script` runs before the page's own."""
    visits = Visits(listener, server)

    def open_(session: int, size: str = "laptop", script: str = "", **more: Any) -> Recorder:
        visit = visits.open(ANIMATOR, size, **more)
        opened.append(visit)
        if script:
            visit.context.add_init_script(script)
        return Recorder(visit, session, server).come()

    return open_


@pytest.fixture
def session(server: Server) -> int:
    """A session whose people have all agreed; its clock runs."""
    return recordable(server)


def cut_slices(recorder: Recorder, *seconds: float) -> None:
    """Record slices that last about so long."""
    for each in seconds:
        recorder.wait(each)
        recorder.cut_slice()


# Sound ------------------------------------------------------------------------------------------


def test_what_is_uploaded_is_a_sound_as_long_as_what_was_said_without_its_pitch(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    page.wait(6.5)
    page.cut_slice()
    page.arrived(2)
    page.finish()
    told = held(server, session)
    sound = decode(parts(server, session)[0])
    assert [number for number, _part, _length in told] == list(range(len(told)))
    assert sum(length for *_, length in told) == pytest.approx(len(sound) / HEARD * 1000, rel=0.02)
    assert max(sound) > 0.05
    assert pitch_left(voice()) > 0.5
    assert pitch_left(sound) < 0.1


def test_the_microphone_is_asked_for_as_it_is_and_each_turn_is_disguised_anew(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session, script=NOTE_TURNS + KEEP_MICROPHONE).begin()
    page.until(lambda: len(page.page.evaluate("turns")) >= 2)
    before = len(page.page.evaluate("turns"))
    in_room(server, session, moves.forward)
    page.until(lambda: len(page.page.evaluate("turns")) > before)
    turns = page.page.evaluate("turns")
    assert len(set(turns)) == len(turns)
    sound = page.page.evaluate("wish").pop("audio")
    assert sound == {
        "echoCancellation": False,
        "autoGainControl": False,
        "noiseSuppression": False,
        "channelCount": 1,
    }


def test_off_the_record_nothing_is_sent_nor_kept_not_even_silence(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session)
    began = page.now()
    page.begin()
    page.wait(1.5)
    page.page.keyboard.press("Space")
    page.expect("Hors enregistrement")
    aside = page.now()
    page.arrived(1)
    page.wait(0.5)
    sent, shown = len(page.sent), page.time().inner_text()
    cut_slices(page, 1.5, 1)
    assert len(page.sent) == sent
    assert page.kept()["slices"] == 0
    assert page.time().inner_text() == shown
    back = page.now()
    page.page.keyboard.press("Space")
    page.expect("En cours")
    page.wait(1)
    page.finish()
    length = sum(length for *_, length in held(server, session))
    assert back - aside > 2500
    assert length < page.now() - began - (back - aside)
    assert len(decode(parts(server, session)[0])) / HEARD * 1000 == pytest.approx(length, abs=NEAR)


def test_a_break_of_the_session_is_none_of_the_recording(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    in_room(server, session, moves.pause)
    page.expect("En pause")
    page.arrived(1)
    sent = len(page.sent)
    cut_slices(page, 1.5)
    assert len(page.sent) == sent
    in_room(server, session, moves.start)
    page.expect("En cours")


# The queue --------------------------------------------------------------------------------------


def test_without_a_link_slices_wait_unreadable_and_on_return_all_arrive_in_order(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    page.cut()
    cut_slices(page, 0.8, 0.5, 0.5, 0.5)
    page.until(lambda: page.kept()["slices"] >= 4)
    expect(page.page.locator("#link-words")).to_contain_text("tout est gardé ici")
    expect(page.page.locator("#waiting")).to_contain_text("à envoyer")
    kept = page.kept()
    assert (kept["keys"], kept["extractable"]) == (1, False)
    assert not re.search("OpusHead|webm|\x1aE\xdf\xa3", kept["text"])
    assert "device" not in kept["named"]
    page.sent.clear()
    page.mend()
    page.finish()
    numbers = [int(request.url.rsplit("/", 1)[1]) for request in page.sent]
    assert numbers == sorted(numbers)
    told = held(server, session)
    assert [number for number, *_ in told] == list(range(len(told)))
    sound = decode(parts(server, session)[0])
    assert len(sound) / HEARD * 1000 == pytest.approx(sum(length for *_, length in told), abs=NEAR)
    expect(page.page.locator("#link-words")).to_be_empty()


def test_a_killed_tab_loses_one_slice_at_most_and_recording_goes_on_in_a_new_part(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session, script=NO_LAST_WORD).begin()
    page.cut()
    page.until(lambda: page.kept()["slices"] >= 1)
    page.wait(1)
    kept = page.kept()["numbers"]
    page.page.close(run_before_unload=False)
    page.mend()
    page.visit.page = page.visit.context.new_page()
    page.come()
    page.expect(RESUMABLE)
    page.until(lambda: page.kept()["slices"] == 0)
    told = held(server, session)
    numbers = [number for number, *_ in told]
    assert numbers[: len(kept)] == kept  # one more may have been made before the tab was killed
    assert sum(length for *_, length in told) > 4500
    page.press("Reprendre")
    page.expect("En cours")
    page.wait(1)
    page.finish()
    told = held(server, session)
    assert [number for number, *_ in told] == list(range(len(told)))
    assert {part for _number, part, _length in told} == {0, len(numbers)}
    assert all(decode(content) for content in parts(server, session).values())


def test_a_disk_that_is_full_stops_the_recording_in_words_and_loses_nothing(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    page.page.evaluate("""() => {
      window.add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); };
    }""")
    cut_slices(page, 1)
    page.expect(RESUMABLE)
    expect(page.page.get_by_role("alert")).to_contain_text("plus de place sur cet appareil")
    page.page.evaluate("() => { IDBObjectStore.prototype.add = window.add; }")
    page.arrived(1)
    assert held(server, session)[0][2] > 800


def test_a_session_of_sign_in_that_ended_keeps_the_queue_until_somebody_signs_in(
    recorder: Open, session: int, listener: Browser, server: Server, opened: list[Visit]
) -> None:
    visit = Visits(listener, server).open()
    opened.append(visit)
    visit.watch.expect(401, 400)
    sign_in(visit.page, ANIMATOR)
    page = Recorder(visit, session, server).come().begin()
    end_last_session(server)
    cut_slices(page, 0.6, 0.6)
    expect(page.page.locator("#link-words")).to_contain_text("La session est terminée")
    page.until(lambda: page.kept()["slices"] >= 2)
    with visit.context.expect_page() as opening:
        page.page.get_by_role("link", name="Entrer (nouvel onglet)").click()
    sign_in(opening.value, ANIMATOR)
    page.page.bring_to_front()
    page.until(lambda: page.kept()["slices"] == 0)
    page.expect("En cours")


def test_signing_out_warns_while_sound_waits_and_erases_it_on_demand(
    recorder: Open, session: int, listener: Browser, server: Server, opened: list[Visit]
) -> None:
    visit = Visits(listener, server).open()
    opened.append(visit)
    visit.watch.expect(401)
    visit.watch.offline = True
    sign_in(visit.page, ANIMATOR)
    home = visit.page
    visit.page = visit.context.new_page()
    page = Recorder(visit, session, server).come().begin()
    visit.context.route("**/tranches/*", lambda route: route.abort())
    cut_slices(page, 0.6)
    page.until(lambda: page.kept()["slices"] >= 1)
    home.bring_to_front()
    home.locator("details.menu summary").click()
    home.get_by_role("button", name="Quitter", exact=True).click()
    expect(home.get_by_role("dialog")).to_contain_text("Un bout de l'enregistrement")
    home.get_by_role("button", name="Quitter et effacer").click()
    expect(home).to_have_url(f"{server.url}/connexion")
    assert home.evaluate(f"localStorage.getItem('{WAITING}')") is None
    assert page.kept()["slices"] == 0


def test_a_recording_that_is_gone_leaves_nothing_in_the_queue(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    page.visit.watch.expect(404, 410)
    page.cut()
    cut_slices(page, 0.6)
    page.until(lambda: page.kept()["slices"] >= 1)
    drop(server, session)
    page.mend()
    page.expect(OFF)
    page.until(lambda: page.kept()["slices"] == 0)


# The group, and other devices -------------------------------------------------------------------


def test_a_refusal_looks_like_nothing_until_later_and_then_like_off(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    refuse(server, session)
    cut_slices(page, 2.2)
    page.until(lambda: len(page.sent) >= 1 and page.kept()["slices"] == 0)
    page.expect("En cours")
    expect(page.page.locator("#waiting")).to_have_text("Tout est arrivé sur le serveur.")
    let_it_be_seen(server, session)
    page.expect(OFF)
    expect(page.page.locator("#waiting")).to_be_empty()
    words = page.page.locator("#recorder").inner_text().lower()
    assert not re.search("refus|d'accord|oui|non\\b", words.split("ce que le déguisement")[0])
    page.until(lambda: page.kept()["slices"] == 0)
    page.visit.watch.expect(404)
    agree(server, session)
    page.expect(READY)
    page.begin()
    cut_slices(page, 0.6)
    page.arrived(1)


def test_the_device_waits_for_everybody_and_begins_with_a_tap(
    recorder: Open, server: Server
) -> None:
    session = recordable(server, but=1)
    page = recorder(session)
    page.expect(OFF)
    expect(page.page.locator("#acts button:visible")).to_have_count(0)
    agree(server, session)
    page.begin()


def test_another_device_takes_over_and_the_first_one_says_so(
    recorder: Open, session: int, server: Server
) -> None:
    first = recorder(session).begin()
    cut_slices(first, 0.6)
    first.arrived(1)
    second = recorder(session)
    second.expect("Un autre appareil enregistre")
    first.visit.watch.expect(403)
    second.press("Enregistrer avec cet appareil")
    second.expect("En cours")
    first.expect("Un autre appareil a pris le relais")
    before = len(held(server, session))
    cut_slices(second, 0.6)
    second.arrived(before + 1)


def test_what_waited_on_a_device_that_was_relieved_arrives_once_it_records_again(
    recorder: Open, session: int, server: Server
) -> None:
    first = recorder(session).begin()
    cut_slices(first, 0.6)
    first.arrived(1)
    first.cut()
    cut_slices(first, 0.6, 0.6)
    first.until(lambda: first.kept()["slices"] >= 2)
    second = recorder(session)
    second.press("Enregistrer avec cet appareil")
    second.expect("En cours")
    cut_slices(second, 0.6, 0.6)
    second.arrived(3)  # under the numbers of what waits on the first one
    for each in (first, second):
        each.visit.watch.expect(403, 409)
    first.mend()
    first.expect("Un autre appareil a pris le relais")
    first.press("Enregistrer avec cet appareil")
    first.expect("En cours")
    first.until(lambda: first.kept()["slices"] == 0)
    first.finish()
    expect(first.page.locator("#waiting")).not_to_contain_text("n'ont pas pu être gardés")
    told = held(server, session)
    assert [number for number, *_ in told] == list(range(len(told)))
    heard = sum(len(decode(content)) for content in parts(server, session).values())
    assert heard / HEARD * 1000 == pytest.approx(sum(length for *_, length in told), rel=0.1)


def test_one_tab_alone_is_the_recorder(recorder: Open, session: int) -> None:
    page = recorder(session).begin()
    other = Recorder(
        Visit(page.visit.context, page.visit.context.new_page(), page.visit.watch),
        session, page.server,
    ).come()  # fmt: skip
    other.expect("L'enregistreur est déjà ouvert")
    page.page.close()
    other.expect(RESUMABLE)


def test_when_the_session_is_over_the_rest_is_sent_and_the_device_rests(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session).begin()
    page.wait(1)
    in_room(server, session, closing.close)
    page.expect("Enregistrement terminé")
    page.until(lambda: whole(server, session) is not None)
    count, length = whole(server, session) or (0, 0)
    sent = page.told()
    assert sorted(sent) == list(range(count))
    assert length == pytest.approx(sum(sent.values()), abs=NEAR)
    assert length > 500
    assert page.kept()["slices"] == 0
    expect(page.page.locator("#acts button:visible")).to_have_count(0)
    expect(page.page.locator("#waiting")).to_have_text("Tout est arrivé sur le serveur.")


# What goes wrong --------------------------------------------------------------------------------

TROUBLES = {
    "Le micro est refusé": "throw new DOMException('', 'NotAllowedError')",
    "Aucun micro": "throw new DOMException('', 'NotFoundError')",
    "Le micro ne répond pas": "throw new DOMException('', 'NotReadableError')",
}


def test_a_microphone_that_is_refused_or_absent_gives_words_and_records_nothing(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session)
    for words, trouble in TROUBLES.items():
        page.page.evaluate(f"""() => {{
          navigator.mediaDevices.getUserMedia = async () => {{ {trouble}; }};
        }}""")
        page.press("Commencer")
        expect(page.page.get_by_role("alert")).to_contain_text(words)
        page.expect(READY)
    assert page.sent == []


def test_without_disguise_or_recorder_nothing_is_recorded(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session)
    page.page.evaluate("""() => {
      AudioWorklet.prototype.addModule = () => Promise.reject(new Error("no module"));
    }""")
    page.press("Commencer")
    expect(page.page.get_by_role("alert")).to_contain_text("Le déguisement de la voix ne marche")
    page.page.evaluate("() => { delete window.MediaRecorder; }")
    page.press("Commencer")
    expect(page.page.get_by_role("alert")).to_contain_text("Ce navigateur ne sait pas enregistrer")
    page.expect(READY)


def test_a_microphone_that_is_taken_away_keeps_what_was_recorded(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session, script=KEEP_MICROPHONE).begin()
    page.wait(1)
    page.page.evaluate("microphone.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    page.expect(RESUMABLE)
    expect(page.page.get_by_role("alert")).to_contain_text("Le micro n'est plus là")
    page.arrived(1)
    page.press("Reprendre")
    page.expect("En cours")
    expect(page.page.get_by_role("alert")).to_have_count(0)


def test_without_scripts_the_page_says_that_it_needs_them(
    open_visit: Callable[..., Visit], session: int
) -> None:
    page = open_visit(ANIMATOR, "phone", scripts=False).page
    page.goto(f"/intervisions/{session}/enregistreur")
    expect(page.get_by_role("heading", level=1)).to_have_text("L'enregistrement demande JavaScript")
    expect(page.get_by_role("button", name="Commencer")).to_have_count(0)


def test_every_state_can_be_read_and_touched_by_day_and_by_night(
    recorder: Open, server: Server, session: int
) -> None:
    page = recorder(session, "narrow", reduced_motion="reduce")
    found = {}

    def look(words: str) -> None:
        page.expect(words)
        page.page.emulate_media(color_scheme="light")
        day = axe(page.page), ask(page.page, "tooWide"), ask(page.page, "tooSmall")
        page.page.emulate_media(color_scheme="dark")
        night = ask(page.page, "contrast")
        if any(day) or night:
            found[words] = (day, night)

    look(READY)
    page.begin()
    look("En cours")
    page.press("Hors enregistrement")
    look("Hors enregistrement")
    refuse(server, session)
    let_it_be_seen(server, session)
    look(OFF)
    assert not found


@pytest.mark.slow
def test_a_long_recording_loses_no_block(recorder: Open, server: Server, session: int) -> None:
    page = recorder(session).begin()
    began = page.page.evaluate("performance.now()")
    page.wait(LONG)
    lasted = page.page.evaluate("performance.now()") - began
    page.finish()
    told = held(server, session)
    assert [number for number, *_ in told] == list(range(len(told)))
    length = len(decode(parts(server, session)[0])) / HEARD * 1000
    assert lasted * 0.98 < length < lasted + 3000  # it began before, and ended after
    assert sum(each for *_, each in told) == pytest.approx(length, rel=0.02)
