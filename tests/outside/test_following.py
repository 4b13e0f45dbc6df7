"""A followed calendar: fetched by a command, waiting for its owner, failing in plain words."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import dates
from raqnet.calendar import services as calendar_services
from raqnet.calendar.models import Action, Evaluation, Occurrence
from raqnet.calendar.recurrence import RuleError
from raqnet.db import db
from raqnet.outside import following, queries, removed, services, settled, taking
from raqnet.outside.fetching import Fetched, FetchError
from raqnet.outside.models import OutsideCalendar
from raqnet.public.models import PublicAction
from tests import factories as make
from tests.outside.ics import calendar, event, utc
from tests.queries import count_queries


class Answers:
    """A fetcher that answers what it was told to."""

    def __init__(self) -> None:
        self.next: Any = Fetched(calendar(event()).encode(), '"1"', "hier")
        self.asked: list[tuple[str, str, str]] = []

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        self.asked.append((url, etag, last_modified))
        if isinstance(self.next, Exception):
            raise self.next
        answer: Fetched = self.next
        return answer


@pytest.fixture
def server(app: Any) -> Any:
    clock.clock.freeze(utc(2026, 3, 2, 9))
    kept, app.extensions["outside_fetcher"] = app.extensions["outside_fetcher"], Answers()
    yield app.extensions["outside_fetcher"]
    app.extensions["outside_fetcher"] = kept


@pytest.fixture
def followed(server: Answers) -> OutsideCalendar:
    row = following.follow(
        queries.bringer(make.worker().user_id), "Planning", "https://a.be/x.ics", {}, False
    )
    db.session.commit()
    return row


def fetch(app: Any) -> str:
    """Run the command an hour later; what it says."""
    clock.clock.freeze(clock.now() + timedelta(hours=1))
    answer = app.test_cli_runner().invoke(args=["calendar", "fetch"])
    assert answer.exit_code == 0, answer.output
    return str(answer.output)


def waiting(row: OutsideCalendar) -> dict[str, int]:
    found = queries.imports(row.user_id)
    return queries.counts(found[0].id) if found else {}


def take(row: OutsideCalendar) -> None:
    (found,) = queries.imports(row.user_id)
    taking.take(queries.bringer(row.user_id), found)
    db.session.commit()


def test_what_is_fetched_waits_and_comes_once(app: Any, server: Answers, followed: Any) -> None:
    assert "new: 1" in fetch(app) and waiting(followed) == {"new": 1}
    fetch(app)
    assert waiting(followed) == {"new": 1} and server.asked[-1] == (
        "https://a.be/x.ics",
        '"1"',
        "hier",
    )
    take(followed)
    assert "rien de nouveau" in fetch(app) and waiting(followed) == {}
    server.next = Fetched(None)
    fetch(app)
    assert followed.fetched_at == clock.now() and len(queries.imports(followed.user_id)) == 0


def test_what_is_gone_there_is_told_and_cancelled_only_when_it_is_asked_for(
    app: Any, server: Answers, followed: Any
) -> None:
    fetch(app)
    take(followed)
    server.next = Fetched(calendar().encode())
    assert "gone: 1" in fetch(app)
    assert db.session.scalars(select(Action.status)).all() == ["confirmed"]
    take(followed)
    assert db.session.scalars(select(Action.status)).all() == ["cancelled"]


def test_what_its_owner_does_not_want_is_not_asked_again_until_it_changes(
    app: Any, server: Answers, followed: Any
) -> None:
    fetch(app)
    (row,) = queries.imports(followed.user_id)
    taking.remember(row, everything=True)
    services.abandon(row)
    db.session.commit()
    fetch(app)
    assert waiting(followed) == {}
    server.next = Fetched(calendar(event(summary="Autre")).encode())
    fetch(app)
    assert waiting(followed) == {"new": 1}


def test_one_that_is_trusted_comes_in_by_itself_but_what_is_gone_is_asked(
    app: Any, server: Answers, followed: Any
) -> None:
    followed.automatic = True
    db.session.commit()
    fetch(app)
    assert db.session.scalars(select(Action.title)).all() == ["Vaccibus"]
    server.next = Fetched(calendar(event("b", summary="Autre")).encode())
    fetch(app)
    assert sorted(db.session.scalars(select(Action.title))) == ["Autre", "Vaccibus"]
    assert waiting(followed) == {"gone": 1}


@pytest.mark.parametrize("code", ["server", "big", "time", "inside"])
def test_a_failure_is_told_and_tried_again_later_each_time(
    app: Any, server: Answers, followed: Any, code: str
) -> None:
    server.next = FetchError(code)
    fetch(app)
    assert (followed.failure, followed.failures, followed.fetched_at) == (code, 1, None)
    fetch(app)  # an hour later: not yet
    assert followed.failures == 1
    fetch(app)
    assert followed.failures == 2
    server.next = Fetched(calendar(event()).encode())
    clock.clock.freeze(clock.now() + timedelta(days=1))
    fetch(app)
    assert (followed.failure, followed.failures) == ("", 0)


def test_what_is_no_calendar_leaves_what_waited_as_it_was(
    app: Any, server: Answers, followed: Any
) -> None:
    fetch(app)
    server.next = Fetched(b"<html>Connexion</html>")
    assert "calendrier" in fetch(app)
    assert waiting(followed) == {"new": 1} and followed.failure == "no-calendar"


def test_nobody_who_left_the_team_has_calendars_fetched(
    app: Any, server: Answers, followed: Any
) -> None:
    other = make.user(Role.RAQ, disabled_at=clock.now())
    followed.user_id = other.id
    db.session.commit()
    fetch(app)
    assert not server.asked


def test_whatever_one_calendar_raises_is_noted_and_the_next_is_asked(
    app: Any, server: Answers, followed: Any, monkeypatch: Any
) -> None:
    bringer = queries.bringer(make.worker().user_id)
    other = following.follow(bringer, "Autre", "https://b.be/x.ics", {}, False)
    db.session.commit()
    for cause in (ValueError("secret"), RuleError("hours", "secret")):
        server.next = cause
        clock.clock.freeze(clock.now() + timedelta(days=1))
        assert "secret" not in fetch(app)
        assert {row.failure for row in (followed, other)} == {"taking"}
        assert {row.tried_at for row in (followed, other)} == {clock.now()}
    assert followed.failures == 2 and other.failures == 2


def trusted(row: OutsideCalendar) -> None:
    row.automatic = True
    db.session.commit()


def say(server: Answers, *events: str) -> None:
    server.next = Fetched(calendar(*events).encode())


def test_what_is_left_out_is_kept_within_bounds_and_what_was_removed_here_longest(
    followed: OutsideCalendar, monkeypatch: Any
) -> None:
    monkeypatch.setattr(removed, "MOST", 4)
    removed.keep(followed, {"old\n": "removed:Ici", "a": "1", "b": "2"})
    removed.keep(followed, {"a": "3", "c": "4", "d": "5"})
    assert followed.left_out == {"old\n": "removed:Ici", "a": "3", "c": "4", "d": "5"}
    removed.tidy(followed, {"c"})
    assert followed.left_out == {"old\n": "removed:Ici", "c": "4"}


def the_action() -> Action:
    return dates.whole(db.session.scalars(select(Action.id).order_by(Action.id)).all()[0])


@pytest.mark.parametrize("automatic", [True, False])
def test_what_was_removed_here_stays_out_and_is_told(
    app: Any, client: Any, server: Answers, followed: Any, automatic: bool
) -> None:
    fetch(app)
    take(followed)
    followed.automatic = automatic
    calendar_services.remove(the_action())
    db.session.commit()
    say(server, event(summary="Autre"))
    fetch(app)
    assert not db.session.scalars(select(Action.id)).all() and waiting(followed) == {}
    client.sign_in(db.session.get_one(User, followed.user_id))
    page = client.get(f"/calendrier/ailleurs/suivis/{followed.id}").text
    assert "Retirés ici" in page and "Vaccibus" in page


def test_a_date_of_its_own_that_was_removed_here_stays_out_when_the_others_change(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    rule = "FREQ=MONTHLY;BYMONTHDAY=10;COUNT=3"
    say(server, event(rrule=rule))
    fetch(app)
    calendar_services.remove(the_action())
    db.session.commit()
    say(server, event(rrule=rule, summary="Autre"))
    fetch(app)
    assert db.session.scalars(select(Action.title)).all() == ["Autre", "Autre"]


def test_a_trusted_calendar_moves_no_date_that_has_begun_without_asking(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    say(server, event("a", rrule="FREQ=WEEKLY;COUNT=6"), event("b", start="20260313T100000"))
    fetch(app)
    clock.clock.freeze(utc(2026, 3, 12, 9))
    moved = "20260310T150000"
    say(
        server, event("a", start=moved, rrule="FREQ=WEEKLY;COUNT=6"),
        event("b", start="20260313T150000"),
    )  # fmt: skip
    fetch(app)
    starts = [row.starts_at for row in db.session.scalars(select(Action).order_by(Action.id))]
    assert starts == [utc(2026, 3, 10, 9), utc(2026, 3, 13, 14)]
    assert waiting(followed) == {"changed": 1}
    fetch(app)
    assert waiting(followed) == {"changed": 1}
    take(followed)
    assert the_action().starts_at == utc(2026, 3, 10, 14)


def test_a_trusted_calendar_adds_dates_to_come_to_a_series_that_has_begun(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    say(server, event(rrule="FREQ=WEEKLY;COUNT=4"))
    fetch(app)
    clock.clock.freeze(utc(2026, 3, 12, 9))
    say(server, event(rrule="FREQ=WEEKLY;COUNT=6", summary="Autre"))
    fetch(app)
    assert waiting(followed) == {} and the_action().title == "Autre"
    assert len(db.session.scalars(select(Occurrence.id)).all()) == 6


def test_a_trusted_calendar_moves_no_date_that_is_evaluated(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    say(server, event())
    fetch(app)
    db.session.add(Evaluation(occurrence_id=db.session.scalars(select(Occurrence.id)).one()))
    db.session.commit()
    say(server, event(start="20260310T150000"))
    fetch(app)
    assert waiting(followed) == {"changed": 1}
    assert the_action().starts_at == utc(2026, 3, 10, 9)


def test_a_series_that_repeats_no_more_there_waits_where_its_dates_have_words_of_their_own(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    say(server, event(rrule="FREQ=WEEKLY;COUNT=4"))
    fetch(app)
    first = db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    calendar_services.override(first, followed.user_id, place="Ici")
    db.session.commit()
    say(server, event())
    fetch(app)
    assert waiting(followed) == {"changed": 1}
    assert len(db.session.scalars(select(Occurrence.id)).all()) == 4


WEEKLY = "FREQ=WEEKLY;COUNT=6"


def the_dates() -> list[Occurrence]:
    return list(db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at)))


def hours() -> list[str]:
    """The day and hour in Brussels of every date there is."""
    return [f"{clock.to_local(each.starts_at):%d/%m %H}" for each in the_dates()]


@pytest.fixture
def weekly(app: Any, server: Answers, followed: Any) -> list[Occurrence]:
    """Six Tuesdays of a calendar that comes in by itself."""
    trusted(followed)
    say(server, event(rrule=WEEKLY))
    fetch(app)
    return the_dates()


@pytest.mark.parametrize("automatic", [True, False])
def test_a_series_that_was_divided_here_waits_for_its_owner_and_never_stands_twice(
    app: Any, client: Any, server: Answers, followed: Any, weekly: Any, automatic: bool
) -> None:
    followed.automatic = automatic
    calendar_services.change_following(weekly[3], followed.user_id, place="Ici")
    db.session.commit()
    say(server, event(rrule=WEEKLY, summary="Autre"))
    assert "divided: 1" in fetch(app) and waiting(followed) == {"divided": 1}
    client.sign_in(db.session.get_one(User, followed.user_id))
    (brought,) = queries.imports(followed.user_id)
    page = client.get(f"/calendrier/ailleurs/suivis/{followed.id}").text
    assert f"/calendrier/ailleurs/{brought.id}" in page and "1 série divisée ici" in page
    page = client.get(f"/calendrier/ailleurs/{brought.id}").text
    assert "divisée ici" in page and "Sa suite ici" in page and "31 mars" in page
    assert "Autre" in page and "<dt>Sauf</dt>" not in page
    take(followed)  # as it was offered: ours is kept
    fetch(app)
    assert waiting(followed) == {} and len({*hours()}) == len(hours()) == 6
    say(server, event(rrule=WEEKLY, summary="Encore"))
    fetch(app)
    assert waiting(followed) == {"divided": 1}  # asked again once it changes there


def test_the_version_of_its_calendar_makes_a_divided_series_one_again_but_for_what_is_settled(
    app: Any, client: Any, server: Answers, followed: Any, weekly: Any
) -> None:
    calendar_services.change_following(
        weekly[2], followed.user_id, place="Ici", **shifted(weekly[2], 1)
    )
    calendar_services.change_following(the_dates()[4], followed.user_id, place="Là")
    db.session.add(Evaluation(occurrence_id=the_dates()[4].id))
    db.session.commit()
    say(server, event(start="20260310T150000", rrule="FREQ=WEEKLY;COUNT=7", summary="Autre"))
    fetch(app)
    (brought,) = queries.imports(followed.user_id)
    (line,) = queries.lines(brought.id, ["divided"], 0, 5)
    client.sign_in(db.session.get_one(User, followed.user_id))
    path = f"/calendrier/ailleurs/{brought.id}/evenements/{line.id}"
    page = client.get(path).text
    assert "1 date apparaît" in page and "5 dates changent" in page
    assert client.post(path, data={"version": "theirs"}).status_code == 303
    take(followed)
    assert hours() == [
        "10/03 15", "17/03 15", "24/03 15", "31/03 15", "07/04 11", "14/04 15", "21/04 15",
    ]  # fmt: skip
    assert {each.series_id for each in the_dates()} == {the_action().id}
    assert the_action().title == "Autre" and dates.whole(the_dates()[4].action_id).place == "Là"
    fetch(app)
    assert waiting(followed) == {}


def test_parts_that_cannot_be_one_again_stay_whole_and_say_so(
    app: Any, server: Answers, followed: Any, weekly: Any
) -> None:
    rest, _ = calendar_services.change_following(weekly[3], followed.user_id, place="Ici")
    db.session.add(PublicAction(action_id=rest.id, fields=["place"]))
    db.session.commit()
    say(server, event(rrule=WEEKLY, summary="Autre"))
    fetch(app)
    (brought,) = queries.imports(followed.user_id)
    (line,) = queries.lines(brought.id, ["divided"], 0, 5)
    services.leave_out(brought, [line.id], [line.id])
    take(followed)
    assert waiting(followed) == {"unreadable": 1} and the_action().title == "Vaccibus"
    assert [each.series_id == rest.id for each in the_dates()] == [False] * 3 + [True] * 3


def shifted(each: Occurrence, hours: int) -> dict[str, Any]:
    shift = timedelta(hours=hours)
    return {"starts_at": each.starts_at + shift, "ends_at": each.ends_at + shift}


def test_a_series_of_which_a_date_was_set_apart_goes_on_taking_changes(
    app: Any, server: Answers, followed: Any, weekly: Any
) -> None:
    make.intervention(worker=make.worker(), occurrence_id=weekly[2].id)
    db.session.commit()
    calendar_services.edit(the_action(), followed.user_id, exdates=["2026-03-24"])
    db.session.commit()
    say(server, event(start="20260310T150000", rrule="FREQ=WEEKLY;COUNT=7", summary="Autre"))
    fetch(app)
    assert waiting(followed) == {} and the_action().title == "Autre"
    assert hours() == [
        "10/03 15", "17/03 15", "24/03 10", "31/03 15", "07/04 15", "14/04 15", "21/04 15",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["exception", "end", "continuation"])
def test_dates_that_were_removed_here_stay_out_when_their_series_changes_there(
    app: Any, server: Answers, followed: Any, weekly: Any, way: str
) -> None:
    ended = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260401T215959Z"
    if way == "continuation":
        rest, _ = calendar_services.change_following(weekly[4], followed.user_id, place="Ici")
        calendar_services.remove(rest)
        assert removed.titles(followed) == ["Vaccibus"] and removed.keys(followed) == {}
    elif way == "end":
        calendar_services.edit(the_action(), followed.user_id, rrule=ended)
    else:
        left_out = ["2026-04-07", "2026-04-14"]
        calendar_services.edit(the_action(), followed.user_id, exdates=left_out)
    db.session.commit()
    for day in ("10", "11"):  # at another hour, then on another day of the week
        say(server, event(start=f"202603{day}T150000", rrule="FREQ=WEEKLY;COUNT=7"))
        fetch(app)
    assert waiting(followed) == {}
    assert hours() == ["11/03 15", "18/03 15", "25/03 15", "01/04 15", "22/04 15"]


def test_what_changes_from_a_date_on_brings_back_none_of_the_dates_that_were_removed_here(
    app: Any, server: Answers, followed: Any, weekly: Any
) -> None:
    make.intervention(worker=make.worker(), occurrence_id=weekly[4].id)
    left_out = ["2026-03-31", "2026-04-07", "2026-04-14"]
    calendar_services.edit(the_action(), followed.user_id, exdates=left_out)
    db.session.commit()
    since = "RECURRENCE-ID;TZID=Europe/Brussels;RANGE=THISANDFUTURE:20260331T100000"
    for title in ("Autre", "Encore"):
        then = event("un@ailleurs", since, start="20260331T140000", summary=title)
        say(server, event(rrule=WEEKLY), then)
        fetch(app)
        assert hours() == ["10/03 10", "17/03 10", "24/03 10", "07/04 10"]
    assert removed.titles(followed) == ["Autre"]


def test_a_change_that_cannot_be_made_here_waits_in_words_and_the_others_come_in(
    app: Any, server: Answers, followed: Any, weekly: Any
) -> None:
    make.closed_period(date(2026, 5, 1), date(2026, 5, 31))
    calendar_services.edit(the_action(), followed.user_id, skips_closed=True)
    db.session.commit()
    say(server, event(start="20260505T100000", rrule="FREQ=WEEKLY;COUNT=3"), event("b"))
    fetch(app)
    assert waiting(followed) == {"unreadable": 1} and len(the_dates()) == 7
    take(followed)
    fetch(app)
    assert waiting(followed) == {}  # seen once, until it changes there


def test_what_is_looked_at_before_it_comes_in_costs_as_few_queries_however_many_change(
    app: Any, server: Answers, followed: Any
) -> None:
    trusted(followed)
    on, rule = "RECURRENCE-ID;TZID=Europe/Brussels:", "FREQ=WEEKLY;COUNT=9"
    say(server, *(event(f"{n}", rrule=rule) for n in range(9)))
    fetch(app)
    clock.clock.freeze(utc(2026, 3, 12, 9))
    say(server, *(event(f"{n}", rrule=rule, summary="Autre") for n in range(9)))
    made = services.bring(queries.bringer(followed.user_id), "x", server.next.content.decode())
    services.read_all(made)
    with count_queries() as sent:
        assert settled.touching(made) == []
    assert len(sent) < 12
    days = ["0317", "0324", "0331", "0407", "0414"]
    first = the_action().id
    differ = [
        event("0", f"{on}2026{day}T100000", start=f"2026{day}T100000", summary="Là") for day in days
    ]
    say(server, event("0", rrule=rule), *differ)
    fetch(app)
    of_it = [each for each in the_dates() if each.series_id == first]
    titles = [dates.whole(each.action_id).title for each in of_it]
    assert titles == ["Vaccibus", *["Là"] * 5, *["Vaccibus"] * 3]
