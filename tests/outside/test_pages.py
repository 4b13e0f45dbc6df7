"""Bringing a calendar through its pages: nobody else's, nothing half, every refusal in words."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import select

from raqnet import clock
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.outside import queries
from raqnet.outside.models import CalendarImport
from raqnet.people.models import Worker
from tests import factories as make
from tests.outside.ics import calendar, event, utc
from tests.queries import count_queries

BRING = "/calendrier/ailleurs/importer"
PLAIN = {"kind": "permanence", "visibility": "team"}


@pytest.fixture
def me(client: Any) -> Worker:
    clock.clock.freeze(utc(2026, 3, 2, 9))
    worker = make.worker()
    client.sign_in(worker.user)
    return worker


def send(client: Any, content: str | bytes, name: str = "planning.ics") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(BRING, data={"file": (io.BytesIO(data), name)})


def brought(client: Any, *events: str) -> str:
    """The address of a calendar that was brought."""
    answer = send(client, calendar(*events))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def titles() -> set[str]:
    return set(db.session.scalars(select(Action.title)))


def test_a_file_is_shown_line_by_line_then_taken(client: Any, me: Worker) -> None:
    here = brought(client, event("a"), event("b", summary="Autre"), event("c", dtstart=""))
    page = client.get(here).text
    assert re.findall(r'<li class="is-(new|changed|same|gone|unreadable)">', page) == [
        "new",
        "new",
        "unreadable",
    ]
    assert "ne dit pas quand il commence" in page and "mardi 10 mars 2026, 10h-12h" in page
    shown = dict(re.findall(r'name="(seen|take)" value="(\d+)"', page))
    seen = re.findall(r'name="seen" value="(\d+)"', page)
    assert shown and not titles()
    assert f'href="{here}?etat=unreadable#lignes"' in page
    answer = client.post(f"{here}/confirmer", data={**PLAIN, "seen": seen, "take": seen[:1]})
    assert answer.status_code == 303 and titles() == {"Vaccibus"}
    assert answer.headers["Location"] == "/calendrier?date=2026-03-10"  # where it is seen
    assert client.get(here).status_code == 404


def test_what_waits_is_listed_in_as_many_queries_however_much_of_it(
    client: Any, me: Worker
) -> None:
    asked = []
    for _turn in range(2):
        brought(client, event("a"))
        with count_queries() as sent:
            page = client.get("/calendrier/ailleurs").text
        asked.append(len(sent))
    assert page.count("1 nouveau") == 2 and asked[0] == asked[1]


def test_a_pasted_text_does_as_well(client: Any, me: Worker) -> None:
    answer = client.post(BRING, data={"text": event()})
    assert client.get(answer.headers["Location"]).text.count('class="is-new"') == 1


def test_a_collective_action_needs_its_activity(client: Any, me: Worker) -> None:
    here = brought(client, event())
    answer = client.post(f"{here}/confirmer", data={"kind": "collective", "visibility": "team"})
    assert answer.status_code == 422 and "elle qui est comptée" in answer.text
    assert not titles()


def test_one_event_may_be_chosen_otherwise(client: Any, me: Worker) -> None:
    here = brought(client, event("a"), event("b", summary="Formation"))
    event_id = re.findall(r"evenements/(\d+)", client.get(here).text)[1]
    path = f"{here}/evenements/{event_id}"
    assert client.get(path).status_code == 200
    client.post(path, data={"kind": "team", "team_kind": "training", "visibility": "hosts"})
    client.post(f"{here}/confirmer", data=PLAIN)
    found = dict(db.session.execute(select(Action.title, Action.kind)).all())
    assert found == {"Vaccibus": "permanence", "Formation": "team"}


def test_what_changed_is_shown_before_and_after(client: Any, me: Worker) -> None:
    client.post(f"{brought(client, event())}/confirmer", data=PLAIN)
    page = client.get(
        brought(client, event(summary="Vaccibus 2", rrule="FREQ=WEEKLY;COUNT=3"))
    ).text
    assert 'class="is-changed"' in page
    assert "Vaccibus 2" in page and "tous les mardis" in page


def test_nobody_sees_or_takes_what_another_brought(client: Any, me: Worker) -> None:
    here = brought(client, event())
    client.sign_in(make.worker().user)
    assert client.get(here).status_code == 404
    assert client.post(f"{here}/confirmer", data=PLAIN).status_code == 404
    assert not titles()


def test_taken_twice_it_is_taken_once(client: Any, me: Worker) -> None:
    here = brought(client, event())
    data = {**PLAIN, "sending": "un-envoi-de-mon-appareil"}
    for _turn in range(2):
        assert client.post(f"{here}/confirmer", data=data).status_code in (303, 404)
    assert db.session.query(Action).count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "vide"), (b"%PDF-1.4", "pas un calendrier"), (b"PK\x03\x04", "compress")],
)
def test_what_is_no_calendar_is_refused_in_words(
    client: Any, me: Worker, content: bytes, words: str
) -> None:
    answer = send(client, content)
    assert answer.status_code == 422 and words in answer.text
    assert not db.session.scalar(select(CalendarImport.id))


def test_fifty_megabytes_are_refused_clearly_and_five_are_not(client: Any, me: Worker) -> None:
    answer = send(client, b"x" * (50 * 1024 * 1024))
    assert answer.status_code == 413 and "trop lourd" in answer.text and "10 Mo" in answer.text
    assert 'href="/calendrier/ailleurs/importer"' in answer.text  # another file may be chosen
    filling = calendar(event()) + "X" * (5 * 1024 * 1024)
    assert send(client, filling).status_code == 303


def test_a_long_file_is_read_in_steps_that_say_how_far_they_are(
    client: Any, me: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("raqnet.outside.services.AT_ONCE", 2)
    monkeypatch.setattr("raqnet.outside.views.importing.SECONDS", 0.0)
    here = brought(client, *(event(f"{n}") for n in range(3)))
    page = client.get(here).text
    assert "0 événements lus sur 3" in page and "<progress" in page
    assert client.post(f"{here}/confirmer", data=PLAIN).status_code == 303 and not titles()
    monkeypatch.setattr("raqnet.outside.views.importing.SECONDS", 5.0)
    answer = client.post(f"{here}/lire", htmx=True)
    assert answer.headers["HX-Redirect"] == here
    assert client.get(here).text.count('class="is-new"') == 3


def test_a_followed_calendar_keeps_its_address_to_itself(client: Any, me: Worker) -> None:
    secret = "https://agenda.exemple.be/prive-1234/base.ics"
    data = {**PLAIN, "name": "Planning", "url": secret}
    assert client.post("/calendrier/ailleurs/suivre", data=data).status_code == 303
    (row,) = queries.followed(me.user_id)
    pages = [
        client.get("/calendrier/ailleurs"),
        client.get(f"/calendrier/ailleurs/suivis/{row.id}"),
    ]
    assert all("prive-1234" not in page.text for page in pages) and "prive" not in row.url
    refused = client.post("/calendrier/ailleurs/suivre", data={**data, "url": "http://a.be/x.ics"})
    assert refused.status_code == 422 and "https" in refused.text
    for inside in ("127.0.0.1", "[::1]", "10.0.0.8", "intranet", "serveur.local"):
        there = {**data, "url": f"https://{inside}/x.ics"}
        refused = client.post("/calendrier/ailleurs/suivre", data=there)
        assert refused.status_code == 422 and "réseau privé" in refused.text
    client.post(f"/calendrier/ailleurs/suivis/{row.id}/retirer")
    assert not queries.followed(me.user_id)
