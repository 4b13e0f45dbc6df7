import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from raqnet.access import Role
from raqnet.accounts import audit
from raqnet.accounts.models import AuditEntry
from raqnet.auth import load
from raqnet.db import db
from tests import factories as make
from tests.accounts.conftest import enter, person
from tests.conftest import open_session


@pytest.fixture
def reader(client):
    """The coordination, signed in."""
    user = make.user(Role.COORDINATION)
    client.sign_in(user)
    return user


def entries():
    return db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()


def rows_of(page):
    return page.text.count('<th scope="row">')


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET act = 'x'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_or_delete_the_log(app, statement):
    audit.record(None, "account.link", None)
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert [each.act for each in entries()] == ["account.link"]


def test_reading_the_log_is_in_the_log(client, reader):
    client.get("/journal-des-acces")
    [entry] = entries()
    assert (entry.act, entry.actor_id, entry.actor_name) == ("audit.read", reader.id, reader.name)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATION])
def test_nobody_else_reads_the_log(client, role):
    client.sign_in(make.user(role))
    assert client.get("/journal-des-acces").status_code == 403
    assert entries() == []


def test_an_act_is_told_in_words_with_who_and_about_whom(client, reader):
    admin, user = make.user(Role.ADMIN, name="Admin"), person(name="Personne visée")
    audit.record(load(open_session(admin)), "account.disabled", user)
    page = client.get("/journal-des-acces").text
    table = page[page.index("<tbody>") :]
    assert all(words in table for words in ("Admin", "Compte fermé", "Personne visée"))


def test_the_log_outlives_a_name(client, reader):
    user = person(name="Nom d'avant")
    enter(client.application.test_client(), user)
    user.name = "Autre nom"
    assert "Nom d&#39;avant" in client.get("/journal-des-acces").text


def test_the_log_is_read_page_by_page_without_a_gap(client, reader):
    for _ in range(120):
        audit.record(None, "account.link", None)
    pages, path = [], "/journal-des-acces?acte=account.link"
    while path:
        page = client.get(path)
        pages.append(rows_of(page))
        rest = page.text.split('rel="next" href="')
        path = rest[1].split('"')[0].replace("&amp;", "&") if len(rest) > 1 else ""
    assert pages == [50, 50, 20]


def test_the_log_can_be_narrowed_to_an_act_or_a_person(client, reader):
    user, other = person(), person()
    actor = load(open_session(user))
    audit.record(actor, "account.password", user)
    audit.record(None, "account.link", user)
    audit.record(None, "account.link", other)
    assert rows_of(client.get("/journal-des-acces?acte=account.link")) == 2
    assert rows_of(client.get(f"/journal-des-acces?personne={user.id}")) == 2


@pytest.mark.parametrize(
    "query", ["acte=x", "personne=-1", "personne=9999999999999", "avant=x", "avant=²", "acte=%00"]
)
def test_whatever_is_asked_of_the_log_is_answered(client, reader, query):
    assert client.get(f"/journal-des-acces?{query}").status_code == 200


def test_other_subjects_name_their_own_acts(monkeypatch):
    monkeypatch.setattr(audit, "ACTS", dict(audit.ACTS))
    audit.describe({"evaluation.read": "Évaluation lue"})
    assert audit.ACTS["evaluation.read"] == "Évaluation lue"


def test_the_page_is_not_given_where_its_reading_cannot_be_written(client, reader, monkeypatch):
    def fail():
        raise OSError("disk full")

    monkeypatch.setattr(audit, "write_readings", fail)
    monkeypatch.setitem(client.application.config, "TESTING", False)
    monkeypatch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
    assert client.get("/journal-des-acces").status_code >= 500
