"""The starting journal: its author's and research's; switched on by who reads none of it."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from raqnet import clock, mail
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.db import db
from raqnet.journal.models import StartingEntry, StartingPeriod
from tests import factories as make

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
PAGE = "/journal/demarrage"
ANSWERS = {"helped": "Une rencontre", "hard": "La pluie", "questions": "Qui appeler ?"}


@pytest.fixture(autouse=True)
def wednesday(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def me(client):
    user = make.user(Role.RAQ)
    worker = make.worker(user=user)
    client.sign_in(user)
    return SimpleNamespace(user=user, worker=worker, id=worker.id, email=user.email)


@pytest.fixture
def period(me):
    return make.starting_period(me.worker, TODAY - 9 * DAY, TODAY + 9 * DAY)


def sent(day=TODAY, **values):
    return {"happened_on": day.isoformat(), **ANSWERS, **values}


def rows(model=StartingEntry):
    db.session.rollback()
    return list(db.session.scalars(db.select(model).order_by(model.id)))


def test_a_day_is_written_while_the_period_lasts_and_not_outside_it(client, me, period):
    assert client.post(f"{PAGE}/nouvelle", data=sent()).status_code == 303
    for day in (TODAY - 10 * DAY, TODAY + DAY, TODAY + 30 * DAY):
        answer = client.post(f"{PAGE}/nouvelle", data=sent(day, hard="mes mots"))
        assert answer.status_code == 422 and "mes mots" in answer.text
    assert [(entry.worker_id, entry.happened_on) for entry in rows()] == [(me.id, TODAY)]


def test_the_first_four_questions_want_an_answer(client, period):
    for name in ("happened_on", *ANSWERS):
        assert client.post(f"{PAGE}/nouvelle", data=sent() | {name: " "}).status_code == 422
    assert rows() == []


def test_a_second_entry_of_a_day_opens_the_first_and_loses_no_word(client, me, period):
    first = make.starting_entry(me.worker, hard="le premier mot")
    edit = f"{PAGE}/{first.id}/modifier"
    assert client.get(f"{PAGE}/nouvelle").location == edit
    answer = client.post(f"{PAGE}/nouvelle", data=sent(hard="le second mot"))
    assert answer.status_code == 409
    assert "le premier mot" in answer.text and "le second mot" in answer.text
    assert f'action="{edit}"' in answer.text
    assert [entry.hard for entry in rows()] == ["le premier mot"]
    client.post(edit, data=ANSWERS | {"hard": "les deux", "version": "1"})
    assert [entry.hard for entry in rows()] == ["les deux"]


def test_a_draft_of_a_new_entry_outlives_the_entry_that_another_device_wrote(client, me, period):
    new = f"{PAGE}/nouvelle"
    client.put(f"/brouillons{new}", data=sent(hard="mes mots du téléphone"))
    entry = make.starting_entry(me.worker, hard="le premier mot")
    assert client.get(new).status_code == 200
    client.post(f"{PAGE}/{entry.id}/modifier", data=ANSWERS | {"version": "1"})
    assert "mes mots du téléphone" in client.get(f"{new}?brouillon=1").text


def test_its_author_changes_it_later_and_never_over_an_unseen_version(client, me, period):
    entry = make.starting_entry(me.worker, TODAY - 2 * DAY)
    period.ends_on = TODAY - DAY
    edit = f"{PAGE}/{entry.id}/modifier"
    assert client.post(edit, data=ANSWERS | {"version": "1"}).status_code == 303
    assert client.post(edit, data=ANSWERS | {"version": "1", "hard": "x"}).status_code == 409
    assert [(each.hard, each.happened_on) for each in rows()] == [("La pluie", TODAY - 2 * DAY)]


def test_the_same_form_sent_twice_is_kept_once(client, period):
    data = sent(sending="a" * 20)
    assert [client.post(f"{PAGE}/nouvelle", data=data).status_code for _ in "ab"] == [303, 303]
    assert len(rows()) == 1


def test_a_worker_without_a_period_meets_it_nowhere_and_cannot_write(client, me):
    for page in ("/", "/journal", "/journal/travail-hote", "/journal/equilibre"):
        assert PAGE not in client.get(page).text
    assert client.post(f"{PAGE}/nouvelle", data=sent()).status_code == 422
    make.starting_period(me.worker, TODAY, TODAY)
    assert PAGE in client.get("/journal/travail-hote").text


def test_what_was_written_stays_readable_to_its_author_when_the_period_is_over(client, me, period):
    entry = make.starting_entry(me.worker, TODAY - 3 * DAY, hard="au début")
    period.ends_on = TODAY - DAY
    assert PAGE in client.get("/journal/travail-hote").text
    assert f"{PAGE}/{entry.id}" in client.get(PAGE).text
    assert "au début" in client.get(f"{PAGE}/{entry.id}").text
    assert f"{PAGE}/nouvelle" not in client.get(PAGE).text


def test_nobody_but_the_author_and_research_reads_it(client, me, period):
    entry = make.starting_entry(me.worker, hard="entre nous")
    paths = (f"{PAGE}/{entry.id}", f"{PAGE}/{entry.id}/modifier")
    read = (f"{PAGE}/lecture", f"{PAGE}/lecture/{entry.id}")
    colleague = make.worker().user
    for path in paths:
        assert client.sign_in(colleague).get(path).status_code == 404
    assert "entre nous" not in client.get(PAGE).text
    for role in Role:
        reader = make.user(role)
        client.sign_in(reader)
        if role != Role.RAQ:
            assert {client.get(path).status_code for path in paths} == {403}
        if role != Role.RESEARCH:
            assert {client.get(path).status_code for path in read} == {403}
        for page in (f"{PAGE}/periodes", "/journal-des-acces", "/"):
            assert "entre nous" not in client.get(page, follow_redirects=True).text


def test_researchs_reading_is_written_in_the_log_with_whose_and_never_what(client, me, period):
    entry = make.starting_entry(me.worker, hard="entre nous")
    reader = make.user(Role.RESEARCH)
    client.sign_in(reader)
    listing = client.get(f"{PAGE}/lecture").text
    assert me.user.name in listing and "entre nous" not in listing
    assert rows(AuditEntry) == []
    assert "entre nous" in client.get(f"{PAGE}/lecture/{entry.id}").text
    (line,) = rows(AuditEntry)
    assert (line.actor_id, line.act) == (reader.id, "starting.read")
    assert (line.subject_type, line.subject_id) == ("starting_entries", entry.id)


def test_research_narrows_to_one_worker_and_pages_without_a_gap(client, me):
    other = make.worker()
    hers = make.starting_entry(other)
    mine = {make.starting_entry(me.worker, TODAY - n * DAY).id for n in range(40)}
    client.sign_in(make.user(Role.RESEARCH))
    path, seen, pages = f"{PAGE}/lecture?raq={me.id}", set(), 0
    while path and (pages := pages + 1) < 9:
        html = client.get(path).text
        seen |= {each for each in (*mine, hers.id) if f'lecture/{each}"' in html}
        after = html.split('rel="next" href="')[1:]
        path = after[0].split('"')[0].replace("&amp;", "&") if after else None
    assert seen == mine and pages == 2


# Periods ---------------------------------------------------------------------------------------


def test_the_coordination_switches_it_on_without_reminders_and_off_again(client, me):
    client.sign_in(make.user())
    data = {"worker_id": me.id, "starts_on": "2026-11-16", "ends_on": "2026-12-11"}
    assert client.post(f"{PAGE}/periodes/nouvelle", data=data).status_code == 303
    (period,) = rows(StartingPeriod)
    assert (period.worker_id, period.reminders, period.ends_on) == (
        me.id,
        False,
        date(2026, 12, 11),
    )
    make.starting_entry(me.worker)
    assert client.post(f"{PAGE}/periodes/{period.id}/supprimer").status_code == 303
    assert rows(StartingPeriod) == [] and len(rows()) == 1
    again = client.get(f"{PAGE}/periodes").text.split('href="/journal/demarrage/periodes/nouvelle?')
    form = client.get(f"{PAGE}/periodes/nouvelle?" + again[1].split('"')[0].replace("&amp;", "&"))
    assert 'value="2026-12-11"' in form.text


def test_periods_run_forwards_and_do_not_overlap(client, me, period):
    client.sign_in(make.user())
    for first, last in (("2026-12-02", "2026-12-01"), ("2026-11-20", "2026-12-24")):
        data = {"worker_id": me.id, "starts_on": first, "ends_on": last}
        assert client.post(f"{PAGE}/periodes/nouvelle", data=data).status_code == 422
    assert len(rows(StartingPeriod)) == 1


def test_two_people_who_change_one_period_meet_and_neither_is_overwritten(client, me, period):
    client.sign_in(make.user())
    edit = f"{PAGE}/periodes/{period.id}/modifier"
    data = {"worker_id": me.id, "starts_on": "2026-11-10", "version": "1"}
    assert 'name="version" type="hidden" value="1"' in client.get(edit).text
    assert client.post(edit, data=data | {"ends_on": "2026-12-11"}).status_code == 303
    answer = client.post(edit, data=data | {"ends_on": "2026-12-18"})
    assert answer.status_code == 409
    assert "11/12/2026" in answer.text and 'value="2026-12-18"' in answer.text
    assert [each.ends_on for each in rows(StartingPeriod)] == [date(2026, 12, 11)]
    again = data | {"ends_on": "2026-12-18", "version": "2"}
    assert client.post(edit, data=again).status_code == 303
    assert [each.ends_on for each in rows(StartingPeriod)] == [date(2026, 12, 18)]


# Reminders -------------------------------------------------------------------------------------


@pytest.fixture
def mails(app, monkeypatch):
    sent_ = []
    monkeypatch.setattr(mail, "in_background", lambda _app, found: sent_.extend(found))
    monkeypatch.setattr(mail, "configured", lambda: True)
    return sent_


@pytest.fixture
def remind(app):
    def run():
        db.session.commit()
        answer = app.test_cli_runner().invoke(args=["journal", "remind"])
        assert answer.exit_code == 0, answer.output
        db.session.expire_all()
        return answer.output

    return run


@pytest.fixture
def reminded(me, period):
    period.reminders = True
    return period


def test_one_mail_a_day_however_often_the_command_runs(me, reminded, mails, remind):
    assert "1" in remind()
    remind()
    assert [address for address, _subject, _body in mails] == [me.email]
    assert f"{PAGE}/nouvelle" in mails[0][2]
    clock.clock.freeze(NOW + DAY)
    remind()
    assert len(mails) == 2


def test_reminders_are_off_unless_switched_on(period, mails, remind):
    remind()
    assert mails == []


def no_entry(me, period):
    make.starting_entry(me.worker)


def is_over(me, period):
    period.ends_on = TODAY - DAY


def has_left(me, period):
    me.worker.left_on = TODAY - DAY


def is_away(me, period):
    make.absence(me.worker, TODAY)


def is_closed(me, period):
    me.user.disabled_at = NOW


def is_weekend(me, period):
    clock.clock.freeze(NOW + 3 * DAY)


def is_public_holiday(me, period):
    period.starts_on = date(2026, 11, 2)
    clock.clock.freeze(datetime(2026, 11, 11, 15, 0, tzinfo=UTC))  # a Wednesday: Armistice


@pytest.mark.parametrize(
    "what", [no_entry, is_over, has_left, is_away, is_closed, is_weekend, is_public_holiday]
)
def test_no_reminder_leaves_where_none_makes_sense(me, reminded, mails, remind, what):
    what(me, reminded)
    remind()
    assert mails == []


def test_without_a_mail_server_nothing_counts_as_sent(reminded, remind):
    assert "Aucun serveur" in remind()
    assert [period.reminded_on for period in rows(StartingPeriod)] == [None]
