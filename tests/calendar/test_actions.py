"""Entering, reading and taking away actions: what it takes, and who may not."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import selectinload

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import services
from raqnet.calendar.models import Action, ActionChange, Comment, Occurrence
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.planning.models import Reinforcement
from tests import factories as make
from tests.calendar.forms import NEW, error_at, simple, weekly

TUESDAY = date(2026, 12, 1)


@pytest.fixture
def raq(app, client):
    """A worker who is signed in."""
    worker = make.worker()
    client.sign_in(worker.user)
    return worker


def count(model=Occurrence):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def worker_name(worker):
    return db.session.scalar(db.select(User.name).where(User.id == worker.user_id))


def last_action():
    return db.session.scalars(db.select(Action).order_by(Action.id.desc())).first()


def test_an_activity_a_day_and_hours_are_enough(client, raq):
    activity = make.activity("Table de discussion")
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, data=simple(activity))
    assert answer.status_code == 303
    made = last_action()
    assert made.title == "Table de discussion"
    assert (made.visibility, made.status, made.author_id) == ("hosts", "planned", raq.user_id)
    assert clock.to_local(made.starts_at).hour == 10
    assert "Table de discussion" in client.get(answer.location).text


def test_the_form_proposes_me_my_site_and_the_given_day(client, raq):
    place = make.site(name="Maison rouge")
    make.assignment(worker=raq, site=place)
    page = client.get(NEW + "?jour=2026-11-30&genre=permanence").text
    assert 'value="2026-11-30"' in page
    assert f'<option selected value="{place.id}">' in page
    assert f'checked id="workers-0" name="workers" type="checkbox" value="{raq.id}"' in page
    assert 'checked id="kind-1"' in page


@pytest.mark.parametrize(
    "query", ["jour=31/31/9999", "genre=x", "copier=99999999999999999", "copier=-1"]
)
def test_a_proposal_that_cannot_be_read_is_left_out(client, raq, query):
    assert client.get(f"{NEW}?{query}").status_code == 200


def test_a_copy_keeps_the_words_and_not_the_dates(client, raq):
    action = make.action(title="Café papote", place="Parc", workers=[raq])
    page = client.get(f"{NEW}?copier={action.id}").text
    assert 'value="Café papote"' in page
    assert 'value="Parc"' in page
    assert action.starts_at.date().isoformat() not in page


def test_nobody_copies_what_they_may_not_see(app, client):
    hidden = make.action(title="Secret", visibility="team")
    client.sign_in(make.host())
    assert client.get(f"{NEW}?copier={hidden.id}").status_code == 403


def test_a_team_event_is_shown_to_the_team_unless_said_otherwise(client, raq):
    sent = simple(kind="team", team_kind="training")
    assert client.post(NEW, data=sent).status_code == 303
    made = last_action()
    assert (made.title, made.visibility, made.activity_id) == ("Formation", "team", None)


def test_what_belongs_to_collective_actions_stays_out_of_other_kinds(client, raq):
    sent = simple(make.activity(), kind="permanence", missions=[make.mission().id], mode="renfort")
    assert client.post(NEW, data=sent).status_code == 303
    made = db.session.scalars(db.select(Action).options(selectinload(Action.missions))).one()
    assert (made.activity_id, made.missions, made.mode) == (None, [], None)


def test_every_detail_is_kept_and_shown(client, raq):
    there, me = make.neighbourhood(name="Heyvaert"), worker_name(raq)
    commune = there.commune.name
    language, mission = make.language("arabe"), make.mission("Santé")
    sent = simple(
        make.activity(), title="Grande fête", missions=[mission.id], mode="initiative",
        aim="Se voir", audience="Toutes", languages=[language.id], partners="Commune",
        to_bring="Tables",
        place="Parc", address="Rue X 1", neighbourhood=there.id, coordinates="50.8503, 4.3517",
        workers=[raq.id], site=make.site(name="Chez nous").id, visibility="public", confirmed="y",
    )  # fmt: skip
    page = client.get(client.post(NEW, data=sent).location).text
    for words in ("Grande fête", "Santé", "initiative RAQ", "Se voir", "Toutes", "arabe", "Commune",
                  "Tables", "Parc", "Rue X 1", "Heyvaert", commune, "Chez nous",
                  "Tout le monde", me):  # fmt: skip
        assert words in page, words
    made = last_action()
    assert (made.latitude, made.longitude) == (50.8503, 4.3517)
    assert made.commune_id == there.commune_id  # told by the neighbourhood
    assert made.status == "confirmed"


def test_several_days_and_whole_days(client, raq):
    activity = make.activity()
    client.post(NEW, data=simple(activity, all_day="y", start="", end="", last_day="2026-12-03"))
    made = last_action()
    assert made.all_day
    assert made.ends_at - made.starts_at == timedelta(days=3)
    client.post(NEW, data=simple(activity, last_day="2026-12-02", start="18:00", end="09:00"))
    assert last_action().ends_at - last_action().starts_at == timedelta(hours=15)


def test_a_weekly_series_gets_its_dates_without_the_exceptions(client, raq):
    sent = weekly(make.activity(), exdates="08/12/2026, 2026-12-15\n")
    assert client.post(NEW, data=sent).status_code == 303
    days = [clock.to_local(at).date() for at in db.session.scalars(db.select(Occurrence.starts_at))]
    assert sorted(days) == [TUESDAY, date(2026, 12, 22)]


def test_a_series_keeps_its_hour_over_the_change_of_clocks(client, raq):
    client.post(NEW, data=weekly(make.activity(), day="2027-03-23", count="2"))
    hours = [clock.to_local(at).hour for at in db.session.scalars(db.select(Occurrence.starts_at))]
    assert hours == [10, 10]


def test_the_nth_weekday_of_the_month(client, raq):
    client.post(NEW, data=simple(make.activity(), repeat="monthly", count="3"))
    days = [clock.to_local(at).date() for at in db.session.scalars(db.select(Occurrence.starts_at))]
    assert sorted(days) == [TUESDAY, date(2027, 1, 5), date(2027, 2, 2)]


LONG, NUL, EMOJI = "x" * 10_000, "a\x00b", "🎉" * 200
WRONG = [
    ("day", {"day": "30/02/2026"}, "pas lisible"),
    ("day", {"day": ""}, "à remplir"),
    ("day", {"day": "0001-01-01"}, "pas possible"),
    ("start", {"start": ""}, "Toute la journée"),
    ("start", {"start": "25:99"}, "pas lisible"),
    ("end", {"end": "09:00"}, "avant le début"),
    ("end", {"end": "10:00"}, "avant le début"),
    ("start", {"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "heure d'été"),
    ("end", {"day": "2027-03-28", "start": "01:30", "end": "02:30"}, "heure d'été"),
    ("last_day", {"last_day": "2026-11-30"}, "avant le premier"),
    ("last_day", {"last_day": "2027-01-15"}, "31 jours"),
    ("title", {"title": LONG}, "trop long"),
    ("title", {"title": EMOJI}, "trop long"),
    ("title", {"title": NUL}, "invisible"),
    ("place", {"place": NUL}, "invisible"),
    ("aim", {"aim": LONG}, "trop long"),
    ("activity", {"activity": ""}, "Choisir l'activité"),
    ("activity", {"activity": "999999999999"}, "Ce choix n'existe pas"),
    ("activity", {"activity": "x"}, "Ce choix n'existe pas"),
    ("team_kind", {"kind": "team", "team_kind": ""}, "de quel événement"),
    ("kind", {"kind": "x"}, "Ce choix n'existe pas"),
    ("mode", {"mode": "x"}, "Ce choix n'existe pas"),
    ("visibility", {"visibility": "x"}, "Ce choix n'existe pas"),
    ("workers", {"workers": "999"}, "n'existe plus"),
    ("coordinates", {"coordinates": "ici"}, "Deux nombres"),
    ("coordinates", {"coordinates": "4.35, 50.85"}, "Belgique"),
    ("repeat", {"repeat": "x"}, "Ce choix n'existe pas"),
    ("until", {"repeat": "weekly", "count": ""}, "jusqu'à quelle date"),
    ("until", {"repeat": "weekly", "until": "2027-01-01"}, "soit une date"),
    ("until", {"repeat": "weekly", "count": "", "until": "2026-11-01"}, "avant le premier jour"),
    ("until", {"repeat": "weekly", "count": "", "until": "2026-12-05"}, "qu'une date"),
    ("until", {"repeat": "weekly", "count": "", "until": "2040-01-01"}, "trop loin"),
    ("until", {"repeat": "weekly", "weekdays": [0, 1, 2, 3, 4], "count": "", "until": "2031-01-01"},
     "trop de dates"),
    ("count", {"repeat": "weekly", "count": "1"}, "qu'une date"),
    ("count", {"repeat": "weekly", "count": "401"}, "entre 1 et 400"),
    ("count", {"repeat": "weekly", "count": "1" * 30}, "nombre entier"),
    ("count", {"repeat": "weekly", "count": "300"}, "trop loin"),
    ("interval", {"repeat": "weekly", "interval": "13"}, "entre 1 et 12"),
    ("interval", {"repeat": "weekly", "last_day": "2026-12-09"}, "plus longtemps"),
    ("weekdays", {"repeat": "weekly", "weekdays": [2]}, "mercredi 2 décembre 2026"),
    ("weekdays", {"repeat": "weekly", "weekdays": [9]}, "n'existe plus"),
    ("nth", {"repeat": "monthly", "nth": "2"}, "mardi 8 décembre 2026"),
    ("exdates", {"repeat": "weekly", "exdates": "demain"}, "n'est pas une date"),
    ("exdates", {"repeat": "weekly", "exdates": "31/02/2027"}, "n'est pas une date"),
    ("exdates", {"repeat": "weekly", "exdates": "02/12/2026"}, "ne fait pas partie"),
    ("exdates", {"repeat": "weekly", "count": "2", "exdates": "1/12/2026;8/12/2026"},
     "aucune date"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "values", "words"), WRONG)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    client, raq, field, values, words
):
    there = make.neighbourhood()
    sent = {**weekly(make.activity()), "repeat": "none", "partners": "gardé", **values}
    answer = client.post(NEW, data={**sent, "neighbourhood": there.id})
    assert answer.status_code == 422
    assert words in error_at(answer.text, field)
    assert 'value="gardé"' in answer.text
    assert count(Action) == 0


def test_a_neighbourhood_lies_in_its_commune(client, raq):
    there, elsewhere = make.neighbourhood(), make.commune()
    commune = there.commune.name
    sent = simple(make.activity(), commune=elsewhere.id, neighbourhood=there.id)
    answer = client.post(NEW, data=sent)
    assert answer.status_code == 422
    assert commune in error_at(answer.text, "neighbourhood")


def test_a_retired_activity_is_offered_no_more(client, raq):
    old = make.activity("Vieille activité")
    old.retired_at = clock.now()
    assert "Vieille activité" not in client.get(NEW).text
    mine = make.action(activity=old, workers=[raq])
    assert "Vieille activité" in client.get(f"/calendrier/actions/{mine.id}/modifier").text


TEXTS = st.text(max_size=60) | st.sampled_from(["", "0", "-1", "9" * 400, "1/1/2027", NUL, "y"])
FIELDS = [*weekly(), "interval", "weekdays", "nth", "until", "exdates", "last_day", "all_day",
          "missions", "mode", "aim", "languages", "commune", "neighbourhood", "coordinates",
          "workers", "site", "team_kind", "same_audience", "confirmed", "version"]  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.dictionaries(st.sampled_from(FIELDS), st.lists(TEXTS, min_size=1, max_size=2)))
def test_no_text_in_any_field_breaks_the_form(client, raq, typed):
    safe = {
        name: [t.encode("utf-8", "ignore").decode() for t in texts] for name, texts in typed.items()
    }
    for start in (simple(), weekly(repeat="monthly")):
        assert client.post(NEW, data={**start, **safe}).status_code in (303, 422)


def test_invalid_utf8_is_no_failure(client, raq):
    answer = client.post(
        NEW, data=b"title=%FF%FE&day=%ED%A0%80", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422


OTHERS = ["modifier", "supprimer"]


@pytest.mark.parametrize("act", [*OTHERS, "annuler", "retablir", "confirmer"])
def test_another_workers_action_is_only_read(client, raq, act):
    action = make.action(workers=[make.worker()])
    assert client.get(f"/calendrier/actions/{action.id}").status_code == 200
    if act in OTHERS:
        assert client.get(f"/calendrier/actions/{action.id}/{act}").status_code == 403
    answer = client.post(f"/calendrier/actions/{action.id}/{act}", data={"reason": "x"})
    assert answer.status_code == 403
    if act != "supprimer":
        date_ = make.occurrence_of(action)
        assert client.post(f"/calendrier/dates/{date_.id}/{act}", data={}).status_code == 403


@pytest.mark.parametrize("role", [Role.HOST, Role.RESEARCH, Role.ADMIN])
def test_hosts_research_and_administration_change_nothing(app, client, role):
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    action = make.action()
    assert client.get(f"/calendrier/actions/{action.id}").status_code == 200
    for act in ("modifier", "annuler", "retablir", "confirmer", "supprimer"):
        assert client.post(f"/calendrier/actions/{action.id}/{act}").status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.get("/calendrier/listes").status_code == 403


@pytest.mark.parametrize("number", [999, 2**31, 10**30, 0])
def test_what_is_not_there_is_not_found(client, raq, number):
    for path in ("actions/{}", "actions/{}/modifier", "actions/{}/supprimer", "dates/{}",
                 "dates/{}/modifier", "dates/{}/evaluer"):  # fmt: skip
        assert client.get(f"/calendrier/{path.format(number)}").status_code == 404


def test_what_one_may_not_see_is_not_found(app, client):
    action = make.action(visibility="team")
    client.sign_in(make.host())
    date_ = make.occurrence_of(action)
    assert client.get(f"/calendrier/actions/{action.id}").status_code == 404
    assert client.get(f"/calendrier/dates/{date_.id}").status_code == 404
    answer = client.post(f"/calendrier/actions/{action.id}/commentaires", data={"text": "x"})
    assert answer.status_code == 404


def test_a_page_says_what_one_may_do(app, client):
    worker = make.worker()
    action = make.action(workers=[worker])
    client.sign_in(worker.user)
    path = f"/calendrier/actions/{action.id}"
    mine = client.get(path).text
    assert "Annuler cette action" in mine
    assert "Confirmer" in mine
    for other in (make.host(), make.user(Role.RESEARCH)):
        theirs = client.sign_in(other).get(path).text
        for words in ("Annuler cette action", "Confirmer", "Modifier", "Dupliquer", "Supprimer"):
            assert words not in theirs


def test_the_other_dates_are_paged_around_this_one(client, raq):
    series = make.action(TUESDAY, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=20", workers=[raq])
    dates = db.session.scalars(
        db.select(Occurrence.id)
        .where(Occurrence.series_id == series.id)
        .order_by(Occurrence.starts_at)
    ).all()
    page = client.get(f"/calendrier/dates/{dates[10]}").text
    assert f'"/calendrier/dates/{dates[8]}"' in page
    assert f'"/calendrier/dates/{dates[0]}"' not in page
    for wild in ("0", "99999999999999999999", "-3", "x"):
        assert client.get(f"/calendrier/dates/{dates[10]}?dates={wild}").status_code == 200
    assert (
        f"/calendrier/dates/{dates[0]}" in client.get(f"/calendrier/dates/{dates[10]}?dates=0").text
    )


def test_a_wrong_entry_goes_with_all_its_dates(client, raq):
    client.post(NEW, data=weekly(make.activity()))
    made = last_action()
    services.cancel_date(make.occurrence_of(made), "x")
    db.session.add(Comment(action_id=made.id, text="x"))
    path = f"/calendrier/actions/{made.id}/supprimer"
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert (count(), count(Action), count(Comment), count(ActionChange)) == (0, 0, 0, 0)


def test_an_evaluated_action_is_not_removed(client, raq):
    action = make.action(clock.today() - timedelta(days=3), workers=[raq], author_id=raq.user_id)
    services.evaluate(make.occurrence_of(action), present=3)
    path = f"/calendrier/actions/{action.id}/supprimer"
    assert "seulement annulée" in client.get(path).text
    assert client.post(path).status_code == 409
    assert count() == 1


def type_evaluation(date_):
    key = f"/calendrier/dates/{date_.id}/evaluer"
    db.session.add(Draft(user_id=make.worker().user_id, key=key, body="present=3"))


@pytest.mark.parametrize(
    ("bind", "told"),
    [
        (make.joined, "1 collègue l&#39;a rejointe"),
        (type_evaluation, "évaluée ou rejointe"),
        (
            lambda each: make.intervention(worker=make.worker(), occurrence_id=each.id),
            "liée à un travail en cours",
        ),
    ],
)
def test_a_series_is_not_removed_with_a_date_on_which_others_count(client, raq, bind, told):
    action = make.action(date(2026, 9, 7), rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=3",
                         author_id=raq.user_id)  # fmt: skip
    bind(make.occurrence_of(action))
    path = f"/calendrier/actions/{action.id}/supprimer"
    page = client.get(path).text
    assert "1 date est évaluée, rejointe ou liée" in page
    assert told in page
    assert client.post(path).status_code == 409
    assert count() == 3


def test_what_goes_with_a_wrong_entry_is_told_before(client, raq):
    action = make.action(author_id=raq.user_id)
    db.session.add(Reinforcement(occurrence_id=make.occurrence_of(action).id, wanted=1))
    path = f"/calendrier/actions/{action.id}/supprimer"
    assert "renfort demandé" in client.get(path).text
    assert client.post(path).status_code == 303


def test_only_its_author_and_the_coordination_remove_an_action(app, client):
    worker = make.worker()
    action = make.action(workers=[worker])
    path = f"/calendrier/actions/{action.id}/supprimer"
    assert client.sign_in(worker.user).post(path).status_code == 403
    assert client.sign_in(make.user(Role.COORDINATION)).post(path).status_code == 303


def test_the_history_says_who_did_what_and_when(client, raq):
    client.post(NEW, data=simple(make.activity(), title="Avant"))
    made = last_action()
    services.edit(made, raq.user_id, title="Après", starts_at=made.starts_at + timedelta(hours=1))
    page = client.get(f"/calendrier/actions/{made.id}").text
    assert "a créé cette action" in page
    assert "Avant → Après" in page
    assert "01/12/2026, 10h-12h → 01/12/2026, 11h-12h" in page


def test_a_new_action_is_found_by_its_words(client, raq):
    client.post(NEW, data=simple(make.activity("Promenade santé"), title="L'Été au parc"))
    made = last_action()
    assert made.search_text.startswith("ete au parc promenade sante")


def held():
    """How many dates of collective actions take place."""
    rows = db.select(Occurrence.id).join(Action, Action.id == Occurrence.action_id)
    standing = rows.where(Action.status != "cancelled", Action.kind == "collective")
    return len(db.session.scalars(standing).all())


def test_the_figures_follow_what_is_added_cancelled_moved_and_restored(client, raq):
    client.post(NEW, data=weekly(make.activity()))
    assert held() == 4
    first = make.occurrence_of(last_action())
    services.cancel_date(first, "pluie")
    assert held() == 3
    services.restore_date(first)
    services.override(first, starts_at=first.ends_at, ends_at=first.ends_at + timedelta(hours=1))
    assert held() == 4
    series = db.session.get(Action, first.series_id)
    services.cancel(series, "plus personne")
    assert held() == 0


def test_a_draft_is_offered_gone_on_from_and_dropped(client, raq):
    activity = make.activity()
    client.put("/brouillons/" + NEW.replace("/", "%2F"), data=simple(activity, title="À moitié"))
    assert "Un brouillon du" in client.get(NEW).text
    assert 'value="À moitié"' in client.get(NEW + "?brouillon=1").text
    client.post(NEW, data=simple(activity))
    assert "Un brouillon du" not in client.get(NEW).text
