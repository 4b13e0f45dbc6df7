"""Kept fragments: never another audience's, never out of date, never a person's own."""

import gzip
from datetime import UTC, datetime, time, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import fragments
from raqnet.calendar.models import Evaluation, EvaluationState, Status, Visibility
from raqnet.db import db
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
TODAY, DAY = NOW.date(), timedelta(days=1)
SHARED = ("/calendrier", "/calendrier/semaine", "/calendrier/liste")
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(autouse=True)
def frozen(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def people(app):
    """A person of each role, and a person of a second host."""
    return {role: make.user(role) for role in Role if role != Role.HOST} | {
        "host": make.host(), "other host": make.host(),
    }  # fmt: skip


@pytest.mark.parametrize("query", ["", "?q=nous", "?genre=collective&date=2026-11-18"])
@pytest.mark.parametrize("url", SHARED)
def test_no_page_of_one_audience_is_served_to_the_other(client, people, url, query):
    make.action(TODAY, title="Entre nous", visibility="team")
    order = [people[Role.RAQ], people["host"], people[Role.ADMIN], people["other host"]]
    for user in (*order, *reversed(order)):
        for how in ({}, {"htmx": True}, {"headers": GZIP}):
            answer = client.sign_in(user).get(url + query, **how)
            packed = answer.headers.get("Content-Encoding") == "gzip"
            body = gzip.decompress(answer.data) if packed else answer.data
            assert (b"Entre nous" in body) == (user.role != Role.HOST)


def test_two_people_share_the_calendar_and_nothing_of_their_own(client, people):
    make.action(TODAY)
    one, other = people[Role.RAQ], people[Role.RESEARCH]
    first = client.sign_in(one).get("/calendrier").text
    second = client.sign_in(other).get("/calendrier").text
    assert one.name in first and one.name not in second and other.name in second
    assert "/actions/nouvelle" in first and "/actions/nouvelle" not in second.split("<main")[1]
    inside = '<div id="calendrier"'
    assert client.get("/calendrier", htmx=True).text in first
    assert first.count(inside) == second.count(inside) == 1


def test_a_page_holds_the_token_of_the_session_that_asks(client, people):
    user = people[Role.RAQ]
    for raw in ("one", "two"):
        client.sign_in(user)
        with client.session_transaction() as session:
            session["csrf_token"] = raw
        page = client.get("/calendrier").text
        token = page.split("X-CSRFToken&#34;: &#34;")[-1].split('X-CSRFToken": "')[-1].split('"')[0]
        assert page.count(token) == 2 and token not in client.get("/calendrier", htmx=True).text
        client.csrf = False
        answer = client.post("/deconnexion", headers={"X-CSRFToken": token})
        client.csrf = True
        assert answer.status_code == 303


def test_a_message_is_shown_once_and_not_kept(client, people):
    client.sign_in(people[Role.RAQ]).get("/calendrier")
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "C'est noté.")]
    assert "C&#39;est noté." in client.get("/calendrier").text
    assert "C&#39;est noté." not in client.get("/calendrier").text


def test_a_new_name_of_mine_stands_on_my_next_page(client, people):
    user = people[Role.RESEARCH]
    client.sign_in(user).get("/calendrier")
    user.name = "Un autre nom"
    assert "Un autre nom" in client.get("/calendrier").text


def test_a_page_sent_compressed_is_the_page(client, people):
    make.action(TODAY, title="Été & <b>fête</b> 🎉")
    client.sign_in(people[Role.RAQ])
    for url in SHARED:
        plain, packed = client.get(url), client.get(url, headers=GZIP)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.vary and "Accept-Encoding" in plain.vary
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) == packed.content_length < len(plain.data)


@pytest.mark.parametrize("url", SHARED)
def test_a_change_shows_at_once(client, people, url):
    action = make.action(TODAY, title="Avant")
    client.sign_in(people[Role.RAQ])
    assert "Avant" in client.get(url).text
    action.title = "Après"
    html = client.get(url).text
    assert "Après" in html and "Avant</b>" not in html


def test_what_becomes_the_teams_own_leaves_the_hosts_page_at_once(client, people):
    action = make.action(TODAY, title="Partagée")
    assert "Partagée" in client.sign_in(people["host"]).get("/calendrier").text
    action.visibility = "team"
    assert "Partagée" not in client.get("/calendrier").text


def test_an_evaluation_takes_the_mark_away_at_once(client, people):
    occurrence = make.occurrence_of(make.action(TODAY - DAY, title="Passée"))
    client.sign_in(people[Role.RAQ])
    assert "state-todo" in client.get("/calendrier").text
    db.session.add(Evaluation(occurrence_id=occurrence.id, state=EvaluationState.DONE))
    assert "state-todo" not in client.get("/calendrier").text


def test_an_action_waits_for_its_evaluation_from_the_minute_it_ends(client, people):
    make.action(TODAY, time(10), hours=2, status=Status.CONFIRMED)
    client.sign_in(people[Role.RAQ])
    for at, waits in ((NOW, False), (NOW + timedelta(minutes=59), False),
                      (NOW + timedelta(hours=1), True)):  # fmt: skip
        clock.clock.freeze(at)
        assert ("state-todo" in client.get("/calendrier").text) == waits


def test_at_midnight_today_is_another_day(client, people):
    client.sign_in(people[Role.RAQ])
    for hour, day in ((22, "2026-11-18"), (23, "2026-11-19")):  # 23h and 0h in Brussels
        clock.clock.freeze(datetime(2026, 11, 18, hour, 59 * (hour == 22), tzinfo=UTC))
        html = client.get("/calendrier").text
        today = html.split("is-today")[-1].split('id="j-')[1][:10]
        assert today == day


def test_a_fragment_is_made_once_while_nothing_changes(client, people):
    for n in range(3):
        make.action(TODAY + DAY * n)
    client.sign_in(people[Role.RAQ]).get("/calendrier")
    client.sign_in(people[Role.COORDINATION]).get("/calendrier")
    with count_queries() as sent:
        client.get("/calendrier")
    assert len(sent) == 2


def test_what_is_kept_is_kept_under_its_audience(app):
    made = []

    def make_part(_stamp):
        made.append(1)
        return "part", None

    with app.test_request_context("/"):
        for reader in (Visibility.TEAM, Visibility.HOSTS, Visibility.TEAM):
            fragments.kept(reader, "the same", make_part)
    assert len(made) == 2


def test_the_store_keeps_to_its_size(app):
    store = app.extensions["fragments"]
    whole, store.most = store.most, 1000
    try:
        with app.test_request_context("/"):
            for n in range(50):
                fragments.kept(Visibility.TEAM, n, lambda _stamp: ("x" * 100, None))
        assert store._size <= 1000
    finally:
        store.most = whole
