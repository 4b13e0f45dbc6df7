"""What stands in the way of a plan is told below its form and on its page; it never blocks."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text

from raqnet import clock
from raqnet.calendar import clashes, services
from raqnet.calendar.clashes import AWAY, BOOKED, TAKEN, Planned
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import NEW, simple
from tests.queries import count_queries

DAY = date(2026, 12, 1)
TELL = "/calendrier/actions/apercu"


@pytest.fixture(autouse=True)
def _november(app):
    clock.clock.freeze(clock.day_start(date(2026, 11, 20)))
    yield
    clock.clock.freeze(None)


def hours(day=DAY, start=10, end=12):
    begin = clock.day_start(day)
    return begin + timedelta(hours=start), begin + timedelta(hours=end)


def kinds(planned):
    return [(each.kind, each.who, each.count) for each in clashes.find(planned)]


@pytest.mark.parametrize(
    ("at", "told"),
    [((9, 10), False), ((9, 11), True), ((11, 13), True), ((10, 12), True), ((12, 13), False)],
)
def test_a_worker_is_booked_twice_where_the_hours_meet(app, at, told):
    worker = make.worker()
    make.action(DAY, workers=[worker])
    planned = Planned([hours(DAY, *at)], {worker.id: "Amina"})
    assert kinds(planned) == ([(BOOKED, "Amina", 1)] if told else [])


def test_nothing_of_what_is_cancelled_all_day_or_the_same_series_stands_in_the_way(app):
    worker = make.worker()
    cancelled = make.action(DAY, workers=[worker], place="Parc")
    services.cancel(cancelled, "pluie")
    start, end = clock.day_span(DAY, DAY)
    make.action(DAY, workers=[worker], place="Parc", all_day=True, starts_at=start, ends_at=end)
    own = make.action(DAY, workers=[worker], place="Parc")
    planned = Planned([hours()], {worker.id: "Amina"}, "Parc", series_id=own.id)
    assert clashes.find(planned) == []


def test_a_whole_day_of_training_books_its_workers(app):
    worker = make.worker()
    start, end = clock.day_span(DAY, DAY)
    values = {"kind": "team", "team_kind": "training", "title": "Formation"}
    days = {"all_day": True, "starts_at": start, "ends_at": end}
    made = make.action(DAY, workers=[worker], **values, **days)
    assert kinds(Planned([hours()], {worker.id: "Amina"})) == [(BOOKED, "Amina", 1)]
    make.action(DAY, workers=[worker])
    whole = Planned(
        [(start, end)], {worker.id: "Amina"}, all_day=True, series_id=made.id, team_kind="training"
    )
    assert kinds(whole) == [(BOOKED, "Amina", 1)]


def test_each_date_of_a_series_counts_and_they_are_told_together(app):
    worker = make.worker()
    make.action(DAY, workers=[worker], rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5")
    ours = [hours(DAY + timedelta(weeks=n)) for n in range(3)]
    assert kinds(Planned(ours, {worker.id: "Amina"})) == [(BOOKED, "Amina", 3)]


def test_a_worker_of_one_date_alone_is_booked_on_that_date_alone(app):
    series = make.action(DAY, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5")
    worker, second = make.worker(), DAY + timedelta(weeks=1)
    rows = db.select(Occurrence).where(Occurrence.starts_at == hours(second)[0])
    services.override(db.session.scalars(rows).one(), workers=[worker])
    ours = [hours(DAY + timedelta(weeks=n)) for n in range(3)]
    (clash,) = clashes.find(Planned(ours, {worker.id: "Amina"}))
    assert (clash.first, clash.count, series.id) == (hours(second), 1, series.id)


def test_a_worker_who_is_away_is_told_and_never_why(app):
    worker = make.worker()
    make.absence(worker, DAY - timedelta(days=2), DAY)
    planned = Planned([hours(), hours(DAY + timedelta(weeks=1))], {worker.id: "Amina"})
    assert kinds(planned) == [(AWAY, "Amina", 1)]


@pytest.mark.parametrize(
    ("place", "same_commune", "told"),
    [("Parc Bonnevie", True, True), ("  parc BONNEVIE ", True, True), ("Parc", True, False),
     ("Parc Bonnevie", False, False), ("", True, False)],
)  # fmt: skip
def test_a_place_is_taken_where_it_is_the_same_in_words_and_commune(app, place, same_commune, told):
    here, there = make.commune(), make.commune()
    make.action(DAY, place="Parc Bonnevie", commune=here)
    commune = here if same_commune else there
    found = kinds(Planned([hours()], {}, place, commune_id=commune.id))
    assert found == ([(TAKEN, place, 1)] if told else [])


def test_a_house_is_taken_only_where_neither_says_where_exactly(app):
    house = make.site()
    make.action(DAY, site=house)
    assert kinds(Planned([hours()], site_id=house.id)) == [(TAKEN, "", 1)]
    assert kinds(Planned([hours()], {}, "Au parc", site_id=house.id)) == []


@pytest.fixture
def crowded(app):
    """Ten thousand dates of fifty actions over two years, one worker in each tenth action."""
    worker = make.worker()
    make_rows = []
    for n in range(50):
        row = make.action(DAY, workers=[worker] if n % 10 == 0 else [], place=f"Lieu {n}")
        start = clock.day_start(DAY) + timedelta(hours=8 + n % 10)
        for week in range(1, 200):
            at = start + timedelta(days=3.5 * week)
            make_rows.append(
                {"series_id": row.id, "action_id": row.id, "recurrence_id": at, "starts_at": at,
                 "ends_at": at + timedelta(hours=1)}
            )  # fmt: skip
    db.session.execute(insert(Occurrence), make_rows)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    assert db.session.query(Occurrence).count() == 10_000
    return worker


def test_ten_thousand_dates_cost_two_queries_and_the_index_is_used(crowded):
    make.absence(crowded, DAY, DAY + timedelta(days=3))
    day = DAY + timedelta(days=7)
    planned = Planned([hours(day, 8, 18)], {crowded.id: "Amina"}, "Lieu 3")
    db.session.flush()
    with count_queries() as asked:
        found = clashes.find(planned)
    assert len(asked) <= 2
    assert {each.kind for each in found} == {BOOKED, TAKEN}
    words = clashes.statement(planned).compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[db.engine.dialect.name]
    plan = "\n".join(str(tuple(row)) for row in db.session.execute(text(explain + str(words))))
    assert "ix_occurrences_starts_at" in plan, plan


def test_a_long_series_costs_two_queries_too(crowded):
    planned = Planned(
        [hours(DAY + timedelta(weeks=n), 8, 18) for n in range(100)], {crowded.id: "Amina"}
    )
    with count_queries() as asked:
        assert clashes.find(planned)
    assert len(asked) <= 2


# Through the pages


@pytest.fixture
def me(client):
    worker = make.worker()
    client.sign_in(worker.user)
    return worker


def test_the_form_tells_what_stands_in_the_way_and_saves_all_the_same(client, me):
    starts_at, ends_at = hours(start=9, end=11)
    make.action(DAY, title="Permanence", workers=[me], starts_at=starts_at, ends_at=ends_at)
    data = simple(make.activity(), workers=[str(me.id)])
    told = client.post(TELL, data=data).text
    assert "est déjà à « Permanence »" in told and "9h-11h</a>" in told  # its hours, not ours
    answer = client.post(NEW, data=data, follow_redirects=True)
    assert answer.status_code == 200
    assert "est déjà à « Permanence »" in answer.text


def test_a_whole_day_of_training_is_told_while_it_is_planned(client, me):
    make.action(DAY, title="Permanence", workers=[me])
    data = simple(kind="team", team_kind="training", all_day="y", workers=[str(me.id)])
    assert "est déjà à « Permanence »" in client.post(TELL, data=data).text
    other = data | {"team_kind": "host_meeting"}
    assert "Permanence" not in client.post(TELL, data=other).text
    assert "Permanence" not in client.post(TELL, data=data | {"kind": "collective"}).text
    start, end = clock.day_span(DAY, DAY)
    series = make.action(
        DAY, kind="team", team_kind="training", all_day=True, starts_at=start, ends_at=end,
        rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5",
    )  # fmt: skip
    told = client.post(f"{TELL}?date=1&sans={series.id}", data=data).text
    assert "est déjà à « Permanence »" in told


def test_a_form_that_is_not_filled_in_yet_is_told_nothing(client, me):
    for data in ({}, {"day": "demain"}, simple(start="", end=""), simple(end="09:00")):
        answer = client.post(TELL, data=data)
        assert answer.status_code == 200
        assert "<p" not in answer.text


def test_the_rule_is_told_in_words_with_its_dates_while_one_types(client, me):
    make.closed_period(date(2026, 12, 21), date(2027, 1, 3))
    data = simple(repeat="every", count="8", skips_closed="y")
    told = client.post(TELL, data=data).text
    assert "Tous les mardis, 8 fois, sauf congés scolaires et fermetures : 6 dates" in told
    assert "2 dates tombent pendant des congés" in told


def test_one_date_is_compared_with_all_but_its_own_series(client, me):
    series = make.action(DAY, title="Marche", workers=[me], rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5")
    data = simple(workers=[str(me.id)])
    assert "Marche" in client.post(TELL, data=data).text
    assert "Marche" not in client.post(f"{TELL}?date=1&sans={series.id}", data=data).text


def test_repetitions_are_named_after_the_day(client, me):
    page = client.get(f"{NEW}?jour=2026-12-08").text
    for words in ("Tous les mardis", "Toutes les deux semaines, le mardi", "Le 2e mardi du mois"):
        assert words in page
    assert ">Le dernier mardi du mois<" in client.get(f"{NEW}?jour=2027-01-26").text
    assert ">Le 4e mardi du mois<" in client.get(f"{NEW}?jour=2027-01-26").text


@pytest.mark.parametrize(
    ("repeat", "day", "rrule"),
    [("every", "2026-12-01", "FREQ=WEEKLY;BYDAY=TU;COUNT=4"),
     ("second", "2026-12-01", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4"),
     ("nth", "2026-12-08", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"),
     ("nth", "2026-12-29", "FREQ=MONTHLY;BYDAY=-1TU;COUNT=4"),
     ("last", "2027-01-26", "FREQ=MONTHLY;BYDAY=-1TU;COUNT=4")],
)  # fmt: skip
def test_each_named_repetition_is_a_rule_and_is_found_again(client, me, repeat, day, rrule):
    data = simple(make.activity(), repeat=repeat, day=day, count="4", workers=[str(me.id)])
    assert client.post(NEW, data=data).status_code == 303
    made = db.session.scalars(db.select(Action)).one()
    assert made.rrule == rrule
    page = client.get(f"/calendrier/actions/{made.id}/modifier").text
    assert f'<option selected value="{repeat}">' in page


def test_a_repetition_named_after_another_day_is_chosen_again(client, me):
    data = simple(make.activity(), repeat="every", count="4", named_for="2026-12-02")
    answer = client.post(NEW, data=data)
    assert answer.status_code == 422
    assert "« Tous les mercredis » ne va pas avec ce jour" in answer.text
    assert "Tous les mardis" in answer.text
    assert 'name="named_for" value="2026-12-01"' in answer.text


def test_who_is_signed_out_while_typing_is_not_led_away_from_their_words(client):
    answer = client.post(TELL, data={"title": "Marché"}, htmx=True)
    assert answer.status_code == 401 and "HX-Redirect" not in answer.headers
