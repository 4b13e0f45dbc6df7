"""Planning a session, what is seen of it beforehand, and opening its room."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import services as calendar
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Kind, Status, TeamKind, Visibility
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.intervision import closing
from raqnet.intervision.models import Intervision, Room, Seat
from tests import factories as make
from tests.intervision import over
from tests.intervision.conftest import NOW
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def me():
    return make.worker().user


def team_date(day=date(2026, 11, 26), team_kind=TeamKind.COLLECTIVE_DAY, **values):
    values.setdefault("title", "Journée de l'équipe")
    made = make.action(
        day, time(9), 4, kind=Kind.TEAM, team_kind=team_kind, visibility=Visibility.TEAM,
        place="La grande salle", **values,
    )  # fmt: skip
    return make.occurrence_of(made)


def typed(by, *animators, **values):
    """The form of a session on a new date, as it is sent."""
    new = {"date": "nouvelle", "day": "2026-12-03", "start": "09:00", "end": "12:30"}
    return {
        **new, "place": "Rue du Lac", "animators": [each.id for each in animators],
        "expected": [], "template": by.id, "cases": "2", "label": "", **values,
    }  # fmt: skip


def plan(client, user, data):
    return client.sign_in(user).post("/intervisions/nouvelle", data=data)


def the_only():
    return db.session.scalars(
        db.select(Intervision).options(
            db.selectinload(Intervision.animators), db.selectinload(Intervision.expected)
        )
    ).one()


# Planning ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RAQ, Role.COORDINATION, Role.RESEARCH])
def test_whoever_may_join_plans_a_session_on_a_date_of_the_team(client, template, role):
    user, date_ = make.user(role), team_date()
    answer = plan(client, user, typed(template, user, date=date_.id, cases="3", label="Le grenier"))
    made = the_only()
    assert answer.location == f"/intervisions/{made.id}"
    assert (made.occurrence_id, made.author_id) == (date_.id, user.id)
    assert (made.cases_wanted, made.label, made.animators) == (3, "Le grenier", [user])


@pytest.mark.parametrize("role", [Role.HOST, Role.ADMIN])
def test_nobody_else_plans_or_knows_of_it(client, template, role):
    user, planned = make.user(role), make.intervision()
    assert plan(client, user, typed(template, user)).status_code == 403
    for path in ("", "/nouvelle", f"/{planned.id}", f"/{planned.id}/modifier"):
        assert client.get(f"/intervisions{path}").status_code == 403


def test_two_people_may_animate_and_those_who_come_take_the_turns(client, me, template):
    other, third, fourth = (make.worker().user for _ in range(3))
    expected = [me.id, third.id, fourth.id]
    plan(client, me, typed(template, me, other, expected=expected))
    made = the_only()
    assert set(made.animators) == {me, other}
    assert {each.id for each in made.expected} == set(expected)
    assert made.people_expected == 2


def test_a_new_date_is_on_the_calendar_for_the_team_with_time_and_place(client, me, template):
    plan(client, me, typed(template, me, label="Le grenier"))
    action = db.session.scalars(db.select(Action)).one()
    assert (action.kind, action.team_kind) == (Kind.TEAM, TeamKind.INTERVISION)
    assert (action.place, action.visibility) == ("Rue du Lac", Visibility.TEAM)
    assert action.starts_at == datetime(2026, 12, 3, 8, tzinfo=UTC)
    assert action.ends_at == datetime(2026, 12, 3, 11, 30, tzinfo=UTC)


def test_the_feeds_tell_the_team_when_and_where_and_nothing_of_its_content(client, me, template):
    host = make.host()
    plan(client, me, typed(template, me, label="Le grenier secret", expected=[me.id]))
    room = over.open_session(me, [me, make.worker().user], place="La cave")
    closing.evaluate(
        room, worked="yes", facts="Un secret", feelings="", solutions="", consequences=""
    )
    told = {}
    for user in (me, host):
        _row, token = subscriptions.create(user.id, "Tout", Filters())
        db.session.commit()
        told[user.id] = client.get(f"/flux/{token}.ics").text
    events = icalendar.Calendar.from_ical(told[me.id]).walk("VEVENT")
    assert {str(each["LOCATION"]) for each in events} == {"Rue du Lac", "La cave"}
    assert {str(each["SUMMARY"]) for each in events} == {"Intervision"}
    for word in ("secret", over.TITLE, over.WHAT, over.KNOT, over.META):
        assert word.lower() not in told[me.id].lower()
    assert "VEVENT" not in told[host.id]


def test_research_plans_on_dates_that_are_there_but_puts_none_on_the_calendar(client, template):
    user = make.user(Role.RESEARCH)
    answer = plan(client, user, typed(template, user))
    assert answer.status_code == 422
    assert not db.session.scalars(db.select(Action)).all()


def test_the_form_begins_with_the_next_date_oneself_the_workers_and_the_usual_template(
    client, me, template
):
    colleague = make.worker().user
    gone = make.worker(left_on=date(2026, 10, 1)).user
    make.intervision_template(name="Autre")
    later, sooner = team_date(date(2026, 12, 10)), team_date(date(2026, 11, 26))
    team_date(date(2026, 11, 24), status=Status.CANCELLED)
    team_date(date(2026, 11, 25), TeamKind.TRAINING)
    page = client.sign_in(me).get("/intervisions/nouvelle").text
    assert f'<option selected value="{sooner.id}">' in page
    assert page.count("2026-11-2") == 0
    assert f'<option selected value="{template.id}">' in page
    for name, user, ticked in (
        ("animators", me, True),
        ("animators", colleague, False),
        ("expected", colleague, True),
        ("expected", gone, False),
    ):
        assert bool(_box(page, name, user, "checked ")) == ticked
    asked = client.get(f"/intervisions/nouvelle?date={later.id}").text
    assert f'<option selected value="{later.id}">' in asked
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert client.get("/intervisions/nouvelle", query_string={"date": odd}).status_code == 200


def _box(page, name, user, checked=""):
    return [
        line
        for line in page.split("<li>")
        if f'name="{name}"' in line and f'value="{user.id}"' in line and checked.strip() in line
    ]


def test_cancelled_past_and_other_dates_are_not_offered(client, me, template):
    cancelled = team_date(status=Status.CANCELLED)
    training = team_date(team_kind=TeamKind.TRAINING)
    past = team_date(date(2026, 11, 1))
    collective = make.occurrence_of(make.action())
    for date_ in (cancelled, training, past, collective):
        answer = plan(client, me, typed(template, me, date=date_.id))
        assert answer.status_code == 422
    assert not db.session.scalars(db.select(Intervision)).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"animators": []}, {"animators": ["987654"]}, {"animators": ["x"]},
        {"date": ""}, {"date": "987654"}, {"date": "x"},
        {"day": ""}, {"start": ""}, {"end": "25:61"}, {"end": "08:00"}, {"day": "2026-11-19"},
        {"day": "2027-03-28", "start": "02:30"},
        {"cases": "0"}, {"cases": "7"}, {"cases": ""}, {"cases": "deux"},
        {"template": ""}, {"template": "987654"}, {"template": "9" * 30},
        {"label": "x" * 41}, {"place": "x" * 121}, {"label": "a\x00b"},
        {"expected": ["-1"]},
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_as_it_was_typed_and_plans_nothing(client, me, template, wrong):
    answer = plan(client, me, typed(template, me, **{"place": "Rue des Mots gardés", **wrong}))
    assert answer.status_code == 422
    assert "Rue des Mots gardés" in answer.text or "place" in wrong
    assert "notice-error" in answer.text
    db.session.expire_all()
    assert not db.session.scalars(db.select(Intervision)).all()
    assert not db.session.scalars(db.select(Action)).all()


def test_what_is_typed_is_kept_as_a_draft_until_it_is_saved(client, me, template):
    fields = typed(template, me, label="Le grenier")
    client.sign_in(me).put("/brouillons/intervisions/nouvelle", data=fields)
    assert "brouillon" in client.get("/intervisions/nouvelle").text
    assert "Le grenier" in client.get("/intervisions/nouvelle?brouillon=1").text
    plan(client, me, fields)
    assert not db.session.scalars(db.select(Draft)).all()


# Planning otherwise -----------------------------------------------------------------------------


def changed(planned, animator, **values):
    db.session.refresh(planned)
    return {
        "version": planned.version, "date": planned.occurrence_id, "template": planned.template_id,
        "animators": [animator.id], "expected": [], "cases": "2", "label": "", **values,
    }  # fmt: skip


def test_its_animators_its_author_and_the_coordination_change_it_and_nobody_else(client, me):
    other, author = make.worker().user, make.worker().user
    planned = make.intervision([me], author_id=author.id)
    url = f"/intervisions/{planned.id}/modifier"
    for user, status in ((me, 303), (author, 303), (make.user(), 303), (other, 403)):
        assert client.sign_in(user).get(url).status_code == (200 if status == 303 else 403)
        answer = client.post(url, data=changed(planned, me, label=f"Salle {user.id}"))
        assert answer.status_code == status
        db.session.refresh(planned)
        assert (planned.label == f"Salle {user.id}") == (status == 303)


def test_once_its_room_is_open_a_session_is_not_planned_otherwise(client, me):
    planned = make.intervision([me])
    make.open_room(planned)
    data = changed(planned, me)
    for act in ("modifier", "retirer", "deuxieme-salle"):
        answer = client.sign_in(me).post(f"/intervisions/{planned.id}/{act}", data=data)
        assert answer.status_code == 403


def test_nobody_overwrites_silently_and_the_second_person_sees_both(client, me):
    planned = make.intervision([me])
    url = f"/intervisions/{planned.id}/modifier"
    stale = changed(planned, me, label="La mienne")
    client.sign_in(make.user()).post(url, data=changed(planned, me, label="La leur"))
    answer = client.sign_in(me).post(url, data=stale)
    assert answer.status_code == 409
    assert "La mienne" in answer.text
    assert "La leur" in answer.text
    db.session.refresh(planned)
    assert planned.label == "La leur"
    again = client.post(url, data={**stale, "version": planned.version})
    assert again.status_code == 303


def test_a_session_may_move_to_another_date(client, me):
    planned, other = make.intervision([me]), team_date()
    url = f"/intervisions/{planned.id}/modifier"
    client.sign_in(me).post(url, data=changed(planned, me, date=other.id))
    db.session.refresh(planned)
    assert (planned.occurrence_id, planned.planned_at) == (other.id, other.starts_at)


def test_a_plan_that_is_withdrawn_leaves_its_date_on_the_calendar(client, me):
    planned = make.intervision([me], [make.worker().user])
    date_ = planned.occurrence_id
    url = f"/intervisions/{planned.id}/retirer"
    assert client.sign_in(make.worker().user).post(url).status_code == 403
    assert client.sign_in(me).post(url).status_code == 303
    assert client.get(f"/intervisions/{planned.id}").status_code == 404
    assert client.get(f"/calendrier/dates/{date_}").status_code == 200


# The page beforehand ----------------------------------------------------------------------------


def page_of(client, user, planned):
    return client.sign_in(user).get(f"/intervisions/{planned.id}").text


def test_the_page_tells_when_where_who_and_when_it_would_end(client, me):
    page = page_of(client, me, make.intervision([me], place="Rue du Lac"))
    assert "samedi 21 novembre, 9h-12h30" in page
    assert "Rue du Lac" in page
    assert me.name in page
    assert "1h58" in page
    assert "10h58" in page
    assert "Questions de clarification" in page


def test_the_page_says_when_it_is_longer_than_the_calendar_has_it(client, me):
    planned = make.intervision([me], cases_wanted=6)
    assert "de plus que ce que dit le calendrier" in page_of(client, me, planned)


def test_too_many_people_for_the_round_are_told_with_three_ways_out(client, me):
    people = [make.worker().user for _ in range(18)]
    page = page_of(client, me, make.intervision([me], people))
    assert "Avec 18 personnes" in page
    assert "30\u00a0s" in page
    assert "18\u00a0min" in page
    assert "deuxieme-salle" in page
    few = page_of(client, me, make.intervision([me], people[:6]))
    assert "personnes, tout le monde" not in few


def test_a_cancelled_date_is_said_loudly(client, me):
    planned = make.intervision([me])
    action = db.session.get(Action, planned.occurrence.action_id)
    calendar.cancel(action, "Grève", me.id)
    page = page_of(client, me, planned)
    assert "notice-error" in page
    assert "annulée au calendrier" in page


def test_a_date_that_was_taken_away_asks_for_another_one(client, me):
    planned = make.intervision([me])
    db.session.delete(db.session.get(type(planned.occurrence), planned.occurrence_id))
    db.session.flush()
    db.session.expire_all()
    assert "retirée du calendrier" in page_of(client, me, planned)
    assert "Sans date" in client.get("/intervisions").text
    assert client.get(f"/intervisions/{planned.id}/modifier").status_code == 200


def test_what_was_to_be_improved_opens_the_next_session_for_those_who_were_there(client, me):
    there, elsewhere, leads = (make.worker().user for _ in range(3))
    over.hold(me, [there])
    planned = make.intervision([leads])
    for user, told in ((there, True), (me, True), (leads, True), (elsewhere, False)):
        page = page_of(client, user, planned)
        assert (over.FACTS in page) == told
        assert over.FEELINGS not in page
    assert over.FACTS not in page_of(client, make.user(), planned)


def test_open_lines_come_back_to_their_owner_and_the_shared_ones_to_those_who_were_there(
    client, me
):
    owner, other, elsewhere = (make.worker().user for _ in range(3))
    held = over.hold(me, [owner, other])
    planned = make.intervision([elsewhere])
    assert f"{over.WHAT} 0" in page_of(client, owner, planned)
    assert f"{over.WHAT} 0" not in page_of(client, other, planned)
    client.sign_in(owner).post(f"/intervisions/lignes/{held.lines[owner.id].id}/partager")
    assert f"<strong>{owner.name}</strong> : {over.WHAT} 0" in page_of(client, other, planned)
    assert over.WHAT not in page_of(client, elsewhere, planned)


def test_a_rehearsal_is_nobody_elses(client, me):
    planned = make.intervision([me], rehearsal=True)
    assert client.sign_in(me).get(f"/intervisions/{planned.id}").status_code == 200
    assert client.sign_in(make.user()).get(f"/intervisions/{planned.id}").status_code == 404


# Opening ----------------------------------------------------------------------------------------


def test_an_animator_opens_the_room_once_and_nobody_else_does(client, me):
    co_animator, planned = make.worker().user, None
    planned = make.intervision([me, co_animator])
    url = f"/intervisions/{planned.id}/ouvrir"
    for user in (make.worker().user, make.user()):
        assert client.sign_in(user).post(url).status_code == 403
    assert client.sign_in(me).post(url).location == f"/intervisions/{planned.id}/animation"
    code = db.session.scalars(db.select(Room.code)).one()
    assert client.sign_in(co_animator).post(url).status_code == 303
    assert db.session.scalars(db.select(Room.code)).one() == code
    assert len(db.session.scalars(db.select(Seat)).all()) == 2


def test_a_room_that_was_closed_is_not_opened_again(client, me):
    held = over.hold(me, [make.worker().user])
    answer = client.sign_in(me).post(f"/intervisions/{held.intervision.id}/ouvrir")
    assert answer.status_code == 303
    assert db.session.scalars(db.select(Room.code)).one() is None


def test_a_second_room_halves_the_people_and_both_have_their_names(client, me):
    people = [make.worker().user for _ in range(7)]
    planned = make.intervision([me], people)
    url = f"/intervisions/{planned.id}/deuxieme-salle"
    assert client.sign_in(people[0]).post(url).status_code == 403
    answer = client.sign_in(me).post(url)
    rooms = db.session.scalars(db.select(Intervision).order_by(Intervision.id)).all()
    assert answer.location == f"/intervisions/{rooms[1].id}/modifier"
    assert [each.label for each in rooms] == ["Salle 1", "Salle 2"]
    assert [each.people_expected for each in rooms] == [4, 3]
    assert rooms[0].occurrence_id == rooms[1].occurrence_id
    assert "Salle 2" in page_of(client, me, planned)


def test_a_date_has_only_so_many_rooms(client, me):
    planned = make.intervision([me], [make.worker().user])
    for _ in range(6):
        client.sign_in(me).post(f"/intervisions/{planned.id}/deuxieme-salle")
    assert db.session.scalar(db.select(db.func.count(Intervision.id))) == 4


# What there is for me now -----------------------------------------------------------------------


def test_the_first_page_says_what_this_place_is_for_while_there_is_nothing(client, me):
    page = client.sign_in(me).get("/intervisions").text
    assert "Aucune salle n'est ouverte" in page.replace("&#39;", "'")
    assert page.count("/intervisions/nouvelle") == 2
    assert 'name="code"' in page


def test_an_open_room_comes_first_with_the_way_in(client, me):
    guest = make.worker().user
    opened = make.intervision([me])
    make.open_room(opened)
    assert f"/intervisions/{opened.id}/animation" in client.sign_in(me).get("/intervisions").text
    page = client.sign_in(guest).get("/intervisions").text
    assert f'action="/intervisions/{opened.id}/rejoindre"' in page
    assert f"/intervisions/{opened.id}/animation" not in page


def test_a_session_whose_date_moved_on_is_still_to_come(client, me):
    planned = make.intervision([me])
    planned.planned_at = NOW - timedelta(days=9)
    planned.occurrence.starts_at = NOW + timedelta(days=9)
    planned.occurrence.ends_at = NOW + timedelta(days=9, hours=3)
    db.session.flush()
    assert f"/intervisions/{planned.id}" in client.sign_in(me).get("/intervisions").text


def test_what_was_never_opened_fades_after_half_a_day(client, me):
    planned = make.intervision([me])
    clock.clock.freeze(planned.starts_at + timedelta(hours=13))
    assert f"/intervisions/{planned.id}" not in client.sign_in(me).get("/intervisions").text


def test_figures_are_offered_to_the_coordination_alone(client, me):
    assert "/intervisions/chiffres" not in client.sign_in(me).get("/intervisions").text
    assert "/intervisions/chiffres" in client.sign_in(make.user()).get("/intervisions").text


def test_home_shows_the_open_room_and_what_is_planned_today(client, me):
    today, tomorrow = make.intervision([me]), make.intervision([me])
    today.occurrence.starts_at = NOW + timedelta(hours=3)
    opened = make.intervision([me])
    make.open_room(opened)
    page = client.sign_in(me).get("/").text
    assert f"/intervisions/{opened.id}/animation" in page
    assert f'href="/intervisions/{today.id}"' in page
    assert f'href="/intervisions/{tomorrow.id}"' not in page
    assert "/intervisions/" not in client.sign_in(make.user(Role.ADMIN)).get("/").text


# Beside a date of the calendar ------------------------------------------------------------------


def test_a_date_of_the_team_leads_to_the_preparation_and_to_what_is_planned(client, me):
    for kind in (TeamKind.COLLECTIVE_DAY, TeamKind.INTERVISION):
        date_ = team_date(team_kind=kind)
        page = client.sign_in(me).get(f"/calendrier/dates/{date_.id}").text
        assert f"/intervisions/nouvelle?date={date_.id}" in page
    planned = make.intervision([me])
    page = client.get(f"/calendrier/dates/{planned.occurrence_id}").text
    assert f'href="/intervisions/{planned.id}"' in page
    assert "/intervisions/nouvelle" not in page


@pytest.mark.parametrize("role", [Role.HOST, Role.ADMIN])
def test_who_may_not_join_reads_nothing_of_it_on_the_calendar(client, role):
    date_ = team_date()
    page = client.sign_in(make.user(role)).get(f"/calendrier/dates/{date_.id}").text
    assert "/intervisions" not in page


def test_other_dates_and_those_that_are_over_or_cancelled_offer_nothing(client, me):
    for date_ in (
        team_date(team_kind=TeamKind.TRAINING),
        team_date(status=Status.CANCELLED),
        team_date(date(2026, 11, 1)),
        make.occurrence_of(make.action()),
    ):
        page = client.sign_in(me).get(f"/calendrier/dates/{date_.id}").text
        assert "/intervisions/nouvelle" not in page


def test_an_ordinary_action_asks_the_database_nothing_for_it(client, me):
    with count_queries() as sent:
        client.sign_in(me).get(f"/calendrier/dates/{make.occurrence_of(make.action()).id}")
    assert not [each for each in sent if "intervision" in each.lower()]
