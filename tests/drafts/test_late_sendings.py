"""Forms that a device sends later, and perhaps twice: done once, as of the day they were filled in,
never over what was not seen."""

import re
from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.actors import services as actors
from raqnet.actors.forms import capacity_seen, seen_of, version_of
from raqnet.actors.models import Actor, ActorChange, Capacity, Collaboration
from raqnet.actors.queries import WHOLE
from raqnet.calendar.models import Action, Comment, Evaluation, Occurrence, Status
from raqnet.db import db
from raqnet.journal.models import HostWork, Relay, RelayStep, StartingEntry
from tests import factories as make
from tests.calendar.forms import NEW, simple

KEY = "0d4f7a8e-6a3c-4f0e-9d51-3a54cbb1a2f0"
WORDS = "Passer par le portail"
VERSION = re.compile(r'name="version" type="hidden" value="([^"]+)"')


@pytest.fixture
def me(app, client):
    """A worker, signed in."""
    worker = make.worker()
    client.sign_in(worker.user)
    return worker


@pytest.fixture
def actor(me):
    """A sheet that I may change."""
    return actors.create(me.user_id, name="Bara", type=make.value("actor_type"))


def sheet(number):
    query = db.select(Actor).where(Actor.id == number).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def arrive(client, path, key=KEY, **fields):
    """As the outbox sends it."""
    return client.post(path, data={"sending": key, **fields}, htmx=True)


def done(answer):
    return "HX-Redirect" in answer.headers


def again(client, path, **fields):
    """The same form twice: its answer was lost the first time."""
    answers = [arrive(client, path, **fields) for _time in range(2)]
    assert all(map(done, answers)), [answer.text for answer in answers]


def count(model):
    return db.session.query(model).count()


def test_a_step_of_a_relay_is_taken_once(me, client):
    relay = make.relay(worker=me)
    path = f"/journal/relais/{relay.id}/etat"
    again(client, path, state="taken", version=relay.version)
    assert count(RelayStep) == 1


def test_a_step_counts_on_the_day_it_was_tapped(me, client):
    relay = make.relay(worker=me)
    day = clock.today() - timedelta(days=1)
    arrive(client, f"/journal/relais/{relay.id}/etat", state="taken", made_on=day.isoformat())
    assert db.session.get(Relay, relay.id, populate_existing=True).state_on == day


@pytest.mark.parametrize("told", ["2999-01-01", "1999-01-01", "hier", "", "0000-00-00"])
def test_a_day_that_cannot_be_is_today(me, client, told):
    relay = make.relay(worker=me)
    arrive(client, f"/journal/relais/{relay.id}/etat", state="taken", made_on=told)
    assert db.session.get(Relay, relay.id, populate_existing=True).state_on == clock.today()


def test_a_step_from_where_the_relay_no_longer_stands_is_refused(me, client):
    relay = make.relay(worker=me)
    seen, path = relay.version, f"/journal/relais/{relay.id}/etat"
    arrive(client, path, KEY[::-1], state="taken", version=seen)
    answer = arrive(client, path, state="confirmed", version=seen)
    assert answer.status_code == 409 and "changé entre-temps" in answer.text
    assert db.session.get(Relay, relay.id, populate_existing=True).state == "taken"


def test_a_failure_without_its_reason_is_refused_by_its_status(me, client):
    relay = make.relay(worker=me)
    answer = arrive(client, f"/journal/relais/{relay.id}/etat", state="failed")
    assert answer.status_code == 422


def test_ones_own_sheet_is_written_once(me, actor, client):
    again(client, f"/acteurs/{actor.id}/ma-fiche", version="0", note=WORDS)
    assert db.session.scalars(db.select(Collaboration.note)).all() == [WORDS]


def test_je_connais_is_said_once(me, actor, client):
    again(client, f"/acteurs/{actor.id}/je-connais")
    assert count(Collaboration) == 1


def test_a_shared_sheet_is_changed_once(me, actor, client):
    path, before = f"/acteurs/{actor.id}/modifier", count(ActorChange)
    again(client, path, version=version_of(actor), name="Bara", specifics=WORDS)
    assert sheet(actor.id).specifics == WORDS
    assert count(ActorChange) == before + 1


def test_a_change_of_an_unseen_sheet_waits_for_a_person(me, actor, client):
    seen = version_of(actor)
    actors.update(sheet(actor.id), make.user().id, phone="02 555 01 01")
    db.session.commit()
    path = f"/acteurs/{actor.id}/modifier"
    fields = {"version": seen, "name": "Bara", "specifics": WORDS}
    for _time in range(2):  # a form that was refused may come again
        answer = arrive(client, path, **fields)
        assert answer.status_code == 409 and WORDS in answer.text
    assert (sheet(actor.id).phone, sheet(actor.id).specifics) == ("02 555 01 01", "")


def test_a_sheet_is_verified_once_on_the_day_it_was_read(me, actor, client):
    day = clock.today() - timedelta(days=1)
    path = f"/acteurs/{actor.id}/verifier"
    again(client, path, seen=seen_of(actor), made_on=day.isoformat())
    assert sheet(actor.id).verified_on == day


def test_what_was_not_read_is_not_verified(me, actor, client):
    seen = seen_of(actor)
    actors.update(sheet(actor.id), make.user().id, opening_hours="Fermé le lundi")
    db.session.commit()
    assert arrive(client, f"/acteurs/{actor.id}/verifier", seen=seen).status_code == 409
    assert sheet(actor.id).verified_on is None


def test_capacity_and_verification_of_one_page_do_not_meet(me, actor, client):
    seen = {"sheet": seen_of(actor), "capacity": capacity_seen(actor)}
    path = f"/acteurs/{actor.id}"
    assert done(arrive(client, f"{path}/verifier", seen=seen["sheet"]))
    full = {"seen": seen["capacity"], "capacity": "saturated", "capacity_note": "avant mars"}
    assert done(arrive(client, f"{path}/capacite", KEY[::-1], **full))
    assert done(arrive(client, f"{path}/capacite", KEY[::-1], **full))
    assert sheet(actor.id).capacity == "saturated"


def test_a_capacity_that_a_colleague_told_meanwhile_stands(me, actor, client):
    seen = capacity_seen(actor)
    actors.set_capacity(sheet(actor.id), make.user().id, "closed", "travaux")
    db.session.commit()
    answer = arrive(client, f"/acteurs/{actor.id}/capacite", seen=seen, capacity="open")
    assert answer.status_code == 409
    assert sheet(actor.id).capacity == Capacity.CLOSED


def test_without_scripts_the_page_says_that_nothing_was_changed(me, actor, client):
    answer = client.post(f"/acteurs/{actor.id}/verifier", data={"seen": "autre"})
    assert "rien n'est modifié" in client.get(answer.location).text.replace("&#39;", "'")


def test_work_for_the_host_is_changed_once(me, client):
    work = make.host_work(worker=me)
    fields = {
        "version": work.version, "happened_on": work.happened_on.isoformat(),
        "kind": work.kind_id, "organisation": work.organisation_id, "quick": "60", "note": WORDS,
    }  # fmt: skip
    again(client, f"/journal/travail-hote/{work.id}/modifier", **fields)
    assert db.session.scalars(db.select(HostWork.version)).one() == 2


def test_a_day_of_the_starting_journal_is_changed_once(me, client):
    entry = make.starting_entry(me)
    texts = dict.fromkeys(("helped", "hard", "questions"), WORDS)
    again(client, f"/journal/demarrage/{entry.id}/modifier", version=entry.version, **texts)
    assert db.session.scalars(db.select(StartingEntry.version)).one() == 2


@pytest.fixture
def date(me):
    """A date of mine that was."""
    action = make.action(clock.today() - timedelta(days=1), workers=[me])
    return db.session.scalars(db.select(Occurrence).filter_by(series_id=action.id)).one()


def test_a_date_is_evaluated_once(me, date, client):
    fields = {"version": "0", "present": "9", "state": "draft"}
    path = f"/calendrier/dates/{date.id}/evaluer"
    assert done(arrive(client, path, **fields)) and done(arrive(client, path, **fields))
    assert count(Evaluation) == 1


def test_an_evaluation_of_a_date_that_was_cancelled_meanwhile_keeps_its_words(me, date, client):
    db.session.get_one(Action, date.action_id).status = Status.CANCELLED
    db.session.commit()
    path = f"/calendrier/dates/{date.id}/evaluer"
    answer = arrive(client, path, version="0", present="9", difficulties=WORDS, state="draft")
    assert answer.status_code == 409 and WORDS in answer.text
    assert count(Evaluation) == 0


@pytest.mark.parametrize("form", ["actions/{action}", "dates/{date}"])
def test_an_action_is_changed_once_by_either_of_its_forms(me, date, client, form):
    row = db.session.get_one(Action, date.action_id)
    path = f"/calendrier/{form.format(action=row.id, date=date.id)}/modifier"
    version = VERSION.search(client.get(path).text)[1]
    fields = {**simple(title=WORDS, version=version), "activity": row.activity_id}
    again(client, path, **fields)
    assert db.session.scalars(db.select(Action.title)).all() == [WORDS]


def test_an_action_is_entered_once(me, client):
    again(client, NEW, **simple(make.activity(), title=WORDS))
    assert count(Action) == 1


def test_a_comment_is_left_once(me, date, client):
    again(client, f"/calendrier/actions/{date.action_id}/commentaires", text=WORDS)
    assert count(Comment) == 1


@pytest.mark.parametrize("what", ["sending", "made_on"])
def test_what_is_of_one_sending_is_no_word_of_a_draft(me, actor, client, what):
    client.put("/brouillons/quelque/part", data={"note": "Un mot", what: KEY})
    client.post("/brouillons/oublier", data={"key": "/ailleurs"})
    page = client.get("/brouillons/envoyer?key=/quelque/part").text
    assert "Un mot" in page and KEY not in page
