"""Noting an anonymous intervention: what is asked, what is kept, who reads it."""

import logging
import re
from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.journal.models import Intervention, InterventionMark, Relay, RelayStep
from raqnet.lists import services as lists
from tests import factories as make
from tests.calendar.forms import error_at
from tests.queries import count_queries

NOTE = "/journal/interventions/noter"
LIST = "/journal/interventions"
PHONE = "Rappeler au 0470 12 34 56"


def rows():
    query = db.select(Intervention).order_by(Intervention.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def only():
    [row] = rows()
    return row


def marks(row):
    query = db.select(InterventionMark).filter_by(intervention_id=row.id)
    return {mark.value_id: mark.count for mark in db.session.scalars(query)}


def least(values, **more):
    """Date, place and one theme."""
    return {
        "happened_on": clock.today().isoformat(), "place": values.office.id,
        "themes": [values.housing.id], "version": "0", **more,
    }  # fmt: skip


def edit(row):
    return f"{LIST}/{row.id}/modifier"


def test_date_place_and_one_theme_are_enough(me, values, client):
    assert client.get(NOTE).status_code == 200
    assert client.post(NOTE, data=least(values)).status_code == 303
    row = only()
    assert (row.worker_id, row.happened_on, row.place_id) == (
        me.id,
        clock.today(),
        values.office.id,
    )
    assert (row.contacts, row.minutes, row.note, row.version) == (1, None, "", 1)
    assert marks(row) == {values.housing.id: 1}


def test_everything_that_is_said_is_kept(me, values, client):
    spot, tongue = make.neighbourhood(), make.language()
    who, form, wall = make.value("initiator"), make.value("non_recours"), make.value("barrier")
    client.post(NOTE, data=least(
        values, deeds=[values.inform.id, values.listen.id], initiator=who.id,
        non_recours=[form.id], barriers=[wall.id], neighbourhood=spot.id, language=tongue.id,
        note="Courrier lu ensemble",
    ))  # fmt: skip
    row = only()
    assert (row.initiator_id, row.neighbourhood_id, row.language_id) == (who.id, spot.id, tongue.id)
    assert row.note == "Courrier lu ensemble"
    expected = (values.housing, values.inform, values.listen, form, wall)
    assert marks(row) == {each.id: 1 for each in expected}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("themes", [], "au moins une"),
        ("themes", ["999999"], "n'existe plus"),
        ("themes", ["x"], "n'existe plus"),
        ("place", "", "à remplir"),
        ("place", "999999", "n'existe plus"),
        ("place", "9" * 40, "n'existe plus"),
        ("happened_on", "", "à remplir"),
        ("happened_on", "hier", "pas lisible"),
        ("happened_on", "2021-03-31", "01/04/2021"),
        ("neighbourhood", "999999", "Ce choix n'existe pas"),
        ("language", "9" * 30, "Ce choix n'existe pas"),
        ("language", "x", "Ce choix n'existe pas"),
        ("note", "x" * 1001, "trop long"),
        ("note", "a\x00b", "invisible"),
        ("service", "a999999", "n'existe plus"),
        ("service", "z1", "n'existe plus"),
        ("state", "failed", "Ce choix n'existe pas"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    me, values, client, field, value, words
):
    answer = client.post(NOTE, data=least(values, **{"note": "gardé", field: value}))
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    assert field == "note" or "gardé" in answer.text
    assert rows() == []


def test_tomorrow_has_not_been_lived(me, values, client):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    answer = client.post(NOTE, data=least(values, happened_on=tomorrow))
    assert answer.status_code == 422
    assert "à venir" in error_at(answer.text, "happened_on")
    assert rows() == []


def test_minutes_are_asked_of_whoever_wished_it_alone(me, values, client):
    assert 'name="minutes"' not in client.get(NOTE).text
    client.post(NOTE, data=least(values, minutes="30"))
    assert only().minutes is None
    assert client.post("/journal/reglages", data={"with_minutes": "y"}).status_code == 303
    assert 'name="minutes"' in client.get(NOTE).text
    client.post(NOTE, data=least(values, minutes="30"))
    assert rows()[1].minutes == 30
    answer = client.post(NOTE, data=least(values, minutes="-5"))
    assert "entre 1 et" in error_at(answer.text, "minutes")
    client.post("/journal/reglages", data={"sent": "1"})
    assert 'name="minutes"' not in client.get(NOTE).text


def chosen(page, name):
    """What a list or chips show as chosen."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
    if select:
        return re.findall(r'<option selected value="(\d+)"', select[0])
    return re.findall(rf'<input checked[^>]*name="{name}"[^>]*value="(\d+)"', page)


def test_what_is_usually_the_same_is_there_and_themes_never_are(me, values, client):
    spot, tongue, who = make.neighbourhood(), make.language(), make.value("initiator")
    client.post(NOTE, data=least(
        values, place=values.street.id, neighbourhood=spot.id, language=tongue.id, initiator=who.id,
        deeds=[values.inform.id],
    ))  # fmt: skip
    page = client.get(NOTE).text
    assert chosen(page, "place") == [str(values.street.id)]
    assert chosen(page, "neighbourhood") == [str(spot.id)]
    assert chosen(page, "language") == [str(tongue.id)]
    assert chosen(page, "initiator") == [str(who.id)]
    assert chosen(page, "themes") == chosen(page, "deeds") == []
    assert "1 notée aujourd'hui" in page


def test_the_themes_one_uses_most_come_first(me, values, client):
    for _ in range(2):
        make.intervention(worker=me, place=values.office, themes=[values.health])
    make.intervention(worker=make.worker(), place=values.office, themes=[values.housing])
    page = client.get(NOTE).text
    assert page.index("santé") < page.index("logement")
    themes = re.findall(r'name="themes"[^>]*value="(\d+)"', page)
    assert themes == [str(values.health.id), str(values.housing.id)]


def test_the_form_opens_with_four_questions_to_the_database(me, values, client):
    make.relay(worker=me)
    make.intervention(worker=me, place=values.office, themes=[values.health])
    client.get(NOTE)
    with count_queries() as sent:
        assert client.get(NOTE).status_code == 200
    assert len(sent) <= 4, sent


def test_what_is_saved_can_be_undone_and_put_back(me, values, client):
    service = make.actor()
    client.post(NOTE, data=least(values, note="Une note", service=f"a{service.id}"))
    row = only()
    page = client.get(NOTE).text
    undo = f"{LIST}/{row.id}/effacer?retour=noter"
    assert undo in page
    answer = client.post(undo)
    assert answer.location == NOTE
    assert rows() == []
    assert db.session.scalars(db.select(Relay)).all() == []
    assert f"{LIST}/retablir" in client.get(NOTE).text
    assert client.post(f"{LIST}/retablir").status_code == 303
    back = only()
    assert (back.note, marks(back)) == ("Une note", {values.housing.id: 1})
    [relay] = db.session.scalars(db.select(Relay))
    assert (relay.actor_id, relay.intervention_id) == (service.id, back.id)
    client.post(f"{LIST}/retablir")
    assert len(rows()) == 1


def test_what_was_taken_away_is_forgotten_once_the_next_one_is_noted(me, values, client):
    row = make.intervention(worker=me, place=values.office, note="À oublier")
    client.post(f"{LIST}/{row.id}/effacer")
    assert db.session.scalars(db.select(Draft)).one().body.count("oublier") == 1
    client.post(NOTE, data=least(values))
    assert db.session.scalars(db.select(Draft)).all() == []
    client.post(f"{LIST}/retablir")
    assert len(rows()) == 1


def test_a_relay_that_was_followed_outlives_its_intervention(me, values, client):
    client.post(NOTE, data=least(values, service=f"a{make.actor().id}"))
    [relay] = db.session.scalars(db.select(Relay))
    client.post(f"/journal/relais/{relay.id}/etat", data={"state": "taken"})
    client.post(f"{LIST}/{only().id}/effacer")
    db.session.expire_all()
    assert db.session.scalars(db.select(Relay)).one().intervention_id is None


def test_a_value_retired_while_the_form_was_open_is_kept(me, values, client):
    author = make.user().id
    lists.retire(author, values.housing)
    lists.retire(author, values.office)
    assert client.post(NOTE, data=least(values)).status_code == 303
    assert marks(only()) == {values.housing.id: 1}
    assert only().place_id == values.office.id


def test_a_value_merged_while_the_form_was_open_is_what_it_stands_for(me, values, client):
    lists.merge(make.user().id, values.housing, values.health)
    data = least(values, themes=[values.housing.id, values.health.id])
    assert client.post(NOTE, data=data).status_code == 303
    assert marks(only()) == {values.health.id: 1}


def test_a_retired_value_is_still_ticked_when_the_form_comes_back(me, values, client):
    lists.retire(make.user().id, values.housing)
    answer = client.post(NOTE, data=least(values, place=""))
    assert answer.status_code == 422
    assert chosen(answer.text, "themes") == [str(values.housing.id)]


def test_sent_twice_it_is_recorded_once(me, values, client):
    data = least(values, sending="a" * 24)
    assert client.post(NOTE, data=data).status_code == 303
    assert client.post(NOTE, data=data).location == NOTE
    assert len(rows()) == 1


def test_a_form_that_was_refused_may_come_again_with_its_key(me, values, client):
    data = least(values, sending="b" * 24)
    assert client.post(NOTE, data={**data, "themes": []}).status_code == 422
    assert client.post(NOTE, data=data).status_code == 303
    assert len(rows()) == 1


def test_each_form_has_a_key_of_its_own(me, values, client):
    keys = {
        re.search(r'name="sending"[^>]*value="([\w-]{16,40})"', client.get(NOTE).text)[1]
        for _ in range(2)
    }
    assert len(keys) == 2


def test_a_draft_comes_back_and_goes_once_it_is_saved(me, values, client):
    body = least(values, deeds=[values.listen.id], note="Presque fini")
    client.put(f"/brouillons{NOTE}", data=body)
    assert "Reprendre" in client.get(NOTE).text
    page = client.get(f"{NOTE}?brouillon=1").text
    assert "Presque fini" in page
    assert chosen(page, "themes") == [str(values.housing.id)]
    client.post(NOTE, data=body)
    assert db.session.scalars(db.select(Draft)).all() == []


def test_a_note_with_a_number_of_somebody_warns_and_is_saved(me, values, client):
    answer = client.post(NOTE, data=least(values, note=PHONE, unread="1"))
    assert answer.status_code == 303
    assert only().note == PHONE
    page = client.get(NOTE).text
    assert "Est-ce un numéro de téléphone ?" in page.replace("&#39;", "'")
    assert "0470" not in page


def test_no_log_holds_a_note(me, values, client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(NOTE, data=least(values, note="zèbre " + PHONE))
        client.post(NOTE, data=least(values, note="zèbre", place=""))
        client.get(LIST)
    assert "zèbre" not in caplog.text
    assert "0470" not in caplog.text


def test_nowhere_is_there_a_column_for_who_was_met():
    allowed = {"interventions", "intervention_marks", "relays", "relay_steps"}
    named = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables if table.name in allowed
        for column in table.columns
        if re.search(r"name|phone|birth|person|email|address|national", column.name)
    ]  # fmt: skip
    assert named == ["relays.service_name"]  # a service's, until it is found in the list


# Whose it is ---------------------------------------------------------------------------------


def test_one_reads_and_changes_ones_own_alone(me, values, client):
    theirs = make.intervention(note="Rien pour d'autres yeux")
    assert "Rien pour" not in client.get(LIST).text
    for path, method in ((edit(theirs), "get"), (edit(theirs), "post"),
                         (f"{LIST}/{theirs.id}/effacer", "post")):  # fmt: skip
        assert getattr(client, method)(path).status_code == 404
    assert len(rows()) == 1


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATION, Role.RESEARCH, Role.ADMIN])
def test_no_other_role_notes_or_reads_interventions(app, client, role):
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    row = make.intervention()
    for path in (NOTE, LIST, edit(row), "/journal", "/journal/relais", "/noter"):
        assert client.get(path).status_code == 403


def test_another_worker_does_not_put_back_what_one_took_away(me, values, client, app):
    row = make.intervention(worker=me, place=values.office)
    client.post(f"{LIST}/{row.id}/effacer")
    app.test_client().sign_in(make.worker().user).post(f"{LIST}/retablir")
    assert rows() == []


def test_what_is_put_back_passes_the_checks_of_its_form(me, values, client):
    client.put(f"/brouillons{LIST}/retablir", data=least(values, themes=["999999"]))
    assert client.post(f"{LIST}/retablir").status_code == 303
    assert rows() == []


def test_what_cannot_be_put_back_goes_on_in_the_form(me, values, client):
    client.put(f"/brouillons{LIST}/retablir", data=least(values, themes=["9999"], note="Mes mots"))
    answer = client.post(f"{LIST}/retablir")
    assert answer.location == f"{NOTE}?brouillon=1"
    page = client.get(answer.location).text
    assert "Mes mots" in page
    assert "tel quel" in page
    assert [draft.key for draft in db.session.scalars(db.select(Draft))] == [NOTE]


def test_what_cannot_be_put_back_writes_over_no_other_draft(me, values, client):
    client.put(f"/brouillons{NOTE}", data={"note": "Autre chose"})
    client.put(f"/brouillons{LIST}/retablir", data=least(values, themes=["9999"], note="Mes mots"))
    answer = client.post(f"{LIST}/retablir")
    assert answer.status_code == 409
    assert "Mes mots" in answer.text
    assert f'action="{NOTE}"' in answer.text
    bodies = {draft.key: draft.body for draft in db.session.scalars(db.select(Draft))}
    assert "Autre+chose" in bodies[NOTE]


# Changing ------------------------------------------------------------------------------------


@pytest.fixture
def row(me, values):
    return make.intervention(worker=me, place=values.office, themes=[values.housing], note="Avant")


def changed(values, row, **more):
    return least(values, version=str(row.version), **more)


def test_an_entry_is_changed_whole(me, values, row, client):
    assert "Avant" in client.get(edit(row)).text
    answer = client.post(edit(row), data=changed(values, row, themes=[values.health.id], note=""))
    assert answer.status_code == 303
    assert (only().note, marks(only())) == ("", {values.health.id: 1})


def test_a_change_of_marks_alone_moves_the_version(me, values, row, client):
    data = changed(values, row, themes=[values.health.id], note="Avant")
    client.post(edit(row), data=data)
    assert only().version == 2
    assert client.post(edit(row), data=data).status_code == 409


def test_two_devices_that_change_the_same_entry_meet(me, values, row, client):
    client.post(edit(row), data=changed(values, row, note="Du téléphone"))
    answer = client.post(edit(row), data={**least(values, note="De l'ordinateur"), "version": "1"})
    assert answer.status_code == 409
    page = answer.text.replace("&#39;", "'")
    assert "Du téléphone" in page
    assert "De l'ordinateur" in page
    assert only().note == "Du téléphone"
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    again = {**least(values, note="De l'ordinateur"), "version": version}
    assert client.post(edit(row), data=again).status_code == 303
    assert only().note == "De l'ordinateur"


def test_an_entry_keeps_values_that_have_left_their_list(me, values, row, client):
    lists.merge(make.user().id, values.housing, values.health)
    page = client.get(edit(row)).text
    assert chosen(page, "themes") == [str(values.housing.id)]
    client.post(edit(row), data=changed(values, row, note="Après"))
    assert marks(only()) == {values.housing.id: 1}  # no old figure changes by itself


def test_minutes_that_are_not_asked_stay(me, values, row, client):
    row.minutes = 20
    client.post("/journal/reglages", data={"sent": "1"})
    client.post(edit(row), data=changed(values, row, minutes="25"))
    assert only().minutes == 25


# Relays from here ----------------------------------------------------------------------------


def test_an_intervention_opens_a_relay(me, values, client):
    host = make.organisation()
    client.post(NOTE, data=least(values, service=f"h{host.id}", state="taken"))
    [relay] = db.session.scalars(db.select(Relay))
    assert (relay.organisation_id, relay.actor_id, relay.state) == (host.id, None, "taken")
    assert relay.intervention_id == only().id
    assert [step.state for step in db.session.scalars(db.select(RelayStep))] == ["taken"]


def test_without_scripts_a_service_is_searched_for_and_nothing_typed_is_lost(me, values, client):
    make.organisation(name="Maison du Zèbre")
    answer = client.post(NOTE, data=least(values, note="gardé", search="1", q="zèb"))
    assert answer.status_code == 200
    assert "Maison du Zèbre" in answer.text
    assert "gardé" in answer.text
    assert chosen(answer.text, "themes") == [str(values.housing.id)]
    assert rows() == []


@pytest.mark.parametrize(
    "path", ["interventions", "sorties", "travail-hote", "demarrage", "nulle-part"]
)
def test_what_was_typed_into_what_exists_no_more_is_there_to_be_copied(me, client, path):
    words = "Des mots\ntapés <b>longtemps</b>"
    answer = client.post(f"/journal/{path}/987/modifier", data={"note": words, "version": "1"})
    assert answer.status_code == 404
    known = path != "nulle-part"
    assert ("Des mots\ntapés &lt;b&gt;longtemps" in answer.text) is known
    assert ("n&#39;existe plus : ce qui a été tapé" in answer.text) is known
    assert "<form" not in answer.text  # there is nowhere to send it again


def test_where_nothing_was_written_what_exists_no_more_is_a_plain_page(me, client):
    answer = client.post("/journal/relais/987/etat", data={"state": "taken"})
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text
