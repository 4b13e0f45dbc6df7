"""A host's page: all its sites together, and nothing of others as its own."""

from datetime import UTC, datetime, time, timedelta

import pytest

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.calendar import comments, evaluations, services, standing
from raqnet.calendar.models import EvaluationState
from raqnet.home import hosting
from tests import factories as make
from tests.conftest import open_session
from tests.queries import count_queries

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday, 11h in Brussels
TODAY, DAY = NOW.date(), timedelta(1)


@pytest.fixture
def host(app):
    clock.clock.freeze(NOW)
    return make.organisation(name="Maison du Nord")


@pytest.fixture
def member(host):
    return make.host(host)


def page_of(user):
    return hosting.of(auth.load(open_session(user)))


def titles(entries):
    return [each.title for each in entries]


@pytest.mark.parametrize("role", [each for each in Role if each != Role.HOST])
def test_only_hosts_have_this_page(host, client, role):
    assert client.sign_in(make.user(role)).get("/hebergeur").status_code == 403


def test_all_sites_of_the_organisation_stand_together_with_who_is_there(host, member, client):
    north, south, empty = (
        make.site(organisation=host, name=n) for n in ("Nord", "Sud", "Un site vide")
    )
    one, two = make.assignment(site=north).worker, make.assignment(site=south).worker
    make.assignment(site=south, worker=one)
    make.assignment(site=empty, ends_on=TODAY - DAY)
    elsewhere = make.assignment().worker
    names = [one.user.name, elsewhere.user.name]
    make.absence(two, TODAY - DAY, TODAY + DAY)
    page = page_of(member)
    assert [(each.name, [row.worker_id for row in each.team]) for each in page.sites] == [
        ("Nord", [one.id]), ("Sud", sorted((one.id, two.id))), ("Un site vide", []),
    ]  # fmt: skip
    assert (page.people(absent=False), page.people(absent=True)) == (1, 1)
    html = client.sign_in(member).get("/hebergeur").text
    assert "1 relais présent, 1 absent." in html
    assert "Absent·e jusqu'au 25/11/2026" in html
    assert [f">{name}<" in html for name in names] == [True, False]


def test_what_comes_is_at_its_sites_or_with_workers_it_lodges(host, member):
    site, other = make.site(organisation=host), make.site()
    lodged = make.assignment(site=site).worker
    make.action(TODAY, title="Chez nous", site=site)
    make.action(TODAY + DAY, title="Ailleurs, avec la nôtre", site=other, workers=[lodged])
    make.action(TODAY + 27 * DAY, title="Dernier jour", site=make.site(organisation=host))
    make.action(TODAY + 28 * DAY, title="Trop tard", site=site)
    make.action(TODAY + DAY, title="Des autres", site=other, workers=[make.worker()])
    make.action(TODAY + DAY, title="Sans lieu")
    page = page_of(member)
    assert titles(page.coming) == ["Chez nous", "Ailleurs, avec la nôtre", "Dernier jour"]
    assert sorted(titles(page.others)) == ["Des autres", "Sans lieu"]
    assert page.done == []


def test_a_worker_who_moved_is_ones_own_only_while_lodged(host, member):
    worker, there = make.worker(), make.organisation()
    theirs = make.host(there)
    make.assignment(worker=worker, site=make.site(organisation=host), ends_on=TODAY + DAY)
    make.assignment(worker=worker, site=make.site(organisation=there), starts_on=TODAY + 2 * DAY)
    for n in (1, 2):
        make.action(TODAY + n * DAY, title=f"Jour {n}", workers=[worker])
    assert titles(page_of(member).coming) == ["Jour 1"]
    assert titles(page_of(theirs).coming) == ["Jour 2"]


def test_what_only_the_team_sees_never_shows(host, member, client):
    site, other = make.site(organisation=host), make.site()
    for day in (TODAY - DAY, TODAY + DAY):
        make.action(day, title="Entre nous", site=site, visibility="team")
        secret = make.action(day, title="Entre nous", site=other, visibility="team")
        comments.say(secret, member.id, "Vu autrefois")
    page = page_of(member)
    assert (page.coming, page.others, page.done, page.threads) == ([], [], [], [])
    html = client.sign_in(member).get("/hebergeur").text
    assert "Entre nous" not in html
    assert "Vu autrefois" not in html


def test_what_was_done_tells_how_many_came_and_no_word_of_the_evaluation(host, member, client):
    site = make.site(organisation=host)
    for back, title, answers in (
        (1, "Hier", {"present": 12, "difficulties": "Salle trop petite"}),
        (2, "Avant-hier", {"present": 5, "state": EvaluationState.DRAFT}),
        (3, "Sans nombre", {"satisfaction": 4}),
        (28, "Premier jour", {"present": 3}),
        (29, "Trop tôt", {"present": 100}),
    ):
        made = make.action(TODAY - back * DAY, title=title, site=site)
        evaluations.evaluate(make.occurrence_of(made), **answers)
    standing.cancel(make.action(TODAY - DAY, title="Annulée", site=site), "Pluie")
    make.action(TODAY - DAY, title="Des autres", site=make.site())
    make.action(TODAY, time(8), title="Ce matin", site=site)
    page = page_of(member)
    done = ["Ce matin", "Hier", "Avant-hier", "Sans nombre", "Premier jour"]
    assert titles(page.done) == done
    assert [each.present for each in page.done] == [None, 12, None, None, 3]
    assert (page.present, page.counted) == (15, 2)
    html = client.sign_in(member).get("/hebergeur").text
    assert "5 dates passées ; 15 personnes présentes" in html
    assert "Salle trop petite" not in html


def test_answers_are_what_others_say_after_the_organisation_on_the_same_action(host, member):
    colleague, stranger = make.host(host), make.host()
    raq = make.worker().user
    series = make.action(TODAY + DAY, title="Café", rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=3")
    date = services.override(make.occurrence_of(series), title="Café dehors")
    comments.say(series, raq.id, "Avant")
    comments.say(series, member.id, "Une demande", is_request=True)
    comments.say(date, raq.id, "La réponse")
    comments.say(series, stranger.id, "D'un autre hébergeur")
    comments.say(make.action(), stranger.id, "Leur question")
    alone = make.action(title="Seule")
    comments.say(alone, colleague.id, "Sans suite")
    found = page_of(member).threads
    assert {each.title: each.answered for each in found} == {"Café": True, "Seule": False}
    [cafe] = [each for each in found if each.answered]
    assert [(each.text, each.ours) for each in cafe.said] == [
        ("Une demande", True), ("La réponse", False), ("D'un autre hébergeur", False),
    ]  # fmt: skip
    others = [each.text for thread in page_of(stranger).threads for each in thread.said]
    assert sorted(others) == ["D'un autre hébergeur", "Leur question"]


def test_words_for_whom_no_organisation_or_no_site_is_known(host, client):
    page = client.sign_in(make.user(Role.HOST)).get("/hebergeur")
    assert page.status_code == 200
    assert "Pas encore d'organisation" in page.text
    page = client.sign_in(make.host(host)).get("/hebergeur")
    assert page.status_code == 200
    assert "Aucun relais n'est hébergé ici aujourd'hui." in page.text


def test_the_page_asks_the_database_little_and_changes_nothing(host, member, client):
    site = make.site(organisation=host)
    for n in range(12):
        worker = make.assignment(site=make.site(organisation=host)).worker
        made = make.action(TODAY + (n - 6) * DAY, site=site, workers=[worker])
        comments.say(made, member.id, "Et ceci ?")
    client.sign_in(member).get("/hebergeur")
    with count_queries() as sent:
        assert client.get("/hebergeur").status_code == 200
    assert len(sent) <= 11, sent
    assert all(each.lstrip().startswith(("SELECT", "WITH")) for each in sent)
    assert client.post("/hebergeur").status_code == 405
