"""Colleagues wanted for a date: who sees it, who joins, and that no place is given twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import joinedload

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import dates, feeds, recurrence, services, subscriptions, undo
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, ActionChange, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.people.models import Language, Skill, Worker
from raqnet.planning import reinforcing
from raqnet.planning.models import Reinforcement, ReinforcementJoin
from raqnet.planning.reinforcing import Refused, Wish
from tests import factories as make
from tests.concurrently import together
from tests.conftest import open_session
from tests.queries import count_queries

NOW = datetime(2026, 9, 1, 7, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
WEEKLY = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=6), False)


@pytest.fixture
def arabic(app):
    clock.clock.freeze(NOW)
    return make.language("arabe")


@pytest.fixture
def author(arabic):
    return make.worker(user=make.user(Role.RAQ, name="Qui demande"))


def speaker(*languages, name=None, skills=()):
    values = {"name": name} if name else {}
    return make.worker(
        user=make.user(Role.RAQ, **values), languages=list(languages), skills=list(skills)
    )


def wanting(author, wish=None, **values):
    """A date that looks for one colleague who speaks Arabic, unless told otherwise."""
    action = make.action(MONDAY, workers=[author], author=author.user, title="Marché", **values)
    date_ = make.occurrence_of(action)
    spoken = db.session.scalar(db.select(Language.id).filter_by(name="arabe"))
    reinforcing.ask([date_.id], wish or Wish(1, spoken), author.user_id)
    return date_


def account(worker):
    return db.session.get_one(User, worker.user_id)


def principal(worker):

    return auth.load(open_session(account(worker)))


def asked(date_):
    return db.session.scalars(db.select(Reinforcement).filter_by(occurrence_id=date_.id)).one()


def workers_of(occurrence_id):
    db.session.expire_all()
    row = db.session.get_one(Occurrence, occurrence_id)
    return {each.id for each in dates.whole(row.action_id).workers}


def test_who_brings_what_is_wanted_sees_it_at_home_and_joins_in_one_tap(author, client, arabic):
    date_, joiner = wanting(author), speaker(arabic)
    client.sign_in(joiner.user)
    page = client.get("/").text
    assert "Renfort demandé" in page and "Il manque 1 personne · arabe" in page
    door = f"/calendrier/dates/{date_.id}/rejoindre"
    assert f'action="{door}"' in page
    assert client.post(door).status_code == 303
    assert workers_of(date_.id) == {author.id, joiner.id}
    page = client.get("/").text
    assert "Renfort demandé" not in page and "Marché" in page


def test_nobody_else_is_asked(author, client, arabic):
    wanting(author)
    left = speaker(arabic)
    for each in (
        speaker(make.language("turc")).user,
        account(author),
        make.user(Role.COORDINATION),
    ):
        assert "Renfort demandé" not in client.sign_in(each).get("/").text
    assert "Renfort demandé" in client.sign_in(account(left)).get("/").text


def test_whoever_has_the_language_and_not_the_skill_is_told_and_kept_out(author, client, arabic):
    juggling = make.skill("jonglerie")
    date_ = wanting(author, Wish(1, arabic.id, juggling.id))
    client.sign_in(speaker(arabic).user)
    page = client.get(f"/calendrier/dates/{date_.id}").text
    assert "n'est pas sur votre fiche" in page.replace("&#39;", "'") and "/rejoindre" not in page
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 0
    client.sign_in(speaker(arabic, skills=[juggling]).user)
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 1


def test_a_host_hears_nothing_of_it(author, client, arabic):
    date_ = wanting(author)
    page = client.sign_in(make.host()).get(f"/calendrier/dates/{date_.id}").text
    assert "Marché" in page and "Renfort" not in page
    assert client.post(f"/calendrier/dates/{date_.id}/rejoindre").status_code == 403


def test_leaving_is_one_tap_and_frees_the_place(author, client, arabic):
    date_, first, second = wanting(author), speaker(arabic), speaker(arabic)
    client.sign_in(account(first)).post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert "Renfort demandé" not in client.sign_in(account(second)).get("/").text
    client.sign_in(account(first)).post(f"/calendrier/dates/{date_.id}/quitter")
    assert workers_of(date_.id) == {author.id} and asked(date_).taken == 0
    assert "Renfort demandé" in client.sign_in(account(second)).get("/").text


def test_two_taps_by_one_person_take_one_place(author, client, arabic):
    date_ = wanting(author, Wish(2, arabic.id))
    client.sign_in(speaker(arabic).user)
    for _tap in range(2):
        client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 1
    for _tap in range(2):
        client.post(f"/calendrier/dates/{date_.id}/quitter")
    assert asked(date_).taken == 0


def test_the_last_place_is_never_given_twice(author, app, arabic):
    """Six tap at the same instant, each on a connection of their own, for two places."""
    date_ = wanting(author, Wish(2, arabic.id), rrule=WEEKLY)
    occurrence_id, people = date_.id, [principal(speaker(arabic)) for _n in range(6)]

    def tap(who):
        try:
            reinforcing.join(who, occurrence_id)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return str(refused.why)
        return "joined"

    told = together(app, *(lambda who=who: tap(who) for who in people))
    assert sorted(told) == ["full"] * 4 + ["joined"] * 2
    db.session.expire_all()
    assert asked(date_).taken == 2 == len(db.session.scalars(db.select(ReinforcementJoin)).all())
    came = {who.worker_id for who, words in zip(people, told, strict=True) if words == "joined"}
    assert workers_of(occurrence_id) == {author.id, *came}


def test_one_who_leaves_while_another_joins_leaves_no_place_too_many(author, app, arabic):
    date_, first, second = wanting(author), speaker(arabic), speaker(arabic)
    leaving, joining, id_ = principal(first), principal(second), date_.id
    reinforcing.join(leaving, id_)

    def act(what, who):
        try:
            what(who, id_)
            db.session.commit()
        except Refused:
            db.session.rollback()

    together(app, lambda: act(reinforcing.leave, leaving), lambda: act(reinforcing.join, joining))
    db.session.expire_all()
    joins = db.select(ReinforcementJoin).where(ReinforcementJoin.left_at.is_(None))
    rows = {each.worker_id for each in db.session.scalars(joins)}
    assert rows <= {second.id} and asked(date_).taken == len(rows)
    assert workers_of(id_) == {author.id, *rows}


def test_one_date_of_a_series_gains_a_colleague_and_the_others_none(author, app, arabic):
    date_, joiner = wanting(author, rrule=WEEKLY), speaker(arabic)
    reinforcing.join(principal(joiner), date_.id)
    rows = db.session.scalars(db.select(Occurrence).filter_by(series_id=date_.series_id)).all()
    assert len(rows) == 6  # counted once
    assert [each.id for each in rows if joiner.id in workers_of(each.id)] == [date_.id]


def test_the_date_is_in_the_feed_of_who_joined_until_they_leave(author, app, arabic):
    date_, joiner = wanting(author, rrule=WEEKLY), speaker(arabic)
    _made, token = subscriptions.create(joiner.user_id, "Moi", Filters(worker=joiner.id))
    who = principal(joiner)

    def body():
        db.session.commit()
        return feeds.body(feeds.find(token)).decode()

    assert "Marché" not in body()
    reinforcing.join(who, date_.id)
    assert body().count("BEGIN:VEVENT") == 1 and "Marché" in body()
    reinforcing.leave(who, date_.id)
    assert "Marché" not in body()


def test_all_coming_dates_are_asked_for_at_once_and_none_that_is_past_or_cancelled(
    author, client, arabic
):
    action = make.action(
        MONDAY - timedelta(days=14), workers=[author], author=author.user, rrule=WEEKLY
    )
    rows = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at)).all()
    services.cancel_date(rows[3], "Pluie")
    form = {"wanted": "2", "language": str(arabic.id), "whole": "y", "note": "Tenir le stand"}
    client.sign_in(account(author)).post(f"/calendrier/dates/{rows[2].id}/renfort", data=form)
    found = db.session.scalars(db.select(Reinforcement)).all()
    assert {each.occurrence_id for each in found} == {rows[2].id, rows[4].id, rows[5].id}
    assert action.id


def test_asking_for_fewer_never_sends_anybody_away(author, client, arabic):
    date_ = wanting(author, Wish(3, arabic.id))
    for _n in range(2):
        reinforcing.join(principal(speaker(arabic)), date_.id)
    client.sign_in(account(author))
    client.post(f"/calendrier/dates/{date_.id}/renfort", data={"wanted": "1"})
    assert (asked(date_).wanted, asked(date_).taken) == (2, 2)
    client.post(f"/calendrier/dates/{date_.id}/renfort/arreter")
    assert len(workers_of(date_.id)) == 3


def test_nobody_is_looked_for_any_more_even_where_somebody_leaves(author, client, arabic):
    date_ = wanting(author)
    door = f"/calendrier/dates/{date_.id}"
    joiner, third = speaker(arabic), speaker(arabic)
    client.sign_in(account(joiner)).post(f"{door}/rejoindre")
    client.sign_in(account(author)).post(f"{door}/renfort/arreter")
    client.sign_in(account(joiner)).post(f"{door}/quitter")
    client.sign_in(account(third)).post(f"{door}/rejoindre")
    assert workers_of(date_.id) == {author.id}
    assert "Marché" not in client.get("/").text
    client.sign_in(account(author)).post(f"{door}/renfort", data={"wanted": "1"})
    client.sign_in(account(third)).post(f"{door}/rejoindre")
    assert len(workers_of(date_.id)) == 2


def test_who_joined_a_date_is_beside_whoever_its_series_is_given_to(author, app, arabic):
    date_ = wanting(author, rrule=WEEKLY)
    joiner, other = speaker(arabic), make.worker()
    reinforcing.join(principal(joiner), date_.id)
    query = db.select(Worker).where(Worker.id == other.id).options(joinedload(Worker.user))
    services.edit(dates.whole(date_.series_id), workers=[db.session.scalars(query).one()])
    assert workers_of(date_.id) == {other.id, joiner.id} and asked(date_).taken == 1


def test_who_would_join_is_told_what_they_already_have_then_and_may_join(author, client, arabic):
    date_, joiner = wanting(author), speaker(arabic)
    make.action(MONDAY, workers=[joiner], title="Permanence à moi")
    page = client.sign_in(account(joiner)).get(f"/calendrier/dates/{date_.id}").text
    assert "Permanence à moi" in page
    assert client.post(f"/calendrier/dates/{date_.id}/rejoindre").status_code == 303
    assert asked(date_).taken == 1


def test_leaving_that_is_undone_takes_the_place_again(author, app, arabic):
    date_ = wanting(author)
    joiner = speaker(arabic)
    reinforcing.join(principal(joiner), date_.id)
    reinforcing.leave(principal(joiner), date_.id)
    assert asked(date_).taken == 0
    last = db.select(ActionChange).order_by(ActionChange.id.desc())
    undo.undo(db.session.scalars(last).first())
    assert asked(date_).taken == 1 and joiner.id in workers_of(date_.id)


def test_what_is_past_or_cancelled_is_joined_by_nobody(author, client, arabic):
    date_ = wanting(author)
    services.cancel(dates.whole(date_.action_id), "Pluie")
    client.sign_in(speaker(arabic).user)
    assert "Renfort demandé" not in client.get("/").text
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    services.restore(dates.whole(date_.action_id))
    clock.clock.freeze(NOW + timedelta(days=30))
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 0


def test_who_is_taken_off_a_date_by_its_author_leaves_a_free_place(author, app, arabic):
    date_, joiner = wanting(author), speaker(arabic)
    reinforcing.join(principal(joiner), date_.id)
    services.override(date_, author.user_id, workers=[author])
    assert asked(date_).taken == 0


def test_who_joined_stays_when_the_series_changes(author, app, arabic):
    date_, joiner = wanting(author, rrule=WEEKLY), speaker(arabic)
    reinforcing.join(principal(joiner), date_.id)
    other = speaker()
    services.edit(db.session.get_one(Action, date_.series_id), workers=[other], place="Ailleurs")
    assert joiner.id in workers_of(date_.id) and asked(date_).taken == 1


def test_who_joined_stays_though_the_series_had_the_same_workers_for_a_while(author, app, arabic):
    date_, joiner, other = wanting(author, rrule=WEEKLY), speaker(arabic), speaker()
    reinforcing.join(principal(joiner), date_.id)
    for team in ([author, joiner], [author], [other]):
        services.edit(db.session.get_one(Action, date_.series_id), workers=team)
        db.session.commit()
    assert workers_of(date_.id) == {other.id, joiner.id} and asked(date_).taken == 1


def test_who_joined_stays_when_the_series_repeats_no_more(author, app, arabic):
    date_, joiner, other = wanting(author, rrule=WEEKLY), speaker(arabic), speaker()
    reinforcing.join(principal(joiner), date_.id)
    series = db.session.get_one(Action, date_.series_id)
    services.edit(series, rrule=None, workers=[author, other])
    assert workers_of(date_.id) == {author.id, other.id, joiner.id} and asked(date_).taken == 1


def test_only_who_may_change_an_action_asks_for_colleagues(author, client, arabic):
    date_ = wanting(author)
    client.sign_in(speaker(arabic).user)
    assert client.get(f"/calendrier/dates/{date_.id}/renfort").status_code == 403
    assert client.post(f"/calendrier/dates/{date_.id}/renfort/arreter").status_code == 403


def test_what_was_typed_stays_when_it_is_refused(author, client, arabic):
    date_ = wanting(author)
    form = {"wanted": "99", "note": "Tenir le stand"}
    answer = client.sign_in(account(author)).post(
        f"/calendrier/dates/{date_.id}/renfort", data=form
    )
    assert answer.status_code == 422 and "Tenir le stand" in answer.text


def test_finding_where_i_am_wanted_is_two_queries_however_many_dates_look(author, app, arabic):
    wanting(author, Wish(1, arabic.id, make.skill().id))
    wanting(author)
    who = principal(speaker(arabic))
    db.session.commit()
    with count_queries() as sent:
        found = reinforcing.queries.for_me(who)
    assert (len(found), len(sent)) == (1, 2)
    assert db.session.scalar(db.select(db.func.count(Skill.id))) == 1


def test_who_is_away_that_day_is_neither_invited_nor_let_in(author, client, arabic):
    date_, away, back = wanting(author), speaker(arabic), speaker(arabic)
    make.absence(away, MONDAY - timedelta(days=2), MONDAY)
    make.absence(back, MONDAY - timedelta(days=2), MONDAY - timedelta(days=1))
    client.sign_in(account(away))
    assert "Renfort demandé" not in client.get("/").text
    page = client.get(f"/calendrier/dates/{date_.id}").text
    assert "absent·e ce jour-là" in page and "/rejoindre" not in page
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 0
    assert "Renfort demandé" in client.sign_in(account(back)).get("/").text


def test_who_will_have_left_by_then_is_neither_invited_nor_let_in(author, client, arabic):
    date_, leaving = wanting(author), speaker(arabic)
    leaving.left_on = MONDAY - timedelta(days=1)
    db.session.flush()
    client.sign_in(account(leaving))
    assert "Renfort demandé" not in client.get("/").text
    client.post(f"/calendrier/dates/{date_.id}/rejoindre")
    assert asked(date_).taken == 0
    leaving = db.session.merge(leaving)
    leaving.left_on = MONDAY
    db.session.flush()
    assert "Renfort demandé" in client.get("/").text


def test_the_next_dates_are_offered_to_who_is_away_for_the_first_ones(author, client, arabic):
    date_, joiner = wanting(author, rrule=WEEKLY), speaker(arabic)
    reinforcing.ask(reinforcing.coming(date_.series_id), Wish(1, arabic.id), author.user_id)
    make.absence(joiner, MONDAY, MONDAY + timedelta(days=34))
    page = client.sign_in(account(joiner)).get("/").text
    assert page.count("/rejoindre") == 1


def test_a_series_asks_for_all_its_coming_dates_from_its_own_page(author, client, arabic):
    action = make.action(
        MONDAY - timedelta(days=14), workers=[author], author=author.user, rrule=WEEKLY
    )
    client.sign_in(account(author))
    door = f"/calendrier/actions/{action.id}/renfort"
    assert door in client.get(f"/calendrier/actions/{action.id}").text
    assert client.get(door).status_code == 200
    assert client.post(door, data={"wanted": "2", "language": str(arabic.id)}).status_code == 303
    found = db.session.scalars(db.select(Reinforcement)).all()
    assert len(found) == 4 and {each.wanted for each in found} == {2}
    assert "4 dates" in client.get(f"/calendrier/actions/{action.id}").text
    client.post(f"{door}/arreter")
    assert not db.session.scalars(db.select(Reinforcement)).all()


def test_a_series_that_is_over_asks_for_nobody(author, client, arabic):
    action = make.action(
        MONDAY - timedelta(days=70), workers=[author], author=author.user, rrule=WEEKLY
    )
    client.sign_in(account(author))
    assert "/renfort" not in client.get(f"/calendrier/actions/{action.id}").text
    answer = client.post(f"/calendrier/actions/{action.id}/renfort", data={"wanted": "2"})
    assert answer.status_code == 303
    assert not db.session.scalars(db.select(Reinforcement)).all()


def test_only_who_may_change_a_series_asks_for_all_of_it(author, client, arabic):
    action = make.action(MONDAY, workers=[author], author=author.user, rrule=WEEKLY)
    client.sign_in(speaker(arabic).user)
    for door in ("renfort", "renfort/arreter"):
        answer = client.post(f"/calendrier/actions/{action.id}/{door}", data={"wanted": "1"})
        assert answer.status_code == 403, door
