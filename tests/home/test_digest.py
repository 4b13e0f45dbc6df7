"""The week by mail: only who asked for it, only what is their own, once a week."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from click.testing import CliRunner

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import series, standing
from raqnet.db import db
from raqnet.home import digest
from raqnet.outbox import OutboxMail
from raqnet.posting import group
from tests import factories as make

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(app, monkeypatch):
    clock.clock.freeze(NOW)
    monkeypatch.setitem(app.config, "MAIL_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "MAIL_FROM", "raqnet@raqnet.test")


@pytest.fixture
def me(app):
    return make.worker(user=make.user(Role.RAQ, email="moi@raqnet.test", weekly_digest=True))


def mails():
    found = db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.id)).all()
    return {each.recipient: each.body for each in found}


def prepare():
    db.session.commit()
    return digest.enter_all()


def test_nobody_gets_a_mail_who_has_not_asked_for_it(app):
    worker = make.worker()
    make.action(workers=[worker])
    assert prepare() == 0 and mails() == {}


def test_ones_own_week_and_what_one_has_to_evaluate_are_told_and_nothing_of_others(app, me):
    make.action(TODAY + timedelta(days=2), time(14), title="Café papote", workers=[me], place="Ici",
                aim="Le but", cancel_reason="Un secret")  # fmt: skip
    make.action(TODAY + timedelta(days=2), title="Chez la voisine", workers=[make.worker()])
    make.action(TODAY + timedelta(days=9), title="Plus tard", workers=[me])
    make.action(TODAY - timedelta(days=3), title="Marché d'hier", workers=[me])
    make.intervention(worker=me, note="Rien de cela")
    off = make.action(TODAY + timedelta(days=1), title="Repas", workers=[me])
    standing.cancel(off, "Une raison à nous")
    assert prepare() == 1
    body = mails()["moi@raqnet.test"]
    assert "Mercredi 25 novembre\n  - 14h-16h : Café papote (Ici)" in body
    assert "[annulé] Repas" in body and "\n\n\n" not in body
    assert "Une date attend d'être évaluée :\n  - vendredi 20 novembre : Marché d'hier" in body
    assert "/compte#resume" in body
    for text in ("voisine", "Plus tard", "Rien de cela", "Le but", "Un secret", "Une raison"):
        assert text not in body


def test_a_date_that_was_given_to_somebody_else_is_theirs_to_evaluate(app, me):
    other = make.worker(user=make.user(Role.RAQ, email="autre@raqnet.test", weekly_digest=True))
    made = make.action(TODAY - timedelta(days=14), title="Marché", workers=[me],
                       rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=2")  # fmt: skip
    series.override(make.occurrence_of(made), workers=[other])
    assert prepare() == 2
    assert "Une date attend" in mails()["moi@raqnet.test"]
    assert "Une date attend" in mails()["autre@raqnet.test"]


def test_each_week_brings_one_mail_however_often_it_is_prepared(app, me):
    make.action(TODAY + timedelta(days=1), workers=[me], rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    assert [prepare(), prepare()] == [1, 0]
    clock.clock.freeze(NOW + timedelta(days=6))
    assert prepare() == 0
    clock.clock.freeze(NOW + timedelta(days=7))
    assert prepare() == 1


def test_an_empty_week_brings_no_mail(app, me):
    make.action(TODAY + timedelta(days=1), workers=[make.worker()])
    assert prepare() == 0


def test_a_host_reads_what_comes_at_its_sites_and_evaluates_nothing(app):
    house = make.organisation()
    account = make.host(house)
    account.weekly_digest = True
    make.action(TODAY + timedelta(days=1), title="Chez nous", site=make.site(organisation=house))
    make.action(TODAY - timedelta(days=1), title="Hier", site=make.site(organisation=house))
    make.action(TODAY + timedelta(days=1), title="Équipe", visibility="team",
                site=make.site(organisation=house))  # fmt: skip
    prepare()
    body = mails()[account.email]
    assert "Chez nous" in body and "Hier" not in body and "Équipe" not in body


def test_a_closed_account_gets_none(app, me):
    make.action(workers=[me])
    me.user.disabled_at = NOW
    assert prepare() == 0


def test_it_is_switched_on_and_off_in_ones_account(app, client):
    account = make.user(Role.RAQ)
    make.action(workers=[make.worker(user=account)])
    client.sign_in(account)
    assert client.post("/compte/resume", data={"weekly_digest": "y"}).status_code == 303
    assert "checked" in client.get("/compte").text.split('id="resume"')[1].split("</section>")[0]
    assert prepare() == 1
    assert client.post("/compte/resume", data={"sent": "1"}).status_code == 303
    assert mails() == {}
    clock.clock.freeze(NOW + timedelta(days=7))
    assert prepare() == 0


def test_without_a_server_of_mail_nothing_is_prepared(app, me, monkeypatch):
    make.action(workers=[me])
    db.session.commit()
    monkeypatch.setitem(app.config, "MAIL_HOST", "")
    with app.app_context():
        said = CliRunner().invoke(group, ["digest"]).output
    assert "aucun courriel n'est préparé" in said and mails() == {}


def test_the_first_page_tells_each_all_that_waits_for_them_and_nobody_elses(client, me):
    for days in (1, 2, 3, 4, 40):
        make.action(TODAY - timedelta(days=days), title=f"Il y a {days}", workers=[me])
    make.action(TODAY - timedelta(days=1), title="Chez la voisine", workers=[make.worker()])
    account = me.user
    there = client.sign_in(account).get("/").text
    assert '<span class="badge is-count">5</span>' in there and "voisine" not in there
    every = client.get("/calendrier/a-evaluer").text
    assert all(f"Il y a {days}" in every for days in (1, 2, 3, 4, 40))
    assert "voisine" not in every.split("<main")[1]
