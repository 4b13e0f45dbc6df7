"""What a stranger reads: what was opened, in both languages, and nothing once it is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts import services as accounts
from raqnet.calendar import series, standing
from raqnet.db import db
from raqnet.people import services as people
from raqnet.public import services
from raqnet.public.bilingual import PAIRS, commune, spoken, words
from raqnet.public.models import PublicAction, PublicProfile
from raqnet.public.opened import FIELDS
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SHOWN = {
    "shown": True, "name": "Prénom inventé", "phone": "0470 00 00 01", "email": "moi@public.test",
    "words_fr": "Le mardi au marché", "words_nl": "Dinsdag op de markt",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def area(app):
    return make.neighbourhood(
        name="Quartier du Test", commune=make.commune(name="Ixelles", postcode="1050")
    )


@pytest.fixture
def shown(area):
    """A worker who shows all of themself, and their page."""
    worker = make.worker()
    make.assignment(worker=worker, neighbourhood=area)
    db.session.add(PublicProfile(worker_id=worker.id, **SHOWN))
    db.session.flush()
    return worker


def page(client, area, root="/quartiers"):
    return client.get(f"{root}/{area.id}").text


def test_each_field_of_a_profile_is_shown_only_where_it_is_filled_in(client, area, shown):
    there = page(client, area)
    for text in ("Prénom inventé", "0470 00 00 01", "moi@public.test", "Le mardi au marché"):
        assert text in there
    profile = db.session.get_one(PublicProfile, shown.id)
    profile.name, profile.phone = "", ""
    there = page(client, area)
    assert "Prénom inventé" not in there and "0470" not in there
    assert "moi@public.test" in there and "Relais d&#39;action de quartier" in there


def test_nobody_is_shown_who_has_not_said_so(client, area):
    worker = make.worker(phone="0499 99 99 99", user=make.user(Role.RAQ, name="Nom d'équipe"))
    make.assignment(worker=worker, neighbourhood=area, site=make.site(name="Site discret"))
    there = page(client, area)
    assert "Nom d" not in there and "0499" not in there and "Site discret" not in there
    profile = PublicProfile(worker_id=worker.id, **(SHOWN | {"shown": False}))
    db.session.add(profile)
    assert "Prénom inventé" not in page(client, area)
    profile.shown = True
    there = page(client, area)
    assert "Prénom inventé" in there
    assert "Nom d" not in there and "0499" not in there and "Site discret" not in there


LEAVINGS = {
    "hidden": lambda worker: setattr(db.session.get_one(PublicProfile, worker.id), "shown", False),
    "left": lambda worker: people.leave(worker, TODAY - timedelta(days=1)),
    "closed": lambda worker: setattr(worker.user, "disabled_at", clock.now()),
    "promoted": lambda worker: accounts.change_role(None, worker.user, Role.COORDINATION),
    "moved": lambda worker: people.end_assignment(worker.assignments[0], TODAY - timedelta(days=1)),
}


@pytest.mark.parametrize("leaving", LEAVINGS)
def test_whoever_leaves_is_gone_with_the_very_next_request(client, area, shown, leaving):
    assert "Prénom inventé" in page(client, area)
    db.session.refresh(shown, ["assignments", "user"])
    LEAVINGS[leaving](shown)
    for root in ("/quartiers", "/wijken"):
        there = page(client, area, root)
        assert "Prénom inventé" not in there and "0470 00 00 01" not in there


def test_a_last_day_at_work_passes_by_itself(client, area, shown):
    people.leave(shown, TODAY)
    assert "Prénom inventé" in page(client, area)
    clock.clock.freeze(NOW + timedelta(days=1))
    assert "Prénom inventé" not in page(client, area)


def everything(area, **values):
    """A public action whose every detail is filled in."""
    site = make.site(name="Site du Test", organisation=make.organisation(name="Maison du Test"))
    return make.action(
        date(2026, 11, 24), title="Café papote", visibility=values.pop("visibility", "public"),
        neighbourhood=area, commune=area.commune, site=site, place="Salle du Test",
        address="Rue du Test 1", audience="Pour les voisins", aim="But de l'équipe",
        partners="Partenaire discret", to_bring="Du café", languages=[make.language("arabe")],
        workers=[make.worker(user=make.user(Role.RAQ, name="Nom d'équipe"))], **values,
    )  # fmt: skip


WORDS = {
    "place": "Salle du Test", "address": "Rue du Test 1", "neighbourhood": "Quartier du Test",
    "audience": "Pour les voisins", "languages": "arabe", "host": "Site du Test",
}  # fmt: skip
NEVER = ("But de l", "Partenaire discret", "Du café", "Nom d", "Maison du Test")


def date_page(client, action, root="/quartiers/dates"):
    return client.get(f"{root}/{make.occurrence_of(action).id}").text


def test_of_an_action_only_its_title_its_day_and_its_commune_are_public(client, area):
    action = everything(area)
    there = date_page(client, action)
    for text in ("Café papote", "mardi 24 novembre, 10h-12h", "1050 Ixelles"):
        assert text in there
    for text in (*WORDS.values(), *NEVER):
        assert text not in there


@pytest.mark.parametrize("field", FIELDS)
def test_each_detail_is_opened_alone(client, area, field):
    action = everything(area)
    db.session.add(PublicAction(action_id=action.id, fields=[field]))
    there = date_page(client, action)
    assert WORDS[field] in there
    for text in (*(text for name, text in WORDS.items() if name != field), *NEVER):
        assert text not in there


def test_where_an_action_is_within_its_commune_is_told_by_no_list(client, area):
    action = everything(area)
    other = make.neighbourhood(commune=area.commune)
    for each in (area, other):
        assert "Dans la commune" in page(client, each)
    db.session.add(PublicAction(action_id=action.id, fields=["neighbourhood"]))
    assert "Dans la commune" not in page(client, area)
    assert "Dans la commune" in page(client, other)


@pytest.mark.parametrize("visibility", ["team", "hosts"])
def test_what_stays_among_us_is_on_no_page(client, area, visibility):
    action = everything(area, visibility=visibility)
    db.session.add(PublicAction(action_id=action.id, fields=[*FIELDS], words_fr="Venez"))
    assert "Café papote" not in page(client, area) + client.get("/quartiers").text
    closed = client.get(f"/quartiers/dates/{make.occurrence_of(action).id}")
    never = client.get("/quartiers/dates/999999")
    assert closed.status_code == never.status_code == 404
    assert closed.text == never.text  # nothing says that there is one


@pytest.mark.parametrize(
    ("path", "way"), [("/quartiers/dates/9", "/quartiers"), ("/wijken/9", "/wijken")]
)
def test_a_link_that_died_leads_a_stranger_on_and_not_to_the_sign_in(client, path, way):
    answer = client.get(path)
    assert answer.status_code == 404 and "Set-Cookie" not in answer.headers
    assert f'class="button" href="{way}"' in answer.text and 'href="/"' not in answer.text


def test_an_action_that_is_drawn_back_is_gone_with_the_next_request(client, area):
    action = everything(area)
    assert "Café papote" in page(client, area)
    series.edit(action, visibility="hosts")
    assert "Café papote" not in page(client, area) + client.get("/quartiers/actions.ics").text


def test_an_action_that_is_called_off_is_told_so_and_never_why(client, area):
    action = everything(area)
    standing.cancel(action, "Une collègue est malade")
    assert "Annulé" in page(client, area) and "Geannuleerd" in page(client, area, "/wijken")
    for text in (
        page(client, area),
        date_page(client, action),
        client.get("/quartiers/actions.ics").text,
    ):
        assert "malade" not in text


def test_one_date_that_stays_among_us_is_not_shown_with_its_series(client, area):
    weekly = everything(area, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    second = db.session.scalars(
        db.select(series.Occurrence).order_by(series.Occurrence.starts_at)
    ).all()[1]
    series.override(second, title="Entre nous", visibility="team")
    there = page(client, area)
    assert there.count("Café papote") == 2 and "Entre nous" not in there
    assert weekly.title == "Café papote"


def test_what_was_written_in_dutch_is_read_in_dutch_and_the_rest_says_its_language(client, area):
    action = everything(area)
    row = PublicAction(
        action_id=action.id, fields=["languages"], words_fr="Venez", title_nl="Koffie"
    )
    db.session.add(row)
    there = date_page(client, action, "/wijken/data")
    assert '<html lang="nl">' in there and "Koffie" in there and "Café papote" not in there
    assert '<span lang="fr">Venez</span>' in there
    assert "dinsdag 24 november, 10u-12u" in there and "1050 Elsene" in there
    assert "Arabisch" in there
    assert "Café papote" in date_page(client, action)


def test_a_date_with_a_title_of_its_own_is_not_called_as_its_series_is_in_dutch(client, area):
    weekly = everything(area, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    db.session.add(PublicAction(action_id=weekly.id, title_nl="Koffie"))
    series.override(make.occurrence_of(weekly), title="Fête de fin d'année")
    there = page(client, area, "/wijken")
    assert there.count("Koffie") == 1 and "Fête de fin d" in there


@pytest.mark.parametrize("typed", ["1050", "ixel", "Elsene", "quartier du test", "TEST ixelles"])
def test_a_neighbourhood_is_found_by_its_name_its_commune_in_either_language_or_its_postcode(
    client, area, typed
):
    make.neighbourhood(name="Ailleurs", commune=make.commune(name="Jette", postcode="1090"))
    answer = client.get("/quartiers", query_string={"q": typed})
    assert answer.headers["Location"] == f"/quartiers/{area.id}"


def test_a_neighbourhood_that_nobody_covers_is_told_so_with_those_that_are(client, area):
    there = client.get("/wijken", query_string={"q": "Nulle part"}).text
    assert PAIRS["nothing_found"][1] in there and "Quartier du Test" in there


def test_every_word_is_there_in_both_languages():
    for name in words("fr"):
        assert words("fr")[name] and words("nl")[name], name
    assert commune("Schaerbeek", "nl") == "Schaarbeek" and commune("Jette", "nl") == "Jette"
    assert spoken("turc", "nl").text == "Turks"


@pytest.mark.parametrize(
    "path", ["/quartiers", "/wijken", "/quartiers/actions.ics", "/cadre/maison"]
)
def test_strangers_leave_no_trace_and_their_second_visit_costs_one_query(app, client, area, path):
    everything(area)
    organisation = make.organisation(name="Maison")
    services.show_host(organisation, True)
    first = client.get(path)
    assert first.status_code == 200 and "Set-Cookie" not in first.headers
    with count_queries() as statements:
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert len(statements) == 1


def test_a_page_that_changed_is_sent_anew(client):
    etag = client.get("/quartiers").headers["ETag"]
    make.neighbourhood(name="Un autre quartier")
    assert client.get("/quartiers", headers={"If-None-Match": etag}).status_code == 200
