"""What a phone keeps for when there is no link: blank forms, and nothing of anybody."""

import json
import re

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.journal.blank import FORMS
from raqnet.journal.models import HostWork, Intervention
from raqnet.lists import services as lists
from raqnet.lists.seeds import seed_lists
from tests import factories as make

KEY = "0d4f7a8e-6a3c-4f0e-9d51-3a54cbb1a2f0"


@pytest.fixture
def me(app):
    seed_lists()
    worker = make.worker(user=make.user(Role.RAQ, name="Personne du test"))
    make.assignment(worker=worker, site=make.site(name="Site du test"))
    make.intervention(worker=worker, note="Une note à moi")
    make.relay(worker=worker, actor=make.actor(name="Service habituel"))
    return worker


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_holds_nothing_of_anybody(me, client, name):
    page = client.sign_in(me.user).get(f"/journal/hors-ligne/{name}")
    assert page.status_code == 200
    kept = ("Personne du test", "Une note à moi", "Service habituel", "Site du test", "csrf_token")
    for words in kept:
        assert words not in page.text
    assert 'name="sending" value=""' in page.text
    assert re.search(r'name="happened_on"[^>]*value=""', page.text)


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_shows_only_what_the_phone_keeps(me, client, name):
    page = client.sign_in(me.user).get(f"/journal/hors-ligne/{name}").text
    kept = json.loads(re.search(r"const FILES = (.*);", client.get("/service.js").text)[1])
    assert {each.split("#")[0] for each in re.findall(r'"(/static/[^"]+)"', page)} <= set(kept)


def test_blank_forms_are_for_those_who_may_send_them(me, client):
    assert client.sign_in(me.user).get("/journal/hors-ligne/autre").status_code == 404
    for role in (Role.HOST, Role.COORDINATION, Role.RESEARCH, Role.ADMIN):
        answer = client.sign_in(make.user(role)).get("/journal/hors-ligne/intervention")
        assert answer.status_code == 403


@pytest.mark.parametrize("encoding", ["br", ""])
def test_a_blank_form_is_sent_again_only_when_it_has_changed(me, client, encoding):
    def ask(mark=""):
        headers = {"Accept-Encoding": encoding, "If-None-Match": mark}
        return client.get("/journal/hors-ligne/sortie", headers=headers)

    client.sign_in(me.user)
    mark = ask().headers["ETag"]
    assert ask(mark).status_code == 304
    lists.add(me.user_id, "place", "chez soi")
    db.session.commit()
    assert ask(mark).status_code == 200


def fields_of(page):
    """What a browser would send of the blank form: the first choice wherever one is asked for."""
    sent = {"version": "0", "sending": KEY, "happened_on": "2026-11-20", "contacts": "3"}
    for name in ("place", "kind"):
        found = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
        if found:
            sent[name] = re.findall(r'<option value="(\d+)"', found[0])[0]
    themes = re.findall(r'name="themes" [^>]*value="(\d+)"|value="(\d+)"[^>]* name="themes"', page)
    if themes:
        sent["themes"] = next(each for each in themes[0] if each)
    return {**sent, "quick": "60"}


@pytest.mark.parametrize("name", FORMS)
def test_what_a_blank_form_sends_is_taken_as_it_is_and_once(me, client, name):
    client.sign_in(me.user)
    page = client.get(f"/journal/hors-ligne/{name}").text
    for _time in range(2):
        answer = client.post(FORMS[name].path, data=fields_of(page), htmx=True)
        assert "HX-Redirect" in answer.headers, answer.text
    model = HostWork if name == "travail-hote" else Intervention
    assert db.session.query(model).count() == (1 if name == "travail-hote" else 2)


def test_the_service_worker_names_files_that_are_there_and_only_blank_pages(client):
    code = client.get("/service.js")
    assert code.headers["Cache-Control"] == "no-cache"
    assert code.mimetype == "text/javascript"
    files = json.loads(re.search(r"^const FILES = (.*);$", code.text, re.MULTILINE)[1])
    pages = json.loads(re.search(r"^const PAGES = (.*);$", code.text, re.MULTILINE)[1])
    for path in files:
        assert client.get(path).status_code == 200, path
    assert set(pages.values()) == {f"/journal/hors-ligne/{name}" for name in FORMS}
    assert set(pages) == {made.path for made in FORMS.values()}


def test_a_blank_form_is_refused_without_the_token_that_it_is_given_when_it_is_sent(me, client):
    client.sign_in(me.user)
    fields = fields_of(client.get("/journal/hors-ligne/intervention").text)
    client.csrf = False
    assert client.post(FORMS["intervention"].path, data=fields).status_code == 400
    assert db.session.query(Intervention).count() == 1
