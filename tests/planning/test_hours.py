"""Hours outside the working hours: they ask by themselves, and somebody else decides."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import changed, dates, hanging, recurrence, services, undo
from raqnet.calendar.models import Action, ActionChange, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.planning import hours, queries_hours
from raqnet.planning.marks import mark
from raqnet.planning.models import HourApproval
from tests import factories as make
from tests.concurrently import together
from tests.conftest import open_session
from tests.queries import count_queries

NOW = datetime(2026, 9, 1, 7, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
EVENING = time(18)
WEEKLY = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=6), False)
DOOR = "/heures/a-approuver"


@pytest.fixture
def worker(app):
    clock.clock.freeze(NOW)
    return make.worker(user=make.user(Role.RAQ, name="Qui travaille tard"))


@pytest.fixture
def chief(client, worker):
    """The coordination, signed in."""
    return client.sign_in(make.user(Role.COORDINATION))


def evening(worker, at=EVENING, **values):
    return make.action(MONDAY, at, workers=[worker], author_id=worker.user_id, **values)


def approvals():
    db.session.flush()
    db.session.expire_all()
    return db.session.scalars(db.select(HourApproval).order_by(HourApproval.starts_at)).all()


def states():
    return [each.state for each in approvals()]


def marked(client, form_of):
    """What the page says of the hours that the form at `form_of` decides on."""
    page = client.get(DOOR).text
    return page.split(f'action="{form_of}"')[1].split('name="vu" value="')[1].split('"')[0]


def approve(client, url):
    return client.post(url, data={"vu": marked(client, url)})


def test_an_evening_asks_by_itself_and_a_morning_does_not(worker):
    evening(worker)
    make.action(MONDAY, time(10), workers=[worker])
    make.action(MONDAY, EVENING)  # nobody works there
    [row] = approvals()
    assert (row.state, row.minutes) == ("asked", 120)


def test_the_coordination_approves_one_date_and_its_worker_reads_it(worker, chief):
    made = evening(worker)
    id_ = approvals()[0].id
    assert "Qui travaille tard" in chief.get(DOOR).text
    approve(chief, f"/heures/{id_}/approuver")
    assert states() == ["approved"]
    assert "Rien n" in chief.get(DOOR).text
    account = db.session.get_one(User, worker.user_id)
    page = chief.sign_in(account).get(f"/calendrier/actions/{made.id}").text
    assert "Approuvées" in page and "Heures hors horaire" in page


def test_a_refusal_needs_a_word_which_the_worker_reads(worker, chief):
    made = evening(worker)
    url = f"/heures/{approvals()[0].id}/refuser"
    seen = chief.get(url).text.split('name="vu" value="')[1].split('"')[0]
    assert chief.post(url, data={"vu": seen, "word": " "}).status_code == 422
    assert states() == ["asked"]
    chief.post(url, data={"vu": seen, "word": "Trop tard le soir"})
    assert states() == ["refused"]
    chief.sign_in(db.session.get_one(User, worker.user_id))
    assert "Trop tard le soir" in chief.get("/heures").text
    page = chief.get(f"/calendrier/actions/{made.id}").text
    assert "Trop tard le soir" in page.split('id="aussi"')[0]  # not folded away


def test_a_whole_day_is_refused_as_a_day_without_hours(worker, chief):
    sunday = MONDAY - timedelta(days=1)
    make.action(sunday, all_day=True, workers=[worker], author_id=worker.user_id)
    page = chief.get(f"/heures/{approvals()[0].id}/refuser").text
    told = page.split('<ul class="rows">')[1].split("</ul>")[0]
    assert "6 septembre" in told and "0h" not in told and "toute la journée" in told


def test_a_refusal_of_what_changed_meanwhile_keeps_its_words(worker, chief):
    made = evening(worker)
    url = f"/heures/{approvals()[0].id}/refuser"
    seen = chief.get(url).text.split('name="vu" value="')[1].split('"')[0]
    made = dates.whole(made.id)
    services.edit(made, ends_at=made.ends_at + timedelta(hours=1))
    db.session.commit()
    answer = chief.post(url, data={"vu": seen, "word": "Trop tard le soir"})
    assert answer.status_code == 409 and "Trop tard le soir" in answer.text
    assert states() == ["asked"]


def test_a_whole_series_is_approved_at_once_and_taken_back_at_once(worker, chief):
    made = evening(worker, rrule=WEEKLY)
    answer = approve(chief, f"/heures/series/{made.id}/approuver")
    assert states() == ["approved"] * 6
    page = chief.get(answer.location).text
    undo = page.split('action="/heures/series/')[1].split('"')[0]
    chief.post("/heures/series/" + undo)
    assert states() == ["asked"] * 6


def test_a_button_of_an_old_page_takes_no_later_decision_back(worker, chief):
    evening(worker)
    id_ = approvals()[0].id
    again = f"/heures/{id_}/rouvrir"
    told = approve(chief, f"/heures/{id_}/approuver")
    undo = chief.get(told.location).text.split(f'action="{again}?')[1].split('"')[0]
    old = {"vu": marked(chief, again)}
    chief.post(again, data=old)
    assert states() == ["asked"]
    seen = chief.get(f"/heures/{id_}/refuser").text.split('name="vu" value="')[1].split('"')[0]
    chief.post(f"/heures/{id_}/refuser", data={"vu": seen, "word": "Trop tard"})
    for url, data in ((again, old), (f"{again}?{undo}", {}), (again, {})):
        page = chief.post(url, data=data, follow_redirects=True).text
        assert states() == ["refused"] and "ont changé entre-temps" in page
    assert [each.word for each in approvals()] == ["Trop tard"]


def test_an_old_button_of_a_series_leaves_what_was_decided_anew(worker, chief):
    made = evening(worker, rrule=WEEKLY)
    told = approve(chief, f"/heures/series/{made.id}/approuver")
    undo = chief.get(told.location).text.split('action="/heures/series/')[1].split('"')[0]
    first = f"/heures/{approvals()[0].id}"
    chief.post(f"{first}/rouvrir", data={"vu": marked(chief, f"{first}/rouvrir")})
    clock.clock.freeze(NOW + timedelta(minutes=1))
    approve(chief, f"{first}/approuver")
    page = chief.post("/heures/series/" + undo, follow_redirects=True).text
    assert states() == ["approved"] + ["asked"] * 5 and "5 dates attendent de nouveau" in page
    assert "ont changé entre-temps" in chief.post(
        "/heures/series/" + undo, follow_redirects=True
    ).text  # fmt: skip


def test_a_date_that_is_moved_asks_anew_and_the_others_stay_approved(worker, chief):
    made = evening(worker, rrule=WEEKLY)
    approve(chief, f"/heures/series/{made.id}/approuver")
    second = db.session.scalars(
        db.select(Occurrence).filter_by(series_id=made.id).order_by(Occurrence.starts_at)
    ).all()[1]
    later = {name: getattr(second, name) + timedelta(hours=2) for name in ("starts_at", "ends_at")}
    services.override(second, worker.user_id, **later)
    assert sorted(states()) == ["approved"] * 5 + ["asked"]
    [row] = [each for each in approvals() if each.state == "asked"]
    assert row.starts_at == later["starts_at"] and row.decided_at is None


def test_what_was_moved_since_it_was_read_is_not_approved_unseen(worker, chief):
    made = evening(worker)
    url = f"/heures/{approvals()[0].id}/approuver"
    seen = marked(chief, url)
    made = dates.whole(made.id)
    services.edit(made, ends_at=made.ends_at + timedelta(hours=5))
    db.session.commit()
    page = chief.post(url, data={"vu": seen}, follow_redirects=True).text
    assert states() == ["asked"] and "ont changé entre-temps" in page


def test_a_series_that_gains_a_date_is_not_approved_unseen(worker, chief):
    made = evening(worker, rrule=WEEKLY)
    url = f"/heures/series/{made.id}/approuver"
    seen = marked(chief, url)
    more = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=7), False)
    services.edit(dates.whole(made.id), rrule=more)
    chief.post(url, data={"vu": seen})
    assert states() == ["asked"] * 7


def test_moved_into_the_day_or_left_by_everybody_it_asks_no_more(worker, app):
    first, second = evening(worker), evening(worker)
    services.edit(
        dates.whole(first.id), starts_at=first.starts_at - timedelta(hours=6),
        ends_at=first.ends_at - timedelta(hours=6),
    )  # fmt: skip
    services.edit(dates.whole(second.id), workers=[])
    assert approvals() == []


def test_cancelled_hours_wait_no_more_and_restored_ones_are_as_they_were(worker, chief):
    asked, granted = evening(worker), evening(worker, time(20))
    ids = {each.minutes and each.starts_at: each.id for each in approvals()}
    approve(chief, f"/heures/{ids[granted.starts_at]}/approuver")
    for made in (asked, granted):
        services.cancel(dates.whole(made.id), "Pluie")
    assert states() == ["approved"] and "Rien n" in chief.get(DOOR).text
    for made in (asked, granted):
        services.restore(dates.whole(made.id))
    assert states() == ["asked", "approved"]


def test_what_was_decided_of_dates_that_go_is_back_with_them_by_undoing(worker, chief):
    action, colleague = evening(worker, rrule=WEEKLY), make.worker()
    coordination = make.user()
    hours.decide(coordination.id, approvals()[:3], approved=True)
    hours.decide(coordination.id, approvals()[3:5], approved=False, word="Trop tard")
    services.override(dates.of(action)[1], workers=[worker, colleague])
    before = [(each.state, each.word, each.workers, each.decided_at) for each in approvals()]
    plan = services.preview(dates.whole(action.id), rrule=None)
    assert sum(bool(words) for words in map(hanging.words, plan.hung.values())) == 3
    services.edit(action, coordination.id, rrule=None)
    assert states() == ["approved"]
    last = db.select(ActionChange).order_by(ActionChange.id.desc())
    undo.undo(db.session.scalars(last).first(), coordination.id)
    after = [(each.state, each.word, each.workers, each.decided_at) for each in approvals()]
    assert after == before


def test_nobody_decides_on_their_own_hours(worker, client):
    evening(worker)
    account = db.session.get_one(User, worker.user_id)
    account.approves_hours = True
    id_ = approvals()[0].id
    client.sign_in(account)
    assert "Rien n" in client.get(DOOR).text
    assert client.post(f"/heures/{id_}/approuver").status_code == 403
    assert client.post(f"/heures/{id_}/refuser", data={"word": "Non"}).status_code == 403


def test_those_to_whom_it_was_granted_decide_and_nobody_else_does(worker, client):
    evening(worker)
    cell = make.user(Role.ADMIN, approves_hours=True)
    url = f"/heures/{approvals()[0].id}/approuver"
    for role in (Role.ADMIN, Role.RESEARCH, Role.RAQ):
        client.sign_in(make.user(role))
        assert client.get(DOOR).status_code == 403 == client.post(url).status_code
    host = make.host()
    host.approves_hours = True
    assert client.sign_in(host).get(DOOR).status_code == 403
    client.sign_in(cell)
    assert "Heures à approuver" in client.get("/").text
    approve(client, url)
    assert states() == ["approved"]


def test_a_colleague_reads_nothing_of_anothers_hours(worker, client):
    made = evening(worker)
    for account in (make.worker().user, make.host(), make.user(Role.RESEARCH)):
        page = client.sign_in(account).get(f"/calendrier/actions/{made.id}").text
        assert "Heures hors horaire" not in page


def test_what_was_long_ago_asks_nobody(worker):
    make.action(MONDAY - timedelta(days=90), EVENING, workers=[worker])
    assert approvals() == []


def test_two_hundred_dates_ask_in_a_handful_of_queries(worker):
    rule = recurrence.rrule_text(Rule("WEEKLY", 1, (0, 1, 2, 3, 4), count=200), False)
    made = evening(worker, rrule=rule)
    db.session.commit()
    with count_queries() as sent:
        from_scratch = db.session.get_one(Action, made.id)
        changed.tell(from_scratch)
    assert len(approvals()) == 200 and len(sent) <= 5


def test_a_move_and_an_approval_at_once_never_approve_hours_that_nobody_read(worker, app):
    made = evening(worker)
    chief = auth.load(open_session(make.user(Role.COORDINATION)))
    row = approvals()[0]
    approval_id, seen, action_id = row.id, mark([row]), made.id
    ends_at = made.ends_at + timedelta(hours=3)

    def approve_it():
        rows = [queries_hours.find(chief, approval_id)]
        if mark(rows) == seen:
            hours.decide(chief.id, rows, True)
        db.session.commit()

    def move_it():
        try:
            services.edit(dates.whole(action_id), ends_at=ends_at)
            db.session.commit()
        except StaleDataError:
            db.session.rollback()

    together(app, approve_it, move_it)
    [row] = approvals()
    moved = dates.whole(action_id).ends_at == ends_at
    assert (row.state, row.minutes) == (("asked", 300) if moved else ("approved", 120))


def test_what_was_planned_before_hours_asked_is_asked_for_by_a_command(worker, app):
    evening(worker, rrule=WEEKLY)
    evening(worker, time(20), rrule=WEEKLY)
    evening(worker)
    db.session.execute(db.delete(HourApproval))
    with count_queries() as sent:
        assert hours.ask_all() == 13
    assert len(sent) <= 5, sent  # however many there are
    for _time in range(2):
        told = app.test_cli_runner().invoke(args=["hours", "ask"]).output
        assert told.strip().endswith(": 13.")
    assert len(approvals()) == 13
