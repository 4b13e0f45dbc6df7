"""Relays: opened, followed until the person was received, undone; and what a team may know."""

import re
from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.actors import panels
from raqnet.auth import load
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.journal import queries_relays, queries_saturation
from raqnet.journal.models import Relay, RelayStep
from raqnet.lists import services as lists
from tests import factories as make
from tests.calendar.forms import error_at
from tests.conftest import open_session
from tests.queries import count_queries

NEW, ALL = "/journal/relais/nouveau", "/journal/relais"


def only():
    query = db.select(Relay).execution_options(populate_existing=True)
    [row] = db.session.scalars(query)
    return row


def steps():
    return [step.state for step in db.session.scalars(db.select(RelayStep).order_by(RelayStep.id))]


def principal(user_id):
    return load(open_session(db.session.get(User, user_id)))


def proposal(actor, **more):
    return {
        "service": f"a{actor.id}", "state": "proposed",
        "opened_on": clock.today().isoformat(), **more,
    }  # fmt: skip


@pytest.fixture
def relay(me, client):
    """A relay that waits, made by its form."""
    client.post(NEW, data=proposal(make.actor(name="Centre du Zèbre")))
    return only()


def undo(client, relay, version=None):
    version = only().version if version is None else version
    return client.post(f"{ALL}/{relay.id}/annuler?v={version}")


def step(client, relay, **data):
    return client.post(f"{ALL}/{relay.id}/etat", data=data)


def test_a_relay_is_noted_and_waits_in_the_list(me, relay, client):
    assert (relay.state, relay.worker_id, relay.opened_on) == ("proposed", me.id, clock.today())
    page = client.get(ALL).text
    assert "Centre du Zèbre" in page
    assert "Proposé" in page
    assert steps() == ["proposed"]
    assert "Centre du Zèbre" in client.get("/journal").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("service", "", "Choisir un service"),
        ("service", "a999999", "n'existe plus"),
        ("service", "a" + "9" * 30, "n'existe plus"),
        ("state", "confirmed", "Ce choix n'existe pas"),
        ("opened_on", "2030-01-01", "à venir"),
        ("note", "x" * 301, "trop long"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(me, client, field, value, words):
    answer = client.post(NEW, data=proposal(make.actor(), **{"note": "gardé", field: value}))
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    assert db.session.scalars(db.select(Relay)).all() == []


def test_a_relay_is_followed_until_the_person_was_received(relay, client):
    assert step(client, relay, state="taken").status_code == 303
    assert (only().state, only().state_on) == ("taken", clock.today())
    step(client, relay, state="confirmed")
    assert steps() == ["proposed", "taken", "confirmed"]
    page = client.get(ALL).text
    assert "Aucun relais n" in page
    assert "Confirmé reçu" in page


def test_a_failure_has_its_reason(relay, client):
    reason = make.value("relay_failure", "sans réponse")
    assert "Dire pourquoi" in follow(client, step(client, relay, state="failed"))
    assert only().state == "proposed"
    step(client, relay, state="failed", failure=reason.id)
    assert (only().state, only().failure_id) == ("failed", reason.id)
    assert "sans réponse" in client.get(ALL).text


def follow(client, answer):
    return client.get(answer.location).text


def test_a_reason_is_kept_of_failures_alone(relay, client):
    reason = make.value("relay_failure")
    step(client, relay, state="taken", failure=reason.id)
    assert only().failure_id is None


def test_a_reason_retired_meanwhile_is_kept(relay, client):
    reason = make.value("relay_failure")
    lists.retire(make.user().id, reason)
    step(client, relay, state="failed", failure=reason.id)
    assert only().failure_id == reason.id


def test_tapped_twice_it_is_one_step(relay, client):
    for _ in range(2):
        assert step(client, relay, state="taken").status_code == 303
    assert steps() == ["proposed", "taken"]


def test_what_is_closed_moves_no_further(relay, client):
    step(client, relay, state="refused")
    assert "changé entre-temps" in follow(client, step(client, relay, state="confirmed"))
    assert only().state == "refused"


@pytest.mark.parametrize("state", ["", "proposed", "danser", "x" * 999])
def test_a_state_that_there_is_not_changes_nothing(relay, client, state):
    assert step(client, relay, state=state).status_code == 303
    assert (only().state, steps()) == ("proposed", ["proposed"])


def test_the_last_step_is_undone(relay, client):
    reason = make.value("relay_failure")
    step(client, relay, state="taken")
    step(client, relay, state="failed", failure=reason.id)
    undo(client, relay)
    assert (only().state, only().failure_id) == ("taken", None)
    undo(client, relay)
    assert (only().state, only().state_on) == ("proposed", relay.opened_on)
    assert steps() == ["proposed"]


def test_a_page_that_is_stale_takes_no_second_step_back(relay, client):
    step(client, relay, state="taken")
    seen = only().version
    undo(client, relay, seen)
    for stale in (seen, "", "x", "9" * 30):
        assert "Ce relais a changé entre-temps" in follow(client, undo(client, relay, stale))
    assert (only().state, steps()) == ("proposed", ["proposed"])


def test_each_button_that_undoes_carries_what_it_has_seen(relay, client):
    for state in ("taken", "confirmed"):
        told = follow(client, step(client, relay, state=state))
        address = f'{ALL}/{relay.id}/annuler?v={only().version}"'
        assert told.count(address) == 2, state  # beside the words that were flashed, on its card
    client.post(NEW, data=proposal(make.actor()))
    assert client.get(ALL).text.count("/annuler?v=1") == 2


def way_back(client):
    """What the buttons that undo say, the flashed ones aside."""
    client.get(ALL)
    return re.findall(
        r"</svg>([^<]*)</button>", "".join(client.get(ALL).text.split("/annuler")[1:])
    )


def test_the_button_says_whether_it_takes_a_step_back_or_the_relay_away(me, relay, client):
    assert "Effacer" in way_back(client)
    step(client, relay, state="taken")
    assert "Annuler le dernier pas" in way_back(client)
    undo(client, relay)
    assert "Effacer" in way_back(client) and "Annuler le dernier pas" not in way_back(client)


def test_undoing_the_first_step_takes_the_relay_away_and_keeps_its_words(me, client):
    client.post(NEW, data=proposal(make.actor(), note="Passer mardi"))
    undo(client, only())
    assert db.session.scalars(db.select(Relay)).all() == []
    assert steps() == []
    assert "Passer mardi" in client.get(f"{NEW}?brouillon=1").text


def test_a_draft_that_was_begun_is_not_written_over(relay, client):
    client.put(f"/brouillons{NEW}", data={"note": "Autre chose"})
    undo(client, relay)
    assert "Autre" in db.session.scalars(db.select(Draft)).one().body


def test_ones_relays_are_ones_own(relay, client, app):
    other = app.test_client().sign_in(make.worker().user)
    assert "Zèbre" not in other.get(ALL).text
    assert step(other, relay, state="taken").status_code == 404
    assert undo(other, relay).status_code == 404
    assert steps() == ["proposed"]


def test_the_open_ones_come_oldest_first_for_the_home_page_too(me, client):
    for days in (1, 9, 4):
        make.relay(worker=me, opened_on=clock.today() - timedelta(days=days))
    make.relay(worker=me, state="confirmed")
    make.relay()
    user = principal(me.user_id)
    with count_queries() as sent:
        found = queries_relays.open_of(user)
    assert len(sent) == 1
    assert [(clock.today() - each.opened_on).days for each in found] == [9, 4, 1]


def test_the_closed_ones_come_a_page_at_a_time(me, client):
    for n in range(45):
        make.relay(
            worker=me, state="refused", note=str(n), state_on=clock.today() - timedelta(days=n // 2)
        )
    seen, address = [], ALL
    while address:
        page = client.get(address).text
        seen += re.findall(r"/journal/relais/(\d+)/annuler", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found and found[1]
    assert len(seen) == len(set(seen)) == 45


# Services ------------------------------------------------------------------------------------


def merged(actor, into):
    actor.merged_into_id, actor.family_id = into.id, into.id
    db.session.flush()


def test_an_actor_merged_or_archived_meanwhile_still_takes_a_relay(me, client):
    kept, absorbed, gone = make.actor(name="Gardé"), make.actor(), make.actor(name="Parti")
    merged(absorbed, kept)
    gone.removed_at = clock.now()
    for actor in (absorbed, gone):
        assert client.post(NEW, data=proposal(actor)).status_code == 303
    page = client.get(ALL).text
    assert "Gardé" in page
    assert re.search(r"Parti(</a>)?\s*<span[^>]*>\(archivé\)", page)


def word(actor, text):
    db.session.execute(
        db.insert(db.metadata.tables["actor_words"]).values(word=text, actor_id=actor.id)
    )


def test_services_are_found_by_the_beginning_of_any_word(me, client):
    actor, old, gone = make.actor(name="Chez Ali"), make.actor(), make.actor(name="Parti")
    mine = [(actor, text) for text in ("ali", "zebre", "chez")]
    for each, text in (*mine, (old, "zebre"), (gone, "zebre")):
        word(each, text)
    merged(old, actor)
    gone.removed_at = clock.now()
    make.organisation(name="Maison de l'Été")
    for words, expected in {"zèb": "Chez Ali", "al ch": "Chez Ali", "ete": "Maison de l"}.items():
        page = client.get(f"{ALL}/services?q={words}").text
        assert expected in page, words
        assert "Parti" not in page
        assert page.count("radio") == 1
    for words in ("", " ", "al nulle", "%", "l'"):
        page = client.get(f"{ALL}/services", query_string={"q": words}).text
        assert "radio" not in page, words


def test_a_search_asks_two_questions_at_the_most(me, client):
    word(make.actor(), "zebre")
    client.get(f"{ALL}/services?q=ze")
    with count_queries() as sent:
        client.get(f"{ALL}/services?q=ze")
    assert len(sent) <= 3  # one of them asks who is there


def test_the_services_that_one_uses_are_offered(me, client):
    usual, other = make.actor(name="Le Habituel"), make.actor(name="Un Autre")
    make.relay(worker=me, actor=usual)
    make.relay(actor=other)
    page = client.get(NEW).text
    assert "Le Habituel" in page
    assert "Un Autre" not in page


# Saturation ----------------------------------------------------------------------------------


def fail(actor, reason, days=1, **more):
    make.relay(
        actor=actor, state="failed", failure=reason, note="Rien pour d'autres yeux",
        opened_on=clock.today() - timedelta(days=days), **more,
    )  # fmt: skip


def shown(app, user, actor):
    """The panels of a sheet that tell of relays."""
    with app.test_request_context():
        found = panels.of(principal(user.id), actor)
    return [panel for panel in found if panel.template.startswith("journal/")]


def told(app, user, actor):
    found = shown(app, user, actor)
    return [tuple(each) for panel in found for each in panel.context.get("failures", ())]


def test_the_team_sees_failures_of_the_whole_family_by_reason(app):
    actor, absorbed = make.actor(), make.actor()
    silent = make.value("relay_failure", "sans réponse")
    mute = make.value("relay_failure", "muet")
    full = make.value("relay_failure", "saturé")
    for each, reason in ((actor, silent), (absorbed, silent), (actor, mute), (actor, full)):
        fail(each, reason)
    fail(actor, silent, days=30)
    fail(make.actor(), silent)
    make.relay(actor=actor, state="confirmed")
    merged(absorbed, actor)
    lists.merge(make.user().id, mute, silent)
    expected = [("sans réponse", 3), ("saturé", 1)]
    for role in (Role.RAQ, Role.COORDINATION, Role.RESEARCH):
        user = make.worker().user if role == Role.RAQ else make.user(role)
        assert told(app, user, actor) == expected


def wait(days, **more):
    make.relay(state="proposed", opened_on=clock.today() - timedelta(days=days), **more)


def test_what_nobody_has_answered_for_two_weeks_counts_as_without_an_answer(app):
    actor = make.actor()
    for days in (0, 13, 14, 43, 44):
        wait(days, actor=actor)
    make.relay(actor=actor, state="taken", opened_on=clock.today() - timedelta(days=20))
    assert told(app, make.user(), actor) == [("", 2)]
    [panel] = shown(app, make.user(), actor)
    with app.test_request_context():
        page = app.jinja_env.get_template(panel.template).render(panel=panel.context)
    assert "2 réorientations sans réponse depuis 14 jours ou plus" in page


def test_a_host_sees_nothing_of_it(app, client):
    actor, user = make.actor(), make.host()
    fail(actor, make.value("relay_failure"))
    assert told(app, user, actor) == []
    fail(None, make.value("relay_failure"), organisation=make.organisation())
    assert queries_saturation.at_hosts(principal(user.id)) == []


def test_a_relay_to_no_service_that_is_known_accuses_none(app):
    wait(15)
    relay = only()
    relay.actor_id = None
    db.session.flush()
    assert queries_saturation.everywhere(principal(make.user().id)) == []


def test_failures_at_hosts_are_seen_where_hosts_are_read_and_name_nobody(me, client):
    host, silent = make.organisation(name="Hôte du Zèbre"), make.value("relay_failure", "muet")
    for _time in range(2):
        fail(None, silent, organisation=host)
    wait(15, organisation=host)
    make.relay(organisation=make.organisation(name="Hôte sans souci"), state="confirmed")
    at_relays = client.get(ALL).text
    client.sign_in(make.user(Role.COORDINATION))
    for page in (at_relays, client.get("/equipe/hebergeurs").text):
        assert "2 réorientations « muet » en 30 jours" in page
        assert "1 réorientation sans réponse depuis 14 jours ou plus" in page
        assert "yeux" not in page
    assert "Hôte sans souci" not in at_relays


def test_the_signal_names_nobody_and_no_day(app):
    actor, worker = make.actor(), make.worker()
    fail(actor, make.value("relay_failure", "sans réponse"), worker=worker)
    [panel] = shown(app, make.user(), actor)
    with app.test_request_context():
        page = app.jinja_env.get_template(panel.template).render(panel=panel.context)
    assert "1 réorientation « sans réponse » en 30 jours" in page
    assert "yeux" not in page
    assert str(clock.today().year) not in page


def test_an_actors_sheet_leads_a_worker_to_a_relay_there(me, client):
    actor = make.actor(name="Le Zèbre Utile")
    page = client.get(f"/acteurs/{actor.id}").text
    assert f"{NEW}?service=a{actor.id}" in page
    opened = client.get(f"{NEW}?service=a{actor.id}").text
    assert re.search(rf'checked[^>]*value="a{actor.id}"', opened)
    for odd in ("a999999", "x", "a" + "9" * 30):
        assert client.get(f"{NEW}?service={odd}").status_code == 200
    assert NEW not in client.sign_in(make.user()).get(f"/acteurs/{actor.id}").text
