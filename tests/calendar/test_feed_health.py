"""How a feed does, told in plain words; the link to the evaluation in one's own feeds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import services, subscriptions
from raqnet.calendar.dates import of as dates_of
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import EvaluationState, Subscription
from raqnet.db import db
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
GOOGLE = "Mozilla/5.0 (compatible; Google-Calendar-Importer)"


@pytest.fixture(autouse=True)
def noon(app: Any) -> None:
    clock.clock.freeze(NOW)


def subscribe(user: Any) -> tuple[Subscription, str]:
    row, token = subscriptions.create(user.id, "Mon agenda", Filters())
    db.session.commit()
    return row, f"/flux/{token}.ics"


def visit(client: Any, url: str, after: timedelta, agent: str = GOOGLE) -> None:
    clock.clock.freeze(clock.now() + after)
    assert client.get(url, headers={"User-Agent": agent}).status_code == 200


def told(client: Any) -> str:
    return str(client.get("/abonnements").text)


def test_a_feed_says_who_came_whether_they_are_up_to_date_and_when_they_come_again(
    client: Any,
) -> None:
    user = make.user(Role.RAQ)
    action = make.action(title="Marché")
    _row, url = subscribe(user)
    client.sign_in(user)
    assert "Aucun agenda" in told(client)
    visit(client, url, timedelta(minutes=1))
    clock.clock.freeze(clock.now() + timedelta(hours=6))
    words = "est passé il y a 6\u00a0h, à jour ; prochain passage attendu avant demain 10h."
    assert f"Google Agenda {words}" in told(client)
    services.edit(action, user.id, title="Autre marché")
    assert "un changement l&#39;attend" in told(client)


def test_many_feeds_are_told_of_in_as_many_queries_as_one(client: Any) -> None:
    user, asked = make.user(Role.RAQ), []
    make.action(title="Marché")
    client.sign_in(user)
    for words in ("", "texte=march%C3%A9"):
        row, url = subscribe(user)
        row.query = words
        db.session.commit()
        visit(client, url, timedelta(minutes=1))
        with count_queries() as sent:
            page = told(client)
        asked.append(len(sent))
    assert page.count("à jour ;") == 2 and asked[0] == asked[1]


def test_what_is_expected_is_learned_from_the_last_two_visits(client: Any) -> None:
    user = make.user(Role.RAQ)
    row, url = subscribe(user)
    visit(client, url, timedelta(minutes=1))
    visit(client, url, timedelta(hours=5))
    clock.clock.freeze(clock.now() + timedelta(hours=1))
    client.sign_in(user)
    assert "il y a 1\u00a0h, à jour ; prochain passage attendu vers 20h." in told(client)
    db.session.refresh(row)
    assert row.previous_fetched_at == NOW + timedelta(minutes=1)


def test_a_client_that_stays_away_is_told_with_what_to_do(client: Any) -> None:
    user = make.user(Role.RAQ)
    _row, url = subscribe(user)
    visit(client, url, timedelta(minutes=1), "Thunderbird/128")
    clock.clock.freeze(clock.now() + timedelta(days=3))
    page = told(client.sign_in(user))
    assert "Thunderbird est passé il y a 3 jours, plus rien depuis." in page
    assert "Vérifier que" in page


def descriptions(client: Any, url: str) -> dict[str, str]:
    events = icalendar.Calendar.from_ical(client.get(url).data).walk("VEVENT")
    return {str(each["SUMMARY"]): str(each.get("DESCRIPTION", "")) for each in events}


def test_ones_own_actions_lead_to_their_evaluation_and_nobody_elses_do(client: Any) -> None:
    worker, other = make.worker(), make.worker()
    mine = make.action(title="À moi", workers=[worker], aim="Un but, des accents : é" * 9)
    make.action(title="Aux autres", workers=[other])
    make.action(title="Réunion", workers=[worker], kind="team", activity=None)
    services.cancel(make.action(title="Pique-nique", workers=[worker]), "pluie")
    _row, url = subscribe(worker.user)
    link = f"/calendrier/actions/{mine.id}/evaluer"
    found, off = descriptions(client, url), "[ANNULÉ] Pique-nique"
    assert found["À moi"].endswith(link) and found["À moi"].startswith("Un but, des accents")
    assert not any("/evaluer" in found[title] for title in ("Aux autres", "Réunion", off))
    assert all(len(line) <= 75 for line in client.get(url).data.split(b"\r\n"))
    for user in (make.host(), make.user(Role.COORDINATION)):
        assert b"/evaluer" not in client.get(subscribe(user)[1]).data


def test_the_link_leads_to_the_last_date_that_waits(client: Any) -> None:
    worker = make.worker()
    action = make.action(
        NOW.date() - timedelta(days=14), workers=[worker], rrule="FREQ=WEEKLY;BYDAY=FR;COUNT=5"
    )
    dates = [each for each in dates_of(action) if each.starts_at <= NOW]
    client.sign_in(worker.user)
    path = f"/calendrier/actions/{action.id}/evaluer"
    assert client.get(path).headers["Location"].endswith(f"/dates/{dates[-1].id}/evaluer")
    services.evaluate(dates[-1], worker.user_id, EvaluationState.DONE, present=3)
    assert client.get(path).headers["Location"].endswith(f"/dates/{dates[-2].id}/evaluer")
    ahead = make.action(NOW.date() + timedelta(days=3), workers=[worker])
    db.session.commit()
    answer = client.get(f"/calendrier/actions/{ahead.id}/evaluer")
    assert answer.headers["Location"].endswith(f"/calendrier/actions/{ahead.id}")
