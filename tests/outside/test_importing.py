"""A calendar that is brought: what is known again, what changes, what never does."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import dates, undo
from raqnet.calendar import services as calendar_services
from raqnet.calendar.models import Action, ActionChange, Kind, Occurrence, Status, Visibility
from raqnet.db import db
from raqnet.outside import queries, services, taking
from raqnet.outside.models import CalendarImport, CalendarImportLine, ImportedEvent, LineState
from raqnet.people.models import Worker
from raqnet.planning.models import HourApproval
from tests import factories as make
from tests.outside.ics import calendar, event, utc
from tests.queries import count_queries


@pytest.fixture(autouse=True)
def march(app: Any) -> None:
    clock.clock.freeze(utc(2026, 3, 2, 9))


@pytest.fixture
def me(app: Any) -> Worker:
    return make.worker()


def waiting(of: Worker, *events: str, **choices: Any) -> CalendarImport:
    """An import of these events, read."""
    row = services.bring(queries.bringer(of.user_id), "essai.ics", calendar(*events))
    services.choose(row, choices)
    services.read_all(row)
    return row


def counts(of: Worker, *events: str) -> dict[str, int]:
    return queries.counts(waiting(of, *events).id)


def bring(of: Worker, *events: str, **choices: Any) -> taking.Outcome:
    """Bring these events and take them all."""
    row = waiting(of, *events, **choices)
    outcome = taking.take(queries.bringer(of.user_id), row)
    db.session.commit()
    return outcome


def actions() -> list[Action]:
    return list(db.session.scalars(select(Action).order_by(Action.id)))


def the_action() -> Action:
    return dates.whole(
        db.session.scalars(select(Action.id).where(Action.series_id.is_(None))).one()
    )


def test_an_event_becomes_an_action_of_whoever_brings_it(me: Worker) -> None:
    make.commune(name="Molenbeek", postcode="1080")
    bring(me, event(location="Place communale\\, 1080 Molenbeek", status="TENTATIVE"))
    action = the_action()
    assert (action.title, action.place) == ("Vaccibus", "Place communale, 1080 Molenbeek")
    assert (action.starts_at, action.ends_at) == (utc(2026, 3, 10, 9), utc(2026, 3, 10, 11))
    assert action.author_id == me.user_id and [w.id for w in action.workers] == [me.id]
    assert action.status == Status.PLANNED and action.commune and action.commune.postcode == "1080"
    assert action.visibility == Visibility.TEAM  # until somebody chooses otherwise


def test_what_was_chosen_holds_for_all_and_otherwise_for_one(me: Worker) -> None:
    activity, mission = make.activity(), make.mission()
    row = waiting(me, event("a"), event("b"), kind=Kind.COLLECTIVE, activity=activity.id,
                  missions=[mission.id], visibility=Visibility.PUBLIC)  # fmt: skip
    line = queries.lines(row.id, [LineState.NEW], 1, 1)[0]
    services.choose_line(line, {"kind": Kind.TEAM, "team_kind": "training", "with_me": False})
    taking.take(queries.bringer(me.user_id), row)
    one, other = (dates.whole(each.id) for each in actions())
    assert (one.kind, one.activity, one.missions) == (Kind.COLLECTIVE, activity, [mission])
    assert (other.kind, other.team_kind, other.activity, other.workers) == (
        Kind.TEAM, "training", None, [],
    )  # fmt: skip


def test_what_was_brought_is_known_again_by_its_uid(me: Worker) -> None:
    bring(me, event("a"), event("b"))
    assert counts(me, event("a"), event("b", summary="Autre"), event("c")) == {
        "same": 1, "changed": 1, "new": 1,
    }  # fmt: skip


def test_a_second_import_of_the_same_takes_nothing(me: Worker) -> None:
    bring(me, event("a"))
    assert bring(me, event("a")) == taking.Outcome()
    assert len(actions()) == 1


def test_what_changes_there_changes_here_and_our_own_changes_stay(me: Worker) -> None:
    bring(me, event(location="Là-bas"))
    calendar_services.edit(the_action(), me.user_id, title="Notre titre")
    db.session.commit()
    bring(me, event(location="Ici", start="20260311T100000"))
    action = the_action()
    assert (action.title, action.place) == ("Notre titre", "Ici")
    assert action.starts_at == utc(2026, 3, 11, 9)
    bring(me, event(location="Ici", start="20260311T100000", summary="Vaccibus 2"))
    assert the_action().title == "Vaccibus 2"


def test_somebody_elses_action_is_never_changed_by_an_import(me: Worker) -> None:
    bring(me, event())
    native = make.action(author_id=me.user_id, title="À nous")
    db.session.commit()
    other, boss = make.worker(), make.user(Role.COORDINATION)
    mine = [event(summary="Piraté"), event(native.uid, summary="Piraté")]
    for user_id in (other.user_id, boss.id):
        row = services.bring(queries.bringer(user_id), "x", calendar(*mine))
        services.read_all(row)
        assert queries.counts(row.id) == {"same": 2}
        taking.take(queries.bringer(user_id), row)
        db.session.commit()
    assert {action.title for action in actions()} == {"Vaccibus", "À nous"}
    assert len(actions()) == 2


def test_a_line_that_became_something_else_meanwhile_is_shown_again(me: Worker) -> None:
    first, second = waiting(me, event("a"), event("b")), waiting(me, event("a", summary="Autre"))
    taking.take(queries.bringer(me.user_id), first)
    db.session.commit()
    outcome = taking.take(queries.bringer(me.user_id), second)
    assert outcome == taking.Outcome(left=1)
    assert queries.counts(second.id) == {"changed": 1}
    assert {action.title for action in actions()} == {"Vaccibus"}


def test_a_series_comes_whole_with_what_differs_and_what_is_cancelled(me: Worker) -> None:
    on = "RECURRENCE-ID;TZID=Europe/Brussels:"
    bring(
        me, event(rrule="FREQ=WEEKLY;COUNT=4"),
        event("un@ailleurs", f"{on}20260317T100000", summary="Ailleurs", start="20260318T110000"),
        event("un@ailleurs", f"{on}20260324T100000", start="20260324T100000", status="CANCELLED"),
    )  # fmt: skip
    rows = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    details = [dates.whole(row.action_id) for row in rows]
    assert [row.starts_at for row in rows] == [
        utc(2026, 3, 10, 9), utc(2026, 3, 18, 10), utc(2026, 3, 24, 9), utc(2026, 3, 31, 8),
    ]  # fmt: skip
    assert [each.title for each in details] == ["Vaccibus", "Ailleurs", "Vaccibus", "Vaccibus"]
    assert [each.status == Status.CANCELLED for each in details] == [False, False, True, False]
    bring(me, event(rrule="FREQ=WEEKLY;COUNT=4"))  # as they were once more
    rows = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    assert rows[1].starts_at == utc(2026, 3, 17, 9)
    assert not any(dates.whole(row.action_id).status == Status.CANCELLED for row in rows)
    assert dates.whole(rows[1].action_id).title == "Vaccibus"


SINCE = "RECURRENCE-ID;TZID=Europe/Brussels;RANGE=THISANDFUTURE:"


def test_what_changes_from_a_date_on_there_is_a_series_that_goes_on_here_and_comes_back(
    me: Worker,
) -> None:
    def hours() -> list[str]:
        rows = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at))
        return [f"{clock.to_local(each.starts_at):%d/%m %H}" for each in rows]

    whole = event(rrule="FREQ=WEEKLY;COUNT=5")
    bring(me, whole)
    fourth = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()[3]
    make.intervention(worker=me, occurrence_id=fourth.id)
    then = [
        event("un@ailleurs", f"{SINCE}20260{day}T100000", start=f"20260{day}T140000", summary=name)
        for day, name in (("317", "Autre"), ("331", "Encore"))
    ]
    cut = ["10/03 10", "17/03 14", "24/03 14", "31/03 14", "07/04 14"]
    bring(me, whole, *then)
    assert hours() == cut and [each.title for each in actions()] == ["Vaccibus", "Encore", "Autre"]
    assert db.session.get_one(Occurrence, fourth.id).series_id == actions()[1].id
    assert counts(me, whole, *then) == {"same": 1}
    bring(me, event(rrule="FREQ=WEEKLY;COUNT=5", location="Ici"), then[0])
    assert hours() == cut
    assert [each.title for each in actions() if not each.series_id] == ["Vaccibus", "Autre"]
    bring(me, whole)
    assert hours() == ["10/03 10", "17/03 10", "24/03 10", "31/03 14", "07/04 10"]
    assert [each.title for each in actions() if each.series_id is None] == ["Vaccibus"]


def test_what_is_cancelled_there_is_cancelled_here_with_that_reason(me: Worker) -> None:
    bring(me, event())
    bring(me, event(status="CANCELLED"))
    action = the_action()
    assert action.status == Status.CANCELLED and "origine" in action.cancel_reason
    bring(me, event())
    assert the_action().status == Status.CONFIRMED


def test_a_date_apart_that_is_there_no_more_is_cancelled(me: Worker) -> None:
    bring(me, event(rrule="FREQ=MONTHLY;BYMONTHDAY=10;COUNT=3"))
    assert len(actions()) == 3
    bring(me, event(rrule="FREQ=MONTHLY;BYMONTHDAY=10;COUNT=2"))
    assert [each.status for each in actions()] == ["confirmed", "confirmed", "cancelled"]


def test_an_endless_series_goes_on_into_the_next_year_and_keeps_its_past(me: Worker) -> None:
    endless = event(start="20250107T100000", rrule="FREQ=WEEKLY")
    bring(me, endless)
    clock.clock.freeze(utc(2027, 1, 4, 9))
    assert counts(me, endless) == {"changed": 1}
    bring(me, endless)
    days = db.session.scalars(select(Occurrence.starts_at).order_by(Occurrence.starts_at)).all()
    assert (days[0].date(), days[-1].date()) == (date(2026, 1, 6), date(2028, 12, 26))


def test_what_is_private_elsewhere_stays_out_until_it_is_asked_for(me: Worker) -> None:
    assert bring(me, event("a", **{"class": "PRIVATE"}), event("b")).new == 1


def test_nothing_is_half_imported_when_something_fails(
    me: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(me, event("a"), event("b", status="CANCELLED"))
    db.session.commit()

    def fail(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("raqnet.calendar.services.cancel", fail)
    with pytest.raises(RuntimeError):
        taking.take(queries.bringer(me.user_id), row)
    db.session.rollback()
    assert not actions() and queries.counts(row.id) == {"new": 2}


def test_what_waits_for_a_week_is_forgotten(me: Worker) -> None:
    waiting(me, event())
    db.session.commit()
    clock.clock.freeze(utc(2026, 3, 9, 10))
    assert services.expire() == 1
    assert not db.session.scalar(select(func.count()).select_from(CalendarImportLine))


# The command ------------------------------------------------------------------------------------


def run(app: Any, path: Path, email: str, *options: str) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(
        args=["calendar", "import", str(path), "--as", email, *options]
    )


def test_the_command_counts_and_takes_and_a_dry_run_takes_nothing(
    app: Any, me: Worker, tmp_path: Path
) -> None:
    file, email = tmp_path / "planning.ics", me.user.email
    file.write_text(calendar(event("a"), event("b"), event("c", dtstart="")), newline="")
    said = "new: 2\nchanged: 0\nsame: 0\nunreadable: 1\n"
    dry = run(app, file, email, "--dry-run")
    assert dry.exit_code == 0 and dry.stdout == said
    assert not actions() and not db.session.scalar(select(func.count(CalendarImport.id)))
    assert run(app, file, email).stdout == said
    assert len(actions()) == 2
    assert run(app, file, email).stdout == "new: 0\nchanged: 0\nsame: 2\nunreadable: 1\n"
    assert db.session.scalar(select(func.count()).select_from(ImportedEvent)) == 2


def test_the_command_refuses_in_words(app: Any, me: Worker, tmp_path: Path) -> None:
    file, email = tmp_path / "gros.ics", me.user.email
    with file.open("wb") as big:
        big.truncate(50 * 1024 * 1024)
    answer = run(app, file, email)
    assert answer.exit_code == 1 and "10 Mo" in answer.output
    file.write_text("ceci n'est pas un calendrier")
    assert "n'est pas un calendrier" in run(app, file, email).output
    file.write_text(calendar(event()), newline="")
    assert run(app, file, "personne@ailleurs.be").exit_code == 1
    assert run(app, file, make.user(Role.HOST).email).exit_code == 1
    assert run(app, file, email, "--kind", "collective").exit_code == 1
    assert not actions()


def test_what_our_own_feeds_tell_is_known_as_ours(me: Worker) -> None:
    native = make.action(rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", title="À nous")
    db.session.commit()
    name = native.uid.partition("@")[0]
    alone = native.uid.replace(f"{name}@", f"{name}-20260331T080000Z@")
    told = [event(uid) for uid in (native.uid, alone, "public-7@raqnet")]
    told.append(event("public-7-20260331T080000Z@raqnet"))
    assert counts(me, *told) == {"same": 4}


def test_what_our_feeds_told_of_a_series_while_it_was_divided_is_ours_once_it_is_one_again(
    me: Worker,
) -> None:
    native = make.action(author_id=me.user_id, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    there = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    rest, _ = calendar_services.change_following(there[1], me.user_id, place="Ici")
    last, _ = calendar_services.change_following(there[2], me.user_id, place="Là")
    saved = [event(each.uid) for each in (native, rest, last)]
    db.session.commit()
    assert counts(me, *saved) == {"same": 3}
    newest = select(ActionChange).order_by(ActionChange.id.desc())
    undo.undo(db.session.scalars(newest).first(), me.user_id)
    db.session.commit()
    assert counts(me, *saved) == {"same": 3}
    calendar_services.remove(rest)
    assert counts(me, *saved) == {"same": 1, "new": 2}  # what is really gone may come back


def test_a_series_that_is_divided_after_it_was_shown_is_shown_again(
    app: Any, me: Worker, tmp_path: Path
) -> None:
    bring(me, event(rrule="FREQ=WEEKLY;COUNT=4"))
    row = waiting(me, event(rrule="FREQ=WEEKLY;COUNT=4", summary="Autre"))
    date = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()[2]
    calendar_services.change_following(date, me.user_id, place="Ici")
    db.session.commit()
    assert taking.take(queries.bringer(me.user_id), row) == taking.Outcome(left=1)
    (line,) = queries.lines(row.id, [LineState.DIVIDED], 0, 5)
    assert line.left_out
    file = tmp_path / "encore.ics"
    file.write_text(calendar(event(rrule="FREQ=WEEKLY;COUNT=4", summary="Autre")), newline="")
    said = run(app, file, me.user.email)
    assert "Divisés ici, laissés comme ils sont : 1." in said.stderr and "Privés" not in said.stderr


def test_a_long_import_asks_as_much_of_the_database_as_a_short_one(me: Worker) -> None:
    one_in_ten = ["RRULE:FREQ=WEEKLY;COUNT=2", *[""] * 9] * 20
    start = "20260314T200000"
    row = waiting(me, *(event(f"{n}@la", rule, start=start) for n, rule in enumerate(one_in_ten)))
    with count_queries() as queries_made:
        taking.take(queries.bringer(me.user_id), row)
        db.session.flush()
    asked = db.session.scalar(select(func.count(HourApproval.id)))
    assert asked == 220 and len(queries_made) < 40
