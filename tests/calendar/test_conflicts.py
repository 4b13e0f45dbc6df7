"""Two people edit the same thing: the second sees both versions, and nothing is lost."""

import re
from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.calendar import services
from raqnet.calendar.models import Action, Evaluation
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import simple


@pytest.fixture
def action(app, client):
    """A one-off of yesterday, its worker signed in."""
    worker = make.worker()
    day = clock.today() - timedelta(days=1)
    made = make.action(day, title="Au départ", place="Salle", workers=[worker])
    client.sign_in(worker.user)
    return made


def version_in(page):
    return re.search(r'name="version" type="hidden" value="([^"]+)"', page)[1]


def test_the_second_editor_sees_both_versions_and_may_save_again(action, client):
    path, activity = f"/calendrier/actions/{action.id}/modifier", action.activity_id
    opened = version_in(client.get(path).text)
    services.edit(action, title="Saisi par l'autre", place="Salle")
    data = simple(activity=None, version=opened, title="Tapé par moi", place="Salle")
    data["activity"] = str(activity)
    answer = client.post(path, data=data)
    assert answer.status_code == 409
    title_row = re.search(r'<tr>\s*<th scope="row">Titre.*?</tr>', answer.text, re.S)[0]
    place_row = re.search(r'<tr>\s*<th scope="row">Lieu.*?</tr>', answer.text, re.S)[0]
    for words in ("Tapé par moi", "Saisi par l&#39;autre", "différent"):
        assert words in title_row
    assert "différent" not in place_row
    assert 'value="Tapé par moi"' in answer.text
    assert db.session.get(Action, action.id).title == "Saisi par l'autre"
    again = {**data, "version": version_in(answer.text)}
    assert client.post(path, data=again).status_code == 303
    assert db.session.get(Action, action.id).title == "Tapé par moi"


@pytest.mark.parametrize("version", [None, "", "0", "x", "1" * 500])
def test_a_form_that_does_not_know_its_version_overwrites_nothing(action, client, version):
    path = f"/calendrier/actions/{action.id}/modifier"
    typed = simple(version=version, title="Moi")
    answer = client.post(
        path, data={name: text for name, text in typed.items() if text is not None}
    )
    assert answer.status_code == 409
    assert db.session.get(Action, action.id).title == "Au départ"


def test_two_people_edit_the_same_date_of_a_series(app, client):
    worker = make.worker()
    series = make.action(rrule=None, workers=[worker])
    first = clock.to_local(series.starts_at)
    rrule = (
        f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][first.weekday()]};COUNT=4"
    )
    services.edit(series, rrule=rrule)
    first = make.occurrence_of(series)
    client.sign_in(worker.user)
    path = f"/calendrier/dates/{first.id}/modifier"
    opened, activity = version_in(client.get(path).text), str(series.activity_id)
    services.override(first, place="Ailleurs")
    sent = simple(version=opened, title="Moi", place="Ici")
    answer = client.post(path, data={**sent, "activity": activity})
    assert answer.status_code == 409
    assert "Ailleurs" in answer.text
    assert 'value="Ici"' in answer.text


def test_two_people_evaluate_the_same_date(action, client):
    yesterday = make.occurrence_of(action)
    path = f"/calendrier/dates/{yesterday.id}/evaluer"
    opened = version_in(client.get(path).text)
    services.evaluate(yesterday, present=12, difficulties="La salle était froide")
    answer = client.post(path, data={"version": opened, "present": "9", "follow_up": "Rappeler"})
    assert answer.status_code == 409
    assert "La salle était froide" in answer.text
    assert "Rappeler" in answer.text
    assert db.session.scalars(db.select(Evaluation.present)).all() == [12]
    again = {"version": version_in(answer.text), "present": "9", "follow_up": "Rappeler"}
    assert client.post(path, data=again).status_code == 303
    assert db.session.scalars(db.select(Evaluation.present)).all() == [9]
