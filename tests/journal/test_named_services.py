"""A relay to a service that could not be looked for: told by its name, found again later."""

import pytest

from raqnet import clock
from raqnet.actors import services as actors
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.journal import queries_services, services_relays
from raqnet.journal.models import Intervention, Relay
from tests import factories as make

NEW, ALL = "/journal/relais/nouveau", "/journal/relais"
NAME = "Le dispensaire de la gare"


def only():
    query = db.select(Relay).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def named(name=NAME, **more):
    today = clock.today().isoformat()
    return {"service_name": name, "state": "proposed", "opened_on": today, **more}


@pytest.fixture
def relay(me, client):
    """A relay to a service that is in no list."""
    assert client.post(NEW, data=named()).status_code == 303
    return only()


def test_a_name_is_enough_and_the_relay_waits_under_it(relay, client):
    assert (relay.actor_id, relay.organisation_id, relay.service_name) == (None, None, NAME)
    for page in (ALL, "/journal", "/"):
        assert NAME in client.get(page).text
    assert "à retrouver" in client.get(ALL).text


def test_an_intervention_opens_a_relay_by_a_name(me, values, client):
    fields = {
        "happened_on": clock.today().isoformat(), "place": values.street.id,
        "themes": values.health.id, "service_name": NAME, "state": "taken",
    }  # fmt: skip
    assert client.post("/journal/interventions/noter", data=fields).status_code == 303
    row = db.session.scalars(db.select(Intervention)).one()
    assert (only().intervention_id, only().service_name) == (row.id, NAME)
    client.post(f"/journal/interventions/{row.id}/effacer")
    client.post("/journal/interventions/retablir")
    assert (only().service_name, only().state) == (NAME, "taken")


@pytest.mark.parametrize("name", ["centre du zebre", "  Centre du Zèbre "])
def test_a_name_that_one_service_bears_is_that_service(me, client, name):
    actor = actors.create(me.user_id, name="Centre du Zèbre")
    client.post(NEW, data=named(name))
    assert (only().actor_id, only().service_name) == (actor.id, "")


def test_a_name_that_two_services_bear_is_for_a_person_to_decide(me, client):
    for _ in range(2):
        actors.create(me.user_id, name="Le Phare")
    client.post(NEW, data=named("Le Phare"))
    assert (only().actor_id, only().service_name) == (None, "Le Phare")


def test_a_hosts_name_is_that_host(me, client):
    host = make.organisation(name="Maison d'accueil")
    client.post(NEW, data=named("maison d'accueil"))
    assert only().organisation_id == host.id


def test_a_service_that_was_chosen_counts_more_than_a_name(me, client):
    actor = make.actor()
    client.post(NEW, data=named(service=f"a{actor.id}"))
    assert (only().actor_id, only().service_name) == (actor.id, "")


@pytest.mark.parametrize("name", ["", "   "])
def test_there_is_no_relay_to_nowhere(me, client, name):
    answer = client.post(NEW, data=named(name))
    assert answer.status_code == 422
    assert "Choisir un service" in answer.text


def test_a_longer_name_than_there_is_room_for_is_refused(me, client):
    assert client.post(NEW, data=named("x" * 121)).status_code == 422


def match(client, relay, service):
    return client.post(f"{ALL}/{relay.id}/service", data={"service": service})


def test_the_service_is_told_later_and_the_relay_goes_on_as_it_was(relay, me, client):
    actor = actors.create(me.user_id, name="Dispensaire de la gare")
    assert NAME in client.get(f"{ALL}/{relay.id}/service").text
    assert match(client, relay, f"a{actor.id}").status_code == 303
    assert (only().actor_id, only().service_name, only().version) == (actor.id, "", 1)
    services_relays.undo(only())
    assert db.session.scalars(db.select(Relay)).all() == []


def test_what_begins_like_the_name_is_offered(relay, me, client):
    actor = actors.create(me.user_id, name=f"{NAME}, antenne Nord")
    assert f'value="a{actor.id}"' in client.get(f"{ALL}/{relay.id}/service").text


def test_a_service_is_told_once(relay, client):
    first, second = make.actor(), make.actor()
    match(client, relay, f"a{first.id}")
    answer = match(client, relay, f"a{second.id}")
    assert "a déjà son service" in client.get(answer.location).text
    assert only().actor_id == first.id


@pytest.mark.parametrize("service", ["", "a999999", "x"])
def test_a_service_that_there_is_not_is_refused(relay, client, service):
    assert match(client, relay, service).status_code == 422
    assert only().service_name == NAME


def test_nobody_else_tells_a_service(relay, app):
    other = app.test_client().sign_in(make.worker().user)
    assert match(other, relay, f"a{make.actor().id}").status_code == 404


def test_an_undone_relay_keeps_its_name_in_the_form(relay, client):
    client.post(f"{ALL}/{relay.id}/annuler?v={relay.version}")
    assert "dispensaire" in db.session.scalars(db.select(Draft)).one().body
    assert NAME in client.get(f"{NEW}?brouillon=1").text


def test_an_archived_actor_is_not_taken_for_a_name(me):
    actor = actors.create(me.user_id, name="Le Vieux Port")
    actors.archive(actor, me.user_id)
    db.session.flush()
    assert queries_services.named("Le Vieux Port").actor_id is None
