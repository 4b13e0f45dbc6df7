"""The lists of activities and missions, edited by the coordination alone."""

import pytest

from raqnet.access import Role
from raqnet.calendar.models import Action, Activity, Mission
from raqnet.db import db
from tests import factories as make

LISTS = "/calendrier/listes"


@pytest.fixture
def coordination(app, client):
    return client.sign_in(make.user(Role.COORDINATION))


def names(model=Activity):
    return [row.name for row in db.session.scalars(db.select(model).order_by(model.position))]


def test_an_entry_is_added_at_the_end(coordination):
    for name in ("Café", "Marche"):
        assert coordination.post(f"{LISTS}/activites", data={"name": name}).status_code == 303
    assert names() == ["Café", "Marche"]
    assert "Marche" in coordination.get(LISTS).text


def test_a_mission_gets_a_code_of_its_own(coordination):
    make.mission("Autre", code="sante_mentale")
    coordination.post(f"{LISTS}/missions", data={"name": "Santé mentale"})
    codes = set(db.session.scalars(db.select(Mission.code)))
    assert codes == {"sante_mentale", "sante_mentale_1"}


@pytest.mark.parametrize("name", ["", "x" * 121, "a\x00b", "CAFE"])
def test_a_name_that_cannot_be_is_told_at_its_field(coordination, name):
    make.activity("Café")
    answer = coordination.post(f"{LISTS}/activites", data={"name": name})
    assert answer.status_code == 422
    assert 'id="activites-nouveau-error"' in answer.text
    assert names() == ["Café"]


def test_a_renamed_activity_is_found_by_its_new_name(coordination):
    entry = make.activity("Café")
    action = make.action(activity=entry)
    answer = coordination.post(f"{LISTS}/activites/{entry.id}/renommer", data={"name": "Goûter"})
    assert answer.status_code == 303
    assert "gouter" in db.session.get(Action, action.id).search_text
    other = make.activity("Marche")
    answer = coordination.post(f"{LISTS}/activites/{other.id}/renommer", data={"name": "gouter"})
    assert answer.status_code == 422
    assert f'id="activites-{other.id}-error"' in answer.text


def test_entries_are_put_in_order(coordination):
    for name in ("A", "B", "C"):
        coordination.post(f"{LISTS}/activites", data={"name": name})
    last = db.session.scalar(db.select(Activity.id).where(Activity.name == "C"))
    move = f"{LISTS}/activites/{last}/deplacer"
    for way, order in (("haut", "ACB"), ("haut", "CAB"), ("haut", "CAB"), ("bas", "ACB")):
        assert coordination.post(move, data={"vers": way}).status_code == 303
        assert "".join(names()) == order
    assert coordination.post(move, data={"vers": "ailleurs"}).status_code == 400


def test_what_is_retired_is_offered_no_more_until_it_is_restored(coordination):
    entry = make.activity("Café")
    action = make.action(activity=entry)
    offered = f'<option value="{entry.id}">Café</option>'
    coordination.post(f"{LISTS}/activites/{entry.id}/retirer")
    assert offered not in coordination.get("/calendrier/actions/nouvelle").text
    assert "Café" in coordination.get(f"/calendrier/actions/{action.id}").text
    coordination.post(f"{LISTS}/activites/{entry.id}/retablir")
    assert offered in coordination.get("/calendrier/actions/nouvelle").text


@pytest.mark.parametrize("role", [Role.RAQ, Role.HOST, Role.RESEARCH, Role.ADMIN])
def test_nobody_else_edits_the_lists(app, client, role):
    entry = make.activity("Café")
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    assert client.get(LISTS).status_code == 403
    for act in ("", f"/{entry.id}/renommer", f"/{entry.id}/retirer", f"/{entry.id}/deplacer"):
        assert client.post(f"{LISTS}/activites{act}", data={"name": "x"}).status_code == 403


@pytest.mark.parametrize("where", ["autres", "activites/999/retirer", "activites/0/renommer"])
def test_what_is_not_there_is_not_found(coordination, where):
    assert coordination.post(f"{LISTS}/{where}", data={"name": "x"}).status_code == 404
