"""Evaluating a date: who may, when, and who reads what."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.calendar import services
from raqnet.calendar.models import ActionChange, Evaluation
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import error_at

YESTERDAY = -1


def on(days, **values):
    """A collective action some days from today."""
    return make.action(clock.today() + timedelta(days=days), **values)


@pytest.fixture
def date(app, client):
    """Yesterday's date, its worker signed in."""
    worker = make.worker()
    action = on(YESTERDAY, title="Hier", workers=[worker])
    client.sign_in(worker.user)
    return make.occurrence_of(action)


def path(date):
    return f"/calendrier/dates/{date.id}/evaluer"


def only():
    return db.session.scalars(db.select(Evaluation)).one()


def test_two_answers_are_enough(date, client):
    assert client.get(path(date)).status_code == 200
    answer = client.post(path(date), data={"version": "0", "present": "12", "satisfaction": "4"})
    assert answer.status_code == 303
    made = only()
    assert (made.present, made.satisfaction, made.organisation, made.state) == (12, 4, None, "done")


def test_every_answer_is_kept_and_shown(date, client):
    language = make.language("dari")
    client.post(path(date), data={
        "version": "0", "present": "12", "participants_enough": "partly", "organisation": "3",
        "satisfaction": "2", "expected": "20", "languages": [language.id],
        "difficulties": "Il pleuvait", "follow_up": "Rappeler la salle", "objects_useful": "no",
    })  # fmt: skip
    page = client.get(f"/calendrier/dates/{date.id}").text
    for words in ("sur 20 attendues", "En partie", "Bonne", "Moyenne", "dari", "Il pleuvait",
                  "Rappeler la salle", "Évaluée"):  # fmt: skip
        assert words in page, words
    assert "Il pleuvait" in client.get(path(date)).text


def test_a_draft_may_be_empty_and_still_waits(date, client):
    answer = client.post(path(date), data={"version": "0", "state": "draft"})
    assert answer.status_code == 303
    assert only().state == "draft"
    assert "Hier" in client.get("/calendrier/a-evaluer").text


def test_what_is_done_says_something(date, client):
    answer = client.post(path(date), data={"version": "0", "follow_up": "gardé"})
    assert answer.status_code == 422
    assert "au moins à une" in error_at(answer.text, "present")
    assert "gardé" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("present", "-1", "entre 0 et"),
        ("present", "99999999999", "nombre entier"),
        ("present", "douze", "nombre entier"),
        ("expected", "10001", "entre 0 et"),
        ("participants_enough", "maybe", "Ce choix n'existe pas"),
        ("organisation", "5", "Ce choix n'existe pas"),
        ("satisfaction", "x", "Ce choix n'existe pas"),
        ("languages", "999", "n'existe plus"),
        ("difficulties", "x" * 2001, "trop long"),
        ("follow_up", "a\x00b", "invisible"),
        ("objects_useful", "x", "Ce choix n'existe pas"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(date, client, field, value, words):
    sent = {"version": "0", "present": "3", "difficulties": "gardé", field: value}
    answer = client.post(path(date), data=sent)
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    assert field == "difficulties" or "gardé" in answer.text
    assert db.session.scalars(db.select(Evaluation)).all() == []


FIELDS = ["present", "participants_enough", "organisation", "satisfaction", "expected", "languages",
          "difficulties", "follow_up", "objects_useful", "state", "version"]  # fmt: skip
TEXTS = st.text(max_size=40) | st.sampled_from(["", "0", "4", "-1", "9" * 400, "yes", "draft"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.dictionaries(st.sampled_from(FIELDS), st.lists(TEXTS, min_size=1, max_size=2)))
def test_no_text_in_any_field_breaks_the_form(date, client, typed):
    safe = {
        name: [text.encode("utf-8", "ignore").decode() for text in texts]
        for name, texts in typed.items()
    }
    found = db.session.scalars(db.select(Evaluation.version)).first()
    sent = {"version": str(found or 0), "present": "1", **safe}
    assert client.post(path(date), data=sent).status_code in (303, 409, 422)


def test_nobody_evaluates_before_it_has_begun_nor_what_was_cancelled(app, client):
    worker = make.worker()
    later, dropped = on(2, workers=[worker]), on(YESTERDAY, workers=[worker])
    services.cancel(dropped, "pluie")
    client.sign_in(worker.user)
    for action in (later, dropped):
        where = path(make.occurrence_of(action))
        assert client.get(where).status_code == 303
        assert client.post(where, data={"version": "0", "present": "3"}).status_code == 409
    assert db.session.scalars(db.select(Evaluation)).all() == []


def test_only_collective_actions_are_evaluated(app, client):
    worker = make.worker()
    date = make.occurrence_of(on(YESTERDAY, kind="permanence", workers=[worker]))
    client.sign_in(worker.user)
    assert client.get(path(date)).status_code == 404
    with pytest.raises(services.NotNow):
        services.evaluate(date, present=3)


@pytest.mark.parametrize("role", [Role.RAQ, Role.HOST, Role.RESEARCH, Role.ADMIN])
def test_nobody_evaluates_the_actions_of_others(date, client, role):
    client.sign_in({Role.RAQ: lambda: make.worker().user, Role.HOST: make.host}.get(
        role, lambda: make.user(role))())  # fmt: skip
    assert client.get(path(date)).status_code == 403
    assert client.post(path(date), data={"version": "0", "present": "3"}).status_code == 403
    assert path(date) not in client.get(f"/calendrier/dates/{date.id}").text


def test_the_coordination_evaluates_any_action(date, client):
    client.sign_in(make.user(Role.COORDINATION))
    assert client.post(path(date), data={"version": "0", "present": "3"}).status_code == 303


def test_a_host_reads_how_many_came_and_nothing_else(date, client):
    services.evaluate(date, present=17, expected=30, difficulties="Tensions", follow_up="Revoir")
    page = client.sign_in(make.host()).get(f"/calendrier/dates/{date.id}").text
    assert "17 personnes présentes" in page
    for words in ("Tensions", "Revoir", "attendues", "evaluer"):
        assert words not in page


def test_a_host_reads_nothing_of_a_draft(date, client):
    services.evaluate(date, state="draft", present=17)
    page = client.sign_in(make.host()).get(f"/calendrier/dates/{date.id}").text
    assert "17 personnes" not in page


def test_a_draft_is_its_workers_alone(date, client):
    services.evaluate(date, state="draft", difficulties="Pas fini")
    where = f"/calendrier/dates/{date.id}"
    assert "Pas fini" in client.get(where).text
    assert "Pas fini" not in client.sign_in(make.user(Role.RESEARCH)).get(where).text


def readings():
    rows = db.select(AuditEntry.act).where(AuditEntry.subject_type == "evaluations")
    return db.session.scalars(rows).all()


def test_reading_the_words_of_others_evaluations_is_noted(date, client):
    services.evaluate(date, difficulties="Tensions")
    where = f"/calendrier/dates/{date.id}"
    client.get(where)
    assert readings() == []  # its own workers
    assert "Tensions" in client.sign_in(make.user(Role.RESEARCH)).get(where).text
    assert readings() == ["evaluation.read"]


def test_writing_an_evaluation_is_noted(date, client):
    client.post(path(date), data={"version": "0", "present": "3"})
    assert readings() == ["evaluation.write"]


def test_the_history_says_that_and_never_what(date, client):
    services.evaluate(date, difficulties="Tensions")
    services.evaluate(date, difficulties="Tensions graves")
    changes = db.session.scalars(db.select(ActionChange)).all()
    assert [(change.verb, change.changes) for change in changes] == [("evaluated", [])]


def test_my_past_actions_wait_newest_first(date, client):
    worker_id = db.session.scalars(db.select(make.Worker.id)).first()
    worker = db.session.get(make.Worker, worker_id)
    on(-9, title="Avant-hier", workers=[worker])
    on(2, title="Demain", workers=[worker])
    on(YESTERDAY, title="D'une autre", workers=[make.worker()])
    page = client.get("/calendrier/a-evaluer").text
    assert page.index(">Hier<") < page.index(">Avant-hier<")
    for title in ("Demain", "D&#39;une autre"):
        assert title not in page
    services.evaluate(date, present=3)
    assert ">Hier<" not in client.get("/calendrier/a-evaluer").text


def test_the_coordination_sees_all_and_narrows_it_down(date, client):
    commune = make.commune()
    on(-3, title="Là-bas", commune=commune)
    client.sign_in(make.user(Role.COORDINATION))
    page = client.get("/calendrier/a-evaluer").text
    assert ">Hier<" in page
    assert ">Là-bas<" in page
    page = client.get(f"/calendrier/a-evaluer?commune={commune.id}").text
    assert ">Hier<" not in page
    assert ">Là-bas<" in page


def test_a_long_list_is_paged(app, client):
    for n in range(27):
        on(-1 - n, title=f"Numéro {n}")
    client.sign_in(make.user(Role.COORDINATION))
    first = client.get("/calendrier/a-evaluer").text
    assert "1 à 25 sur 27" in first
    assert "26 à 27 sur 27" in client.get("/calendrier/a-evaluer?page=1").text
    for wild in ("x", "-1", "9" * 30):
        assert client.get(f"/calendrier/a-evaluer?page={wild}").status_code == 200


@pytest.mark.parametrize("role", [Role.HOST, Role.RESEARCH])
def test_nothing_waits_for_who_does_not_evaluate(app, client, role):
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    assert client.get("/calendrier/a-evaluer").status_code == 403
