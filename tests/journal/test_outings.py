"""After an outing: one screen counts everybody who was met, in one row."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import services as calendar
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.journal.models import Intervention, intervention_languages
from raqnet.lists import services as lists
from raqnet.people.models import Language
from tests import factories as make
from tests.calendar.forms import error_at
from tests.journal.test_interventions import chosen, marks, only, rows

NOTE = "/journal/sorties/noter"


def counted(values, **more):
    """Seven people met in the street, three of them about housing."""
    return {
        "version": "0", "happened_on": clock.today().isoformat(), "place": values.street.id,
        "contacts": "7", f"themes-{values.housing.id}": "3", f"deeds-{values.inform.id}": "5",
        **more,
    }  # fmt: skip


def outing(worker, days=0, **values):
    """A date of the calendar that has begun, with this worker."""
    day = clock.today() + timedelta(days=days)
    made = make.action(day, at=clock.time(0), workers=[worker], **values)
    return make.occurrence_of(made)


def test_an_outing_is_one_row_that_counts_each_theme_and_act(me, values, client):
    assert client.get(NOTE).status_code == 200
    assert client.post(NOTE, data=counted(values)).status_code == 303
    row = only()
    assert (row.contacts, row.place_id, row.worker_id) == (7, values.street.id, me.id)
    assert marks(row) == {values.housing.id: 3, values.inform.id: 5}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("contacts", "-1", "entre 0 et"),
        ("contacts", "501", "entre 0 et"),
        ("contacts", "9" * 30, "nombre entier"),
        ("contacts", "douze", "nombre entier"),
        ("place", "", "à remplir"),
        ("happened_on", "2019-01-01", "01/04/2021"),
        ("occurrence", "999999", "Ce choix n'existe pas"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(me, values, client, field, value, words):
    answer = client.post(NOTE, data=counted(values, **{"note": "gardé", field: value}))
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    assert "gardé" in answer.text
    assert rows() == []


@pytest.mark.parametrize(
    ("value", "words"),
    [("-1", "De 0 à 500"), ("501", "De 0 à 500"), ("1.5", "nombre entier"), ("٣", "nombre entier"),
     ("9" * 40, "nombre entier")],
)  # fmt: skip
def test_a_count_below_zero_or_beyond_reason_is_told_beside_it(me, values, client, value, words):
    name = f"themes-{values.housing.id}"
    answer = client.post(NOTE, data=counted(values, **{name: value}))
    assert answer.status_code == 422
    assert words in error_at(answer.text, name)
    assert re.search(rf'id="{name}"[^>]*value="{value[:20]}"', answer.text)
    assert rows() == []


def test_a_count_of_what_is_no_value_is_refused(me, values, client):
    for odd in ("themes-999999", f"themes-{values.office.id}"):
        assert client.post(NOTE, data=counted(values, **{odd: "2"})).status_code == 422
    assert rows() == []


def test_more_of_a_theme_than_people_raises_the_people_and_says_so(me, values, client):
    client.post(NOTE, data=counted(values, contacts="2"))
    assert only().contacts == 5
    assert "relevé à 5" in client.get("/journal").text


def test_people_need_not_be_counted_where_themes_are(me, values, client):
    client.post(NOTE, data=counted(values, contacts=""))
    assert only().contacts == 5


def test_nobody_met_is_nothing_to_note(me, values, client):
    nothing = {f"themes-{values.housing.id}": "0", f"deeds-{values.inform.id}": ""}
    answer = client.post(NOTE, data=counted(values, contacts="0", **nothing))
    assert answer.status_code == 422
    assert "Combien de personnes" in error_at(answer.text, "contacts")


def test_themes_may_be_left_out_when_one_only_greeted(me, values, client):
    nothing = {f"themes-{values.housing.id}": "", f"deeds-{values.inform.id}": ""}
    assert client.post(NOTE, data=counted(values, **nothing)).status_code == 303


def test_the_date_of_the_calendar_gives_its_day_and_its_neighbourhood(me, values, client):
    spot = make.neighbourhood()
    date = outing(me, -3, title="Maraude", neighbourhood=spot, commune=spot.commune)
    page = client.get(f"{NOTE}?date={date.id}").text
    assert chosen(page, "occurrence") == [str(date.id)]
    assert chosen(page, "neighbourhood") == [str(spot.id)]
    client.post(NOTE, data=counted(values, occurrence=date.id))  # the day was left at today
    row = only()
    assert row.occurrence_id == date.id
    assert row.happened_on == clock.today() - timedelta(days=3)
    assert "7 personnes notées" in client.get(f"/calendrier/dates/{date.id}").text


def test_ones_own_dates_of_late_are_offered_and_no_others(me, values, client):
    outing(me, -1, title="Hier")
    outing(me, -20, title="Il y a longtemps")
    outing(make.worker(), -1, title="D'une collègue")
    make.action(clock.today() + timedelta(days=1), title="Demain", workers=[me])
    calendar.cancel(make.action(clock.today(), title="Annulée", workers=[me]), "pluie")
    page = client.get(NOTE).text
    assert "Hier" in page
    for title in ("Il y a longtemps", "une collègue", "Demain", "Annulée"):
        assert title not in page, title


def test_the_page_of_a_date_leads_there_once_it_has_begun(me, values, client):
    words = "Noter les rencontres de cette sortie"
    past = outing(me, -1)
    ahead = make.occurrence_of(make.action(clock.today() + timedelta(days=2), workers=[me]))
    team = outing(me, -1, kind="team", team_kind="training")
    assert words in client.get(f"/calendrier/dates/{past.id}").text
    for date in (ahead, team):
        assert words not in client.get(f"/calendrier/dates/{date.id}").text
    for other in (make.host(), make.user(Role.COORDINATION)):
        assert words not in client.sign_in(other).get(f"/calendrier/dates/{past.id}").text


def test_one_outing_says_nothing_of_another_workers(me, values, client):
    date = outing(me, -1)
    make.intervention(contacts=9, occurrence_id=date.id)
    assert "9 personnes" not in client.get(f"/calendrier/dates/{date.id}").text


def test_an_outing_is_counted_anew(me, values, client):
    client.post(NOTE, data=counted(values))
    row = only()
    where = f"/journal/sorties/{row.id}/modifier"
    page = client.get(where).text
    assert re.search(rf'id="themes-{values.housing.id}"[^>]*value="3"', page)
    assert client.get(f"/journal/interventions/{row.id}/modifier").location == where
    data = counted(values, version="1", contacts="9", **{f"themes-{values.housing.id}": "4"})
    assert client.post(where, data=data).status_code == 303
    assert (only().contacts, marks(only())) == (9, {values.housing.id: 4, values.inform.id: 5})
    assert client.post(where, data=data).status_code == 409


def test_marks_that_the_screen_does_not_count_stay(me, values, client):
    barrier = make.value("barrier")
    row = make.intervention(
        worker=me, place=values.street, themes=[values.housing, barrier], contacts=3
    )
    client.post(f"/journal/sorties/{row.id}/modifier", data=counted(values, version="1"))
    assert marks(only()) == {values.housing.id: 3, values.inform.id: 5, barrier.id: 1}


def test_another_worker_does_not_open_an_outing(me, values, client):
    row = make.intervention(contacts=5)
    where = f"/journal/sorties/{row.id}/modifier"
    assert client.get(where).status_code == 404
    assert client.post(where, data=counted(values, version="1")).status_code == 404


def test_a_value_merged_meanwhile_is_counted_with_what_it_stands_for(me, values, client):
    lists.merge(make.user().id, values.housing, values.health)
    client.post(NOTE, data=counted(values, **{f"themes-{values.health.id}": "2"}))
    assert marks(only()) == {values.health.id: 5, values.inform.id: 5}


def test_an_outing_that_was_taken_away_is_put_back_whole(me, values, client):
    date = outing(me, -1)
    client.post(NOTE, data=counted(values, occurrence=date.id, note="Au marché"))
    row = only()
    client.post(f"/journal/interventions/{row.id}/effacer")
    assert rows() == []
    client.post("/journal/sorties/retablir")
    back = only()
    assert (back.contacts, back.occurrence_id, back.note) == (7, date.id, "Au marché")
    assert marks(back) == {values.housing.id: 3, values.inform.id: 5}


def test_an_outing_of_one_person_without_a_theme_is_still_an_outing(me, values, client):
    nobody = {"contacts": "1", f"themes-{values.housing.id}": "", f"deeds-{values.inform.id}": ""}
    client.post(NOTE, data=counted(values, note="Une seule rencontre", **nobody))
    row = only()
    edit = f"/journal/sorties/{row.id}/modifier"
    assert edit in client.get("/journal/interventions").text
    assert client.get(f"/journal/interventions/{row.id}/modifier").location == edit
    client.post(f"/journal/interventions/{row.id}/effacer")
    assert "/journal/sorties/retablir" in client.get("/journal/interventions").text
    client.post("/journal/sorties/retablir")
    assert (only().note, only().contacts) == ("Une seule rencontre", 1)


def test_an_outing_is_put_back_without_the_date_that_the_calendar_has_lost(me, values, client):
    date = outing(me, -1)
    client.post(NOTE, data=counted(values, occurrence=date.id, note="Au marché"))
    client.post(f"/journal/interventions/{only().id}/effacer")
    db.session.delete(db.session.get_one(Occurrence, date.id))
    db.session.commit()
    client.post("/journal/sorties/retablir")
    back = only()
    assert (back.contacts, back.occurrence_id, back.note) == (7, None, "Au marché")


def test_an_outing_that_cannot_be_put_back_goes_on_in_its_form(me, values, client):
    client.put("/brouillons/journal/sorties/retablir", data={"place": "9", "note": "Au marché"})
    answer = client.post("/journal/sorties/retablir")
    assert answer.location == f"{NOTE}?brouillon=1"
    assert "Au marché" in client.get(answer.location).text
    assert rows() == []


def spoken():
    """How often each language is noted, as a figure counts them: main ones and others."""
    main = db.select(Intervention.language_id).where(Intervention.language_id.is_not(None))
    others = db.select(intervention_languages.c.language_id)
    return Counter(db.session.scalars(db.union_all(main, others)))


@pytest.fixture
def tongues(app):
    """Ids of three languages."""
    return [make.language(name).id for name in ("arabe", "français", "lingala")]


def test_an_outing_holds_several_languages_each_counted_once(me, values, client, tongues):
    main, other, third = tongues
    heard = {"language": main, "also_spoken": [other, third, main, other]}
    assert client.post(NOTE, data=counted(values, **heard)).status_code == 303
    assert spoken() == {main: 1, other: 1, third: 1}
    edit = f"/journal/sorties/{only().id}/modifier"
    ticked = re.findall(r'checked[^>]*name="also_spoken"[^>]*value="(\d+)"', client.get(edit).text)
    assert sorted(map(int, ticked)) == [other, third]
    client.post(edit, data=counted(values, version="1", language=main, also_spoken=[third]))
    assert spoken() == {main: 1, third: 1}


def test_languages_are_let_go_of_and_put_back_with_their_outing(me, values, client, tongues):
    main, other, third = tongues
    client.post(NOTE, data=counted(values, language=main, also_spoken=[other, third]))
    client.post(f"/journal/interventions/{only().id}/effacer")
    assert spoken() == {}
    client.post("/journal/sorties/retablir")
    assert spoken() == {main: 1, other: 1, third: 1}


def test_a_language_retired_meanwhile_stays_and_one_that_there_is_not_is_refused(
    me, values, client, tongues
):
    main, other, _third = tongues
    client.post(NOTE, data=counted(values, language=main, also_spoken=[other]))
    db.session.get_one(Language, other).retired_at = clock.now()
    edit = f"/journal/sorties/{only().id}/modifier"
    kept = counted(values, version="1", language=main, also_spoken=[other])
    assert client.post(edit, data=kept).status_code == 303
    for odd in ("999999", "9" * 30, "x"):
        answer = client.post(NOTE, data=counted(values, also_spoken=[odd]))
        assert answer.status_code == 422, odd
    assert spoken() == {main: 1, other: 1}


def test_sent_twice_it_is_recorded_once(me, values, client):
    data = counted(values, sending="c" * 24)
    for _ in range(2):
        assert client.post(NOTE, data=data).status_code == 303
    assert len(rows()) == 1


def test_a_tally_that_was_begun_comes_back(me, values, client):
    client.put(f"/brouillons{NOTE}", data=counted(values, note="Au marché"))
    assert "Reprendre" in client.get(NOTE).text
    page = client.get(f"{NOTE}?brouillon=1").text
    assert re.search(rf'id="themes-{values.housing.id}"[^>]*value="3"', page)
    assert "Au marché" in page


def test_a_date_of_which_an_outing_was_noted_is_not_taken_out_of_the_calendar(me, values, client):
    made = make.action(clock.today() - timedelta(days=1), workers=[me])
    date = make.occurrence_of(made)
    client.post(NOTE, data=counted(values, occurrence=date.id))
    with pytest.raises(calendar.SpokenOf):
        calendar.remove(made)
    db.session.rollback()
    assert (only().contacts, only().occurrence_id) == (7, date.id)


def test_the_page_of_an_evaluation_leads_there_too(me, values, client):
    date = outing(me, -1)
    page = client.get(f"/calendrier/dates/{date.id}/evaluer").text
    assert f"{NOTE}?date={date.id}" in page
