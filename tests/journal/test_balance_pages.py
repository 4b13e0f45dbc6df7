"""One's own 80/20 out of what was noted; of others only groups, and never one person."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.auth import load
from raqnet.calendar.models import Kind
from raqnet.db import db
from raqnet.journal import queries_balance, queries_groups, stretches
from raqnet.journal.balance import Share
from raqnet.journal.stretches import Length
from tests import factories as make
from tests.conftest import open_session
from tests.queries import count_queries

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
PAGE, GROUPS = "/journal/equilibre", "/journal/equilibre/groupes"
MONTH = stretches.of(Length.MONTH, TODAY)
OCTOBER = stretches.of(Length.MONTH, date(2026, 10, 5))


@pytest.fixture(autouse=True)
def wednesday(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def me(app):
    user = make.user(Role.RAQ)
    worker = make.worker(user=user)
    return SimpleNamespace(user=user, worker=worker, id=worker.id)


def own(me, stretch=MONTH):
    asker = load(open_session(me.user))
    return queries_balance.own(asker, stretch.first, stretch.last)


def minutes(me, stretch=MONTH):
    found = own(me, stretch).balance.minutes
    return tuple(found[each] for each in (Share.PROJECT, Share.HOST, Share.BLURRED))


def event(me, day=TODAY - DAY, at=time(10), hours=2, **values):
    values.setdefault("status", "confirmed")
    values.setdefault("workers", [me.worker])
    return make.action(day, at, hours, **values)


def begun(hour, day=TODAY - DAY):
    return clock.from_local(datetime.combine(day, time(hour)))


def test_what_is_confirmed_over_and_mine_counts_for_the_project_whatever_its_kind(me):
    event(me, at=time(8))
    event(me, at=time(10), kind=Kind.PERMANENCE)
    event(me, at=time(12), kind=Kind.TEAM, workers=[])
    event(me, at=time(14), status="planned")
    event(me, at=time(14), status="cancelled")
    event(me, day=TODAY + DAY)
    event(me, at=time(16), workers=[make.worker()])
    event(me, at=time(18), kind=Kind.TEAM, workers=[make.worker()])
    assert minutes(me) == (360, 0, 0)


def test_an_intervention_at_a_date_that_counts_is_not_counted_beside_it(me):
    date_ = make.occurrence_of(event(me))
    not_held = make.occurrence_of(event(me, status="planned"))
    make.intervention(worker=me.worker, minutes=30, occurrence=date_, happened_on=TODAY - DAY)
    make.intervention(worker=me.worker, minutes=20, occurrence=not_held)
    make.intervention(worker=me.worker, minutes=10)
    make.intervention(worker=me.worker)
    assert minutes(me) == (120 + 20 + 10, 0, 0)


def test_work_for_the_host_during_an_event_is_blurred_counted_once_and_told(me, client):
    event(me, title="Stand au marché")
    kind = make.value("host_work", "remplacement")
    make.host_work(worker=me.worker, kind=kind, happened_on=TODAY - DAY, minutes=120,
                   starts_at=begun(11))  # fmt: skip
    make.host_work(worker=me.worker, minutes=60)
    make.host_work(worker=me.worker, minutes=30, also_mission=True)
    assert minutes(me) == (60, 60 + 60, 60 + 30)
    html = client.sign_in(me.user).get(PAGE).text
    assert "mardi 17 novembre, 11h-12h" in html
    assert "Stand au marché + remplacement" in html


def test_two_dates_at_once_are_counted_once_and_told(me, client):
    event(me, title="Un")
    event(me, at=time(11), title="Deux")
    assert minutes(me) == (180, 0, 0)
    assert "Deux + Un" in client.sign_in(me.user).get(PAGE).text


def test_what_happens_across_two_stretches_counts_in_each_for_its_part(me):
    first, other = date(2026, 11, 1), stretches.of(Length.MONTH, date(2026, 10, 31))
    event(me, day=first - DAY, at=time(22), hours=5)
    make.host_work(worker=me.worker, happened_on=first - DAY, minutes=90,
                   starts_at=clock.from_local(datetime.combine(first - DAY, time(21))))  # fmt: skip
    assert minutes(me, other) == (90, 60, 30)
    assert minutes(me) == (180, 0, 0)


def test_nothing_counts_on_a_day_away_nor_before_one_came_or_after_one_left(me):
    make.assignment(worker=me.worker, starts_on=TODAY - 5 * DAY)
    me.worker.left_on = TODAY - 2 * DAY
    make.absence(me.worker, TODAY - 3 * DAY)
    for back in (1, 2, 3, 4, 5, 6):
        event(me, day=TODAY - back * DAY, kind=Kind.TEAM, workers=[])
    assert minutes(me) == (3 * 120, 0, 0)


def test_days_without_anything_are_working_days_that_are_over_and_on_which_one_was_there(me):
    make.assignment(worker=me.worker, starts_on=date(2026, 11, 9))
    make.absence(me.worker, date(2026, 11, 10))
    make.intervention(worker=me.worker, happened_on=date(2026, 11, 9))  # without minutes
    make.host_work(worker=me.worker, happened_on=date(2026, 11, 12))
    event(me, day=date(2026, 11, 13))
    assert own(me).empty_days == 2  # the 16th and 17th; nobody works on the 11th


def test_without_an_assignment_everything_still_counts(me):
    event(me)
    make.host_work(worker=me.worker)
    assert minutes(me) == (120, 60, 0)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("?periode=semaine", "2026-11-16", "2026-11-22"),
        ("?periode=trimestre&jour=2026-02-28", "2026-01-01", "2026-03-31"),
        ("?periode=siecle&jour=2026-02-30", "2026-11-01", "2026-11-30"),
        ("?periode=trimestre&jour=2099-12-31", "2099-10-01", "2099-12-31"),
    ],
)
def test_the_address_names_a_week_a_month_or_a_quarter(me, client, asked, first, last):
    words = dict(part.split("=") for part in asked[1:].split("&") if part)
    found = stretches.read(words.get("periode"), words.get("jour"), TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert client.sign_in(me.user).get(PAGE + asked).status_code == 200


def test_the_sentence_says_it_first_and_judges_nobody(me, client):
    make.host_work(worker=me.worker, minutes=60)
    event(me, hours=4)
    html = client.sign_in(me.user).get(PAGE).text
    assert "Ce mois-ci : 80 % projet, 20 % hébergeur, 0 % à cheval" in html.replace("\xa0", " ")


def test_ones_own_balance_is_nobody_elses_and_costs_few_queries(me, client):
    make.host_work(worker=me.worker, note="une note")
    event(me)
    other = make.worker()
    user = other.user
    client.sign_in(user)
    with count_queries() as queries:
        html = client.get(PAGE).text
    assert "rien de noté" in html
    assert len(queries) <= 8
    for role in set(Role) - {Role.RAQ}:
        assert client.sign_in(make.user(role)).get(PAGE).status_code == 403


# Groups ----------------------------------------------------------------------------------------


def noting(n, place=None, host=None, day=OCTOBER.first + 4 * DAY, minutes=600):
    """So many workers of a neighbourhood and a host who noted work in October."""
    for _ in range(n):
        worker = make.worker()
        site = make.site(organisation=host) if host else None
        make.assignment(worker=worker, neighbourhood=place, site=site)
        make.host_work(worker=worker, happened_on=day, minutes=minutes)


def shown(month=OCTOBER, role=Role.COORDINATION):
    asker = load(open_session(make.user(role)))
    found = queries_groups.of_month(asker, month)
    return None if found is None else [(each.dimension, each.name) for each in found]


def test_with_four_workers_nothing_is_shown_and_with_five_the_team_alone(client):
    noting(4)
    assert shown() is None
    coordinator = make.user()
    assert "au moins cinq" in client.sign_in(coordinator).get(GROUPS).text
    noting(1)
    assert shown() == [("", "")]
    html = client.sign_in(coordinator).get(GROUPS).text
    assert "100 % hébergeur" in html.replace("\xa0", " ")


def test_a_group_of_five_is_shown_only_with_five_or_nobody_beside_it():
    place = make.neighbourhood(commune=make.commune(name="Evere"), zone=make.zone(code="05"))
    noting(5, place)
    assert shown() == [("", ""), ("commune", "Evere"), ("zone", "05")]
    noting(4)
    assert shown() == [("", "")]
    noting(1)
    assert shown() == [("", ""), ("commune", "Evere"), ("zone", "05")]


def test_who_noted_no_work_for_a_host_counts_towards_no_five():
    place, host = make.neighbourhood(), make.organisation()
    noting(4, place, host)
    idle = make.worker()
    make.assignment(worker=idle, neighbourhood=place)
    make.intervention(worker=idle, happened_on=OCTOBER.first, minutes=60)
    assert shown() is None


def test_a_worker_who_left_since_still_counts_in_the_month_they_worked():
    noting(5)
    for worker in db.session.scalars(db.select(make.Worker)):
        worker.left_on = OCTOBER.last
    assert shown() == [("", "")]


def test_a_month_that_is_not_over_is_not_shown(client):
    noting(6, day=TODAY)
    assert shown(MONTH) is None
    html = client.sign_in(make.user()).get(f"{GROUPS}?jour={TODAY}").text
    assert "Octobre 2026" in html and "Rien à montrer" in html


def test_one_persons_correction_does_not_show_in_the_rounded_sums(client):
    noting(6, minutes=6000)
    coordinator = make.user()
    before = client.sign_in(coordinator).get(GROUPS).text
    work = db.session.scalars(db.select(make.HostWork)).first()
    work.minutes += 60
    assert client.get(GROUPS).text == before


def test_only_the_coordination_and_research_see_groups_and_no_page_names_a_worker(client):
    noting(6)
    names = [user.name for user in db.session.scalars(db.select(make.User).filter_by(role="raq"))]
    for role in Role:
        allowed = role in (Role.COORDINATION, Role.RESEARCH)
        answer = client.sign_in(make.user(role)).get(GROUPS)
        assert answer.status_code == (200 if allowed else 403)
        assert not any(f"{name}<" in answer.text for name in names)
    assert shown(role=Role.ADMIN) is None
