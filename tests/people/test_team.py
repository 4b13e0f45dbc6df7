"""The coordination's pages: places, hosts and lists; and what others may ask of people."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.people import queries
from raqnet.people.entries import KINDS
from raqnet.people.models import Language, Neighbourhood, Organisation, Skill, Zone
from tests import factories as make

PAGES = ("/equipe", "/equipe/quartiers", "/equipe/hebergeurs", "/equipe/listes")


@pytest.fixture
def coordination(client):
    return client.sign_in(make.user(Role.COORDINATION))


def values_of(kind):
    values = {
        "zone": {"code": "21"},
        "commune": {"name": "Jette", "postcode": "1090"},
        "neighbourhood": {"name": "Dansaert"},
        "organisation": {"name": "Entraide"},
        "site": {"name": "Entraide Midi", "kind": "service social", "address": "Rue Haute 1"},
    }.get(kind, {"name": "swahili"})
    if kind == "neighbourhood":
        values = {**values, "zone_id": make.zone().id, "commune_id": make.commune().id}
    if kind == "site":
        organisation_id, commune_id = make.organisation().id, make.commune().id
        values = {**values, "organisation_id": organisation_id, "commune_id": commune_id}
    return values


def rows_of(kind):
    db.session.expire_all()
    model = KINDS[kind].model
    return db.session.scalars(select(model).order_by(model.id)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_coordination_adds_changes_and_deletes_each_kind(coordination, kind):
    path = f"/equipe/{KINDS[kind].path}"
    assert coordination.get(f"{path}/ajouter").status_code == 200
    data = values_of(kind)
    assert coordination.post(f"{path}/ajouter", data=data).status_code == 303
    row = rows_of(kind)[-1]
    field = "code" if kind == "zone" else "name"
    assert coordination.get(f"{path}/{row.id}").status_code == 200
    changed = {**data, field: "Autre"}
    assert coordination.post(f"{path}/{row.id}", data=changed).status_code == 303
    assert getattr(rows_of(kind)[-1], field) == "Autre"
    assert coordination.post(f"{path}/{row.id}/supprimer").status_code == 303
    assert row.id not in [each.id for each in rows_of(kind)]
    assert coordination.get(f"{path}/{row.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.ADMIN, Role.HOST])
def test_nobody_else_opens_the_team_pages(client, role):
    zone = make.zone()
    client.sign_in(make.user(role))
    for url in (*PAGES, f"/equipe/zones/{zone.id}", "/equipe/langues/ajouter"):
        assert client.get(url).status_code == 403
    assert client.post("/equipe/langues/ajouter", data={"name": "turc"}).status_code == 403
    assert client.post(f"/equipe/zones/{zone.id}/supprimer").status_code == 403
    assert not rows_of("language")
    assert rows_of("zone")


def test_every_page_of_the_team_shows_what_there_is(coordination):
    host = make.organisation(name="Entraide")
    make.host(host)
    make.assignment(
        worker=make.worker(user=make.user(Role.RAQ, name="Camille"), left_on=date(2025, 1, 1)),
        site=make.site(name="Entraide Midi", organisation=host),
        neighbourhood=make.neighbourhood(name="Dailly"),
    )
    make.language("turc").retired_at = clock.now()
    pages = "".join(coordination.get(url).text for url in PAGES)
    for words in ("Camille", "Entraide Midi", "Dailly", "turc", "Retirée", "1 personne a un accès"):
        assert words in pages


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_exists_is_refused_whatever_its_case_and_accents(coordination, kind):
    path, data = f"/equipe/{KINDS[kind].path}/ajouter", values_of(kind)
    field = "code" if kind == "zone" else "name"
    data[field] = "Forêt"
    coordination.post(path, data=data)
    answer = coordination.post(path, data={**data, field: "FORET"})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="FORET"' in answer.text


def test_an_entry_may_keep_its_own_name(coordination):
    zone = make.zone(code="05")
    assert coordination.post(f"/equipe/zones/{zone.id}", data={"code": "05"}).status_code == 303


def test_what_is_in_use_is_not_deleted_and_says_so(coordination):
    row = make.assignment(worker=make.worker(languages=[make.language()], skills=[make.skill()]))
    used = {
        "zone": row.neighbourhood.zone_id,
        "commune": row.neighbourhood.commune_id,
        "neighbourhood": row.neighbourhood_id,
        "organisation": row.site.organisation_id,
        "site": row.site_id,
        "language": row.worker.languages[0].id,
        "skill": row.worker.skills[0].id,
    }
    for kind, entry_id in used.items():
        answer = coordination.post(f"/equipe/{KINDS[kind].path}/{entry_id}/supprimer")
        assert answer.status_code == 422, kind
        assert "Encore utilisé ailleurs" in answer.text
        assert entry_id in [each.id for each in rows_of(kind)]


def test_a_neighbourhood_of_an_action_is_in_use(coordination):
    place = make.neighbourhood()
    make.action(neighbourhood=place)
    assert coordination.post(f"/equipe/quartiers/{place.id}/supprimer").status_code == 422
    assert db.session.scalar(select(Neighbourhood.id)) == place.id


def test_values_are_retired_restored_moved_and_sorted(coordination):
    for name in ("turc", "arabe", "français"):
        coordination.post("/equipe/langues/ajouter", data={"name": name})
    turkish, arabic, french = (each.id for each in rows_of("language"))

    def names(active=True):
        return [row.name for row in queries.languages(active)]

    assert names() == ["turc", "arabe", "français"]
    coordination.post(f"/equipe/langues/{french}/monter")
    coordination.post(f"/equipe/langues/{turkish}/descendre")
    coordination.post(f"/equipe/langues/{turkish}/descendre")
    coordination.post(f"/equipe/langues/{turkish}/descendre")
    assert names() == ["français", "arabe", "turc"]
    coordination.post("/equipe/langues/trier")
    assert names() == ["arabe", "français", "turc"]
    coordination.post(f"/equipe/langues/{arabic}/retirer")
    assert names() == ["français", "turc"]
    assert names(active=False) == ["arabe", "français", "turc"]
    assert [row.name for row in queries.languages(keep=[arabic])][0] == "arabe"
    coordination.post(f"/equipe/langues/{arabic}/retablir")
    assert names() == ["arabe", "français", "turc"]


def test_a_place_without_zone_or_with_an_unknown_one_is_refused_at_the_field(coordination):
    for zone_id in ("", "987654", "abc", "9" * 30):
        data = {"name": "Dansaert", "zone_id": zone_id, "commune_id": make.commune().id}
        answer = coordination.post("/equipe/quartiers/ajouter", data=data)
        assert answer.status_code == 422
        assert 'id="zone_id-error"' in answer.text
    assert not rows_of("neighbourhood")


def test_a_new_neighbourhood_may_begin_in_the_zone_one_comes_from(coordination):
    zone = make.zone()
    page = coordination.get(f"/equipe/quartiers/ajouter?zone_id={zone.id}").text
    assert f'<option selected value="{zone.id}">' in page
    assert coordination.get("/equipe/quartiers/ajouter?zone_id=%00x&name=%00").status_code == 200


ODD = st.text(max_size=60) | st.sampled_from(["\0", "🙂", "-1", "9" * 5000, "x" * 10_000, "None"])
FIELDS = (
    "code",
    "name",
    "postcode",
    "zone_id",
    "commune_id",
    "organisation_id",
    "kind",
    "address",
    "email",
    "role",
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ODD)))
def test_no_form_of_the_team_breaks(client, data):
    data = {name: value.encode("utf-8", "replace").decode() for name, value in data.items()}
    client.sign_in(make.user(Role.COORDINATION))
    for kind in KINDS.values():
        assert client.post(f"/equipe/{kind.path}/ajouter", data=data).status_code < 500
    client.sign_in(make.user(Role.ADMIN))
    assert client.post("/equipe/inviter", data=data).status_code < 500


# What other subjects ask -----------------------------------------------------------------------


def test_choices_leave_out_who_has_left_and_keep_who_is_chosen(app):
    today = clock.today()
    here = make.worker(user=make.user(Role.RAQ, name="RAQ 10"))
    last_day = make.worker(user=make.user(Role.RAQ, name="RAQ 2"), left_on=today)
    gone = make.worker(user=make.user(Role.RAQ, name="RAQ 3"), left_on=today - timedelta(1))
    assert queries.workers_choices() == [(last_day.id, "RAQ 2"), (here.id, "RAQ 10")]
    assert (gone.id, "RAQ 3") in queries.workers_choices(keep=[gone.id])
    assert [row.name for row in queries.workers(today)] == ["RAQ 2", "RAQ 10"]
    assert [row.name for row in queries.workers()] == ["RAQ 2", "RAQ 3", "RAQ 10"]
    assert queries.worker_names()[gone.id] == "RAQ 3"


def test_absences_between_two_days_are_those_that_touch_them(app):
    one, other = make.worker(), make.worker()
    first = date(2026, 12, 1)
    touching = [
        make.absence(one, first - timedelta(3), first),
        make.absence(one, first + timedelta(6), first + timedelta(9)),
    ]
    make.absence(one, first - timedelta(3), first - timedelta(1))
    make.absence(one, first + timedelta(7), first + timedelta(9))
    make.absence(other, first)
    found = queries.absences_between([one.id], first, first + timedelta(6))
    assert [row.id for row in found] == [each.id for each in touching]
    assert len(queries.absences_between(None, first, first + timedelta(6))) == 3
    assert queries.absences_between([], first, first) == []


def test_the_team_of_a_host_is_dated_and_its_own(app):
    today, host = clock.today(), make.organisation()
    site = make.site(organisation=host, name="Nord")
    worker = make.worker()
    for name in ("Reyers", "Dailly"):
        make.assignment(worker=worker, site=site, neighbourhood=make.neighbourhood(name=name))
    make.assignment(site=site, ends_on=today - timedelta(1))
    make.assignment(site=site, worker=make.worker(left_on=today - timedelta(1)))
    make.assignment()
    make.absence(worker, today)
    [row] = queries.site_team(host.id, today)
    assert (row.site, row.worker_id, row.absent) == ("Nord", worker.id, True)
    assert row.neighbourhoods == ("Dailly", "Reyers")
    assert queries.site_team(host.id, today + timedelta(1))[0].absent is False


def test_places_come_as_plain_sorted_rows(app):
    zones = [make.zone(code=code) for code in ("10", "05")]
    place = make.neighbourhood(name="Écuries", zone=zones[0])
    make.neighbourhood(name="Zaïre", zone=zones[1])
    site = make.site()
    assert [row.code for row in queries.zones()] == ["05", "10"]
    assert [name for _id, name in queries.neighbourhood_choices()] == ["Écuries", "Zaïre"]
    assert queries.neighbourhoods()[0].commune_id == place.commune_id
    assert queries.sites()[0].organisation == site.organisation.name
    assert queries.organisations() == [(site.organisation_id, site.organisation.name)]
    assert len(queries.communes()) == 3


def test_models_of_lists_are_the_ones_of_forms():
    assert {kind.model for kind in KINDS.values()} > {Language, Skill, Zone, Organisation}
