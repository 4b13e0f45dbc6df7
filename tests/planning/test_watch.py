"""What the coordination watches: zones where nothing is planned, dates left behind."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import dates, recurrence, services
from raqnet.calendar.models import Action, Kind, Occurrence, TeamKind
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 9, 21, 7, tzinfo=UTC)
TODAY = date(2026, 9, 21)
DOOR = "/calendrier/veille"
HOUR = timedelta(hours=1)


@pytest.fixture
def chief(client):
    """The coordination, signed in."""
    clock.clock.freeze(NOW)
    return client.sign_in(make.user(Role.COORDINATION))


def bare(client):
    """The codes of the zones that the page says are empty."""
    page = client.get(DOOR).text.split('id="zones"')[1].split("<details")[0]
    return {part.split("<")[0] for part in page.split("<strong>Zone ")[1:]}


def test_a_zone_is_bare_until_something_is_planned_there(chief):
    here, there = make.neighbourhood(), make.neighbourhood()
    codes = here.zone.code, there.zone.code
    assert bare(chief) == {*codes}
    make.action(TODAY + timedelta(days=9), neighbourhood=here)
    assert bare(chief) == {codes[1]}


def test_neither_what_is_cancelled_nor_past_nor_far_nor_the_teams_own_life_fills_a_zone(chief):
    here = make.neighbourhood()
    code = here.zone.code
    for days in (-5, 40):
        make.action(TODAY + timedelta(days=days), neighbourhood=here)
    off = make.action(TODAY + timedelta(days=3), neighbourhood=here)
    services.cancel(dates.whole(off.id), "Pluie")
    make.action(
        TODAY + timedelta(days=3), neighbourhood=here, kind=Kind.TEAM,
        team_kind=TeamKind.TRAINING,
    )  # fmt: skip
    assert bare(chief) == {code}
    assert "il y a 5 jours" in chief.get(DOOR).text


def test_what_has_no_neighbourhood_counts_where_its_workers_work(chief):
    here = make.neighbourhood()
    worker = make.assignment(neighbourhood=here).worker
    make.action(TODAY + timedelta(days=2), workers=[worker], kind=Kind.PERMANENCE)
    assert bare(chief) == set()


def weekly(*workers, first=TODAY - timedelta(days=14)):
    """Six Mondays, two of them before today."""
    rule = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=6), False)
    return make.action(first, rrule=rule, workers=list(workers), title="Marché")


def teams():
    """Who works on each date, in order of time."""
    db.session.expire_all()
    found = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at)).all()
    return [{each.id for each in dates.whole(row.action_id).workers} for row in found]


def test_dates_of_who_has_left_are_shown_and_handed_over_and_past_ones_stay(chief):
    gone, colleague, taker = make.worker(left_on=TODAY), make.worker(), make.worker()
    ids = gone.id, colleague.id, taker.id
    made = weekly(gone, colleague)
    page = chief.get(DOOR).text
    assert "Marché" in page and "3 dates" in page  # today is still theirs
    chief.post(f"{DOOR}/{made.id}/{ids[0]}", data={"worker": str(ids[2])})
    assert teams() == [{*ids[:2]}] * 3 + [{*ids[1:]}] * 3
    assert len(db.session.scalars(db.select(Action)).all()) == 2  # two series, no lone dates
    assert "Marché" not in chief.get(DOOR).text


def test_who_hands_over_is_told_what_the_other_already_has_then(chief):
    gone, taker = make.worker(left_on=TODAY), make.worker()
    ids = gone.id, taker.id
    made = weekly(gone)
    last = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at.desc())).first()
    hours = {"starts_at": last.starts_at, "ends_at": last.ends_at}
    make.action(workers=[taker], title="Autre chose", **hours)
    door = f"{DOOR}/{made.id}/{ids[0]}"
    page = chief.post(door, data={"worker": str(ids[1])}, follow_redirects=True).text
    assert "a déjà, à ces heures, « Autre chose »" in page


def test_a_date_with_workers_of_its_own_is_handed_over_as_it_is(chief):
    gone, guest, taker = make.worker(left_on=TODAY), make.worker(), make.worker()
    ids = gone.id, guest.id, taker.id
    made = weekly(gone)
    rows = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at)).all()
    services.override(rows[4], workers=[gone, guest])
    services.override(rows[5], workers=[guest])
    chief.post(f"{DOOR}/{made.id}/{ids[0]}", data={"worker": str(ids[2])})
    assert teams() == [{ids[0]}] * 3 + [{ids[2]}, {ids[1], ids[2]}, {ids[1]}]


def test_handing_over_asks_as_much_for_many_dates_as_for_few(chief):
    asked = []
    for count in (6, 26):
        gone, taker = make.worker(left_on=TODAY), make.worker()
        rule = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=count), False)
        made = make.action(TODAY - timedelta(days=14), rrule=rule, workers=[gone])
        door, to = f"{DOOR}/{made.id}/{gone.id}", {"worker": str(taker.id)}
        db.session.commit()
        with count_queries() as sent:
            chief.post(door, data=to)
        asked.append(len(sent))
    assert asked[1] <= asked[0], asked


def test_a_last_date_that_is_handed_over_keeps_its_words_hours_and_standing(chief):
    gone, guest, taker = make.worker(left_on=TODAY), make.worker(), make.worker()
    ids = gone.id, guest.id, taker.id
    made = make.action(
        TODAY - timedelta(days=7), workers=[gone], title="Marché",
        rrule=recurrence.rrule_text(Rule("WEEKLY", 2, (0,), count=2), False),
    )  # fmt: skip
    rows = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at)).all()
    hours = {"starts_at": rows[1].starts_at + HOUR, "ends_at": rows[1].ends_at + HOUR}
    services.override(rows[1], workers=[gone, guest], aim="Apporter les clés", **hours)
    services.confirm_date(rows[1])
    chief.post(f"{DOOR}/{made.id}/{ids[0]}", data={"worker": str(ids[2])})
    assert teams() == [{ids[0]}, {ids[1], ids[2]}]
    row = dates.whole(rows[1].action_id)
    assert (row.aim, row.status) == ("Apporter les clés", "confirmed")
    assert (rows[1].starts_at, row.starts_at) == (hours["starts_at"], hours["starts_at"])


def test_an_action_that_is_all_to_come_changes_hands_whole(chief):
    gone, taker = make.worker(left_on=TODAY - timedelta(days=1)), make.worker()
    made = weekly(gone, first=TODAY + timedelta(days=7))
    ids = gone.id, taker.id
    chief.post(f"{DOOR}/{made.id}/{ids[0]}", data={"worker": str(ids[1])})
    assert teams() == [{ids[1]}] * 6
    own = db.select(Occurrence).where(Occurrence.action_id != Occurrence.series_id)
    assert db.session.scalars(own).all() == []


def test_dates_of_who_will_leave_are_shown_before_they_do(chief):
    leaving = make.worker(left_on=TODAY + timedelta(days=10))
    weekly(leaving)
    page = chief.get(DOOR).text
    assert "Marché" in page and "2 dates" in page


def test_it_is_handed_over_to_somebody(chief):
    gone = make.worker(left_on=TODAY)
    made = weekly(gone)
    url = f"{DOOR}/{made.id}/{gone.id}"
    assert chief.post(url, data={"worker": ""}).status_code in (303, 422)
    assert chief.post(url, data={"worker": str(gone.id)}).status_code in (303, 422)
    assert "Marché" in chief.get(DOOR).text


def test_only_the_coordination_watches(client):
    for role in (Role.RAQ, Role.RESEARCH, Role.ADMIN):
        assert client.sign_in(make.user(role)).get(DOOR).status_code == 403
    assert client.sign_in(make.host()).get(DOOR).status_code == 403


def test_the_page_asks_little_of_the_database(chief):
    for n in range(5):
        worker = make.worker(left_on=TODAY) if n % 2 else make.worker()
        make.action(TODAY + timedelta(days=n + 1), neighbourhood=make.neighbourhood(),
                    workers=[worker])  # fmt: skip
    chief.get(DOOR)
    with count_queries() as sent:
        chief.get(DOOR)
    assert len(sent) <= 16, sent
