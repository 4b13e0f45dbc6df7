"""Subscriptions: one's own named feeds, each with an address that is told once."""

import re

import pytest

from raqnet.access import Role
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Subscription
from raqnet.db import db
from tests import factories as make

ADDRESS = re.compile(r'value="(http[^"]+/flux/[\w-]+\.ics)"')


def address(client):
    found = ADDRESS.search(client.get("/abonnements").text)
    return found and found[1]


def rows():
    db.session.expire_all()
    return db.session.scalars(db.select(Subscription).order_by(Subscription.id)).all()


@pytest.fixture
def person(client):
    user = make.user(Role.RAQ)
    client.sign_in(user)
    return user


def test_what_is_on_screen_becomes_a_feed_in_one_click(client, person):
    place = make.commune(name="Molenbeek")
    answer = client.post(f"/abonnements?commune={place.id}&q=marché", htmx=True)
    assert answer.headers["HX-Redirect"] == "/abonnements"
    (row,) = rows()
    assert Filters.from_query(row.query) == Filters(commune=place.id, words="marché")
    assert "Molenbeek" in row.name


@pytest.mark.parametrize("path", ["abonnements/nouveau", "abonnements"])
def test_ones_own_agenda_becomes_a_feed_of_ones_own_dates_only(client, path):
    worker, member = make.worker(), make.host()
    client.sign_in(worker.user)
    assert f'"/{path}?raq={worker.id}"' in client.get("/calendrier/agenda").text
    client.sign_in(member)
    assert f'"/{path}?hebergeur=' in client.get("/calendrier/agenda").text


def test_without_javascript_it_takes_one_click_more(client, person):
    place = make.commune(name="Molenbeek")
    page = client.get(f"/abonnements/nouveau?commune={place.id}").text
    assert f'name="commune" value="{place.id}"' in page
    client.post("/abonnements", data={"commune": place.id})
    assert rows()[0].query == f"commune={place.id}"


def test_the_address_is_shown_once_with_what_each_client_needs(client, person):
    client.post("/abonnements")
    page = client.get("/abonnements").text
    url = ADDRESS.search(page)[1]
    assert "webcal://" + url.removeprefix("http://") in page
    assert "https://calendar.google.com/calendar/r?cid=" in page
    assert "<svg" in page
    assert url not in client.get("/abonnements").text
    assert len(url) <= 256


def test_the_token_is_kept_as_a_hash_alone(client, person):
    client.post("/abonnements")
    token = address(client).split("/flux/")[1].removesuffix(".ics")
    (row,) = rows()
    assert token not in {str(value) for value in vars(row).values()}
    assert len(token) * 6 >= 128


def test_each_feed_is_revoked_alone(client, person):
    paths = []
    for _ in range(2):
        client.post("/abonnements")
        paths.append("/flux/" + address(client).split("/flux/")[1])
    client.post(f"/abonnements/{rows()[0].id}/retirer")
    assert [client.get(path).status_code for path in paths] == [404, 200]


def test_a_new_address_ends_the_old_one(client, person):
    client.post("/abonnements")
    old = "/flux/" + address(client).split("/flux/")[1]
    client.post(f"/abonnements/{rows()[0].id}/adresse")
    new = "/flux/" + address(client).split("/flux/")[1]
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]


def test_nobody_touches_the_feeds_of_others(client, person):
    client.post("/abonnements")
    row = rows()[0]
    client.sign_in(make.user(Role.ADMIN))
    for path in ("", "/adresse", "/retirer"):
        assert client.post(f"/abonnements/{row.id}{path}").status_code == 404
    assert len(rows()) == 1


def test_a_feed_is_renamed_and_given_a_reminder(client, person):
    client.post("/abonnements")
    row = rows()[0]
    page = f"/abonnements/{row.id}"
    client.post(page, data={"name": "Mon quartier", "alarm_minutes": "60"})
    row = rows()[0]
    assert (row.name, row.alarm_minutes) == ("Mon quartier", 60)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "alarm_minutes": ""},
        {"name": "x" * 81, "alarm_minutes": ""},
        {"name": "a\0b", "alarm_minutes": ""},
        {"name": "bien", "alarm_minutes": "17"},
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(client, person, data):
    client.post("/abonnements")
    before = rows()[0].name
    answer = client.post(f"/abonnements/{rows()[0].id}", data=data)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert rows()[0].name == before


def test_thirty_feeds_are_enough(client, person, monkeypatch):
    monkeypatch.setattr(subscriptions, "MAX_PER_PERSON", 1)
    client.post("/abonnements")
    client.post("/abonnements")
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Google-Calendar-Importer", "Google Agenda"),
        ("Mozilla/5.0 (X11) Gecko/20100101 Thunderbird/128.0", "Thunderbird"),
        ("iOS/18.0 (22A3354) dataaccessd/1.0", "Apple Calendrier (iPhone, iPad)"),
        ("curieux/1.0 (essai)", "curieux"),
    ],
)
def test_who_came_by_is_told_by_its_usual_name(agent, name):
    assert subscriptions.agent_name(agent) == name


def test_the_command_prints_an_address_and_knows_its_options(app, client):
    make.user(email="coordination@raqnet.test")
    make.action(title="Vaccibus")
    make.action(title="Permanence sociale", kind="permanence")
    db.session.commit()
    run = app.test_cli_runner().invoke
    made = run(
        args=[
            "feeds",
            "create",
            "--user",
            "coordination@raqnet.test",
            "--name",
            "Test",
            "--actions",
        ]
    )
    text = client.get("/flux/" + made.output.strip().split("/flux/")[1]).text
    assert "SUMMARY:Vaccibus" in text
    assert "Permanence" not in text
    wrong = run(args=["feeds", "create", "--user", "nobody@raqnet.test", "--name", "Test"])
    assert wrong.exit_code != 0
    assert "Aucun compte" in wrong.output
