"""A failed save loses no words: the form comes back with all of them, and nothing is half done."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from raqnet.db import db
from tests.doors import atlas, pages
from tests.doors.world import World

pytest_plugins = ["tests.doors.fixtures"]
WORDS = "Mot de zèbre « l'été » <b>&amp;\nà la ligne"
# The forms where people write: endpoint, who, and what they fill in besides what it proposes.
WRITTEN: dict[str, dict[str, str]] = {
    "calendar.new_action": {
        "title": "Zèbre", "aim": WORDS * 46, "place": "Place du zèbre", "day": "2026-12-01",
        "start": "10:00", "end": "12:00",
    },
    "calendar.edit_action": {"title": "Zèbre", "aim": WORDS * 20},
    "calendar.edit_date": {"aim": WORDS * 20},
    "calendar.evaluate": {"present": "12", "difficulties": WORDS * 40, "follow_up": WORDS * 40},
    "calendar.comment": {"text": WORDS},
    "calendar.cancel_date": {"reason": "Le zèbre est parti"},
    "calendar.edit_subscription": {"name": "Mon zèbre"},
    "intervision.plan": {
        "date": "nouvelle", "day": "2026-12-01", "start": "10:00", "end": "12:00",
        "place": "Place du zèbre", "label": "Le zèbre",
    },
    "intervision.edit_plan": {"label": "Le zèbre"},
    "journal.note_intervention": {"note": WORDS * 15, "search": ""},
    "journal.edit_intervention": {"note": WORDS * 15},
    "journal.note_outing": {"contacts": "7", "note": WORDS * 15},
    "journal.edit_outing": {"contacts": "7", "note": WORDS * 15},
    "journal.new_relay": {"note": WORDS * 5, "search": ""},
    "people.save_sheet": {"phone": "0470 12 34 56"},
    "tables.bring": {"text": f"Nom;Date\n{WORDS}"},
    "people.organisation_add": {"name": "Maison du zèbre"},
    "accounts.update_own": {"name": "Zèbre"},
}  # fmt: skip
SECRET = {"csrf_token", "password", "new_password", "present_password", "code"}


@pytest.fixture(scope="module")
def forms(module_world: World) -> dict[str, atlas.Form]:
    """The forms of the pages, by endpoint: one's own rather than another's."""
    activity = module_world.shared["entry_id"]["activity"]
    WRITTEN["calendar.new_action"]["activity"] = str(activity)
    values = module_world.shared["value_id"]
    for endpoint in ("journal.note_intervention", "journal.note_outing"):
        WRITTEN[endpoint] |= {"place": str(values["place"]), "happened_on": "2026-11-17"}
    WRITTEN["journal.note_intervention"]["themes"] = str(values["theme"])
    WRITTEN["journal.new_relay"]["service"] = f"h{module_world.shared['entry_id']['organisation']}"
    found: dict[str, atlas.Form] = {}
    for form in atlas.forms(module_world):
        found.setdefault(form.endpoint, form)
    return found


def filled(form: atlas.Form) -> MultiDict[str, str]:
    """The form as a person sends it."""
    typed = WRITTEN[form.endpoint]
    return MultiDict([*[each for each in form.fields if each[0] not in typed], *typed.items()])


@contextmanager
def commits_fail(_world: World) -> Iterator[None]:
    """Every commit of the session finds the database locked."""

    def refuse(_session: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("database is locked"))

    event.listen(db.session, "before_commit", refuse)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", refuse)


@contextmanager
def _pragma(text: str) -> Iterator[None]:
    def impatient(raw: Any, _record: Any) -> None:
        raw.execute(f"PRAGMA {text}")

    event.listen(db.engine, "connect", impatient)
    db.engine.dispose()
    try:
        yield
    finally:
        event.remove(db.engine, "connect", impatient)
        db.engine.dispose()


@contextmanager
def locked(_world: World) -> Iterator[None]:
    """Somebody else holds SQLite's write lock, and does not let go."""
    with _pragma("busy_timeout=20"), db.engine.connect() as other:
        other.exec_driver_sql("SELECT 1")  # outside a request a transaction begins IMMEDIATE
        yield


@contextmanager
def disk_full(_world: World) -> Iterator[None]:
    """The database may not grow by a page, and has none to spare."""
    raw = db.engine.raw_connection()
    raw.cursor().execute("VACUUM")
    raw.close()
    with db.engine.connect() as connection:
        pages_now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.rollback()
    with _pragma(f"max_page_count={pages_now}"):
        yield


Failure = Callable[[World], Any]


def missing_words(answer: Any, sent: MultiDict[str, str]) -> list[str]:
    """What was typed and does not stand in the form that came back."""
    page = pages.Page(answer.text)
    form = next(each for each in page.elements("form") if each.attributes.get("method") == "post")
    back = MultiDict(
        (name, each.value())
        for each in form.all()
        if (name := each.attributes.get("name")) and each.tag in ("input", "textarea")
    )
    kept = [(name, value) for name, value in sent.items(multi=True) if name not in SECRET]
    return [name for name, value in kept if value.replace("\r\n", "\n") not in back.getlist(name)]


def complaints(answer: Any) -> str:
    """What a page says of the fields that it refuses."""
    page = pages.Page(answer.text)
    told = [each for each in page.elements() if "notice-error" in each.attributes.get("class", "")]
    return " ".join(" ".join(each.words() for each in told).split())


def form_sent_again(answer: Any) -> tuple[str, MultiDict[str, str]]:
    """Where the form of the page goes, and what it sends untouched."""
    page = pages.Page(answer.text)
    form = next(each for each in page.elements("form") if each.attributes.get("method") == "post")
    return form.attributes["action"], MultiDict(atlas._sent(form))


@pytest.mark.parametrize("endpoint", WRITTEN)
def test_the_words_come_back_when_the_commit_fails(
    world: World, forms: dict[str, atlas.Form], endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    form, caplog_level = forms[endpoint], logging.DEBUG
    sent = filled(form)
    with caplog.at_level(caplog_level), commits_fail(world):
        answer = world.ask(form.actor, "POST", form.path, data=sent)
    assert answer.status_code == 503, complaints(answer)
    assert missing_words(answer, sent) == []
    assert "csrf_token" in answer.text
    assert "zèbre" not in caplog.text.lower()
    assert "OperationalError" in caplog.text
    assert world.changed_tables() == []


@pytest.mark.parametrize("endpoint", WRITTEN)
def test_what_came_back_is_saved_once_the_database_answers_again(
    world: World, forms: dict[str, atlas.Form], endpoint: str
) -> None:
    form = forms[endpoint]
    with commits_fail(world):
        failed = world.ask(form.actor, "POST", form.path, data=filled(form))
    path, fields = form_sent_again(failed)
    again = world.ask(form.actor, "POST", path, data=fields, csrf=True)
    assert again.status_code == 303, again.text
    assert world.changed_tables()


sqlite_only = pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True, scope="session")


@sqlite_only
@pytest.mark.parametrize("failure", [locked, disk_full], ids=lambda each: each.__name__)
@pytest.mark.parametrize("endpoint", ["calendar.new_action", "calendar.evaluate"])
def test_the_words_come_back_when_sqlite_is_locked_or_the_disk_is_full(
    world: World, forms: dict[str, atlas.Form], endpoint: str, failure: Failure,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    form = forms[endpoint]
    sent = filled(form)
    with failure(world), caplog.at_level(logging.DEBUG):
        answer = world.ask(form.actor, "POST", form.path, data=sent)
    assert answer.status_code == 503, complaints(answer)
    assert missing_words(answer, sent) == []
    assert "zèbre" not in caplog.text.lower()
    assert world.changed_tables() == []


def test_htmx_is_told_too_when_a_save_fails(world: World, forms: dict[str, atlas.Form]) -> None:
    form = forms["calendar.comment"]
    with commits_fail(world):
        answer = world.ask(form.actor, "POST", form.path, data=filled(form), htmx=True)
    assert answer.status_code == 503
    assert world.changed_tables() == []


def test_secrets_never_come_back(world: World) -> None:
    sent = {"email": "zebre@raqnet.test", "password": "un secret de zèbre"}
    with commits_fail(world):
        answer = world.ask("anonymous", "POST", "/connexion", data=sent)
    assert answer.status_code == 503
    assert "un secret de" not in answer.text
    assert "zebre@raqnet.test" in answer.text


@sqlite_only
def test_a_reader_does_not_wait_for_a_writer(world: World) -> None:
    with locked(world):
        answer = world.ask("raq", "GET", "/calendrier")
    assert answer.status_code == 200


def test_the_words_come_back_when_nobody_is_signed_in_any_more(
    world: World, forms: dict[str, atlas.Form]
) -> None:
    """Sent by our own page, after the session had ended: the sign-in page carries them."""
    form = forms["calendar.comment"]
    origin = {"Sec-Fetch-Site": "same-origin"}
    answer = world.ask("anonymous", "POST", form.path, data=filled(form), headers=origin)
    assert answer.status_code == 401
    assert "kept" in answer.text
    assert world.changed_tables() == []
