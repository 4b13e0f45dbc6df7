"""Sheets and absences: one's own, and the coordination's for all; nobody else's."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.people import services
from raqnet.people.models import Absence, Assignment, Worker
from tests import factories as make

ODD = st.text(max_size=60) | st.sampled_from(
    ["\0", "🙂", "-1", "9" * 5000, "x" * 10_000, "2026-02-30", "31/12/1999", "None", "[]", "\ud800"]
)


def sheet(**values):
    return {"phone": "0470 12 34 56", **values}


def url_of(worker, act="modifier"):
    return f"/annuaire/{worker.id}/{act}"


def kept(model=Worker):
    db.session.expire_all()
    return db.session.scalars(select(model).order_by(model.id)).all()


def full(worker_id):
    query = select(Worker).where(Worker.id == worker_id)
    loaded = query.options(
        db.selectinload(Worker.languages), db.selectinload(Worker.skills)
    ).execution_options(populate_existing=True)
    return db.session.scalars(loaded).one()


def test_a_worker_edits_their_own_phone_languages_and_skills(client):
    worker, language, skill = make.worker(), make.language(), make.skill()
    client.sign_in(worker.user)
    data = sheet(languages=[language.id], skills=[skill.id])
    assert client.post(url_of(worker), data=data).status_code == 303
    saved = full(worker.id)
    assert saved.phone == "0470 12 34 56"
    assert [each.id for each in saved.languages] == [language.id]
    assert [each.id for each in saved.skills] == [skill.id]


def test_a_worker_does_not_edit_a_colleague(client):
    colleague = make.worker(phone="0470 99 99 99")
    client.sign_in(make.worker().user)
    assert client.get(url_of(colleague)).status_code == 403
    assert client.post(url_of(colleague), data=sheet()).status_code == 403
    absent = {"starts_on": "2026-12-01"}
    assert client.post(url_of(colleague, "absences"), data=absent).status_code == 403
    assert kept()[0].phone == "0470 99 99 99"
    assert not kept(Absence)


@pytest.mark.parametrize("role", [Role.RESEARCH, Role.ADMIN, Role.HOST])
def test_research_administration_and_hosts_edit_nothing(client, role):
    worker, absence_of = make.worker(), make.worker()
    absence = make.absence(absence_of, clock.today())
    client.sign_in(make.user(role))
    for url in (
        url_of(worker),
        url_of(worker, "absences"),
        f"/annuaire/absences/{absence.id}/retirer",
    ):
        assert client.post(url, data=sheet(starts_on="2026-12-01")).status_code == 403
    assert len(kept(Absence)) == 1


def test_a_worker_cannot_set_their_own_last_day(client):
    worker = make.worker()
    client.sign_in(worker.user)
    client.post(url_of(worker), data=sheet(left_on="2026-01-01"))
    assert kept()[0].left_on is None


def test_the_coordination_sets_and_clears_the_last_day(client):
    worker = make.worker()
    client.sign_in(make.user(Role.COORDINATION))
    client.post(url_of(worker), data=sheet(left_on="31/12/2026"))
    assert kept()[0].left_on == date(2026, 12, 31)
    client.post(url_of(worker), data=sheet(left_on=""))
    assert kept()[0].left_on is None


def test_saving_a_sheet_keeps_the_retired_values_that_no_form_shows(client):
    old, new = make.language("latin"), make.language("turc")
    worker = make.worker(languages=[old])
    old.retired_at = clock.now()
    client.sign_in(worker.user)
    assert "latin" not in client.get(url_of(worker)).text
    client.post(url_of(worker), data=sheet(languages=[new.id]))
    assert {each.name for each in full(worker.id).languages} == {"latin", "turc"}


def test_a_retired_value_cannot_be_chosen_anew(client):
    old = make.language("latin")
    old.retired_at = clock.now()
    worker = make.worker()
    client.sign_in(worker.user)
    assert client.post(url_of(worker), data=sheet(languages=[old.id])).status_code == 422


@pytest.mark.parametrize("phone", ["abc", "<b>", "12", "0470 12 34 5x", "1" * 41, "0470\x00"])
def test_a_number_that_cannot_be_dialled_comes_back_at_its_field(client, phone):
    worker = make.worker()
    client.sign_in(worker.user)
    answer = client.post(url_of(worker), data={"phone": phone})
    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.text
    assert kept()[0].phone == ""


# Absences --------------------------------------------------------------------------------------


def test_a_worker_notes_and_takes_back_an_absence(client):
    worker = make.worker()
    client.sign_in(worker.user)
    data = {"starts_on": "2026-12-01", "ends_on": "2026-12-03"}
    assert client.post(url_of(worker, "absences"), data=data).status_code == 303
    [absence] = kept(Absence)
    assert (absence.starts_on.day, absence.ends_on.day) == (1, 3)
    client.post(f"/annuaire/absences/{absence.id}/retirer")
    assert not kept(Absence)


def test_a_worker_does_not_take_back_the_absence_of_a_colleague(client):
    absence = make.absence(make.worker(), clock.today())
    client.sign_in(make.worker().user)
    assert client.post(f"/annuaire/absences/{absence.id}/retirer").status_code == 403
    assert client.post("/annuaire/absences/987654/retirer").status_code == 404
    assert len(kept(Absence)) == 1


def test_an_absence_of_one_day_needs_one_date(client):
    worker = make.worker()
    client.sign_in(make.user(Role.COORDINATION))
    client.post(url_of(worker, "absences"), data={"starts_on": "2026-12-01", "ends_on": ""})
    [absence] = kept(Absence)
    assert absence.starts_on == absence.ends_on == date(2026, 12, 1)


def test_an_absence_that_ends_before_it_begins_is_refused_with_its_dates_kept(client):
    worker = make.worker()
    client.sign_in(worker.user)
    data = {"starts_on": "2026-12-03", "ends_on": "2026-12-01"}
    answer = client.post(url_of(worker, "absences"), data=data)
    assert answer.status_code == 422
    assert 'id="ends_on-error"' in answer.text
    assert 'value="2026-12-03"' in answer.text
    assert not kept(Absence)


def test_absences_that_touch_become_one(app):
    worker, first = make.worker(), date(2026, 12, 1)
    services.add_absence(worker, first, first + timedelta(2))
    services.add_absence(worker, first + timedelta(3), first + timedelta(5))
    services.add_absence(worker, first + timedelta(9), first + timedelta(9))
    db.session.flush()
    days = [(each.starts_on.day, each.ends_on.day) for each in kept(Absence)]
    assert sorted(days) == [(1, 6), (10, 10)]


def test_an_absence_has_no_place_for_a_reason():
    assert set(Absence.__table__.columns.keys()) == {"id", "worker_id", "starts_on", "ends_on"}


# Dated assignments -----------------------------------------------------------------------------


def dated(neighbourhood, site, starts="2026-01-01", ends=""):
    return {
        "neighbourhood_id": neighbourhood.id,
        "site_id": site.id,
        "starts_on": starts,
        "ends_on": ends,
    }


def test_the_coordination_adds_corrects_and_ends_an_assignment(client):
    worker, place, site = make.worker(), make.neighbourhood(), make.site()
    client.sign_in(make.user(Role.COORDINATION))
    add = f"/equipe/raq/{worker.id}/quartiers/ajouter"
    assert client.get(add).status_code == 200
    assert client.post(add, data=dated(place, site)).status_code == 303
    [row] = kept(Assignment)
    url = f"/equipe/affectations/{row.id}"
    assert client.get(url).status_code == 200
    assert client.post(url, data=dated(place, site, "2026-02-01")).status_code == 303
    assert kept(Assignment)[0].starts_on == date(2026, 2, 1)
    assert client.post(f"{url}/terminer").status_code == 303
    assert kept(Assignment)[0].ends_on == clock.today()
    assert client.post(f"{url}/supprimer").status_code == 303
    assert not kept(Assignment)


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.ADMIN, Role.HOST])
def test_nobody_else_touches_an_assignment(client, role):
    worker, data = make.worker(), dated(make.neighbourhood(), make.site())
    row = make.assignment(worker=worker)
    client.sign_in(worker.user if role == Role.RAQ else make.user(role))
    for end in ("", "/terminer", "/supprimer"):
        assert client.post(f"/equipe/affectations/{row.id}{end}").status_code == 403
    assert client.post(f"/equipe/raq/{worker.id}/quartiers/ajouter", data=data).status_code == 403
    assert len(kept(Assignment)) == 1


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        ("2026-06-30", "", 422),
        ("2026-01-01", "2026-03-01", 422),
        ("2026-01-01", "", 422),
        ("2026-04-01", "2026-04-01", 422),
        ("2026-07-01", "", 303),
        ("2026-01-01", "2026-02-28", 303),
    ],
)
def test_a_worker_covers_a_neighbourhood_once_at_a_time(client, starts, ends, status):
    place, first, last = make.neighbourhood(), date(2026, 3, 1), date(2026, 6, 30)
    row = make.assignment(neighbourhood=place, starts_on=first, ends_on=last)
    data = dated(place, make.site(), starts, ends)
    client.sign_in(make.user(Role.COORDINATION))
    answer = client.post(f"/equipe/raq/{row.worker_id}/quartiers/ajouter", data=data)
    assert answer.status_code == status
    if status == 422:
        assert "couvre déjà ce quartier du 01/03/2026 au 30/06/2026" in answer.text


def test_a_colleague_may_cover_the_same_neighbourhood(client):
    place, site = make.neighbourhood(), make.site()
    make.assignment(neighbourhood=place, site=site)
    client.sign_in(make.user(Role.COORDINATION))
    url = f"/equipe/raq/{make.worker().id}/quartiers/ajouter"
    assert client.post(url, data=dated(place, site)).status_code == 303


def test_an_assignment_that_has_not_begun_cannot_end_today(client):
    row = make.assignment(starts_on=clock.today() + timedelta(5))
    client.sign_in(make.user(Role.COORDINATION))
    answer = client.post(f"/equipe/affectations/{row.id}/terminer")
    assert answer.status_code == 422
    assert "La fin vient avant le début" in answer.text


FIELDS = (
    "phone",
    "languages",
    "skills",
    "left_on",
    "starts_on",
    "ends_on",
    "neighbourhood_id",
    "site_id",
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ODD | st.lists(ODD, max_size=3)))
)
def test_no_form_of_a_sheet_breaks(client, data):
    worker = make.worker()
    row = make.assignment(worker=worker)
    client.sign_in(make.user(Role.COORDINATION))
    data = {name: _sendable(value) for name, value in data.items()}
    for url in (
        url_of(worker),
        url_of(worker, "absences"),
        f"/equipe/raq/{worker.id}/quartiers/ajouter",
        f"/equipe/affectations/{row.id}",
    ):
        assert client.post(url, data=data).status_code < 500


def _sendable(value):
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
