"""The first page: what waits for me, what is the team's; nobody reads what is another's."""

from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.actors import services as actors
from raqnet.db import db
from raqnet.journal.models import Relay, RelayState
from tests import factories as make


@pytest.fixture
def me(app):
    return make.worker(user=make.user(Role.RAQ, name="Personne du test"))


def home_of(client, account):
    return client.sign_in(account).get("/").text


def test_relays_that_wait_are_on_my_page_alone_until_they_are_closed(me, client):
    actor = make.actor(name="Maison du Test")
    account = db.session.get_one(User, me.user_id)
    relay_id = make.relay(worker=me, actor=actor).id
    assert "Maison du Test" in home_of(client, account)
    other = make.worker().user
    for each in (other, make.user(Role.COORDINATION), make.user(Role.RESEARCH)):
        assert "Relais en attente" not in home_of(client, each)
    db.session.get_one(Relay, relay_id).state = RelayState.CONFIRMED
    assert "Relais en attente" not in home_of(client, account)


def test_each_relay_that_waits_leads_to_where_it_is_answered(me, client):
    relay_id = make.relay(worker=me).id
    assert f'href="/journal/relais#relais-{relay_id}"' in home_of(client, me.user)
    assert f'id="relais-{relay_id}"' in client.get("/journal/relais").text


def test_what_i_want_to_follow_up_comes_back_within_its_week(me, client):
    today = clock.today()
    for days, words in ((3, "Rappeler"), (20, "Plus tard"), (-2, "En retard")):
        make.collaboration(worker=me, follow_up=words, follow_up_on=today + timedelta(days=days))
    page = home_of(client, me.user)
    assert "Rappeler" in page and "En retard" in page and "Plus tard" not in page
    assert "Rappeler" not in home_of(client, make.user(Role.COORDINATION))


def test_sheets_of_my_zone_that_are_old_ask_me_and_nobody_elsewhere(me, client):
    area = make.neighbourhood()
    make.assignment(worker=me, neighbourhood=area)
    make.actor(name="Vieille fiche", neighbourhood=area)
    make.actor(name="Ailleurs", neighbourhood=make.neighbourhood())
    page = home_of(client, me.user)
    assert "Vieille fiche" in page and "Ailleurs" not in page


def test_the_team_hears_of_new_sheets_and_of_services_that_are_full(me, client):
    author = make.user(Role.COORDINATION, name="La coordination")
    reader = make.user(Role.RESEARCH)
    sheet = actors.create(author.id, name="Service nouveau")
    actors.set_capacity(sheet, author.id, "saturated", "Trois mois")
    page = home_of(client, me.user)
    assert "nouvelle fiche" in page and "est saturé" in page
    assert "est saturé" in home_of(client, reader)
    clock.clock.freeze(clock.now() + timedelta(days=9))
    assert "Nouvelles de l" not in home_of(client, reader)


def test_the_coordination_sees_where_relays_fail_and_never_whose(me, client):
    actor = make.actor(name="Guichet plein")
    host = make.organisation(name="Hôte plein")
    full, silent = make.value("relay_failure", "plein"), make.value("relay_failure", "muet")
    for service in ({"actor": actor}, {"organisation": host}):
        for failure in (full, silent, full):
            make.relay(worker=me, state=RelayState.FAILED, failure=failure, **service)
    for role in (Role.COORDINATION, Role.RESEARCH):
        page = home_of(client, make.user(role))
        assert "Guichet plein" in page and "Hôte plein" in page
        assert page.count("2 réorientations « plein » en 30 jours, 1 réorientation « muet »") == 2
        assert "Personne du test" not in page
    assert "réorientations" not in home_of(client, make.user(Role.ADMIN))


def test_what_was_archived_or_merged_is_no_news(me, client):
    author = make.user(Role.COORDINATION)
    gone = actors.create(author.id, name="Archivé bientôt")
    actors.archive(gone, author.id)
    assert "Archivé bientôt" not in home_of(client, me.user)
