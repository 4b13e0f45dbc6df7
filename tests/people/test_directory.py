"""The directory: who covers what, found by any word; dates hold on both of their days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.people.words import dial, natural
from tests import factories as make

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def friday(app):
    clock.clock.freeze(clock.day_start(TODAY) + timedelta(hours=10))


def reader(client, role=Role.RESEARCH):
    return client.sign_in(make.user(role))


def found(client, **args):
    answer = client.get("/annuaire", query_string=args)
    assert answer.status_code == 200
    return answer.text


def named(name, **values):
    return make.worker(user=make.user(Role.RAQ, name=name), **values)


@pytest.mark.parametrize("role", [Role.RAQ, Role.COORDINATION, Role.RESEARCH, Role.ADMIN])
def test_the_team_reads_the_directory(client, role):
    make.assignment(worker=named("Relais Un"))
    assert "Relais Un" in found(reader(client, role))


def test_a_host_never_reads_the_directory(client):
    worker = named("Relais Un", phone="0470 11 22 33")
    client.sign_in(make.host())
    for url in ("/annuaire", f"/annuaire/{worker.id}", "/annuaire/moi"):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "0470" not in answer.text


def test_nobody_reads_it_without_signing_in(client):
    assert client.get("/annuaire").status_code == 303


def test_it_groups_workers_by_zone_and_neighbourhood_with_their_host(client):
    zone = make.zone(code="05")
    place = make.neighbourhood(name="Colignon", zone=zone)
    worker = named("RAQ 1", phone="0470 00 00 01")
    make.assignment(worker=worker, neighbourhood=place, site=make.site(name="MM Neptune"))
    page = found(reader(client))
    assert page.index("Zone 05") < page.index("Colignon") < page.index("RAQ 1")
    assert "MM Neptune" in page
    assert 'href="tel:0470000001"' in page


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - timedelta(9), TODAY, True),
        (TODAY - timedelta(9), TODAY - timedelta(1), False),
        (TODAY + timedelta(1), None, False),
    ],
)
def test_an_assignment_holds_from_its_first_to_its_last_day(client, starts, ends, shown):
    make.assignment(
        worker=named("RAQ 1"), site=make.site(name="Neptune"), starts_on=starts, ends_on=ends
    )
    assert ("Neptune" in found(reader(client))) is shown


def test_a_neighbourhood_that_nobody_covers_says_so(client):
    make.neighbourhood(name="Marolles")
    page = found(reader(client))
    assert "Marolles" in page
    assert "Personne pour l'instant" in page


def test_a_worker_who_has_left_disappears_after_their_last_day(client):
    worker = named("RAQ 7", left_on=TODAY)
    make.assignment(worker=worker)
    assert "RAQ 7" in found(reader(client))
    clock.clock.freeze(clock.day_start(TODAY + timedelta(1)))
    assert "RAQ 7" not in found(client)
    assert "A quitté le projet" in client.get(f"/annuaire/{worker.id}").text


def test_an_absence_is_marked_on_both_of_its_days_and_no_other(client):
    worker = named("RAQ 1")
    make.absence(worker, TODAY, TODAY + timedelta(1))
    for days, marked in ((-1, False), (0, True), (1, True), (2, False)):
        clock.clock.freeze(clock.day_start(TODAY + timedelta(days)))
        assert ("Absent·e" in found(reader(client))) is marked


@pytest.mark.parametrize(
    "words",
    ["neerl", "NÉERL", "néerlandais", "sante men", "Santé", "benevole", "bénévol·e·s", "l'arabe"],
)
def test_search_ignores_case_accents_elision_and_point_median(client, words):
    named(
        "RAQ 1",
        languages=[make.language("néerlandais"), make.language("arabe")],
        skills=[make.skill("santé mentale"), make.skill("appui aux bénévol·e·s")],
    )
    named("RAQ 2", languages=[make.language("turc")])
    page = found(reader(client), q=words)
    assert "RAQ 1" in page
    assert "RAQ 2" not in page


def test_one_letter_is_enough_to_find(client):
    named("RAQ 1", languages=[make.language("arabe")])
    named("RAQ 2", languages=[make.language("turc")])
    page = found(reader(client), q="t")
    assert "RAQ 2" in page
    assert "RAQ 1" not in page
    assert "<mark>turc</mark>" in page


def test_every_word_must_match_the_same_person_and_place(client):
    arab = make.language("arabe")
    for name, place in (("RAQ 1", "Dailly"), ("RAQ 2", "Matonge")):
        worker = named(name, languages=[arab])
        make.assignment(worker=worker, neighbourhood=make.neighbourhood(name=place))
    page = found(reader(client), q="arabe matonge")
    assert "RAQ 2" in page
    assert "RAQ 1" not in page


def test_one_finds_by_name_neighbourhood_commune_and_host(client):
    place = make.neighbourhood(name="Dailly", commune=make.commune(name="Schaerbeek"))
    site = make.site(name="MM Neptune", organisation=make.organisation(name="Fédération"))
    make.assignment(worker=named("Camille"), neighbourhood=place, site=site)
    make.assignment(worker=named("Sacha"))
    reader(client)
    for words in ("camil", "dailly", "schaer", "neptune", "federation"):
        page = found(client, q=words)
        assert "Camille" in page
        assert "Sacha" not in page


def test_filters_by_language_and_skill_hold_together(client):
    turkish, debts = make.language("turc"), make.skill("dettes")
    named("RAQ 1", languages=[turkish], skills=[debts])
    named("RAQ 2", languages=[turkish])
    page = found(reader(client), langue=turkish.id, competence=debts.id)
    assert "RAQ 1" in page
    assert "RAQ 2" not in page


def test_a_retired_language_is_no_filter_and_stays_on_its_worker(client):
    old = make.language("latin")
    named("RAQ 1", languages=[old])
    old.retired_at = clock.now()
    page = found(reader(client))
    assert page.count("latin") == 1
    assert f'<option value="{old.id}"' not in page


def test_nobody_found_offers_the_way_back(client):
    named("RAQ 1")
    assert "Personne ne correspond" in found(reader(client), q="zzz")


def test_an_empty_directory_says_what_it_is_for(client):
    assert "L'annuaire est vide" in found(reader(client))


def test_htmx_gets_the_list_alone_and_the_address_of_the_search(client):
    named("RAQ 1")
    reader(client)
    answer = client.get("/annuaire?q=raq&langue=&competence=", htmx=True)
    assert answer.text.lstrip().startswith('<div id="annuaire">')
    assert answer.headers["HX-Replace-Url"] == "/annuaire?q=raq"
    assert "HX-Request-Type" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&langue=-1",
        "q=" + "x" * 10_000,
        "langue=99999999999999999999",
        "langue=%D9%A1&competence=abc",
        "q=%F0%9F%99%82",
        "q=%ff%fe",
        "q[]=a&langue=1&langue=2",
        "q=!!!",
    ],
)
def test_no_search_breaks_it(client, query):
    named("RAQ 1")
    assert reader(client).get(f"/annuaire?{query}").status_code == 200


def test_the_directory_asks_at_most_six_queries(client):
    for number in range(5):
        worker = named(f"RAQ {number}", languages=[make.language()], skills=[make.skill()])
        make.assignment(worker=worker)
    reader(client)
    found(client)
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    found(client)
    event.remove(db.engine, "before_cursor_execute", note)
    selects = [statement for statement in asked if statement.lstrip().startswith("SELECT")]
    assert 0 < len(selects) <= 6


def test_a_worker_page_shows_now_earlier_and_coming_absences(client):
    worker = named("RAQ 1")
    make.assignment(worker=worker, neighbourhood=make.neighbourhood(name="Dailly"))
    make.assignment(
        worker=worker,
        neighbourhood=make.neighbourhood(name="Reyers"),
        ends_on=TODAY - timedelta(1),
    )
    make.absence(worker, TODAY + timedelta(3))
    make.absence(worker, TODAY - timedelta(30))
    page = reader(client).get(f"/annuaire/{worker.id}").text
    assert page.index("En ce moment") < page.index("Dailly")
    assert page.index("Auparavant") < page.index("Reyers")
    assert "23/11/2026" in page
    assert "21/10/2026" not in page


@pytest.mark.parametrize("worker_id", [0, 987_654, 10**20])
def test_an_unknown_worker_is_not_found(client, worker_id):
    assert reader(client).get(f"/annuaire/{worker_id}").status_code == 404


def test_my_page_is_one_tap_away(client):
    worker = named("RAQ 1")
    client.sign_in(worker.user)
    assert client.get("/annuaire/moi").headers["Location"] == f"/annuaire/{worker.id}"


def test_numbers_are_dialled_without_their_spaces():
    assert dial("0470 12.34/56") == "0470123456"
    assert dial("+32 (0)2 555 01 07") == "+3225550107"


def test_names_sort_by_number_and_without_accents():
    names = ["RAQ 10", "Étienne", "RAQ 2", "Zoé", "9" * 5000]
    assert sorted(names, key=natural)[-3:] == ["RAQ 2", "RAQ 10", "Zoé"]
