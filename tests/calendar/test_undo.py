"""Undoing the last change puts back all that was; what came after is never touched."""

from datetime import date, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import dates as of_action
from raqnet.calendar import memory, recurrence, services, undo
from raqnet.calendar.models import Action, ActionChange, Comment, Evaluation, Occurrence, Status
from raqnet.calendar.recurrence import Rule, RuleError
from raqnet.db import db
from raqnet.documents.models import Attachment
from raqnet.outside.models import ImportedEvent
from raqnet.planning import reinforcing
from raqnet.planning.models import Reinforcement
from raqnet.planning.reinforcing import Wish
from raqnet.public.models import PublicAction
from raqnet.research.models import Placement
from tests import factories as make

MONDAY = date(2026, 9, 7)
HOUR = timedelta(hours=1)


def rule(count=6, days=(0,)):
    return recurrence.rrule_text(Rule("WEEKLY", 1, days, count=count), False)


@pytest.fixture
def series(app):
    """Six Mondays from the seventh of September 2026; one elsewhere, one cancelled."""
    made = make.action(MONDAY, rrule=rule(), place="Salle")
    services.override(dates(made)[1], place="Ailleurs")
    services.cancel_date(dates(made)[3], "férié")
    db.session.commit()
    return made


def dates(action):
    rows = db.select(Occurrence).where(Occurrence.series_id == action.id)
    return db.session.scalars(rows.order_by(Occurrence.recurrence_id)).all()


def state(action):
    """All that a person could see of a series: its details, and each of its dates with its own."""
    action = of_action.whole(action.id)
    rows = []
    for each in dates(action):
        row = memory.plain(of_action.whole(each.action_id)) if of_action.is_own(each) else {}
        rows.append((each.recurrence_id, each.starts_at, each.ends_at, row))
    return memory.plain(action), rows


def last():
    return db.session.scalars(db.select(ActionChange).order_by(ActionChange.id.desc())).first()


def later(action, hours=1):
    shift = HOUR * hours
    return {"starts_at": action.starts_at + shift, "ends_at": action.ends_at + shift}


CHANGES = {
    "words": lambda s: services.edit(s, title="Autre", missions=[make.mission()]),
    "hours": lambda s: services.edit(s, **later(s)),
    "shorter": lambda s: services.edit(s, rrule=rule(2)),
    "longer": lambda s: services.edit(s, rrule=rule(9)),
    "weekday": lambda s: services.edit(s, rrule=rule(6, (0, 2))),
    "once": lambda s: services.edit(s, rrule=None),
    "cancelled": lambda s: services.cancel(s, "plus de salle"),
    "confirmed": lambda s: services.confirm(s),
    "one moved": lambda s: services.override(dates(s)[2], **later(dates(s)[2])),
    "one more moved": lambda s: services.override(dates(s)[1], **later(dates(s)[1])),
    "one cancelled": lambda s: services.cancel_date(dates(s)[4], "pluie"),
    "one restored": lambda s: services.restore_date(dates(s)[3]),
    "one confirmed": lambda s: services.confirm_date(dates(s)[2]),
    "following": lambda s: services.change_following(dates(s)[2], None, place="Parc"),
    "following, shorter": lambda s: services.change_following(dates(s)[2], None, rrule=rule(2)),
    "following, moved": lambda s: services.change_following(
        dates(s)[1], None, **later(dates(s)[1])
    ),
}


LONE = {
    "the first is left alone": (0, 1, {}),
    "the last goes on alone": (5, 5, {}),
    "the last goes on as a series": (5, 5, {"rrule": rule(4)}),
    "both": (0, 1, {"rrule": None}),
}


@pytest.mark.parametrize("days", [0, 2])
@pytest.mark.parametrize("case", LONE)
def test_a_lone_date_is_of_its_series_again_with_all_that_was_its_own(series, case, days):
    nth, cut, values = LONE[case]
    services.override(dates(series)[nth], visibility="team", **later(dates(series)[nth], 24 * days))
    services.cancel_date(dates(series)[nth], "pluie")
    db.session.commit()
    before = state(series)
    services.change_following(dates(series)[cut], None, title="Suite", **values)
    db.session.commit()
    undo.undo(last())
    db.session.commit()
    assert state(series) == before


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_comes_back_whole(series, change):
    before = state(series)
    sequence = series.sequence
    CHANGES[change](series)
    db.session.commit()
    done = last()
    assert state(series) != before
    undo.undo(done)
    db.session.commit()
    assert state(series) == before
    assert (last().verb, last().undoes_id, last().before) == ("undone", done.id, None)
    now = of_action.whole(series.id).sequence
    rows = [of_action.whole(each.action_id) for each in dates(series)]
    assert sequence <= now <= min(row.sequence for row in rows)
    assert {each.series_id for each in db.session.scalars(db.select(Occurrence))} == {series.id}


def test_a_date_kept_apart_is_one_of_its_series_again_with_its_evaluation(series):
    fifth = dates(series)[4]
    said = services.evaluate(fifth, present=7)
    before = state(series)
    services.edit(series, rrule=rule(2))
    apart = fifth.action_id
    db.session.add(Comment(action_id=apart, text="C'était bien"))
    db.session.commit()
    assert apart != series.id
    undo.undo(last())
    db.session.commit()
    assert state(series) == before
    assert db.session.get(Evaluation, said.id).occurrence_id == fifth.id
    assert db.session.get(Action, apart) is None
    assert db.session.scalars(db.select(Comment.action_id)).all() == [series.id]


@pytest.mark.parametrize("days", [0, 1, 7])
def test_a_series_is_one_again_where_its_lone_date_had_hours_of_its_own(series, days):
    first = dates(series)[0]
    services.override(first, place="Parc", **later(first, 24 * days + 3))
    before = state(series)
    services.edit(series, rrule=None)
    db.session.commit()
    undo.undo(last())
    db.session.commit()
    assert state(series) == before
    assert dates(series)[0].id == first.id


def test_what_was_evaluated_and_kept_where_it_was_follows_its_series_again(series):
    said = services.evaluate(dates(series)[2], present=7)
    before = state(series)
    services.edit(series, **later(series))
    assert dates(series)[2].action_id != series.id
    db.session.commit()
    undo.undo(last())
    db.session.commit()
    assert state(series) == before
    assert db.session.get(Evaluation, said.id).occurrence_id == dates(series)[2].id


def test_an_evaluated_one_off_that_repeats_later_stays_where_it_was_and_so_by_undoing(app):
    once = make.action(MONDAY)
    services.evaluate(dates(once)[0], present=7)
    db.session.commit()
    before = state(once)
    services.edit(of_action.whole(once.id), rrule=rule(3), **later(once, 2))
    db.session.commit()
    hours = [clock.to_local(each.starts_at).hour for each in dates(once)]
    assert (hours, dates(once)[0].action_id != once.id) == ([10, 12, 12], True)
    undo.undo(last())
    db.session.commit()
    assert state(once) == before


def test_what_took_place_and_is_evaluated_is_not_cancelled_with_its_series(series):
    clock.clock.freeze(dates(series)[2].ends_at)
    services.evaluate(dates(series)[2], present=7)
    before = state(series)
    services.cancel(series, "plus de salle")
    db.session.commit()
    rows = [of_action.whole(each.action_id) for each in dates(series)]
    standing = [row.status == Status.CANCELLED for row in rows]
    assert standing == [True, True, False, True, True, True]
    undo.undo(last())
    db.session.commit()
    assert state(series) == before


def test_a_date_that_comes_back_asks_for_colleagues_as_it_did(series):
    arabic, asker = make.language("arabe"), make.user()
    wish = Wish(2, arabic.id, note="Pour le stand")
    reinforcing.ask([dates(series)[-1].id], wish, asker.id)
    db.session.commit()
    services.change_following(dates(series)[2], None, rrule=rule(2))
    db.session.commit()
    assert db.session.scalars(db.select(Reinforcement)).all() == []
    undo.undo(last())
    db.session.commit()
    asked = db.session.scalars(db.select(Reinforcement)).one()
    assert asked.occurrence_id == dates(series)[-1].id
    assert (asked.wanted, asked.taken, asked.closed) == (2, 0, False)
    assert (asked.language_id, asked.note, asked.author_id) == (arabic.id, wish.note, asker.id)


@pytest.mark.parametrize("evaluated", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_a_date_that_became_a_series_weeks_later_is_alone_again_and_itself(series, cut, evaluated):
    one = series if cut else make.action(MONDAY)
    alone = dates(one)[-1]
    if evaluated:
        services.evaluate(alone, present=7)
    before = state(one)
    services.change_following(alone, None, rrule=rule(3, (1,)), **later(alone, 24 * 8))
    db.session.commit()
    undo.undo(last())
    db.session.commit()
    assert state(one) == before
    assert dates(one)[-1].id == alone.id
    assert len(db.session.scalars(db.select(Occurrence)).all()) == (6 if cut else 7)


@pytest.mark.parametrize("after", ["edit", "date", "evaluation", "undo"])
def test_what_came_after_is_never_undone(series, after):
    services.edit(series, title="Autre")
    change = last()
    if after == "edit":
        services.edit(series, title="Encore autre")
    elif after == "date":
        services.override(dates(series)[2], place="Parc")
    elif after == "evaluation":
        services.evaluate(dates(series)[0], present=2)
    else:
        undo.undo(change)
    db.session.flush()
    with pytest.raises(undo.Overtaken):
        undo.undo(change)


def test_what_continued_a_series_that_was_removed_since_is_undone_no_more(series):
    rest, _ = services.change_following(dates(series)[2], None, place="Parc")
    services.change_following(dates(rest)[2], None, place="Bois")
    change = last()
    services.remove(rest)
    db.session.commit()
    with pytest.raises(undo.Overtaken):
        undo.undo(change)


def test_a_change_of_the_first_part_keeps_two_series_apart(series):
    services.change_following(dates(series)[2], None, place="Parc")
    change = last()
    services.edit(series, title="Autre")
    db.session.flush()
    with pytest.raises(undo.Overtaken):
        undo.undo(change)


def test_a_cut_is_not_undone_once_the_first_part_is_removed(series):
    new, _ = services.change_following(dates(series)[2], None, place="Parc")
    services.remove(of_action.whole(series.id))
    db.session.commit()
    with pytest.raises(undo.Overtaken):
        undo.undo(last())
    assert len(dates(new)) == 4


def hanging(action):
    """A document, a place among others and an origin, all hung on an action."""
    db.session.add_all(
        (
            Attachment(
                uid="y" * 36, action_id=action.id, kind="pdf", name="affiche.pdf", size=3,
                sha256="0" * 64, wrapped_key=b"x",
            ),
            Placement(action_id=action.id, placed_on=MONDAY, marks=[]),
            ImportedEvent(action_id=action.id, uid="far", mark="m"),
        )
    )  # fmt: skip
    db.session.commit()


HUNG = (Attachment, Placement, ImportedEvent)


def test_what_was_hung_on_the_second_part_hangs_on_the_series_again(series):
    new, _ = services.change_following(dates(series)[2], None, place="Parc")
    hanging(new)
    undo.undo(last())
    db.session.commit()
    for model in HUNG:
        assert db.session.scalars(db.select(model.action_id)).all() == [series.id]


def test_a_document_of_the_team_is_not_shown_to_more_by_undoing(series):
    new, _ = services.change_following(dates(series)[2], None, visibility="team")
    hanging(new)
    with pytest.raises(RuleError):
        undo.undo(last())


def test_what_was_opened_of_the_second_part_since_is_never_lost_by_undoing(series):
    db.session.add(PublicAction(action_id=series.id, fields=["place"]))
    new, _ = services.change_following(dates(series)[2], None, place="Parc")
    change = last()
    opened = db.session.get_one(PublicAction, new.id)
    opened.words_nl = "Welkom"
    db.session.commit()
    with pytest.raises(RuleError):
        undo.undo(change)
    db.session.rollback()
    opened = db.session.get_one(PublicAction, new.id)
    opened.words_nl = ""
    db.session.commit()
    undo.undo(change)
    db.session.commit()
    assert db.session.scalars(db.select(PublicAction.action_id)).all() == [series.id]


# Through the pages


@pytest.fixture
def mine(series, client):
    worker = make.worker()
    services.edit(series, workers=[worker])
    user = worker.user
    client.sign_in(user)
    return series, user


def path(change):
    return f"/calendrier/historique/{change.id}/defaire"


def test_the_author_undoes_the_last_change_in_one_tap(mine, client):
    series, user = mine
    services.edit(series, user.id, title="Autre")
    title, change = "Autre", last()
    page = client.get(f"/calendrier/actions/{series.id}").text
    assert title in page
    assert path(change) in page
    assert client.post(path(change)).status_code == 303
    assert db.session.get(Action, series.id).title != title
    page = client.get(f"/calendrier/actions/{series.id}").text
    assert "a défait le dernier changement" in page
    assert "/defaire" not in page


def test_a_colleague_undoes_nothing_of_another_and_the_coordination_does(mine, client):
    series, user = mine
    colleague = make.worker()
    services.edit(series, user.id, workers=[*of_action.whole(series.id).workers, colleague])
    change = last()
    client.sign_in(colleague.user)
    assert "/defaire" not in client.get(f"/calendrier/actions/{series.id}").text
    assert client.post(path(change)).status_code == 403
    client.sign_in(make.user(Role.COORDINATION))
    assert client.post(path(change)).status_code == 303


def test_undoing_too_late_says_so_and_changes_nothing(mine, client):
    series, user = mine
    services.edit(series, user.id, title="Autre")
    change = last()
    services.cancel(series, "pluie", user.id)
    page = client.post(path(change), follow_redirects=True).text
    assert "Autre chose a changé depuis" in page
    row = db.session.get(Action, series.id)
    assert (row.title, row.status) == ("Autre", Status.CANCELLED)


def test_a_moved_date_says_from_where_and_why(mine, client):
    series, user = mine
    clock.clock.freeze(clock.day_start(date(2026, 9, 1)))
    third = dates(series)[2]
    services.override(third, user.id, "La salle est prise", **later(third, 2))
    page = client.get(f"/calendrier/dates/{third.id}").text
    assert "Déplacé (avant : lundi 21 septembre 2026, 10h) : La salle est prise" in page
    assert "Raison : La salle est prise" in page
    clock.clock.freeze(None)
