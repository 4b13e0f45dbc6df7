"""What hosts propose at their place: who answers, and what the host reads of the answer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.people.models import Site
from raqnet.planning import proposing, queries_proposals
from raqnet.planning.models import HostProposal
from raqnet.planning.proposing import Answered
from tests import factories as make
from tests.concurrently import together
from tests.conftest import open_session

NOW = datetime(2026, 9, 1, 7, tzinfo=UTC)
DAY = date(2026, 9, 8)
FORM = {"title": "Stand santé", "day": "2026-09-08", "start": "10:00", "end": "12:00"}


@pytest.fixture
def site(app):
    clock.clock.freeze(NOW)
    return make.site(name="Maison du Parc", address="Rue du Parc 1, 1030 Schaerbeek")


@pytest.fixture
def host(site):
    return make.host(site.organisation)


@pytest.fixture
def raq(site):
    """A RAQ who covers, from another house, a zone that a colleague covers from this one."""
    area = make.neighbourhood()
    make.assignment(site=site, neighbourhood=area)
    neighbour = make.neighbourhood(zone=area.zone)
    return make.assignment(neighbourhood=neighbour).worker.user_id


def account(user_id):
    return db.session.get_one(User, user_id)


def only():
    db.session.expire_all()
    return db.session.scalars(db.select(HostProposal)).one()


def test_a_host_proposes_at_its_place_and_reads_that_it_waits(host, site, client):
    client.sign_in(host)
    answer = client.post("/hebergeur/propositions/nouvelle", data={**FORM, "site": str(site.id)})
    assert answer.status_code == 303
    page = client.get("/hebergeur").text
    assert "Stand santé" in page and "En attente" in page
    assert only().organisation_id == db.session.get_one(Site, only().site_id).organisation_id


def test_a_host_proposes_nothing_at_anothers_place_nor_in_the_past(host, client):
    client.sign_in(host)
    url, elsewhere = "/hebergeur/propositions/nouvelle", str(make.site().id)
    answer = client.post(url, data={**FORM, "site": elsewhere})
    assert answer.status_code == 422 and "Stand santé" in answer.text
    own = db.session.scalar(db.select(Site.id).where(Site.name == "Maison du Parc"))
    answer = client.post(url, data={**FORM, "site": str(own), "day": "2026-08-01"})
    assert answer.status_code == 422
    assert db.session.scalars(db.select(HostProposal)).all() == []


def test_it_reaches_the_zone_and_the_coordination_and_nobody_else(site, raq, client):
    id_ = make.proposal(site, title="Stand santé").id
    coordination = make.user(Role.COORDINATION).id
    elsewhere = make.assignment().worker.user_id
    for who in (raq, coordination):
        client.sign_in(account(who))
        assert "Propositions d" in client.get("/").text
        assert "Stand santé" in client.get("/calendrier/propositions").text
        assert client.get(f"/calendrier/propositions/{id_}").status_code == 200
    client.sign_in(account(elsewhere))
    assert "Stand santé" not in client.get("/calendrier/propositions").text
    assert client.get(f"/calendrier/propositions/{id_}").status_code == 404
    assert client.post(f"/calendrier/propositions/{id_}").status_code == 404


def test_accepted_it_is_on_the_calendar_with_who_accepted_and_the_host_reads_so(
    site, raq, host, client
):
    id_ = make.proposal(site, host, title="Stand santé", text="Avec la pharmacie").id
    activity = make.activity("Stand")
    client.sign_in(account(raq))
    url = f"/calendrier/propositions/{id_}"
    assert client.post(url, data={}).status_code == 422
    client.post(url, data={"activity": str(activity.id)})
    row = only()
    made = db.session.get_one(Action, row.action_id)
    assert (made.title, made.aim, made.place, made.address) == (
        "Stand santé", "Avec la pharmacie", "Maison du Parc", "Rue du Parc 1",
    )  # fmt: skip
    assert made.starts_at == row.starts_at and made.visibility == "hosts"
    page = client.sign_in(account(host.id)).get("/hebergeur").text
    assert "Acceptée" in page and f"/calendrier/actions/{made.id}" in page


def test_a_no_that_comes_too_late_keeps_its_words(site, raq, client):
    row = make.proposal(site, title="Stand santé")
    row.state = "withdrawn"
    url = f"/calendrier/propositions/{row.id}/decliner"
    answer = client.sign_in(account(raq)).post(url, data={"word": "Pas ce jour-là"})
    assert answer.status_code == 409 and "Pas ce jour-là" in answer.text


def test_who_accepts_is_told_what_is_already_planned_then(site, raq, client):
    begins = clock.from_local(datetime(2026, 9, 8, 10))  # noqa: DTZ001
    row = make.proposal(site, starts_at=begins, ends_at=begins + timedelta(hours=2))
    make.action(DAY, place="Maison du Parc", title="Déjà là")
    page = client.sign_in(account(raq)).get(f"/calendrier/propositions/{row.id}").text
    assert "Le lieu est pris par « Déjà là »" in page


def test_amended_in_the_form_it_is_told_as_such(site, raq, client):
    id_ = make.proposal(site, title="Stand santé", text="Avec la pharmacie").id
    activity = make.activity("Stand")
    client.sign_in(account(raq))
    url = f"/calendrier/actions/nouvelle?proposition={id_}"
    page = client.get(url).text
    assert 'value="Stand santé"' in page and "Avec la pharmacie" in page
    form = {**FORM, "kind": "collective", "activity": str(activity.id), "proposition": str(id_)}
    client.post("/calendrier/actions/nouvelle", data={**form, "title": "Stand de rentrée"})
    row = only()
    assert row.state == "amended" and row.action_id and row.decided_by_id == raq


def test_saved_as_it_was_in_the_form_it_is_simply_accepted(site, raq, client):
    begins = clock.from_local(datetime(2026, 9, 8, 10))  # noqa: DTZ001
    id_ = make.proposal(site, title="Stand santé", starts_at=begins).id
    client.sign_in(account(raq))
    form = {
        **FORM, "kind": "collective", "activity": str(make.activity().id),
        "site": str(site.id), "proposition": str(id_),
    }  # fmt: skip
    client.post("/calendrier/actions/nouvelle", data=form)
    assert only().state == "accepted"


def test_a_form_that_comes_after_the_answer_makes_no_second_action(site, raq, client):
    id_ = make.proposal(site, title="Stand santé").id
    client.sign_in(account(raq))
    form = {**FORM, "kind": "collective", "activity": str(make.activity().id)}
    only().state = "declined"
    url = "/calendrier/actions/nouvelle"
    answer = client.post(url, data={**form, "proposition": str(id_)})
    assert answer.status_code == 409 and "Stand santé" in answer.text
    assert db.session.scalars(db.select(Action)).all() == []
    assert 'name="proposition"' not in answer.text  # saved again, it is an action apart
    client.post(url, data=form)
    assert len(db.session.scalars(db.select(Action)).all()) == 1 and only().action_id is None


def test_a_no_needs_a_word_which_the_host_reads(site, raq, host, client):
    id_ = make.proposal(site, host, title="Stand santé").id
    client.sign_in(account(raq))
    url = f"/calendrier/propositions/{id_}/decliner"
    assert client.post(url, data={"word": ""}).status_code == 422
    answer = client.post(url, data={"word": "Nous sommes au marché ce jour-là"})
    assert only().state == "declined"
    again = f"/calendrier/propositions/{id_}/rouvrir"
    undo = again + client.get(answer.location).text.split(f'action="{again}')[1].split('"')[0]
    page = client.sign_in(account(host.id)).get("/hebergeur").text
    assert "Déclinée" in page and "Nous sommes au marché ce jour-là" in page
    client.sign_in(account(raq)).post(undo)
    assert only().state == "open" and only().word == ""
    client.post(url, data={"word": "Non, vraiment"})
    client.post(undo)  # of a page that was left open: something came after it
    assert only().state == "declined" and only().word == "Non, vraiment"


def test_two_who_accept_at_once_make_one_action(site, raq, app):
    id_ = make.proposal(site).id
    people = [
        auth.load(open_session(each)) for each in (account(raq), make.user(Role.COORDINATION))
    ]
    activity_id = make.activity().id

    def accept(who):
        row = queries_proposals.find(who, id_, lock=True)
        activity = db.session.get_one(proposing.Activity, activity_id)
        try:
            proposing.accept(who, row, activity)
            db.session.commit()
        except Answered:
            db.session.rollback()
            return "late"
        return "made"

    told = together(app, *(lambda who=who: accept(who) for who in people))
    assert sorted(told) == ["late", "made"]
    assert len(db.session.scalars(db.select(Action)).all()) == 1


def test_what_was_answered_is_neither_withdrawn_nor_answered_again(site, raq, host, client):
    id_ = make.proposal(site, host).id
    client.sign_in(account(raq)).post(
        f"/calendrier/propositions/{id_}/decliner", data={"word": "Non"}
    )
    client.sign_in(account(host.id)).post(f"/hebergeur/propositions/{id_}/retirer")
    assert only().state == "declined"
    client.sign_in(account(raq))
    activity = str(make.activity().id)
    client.post(f"/calendrier/propositions/{id_}", data={"activity": activity})
    assert only().state == "declined" and only().action_id is None


def test_one_host_sees_and_withdraws_nothing_of_anothers(site, host, client):
    id_ = make.proposal(site, title="Stand santé").id
    client.sign_in(make.host())
    assert "Stand santé" not in client.get("/hebergeur").text
    assert client.post(f"/hebergeur/propositions/{id_}/retirer").status_code == 404
    client.sign_in(account(host.id)).post(f"/hebergeur/propositions/{id_}/retirer")
    assert only().state == "withdrawn"
