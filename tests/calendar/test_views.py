"""Month, week, list and agenda: what they show, to whom, and how they are asked."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar.models import Evaluation, EvaluationState, Kind, Status, TeamKind
from raqnet.db import db
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday, 11h in Brussels
TODAY, DAY = NOW.date(), timedelta(days=1)
VIEWS = ("/calendrier", "/calendrier/semaine", "/calendrier/liste", "/calendrier/agenda")
SHARED = VIEWS[:3]


@pytest.fixture(autouse=True)
def frozen(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def team(client):
    """A browser of the coordination."""
    return client.sign_in(make.user(Role.COORDINATION))


def cell(html, day):
    """The markup of one day of the month."""
    return re.search(rf'<td class="[^"]*" id="j-{day}">.*?</td>', html, re.S)[0]


def line(html, title):
    """The classes of the line of an event."""
    return re.search(rf'<a class="([^"]*)"[^>]*>(?:<time>[^<]*</time>)?<b>{title}</b>', html)[1]


@pytest.mark.parametrize("url", VIEWS)
def test_every_member_of_the_project_reads_every_view(client, url):
    for role in Role:
        user = make.host() if role == Role.HOST else make.user(role)
        assert client.sign_in(user).get(url).status_code == 200


@pytest.mark.parametrize("url", VIEWS)
def test_nobody_reads_the_calendar_without_signing_in(client, url):
    assert client.sign_in(None).get(url).status_code == 303
    assert client.get(url, htmx=True).status_code == 401


def test_the_address_of_the_month_leads_to_the_calendar_with_its_filters(team):
    answer = team.get("/calendrier/mois?date=2021-09-14&q=table")
    assert answer.status_code == 308
    assert answer.location.endswith("/calendrier?date=2021-09-14&q=table")


@pytest.mark.parametrize("url", SHARED)
def test_what_is_shared_with_the_team_alone_is_not_on_a_hosts_page(client, url):
    make.action(TODAY, title="Entre nous", visibility="team")
    make.action(TODAY, title="Avec les hôtes", visibility="hosts")
    html = client.sign_in(make.host()).get(url).text
    assert "Avec les hôtes" in html and "Entre nous" not in html
    assert "1 événement<" in html


@pytest.mark.parametrize("url", VIEWS)
def test_the_part_that_htmx_asks_for_is_the_one_that_the_page_holds(client, url):
    worker = make.worker()
    make.action(TODAY, workers=[worker])
    client.sign_in(worker.user)
    part = client.get(url, htmx=True)
    assert part.text.startswith('<div id="calendrier"') and part.text in client.get(url).text
    assert {"HX-Request", "HX-Request-Type"} <= set(part.vary)


def test_what_a_form_leaves_empty_does_not_stay_in_the_address(team):
    answer = team.get("/calendrier?genre=&q=table&commune=&date=2021-09-14", htmx=True)
    assert answer.headers["HX-Push-Url"] == "/calendrier?q=table&date=2021-09-14"


def test_the_panel_stays_open_for_who_is_choosing_and_for_nobody_else(team):
    open_panel = '<details class="filters" open>'
    chosen = team.get("/calendrier?q=a", htmx=True, headers={"HX-Source": "form#filtres"})
    assert open_panel in chosen.text
    assert open_panel not in team.get("/calendrier?q=a", htmx=True).text


@pytest.mark.parametrize("text", ["", "demain", "1999-12-31", "2100-01-01", "2026-02-30", "\x00"])
@pytest.mark.parametrize("url", VIEWS)
def test_a_date_that_cannot_be_is_today(team, url, text):
    assert team.get(url, query_string={"date": text}).text == team.get(url).text


@pytest.mark.parametrize("url", VIEWS)
def test_the_first_and_the_last_days_lead_no_further(team, url):
    first = team.get(f"{url}?date=2000-01-01")
    last = team.get(f"{url}?date=2099-12-31")
    assert (first.status_code, last.status_code) == (200, 200)
    assert 'id="avant"' not in first.text and 'id="apres"' in first.text
    assert 'id="apres"' not in last.text and 'id="avant"' in last.text


def test_filters_and_day_are_kept_from_view_to_view(team):
    html = team.get("/calendrier?date=2021-09-14&q=table").text
    for view in ("", "/semaine", "/liste", "/agenda"):
        assert f'href="/calendrier{view}?q=table&amp;date=2021-09-14"' in html
    assert 'id="avant" href="/calendrier?q=table&amp;date=2021-08-01"' in html
    assert 'id="apres" href="/calendrier?q=table&amp;date=2021-10-01"' in html
    assert 'id="aujourdhui" href="/calendrier?q=table"' in html


def test_a_month_shows_its_own_days_in_whole_weeks(team):
    html = team.get("/calendrier?date=2021-12-10").text
    days = re.findall(r'<td class="month-day ([^"]*)" id="j-([\d-]+)"', html)
    assert len(days) == 35 and days[0][1] == "2021-11-29" and days[-1][1] == "2022-01-02"
    assert sum("is-out" not in classes for classes, _day in days) == 31


def test_a_month_shows_three_lines_a_day_and_holds_all_the_others(team):
    for n in range(7):
        make.action(TODAY, time(9 + n), title=f"Action {n}!")
    today = cell(team.get("/calendrier").text, TODAY)
    shown, folded = today.split("<details")
    assert [shown.count("<b>"), folded.count("<b>")] == [3, 4]
    assert "+ 4<" in folded and "Action 6!" in folded


def test_an_event_of_several_days_stands_on_each_of_them(team):
    make.action(date(2026, 11, 16), time(14), hours=50, title="Formation longue")
    html = team.get("/calendrier").text
    days = [n for n in range(1, 31) if "Formation longue" in cell(html, f"2026-11-{n:02d}")]
    assert days == [16, 17, 18]
    assert "<time>14h</time>" in cell(html, "2026-11-16")
    assert "1 événement<" in html
    listed = team.get("/calendrier/liste?date=2026-11-16").text
    assert all(words in listed for words in ("dès 14h", "journée", "jusqu&#39;à 16h"))


def test_an_event_that_ends_at_midnight_leaves_out_the_next_day(team):
    make.action(date(2026, 11, 16), time(20), hours=4, title="Veillée")
    html = team.get("/calendrier").text
    assert "Veillée" in cell(html, "2026-11-16") and "Veillée" not in cell(html, "2026-11-17")


def test_a_month_holds_what_began_in_the_month_before(team):
    make.action(date(2026, 10, 20), time(0), hours=24 * 20, title="Exposition", all_day=True)
    assert "Exposition" in cell(team.get("/calendrier").text, "2026-11-03")


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), (1, 3)), (date(2026, 10, 25), (1, 3))]
)
def test_the_days_on_which_clocks_change_hold_their_own_events(team, day, hours):
    for at in (time(0), *map(time, hours), time(23)):
        make.action(day, at, hours=0.5, title=f"À {at.hour}h!")
    html = team.get(f"/calendrier?date={day}").text
    assert cell(html, day).count("<b>") == 4
    assert not any("<b>" in cell(html, day + DAY * step) for step in (-1, 1))


def test_a_week_across_the_new_year_runs_from_monday_to_sunday(team):
    html = team.get("/calendrier/semaine?date=2027-01-01").text
    assert re.findall(r'class="week-head" id="j-([\d-]+)"', html) == [
        str(date(2026, 12, 28) + DAY * n) for n in range(7)
    ]
    assert "28 déc. 2026 – 3 janv. 2027" in html


def test_a_week_puts_each_event_at_its_hour(team):
    make.action(TODAY, time(7, 30), title="Tôt")
    make.action(TODAY, time(10, 15), title="À dix heures")
    make.action(TODAY, time(20), title="Tard")
    make.action(TODAY, time(0), hours=24, all_day=True, title="Tout le jour")
    html = team.get("/calendrier/semaine").text
    slots = dict(re.findall(r'<div class="week-slot (h[\w-]+)">.*?<b>([^<]+)</b>', html))
    assert slots == {
        "h-early": "Tôt", "h10": "À dix heures", "h-late": "Tard", "h-day": "Tout le jour",
    }  # fmt: skip


def test_a_list_shows_four_weeks_and_leads_to_those_before_and_after(team):
    for days in (-1, 0, 27, 28):
        make.action(TODAY + DAY * days, title=f"Jour {days}!")
    html = team.get("/calendrier/liste").text
    assert re.findall(r"Jour (-?\d+)!", html) == ["0", "27"]
    assert "Jour 28!" in team.get(f"/calendrier/liste?date={TODAY + 28 * DAY}").text
    assert f'rel="next" href="/calendrier/liste?date={TODAY + 28 * DAY}"' in html
    assert f'rel="prev" href="/calendrier/liste?date={TODAY - 28 * DAY}"' in html


def test_a_list_goes_to_the_day_that_an_address_names(team):
    for days in (0, 40, 41):
        make.action(TODAY + DAY * days, title=f"Jour {days}!")
    asked = f"/calendrier/liste?date={TODAY}&au={TODAY + 40 * DAY}"
    page = team.get(asked).text
    assert re.findall(r"Jour (-?\d+)!", page) == ["0", "40"]
    assert 'rel="next"' not in page and f'name="au" value="{TODAY + 40 * DAY}"' in page
    for bad in ("hier", str(TODAY - DAY), "2026-02-30"):
        page = team.get(f"/calendrier/liste?date={TODAY}&au={bad}").text
        assert re.findall(r"Jour (-?\d+)!", page) == ["0"]


def test_a_list_of_years_or_of_many_rows_goes_on_on_its_next_page(team, monkeypatch):
    monkeypatch.setattr("raqnet.calendar.listing.MOST_ROWS", 2)
    for days in (0, 1, 1, 1, 2, 500):
        make.action(TODAY + DAY * days, title=f"Jour {days}!")
    url, seen = f"/calendrier/liste?date={TODAY}&au={TODAY + 600 * DAY}", []
    while url:
        page = team.get(url).text
        seen.append(re.findall(r"Jour (\d+)!", page))
        later = re.search(r'rel="next"[^>]*href="([^"]+)"', page)
        url = later and later[1].replace("&amp;", "&")
    assert sum(seen, []) == ["0", "1", "1", "1", "2", "500"]
    assert len(seen) > 3


def test_states_are_told_apart_and_only_the_team_is_told_what_waits(client):
    yesterday = TODAY - DAY
    make.action(yesterday, title="Passée", status=Status.CONFIRMED)
    done = make.action(yesterday, title="Faite", status=Status.CONFIRMED)
    occurrence = make.occurrence_of(done)
    db.session.add(Evaluation(occurrence_id=occurrence.id, state=EvaluationState.DONE))
    make.action(yesterday, title="Tombée", status=Status.CANCELLED)
    make.action(yesterday, title="Réunion", kind=Kind.TEAM, team_kind=TeamKind.TRAINING)
    make.action(TODAY + DAY, title="Promise", status=Status.PLANNED)
    html = client.sign_in(make.user()).get("/calendrier").text
    assert "state-todo" in line(html, "Passée") and "state-cancelled" in line(html, "Tombée")
    assert "state-tentative" in line(html, "Promise")
    assert "state-" not in line(html, "Faite") + line(html, "Réunion")
    assert "state-todo" not in client.sign_in(make.host()).get("/calendrier").text


def test_an_evaluation_that_is_only_begun_still_waits(team):
    begun = make.occurrence_of(make.action(TODAY - DAY, title="Passée"))
    db.session.add(Evaluation(occurrence_id=begun.id, state=EvaluationState.DRAFT))
    assert "state-todo" in line(team.get("/calendrier").text, "Passée")


def test_missions_and_mode_are_told_by_words_and_shape(team):
    covid = make.mission("Lutte contre le Covid", "covid")
    social = make.mission("Social / santé", "social_sante")
    make.action(TODAY, title="Un", missions=[covid], mode="renfort")
    make.action(TODAY, title="Deux", missions=[covid, social], mode="initiative")
    make.action(TODAY, title="Aucune")
    html = team.get("/calendrier").text
    assert "mark-covid hollow" in line(html, "Un") and "mark-both" in line(html, "Deux")
    assert "mark-none" in line(html, "Aucune")
    assert '<b>Un</b><span class="visually-hidden">, Lutte contre le Covid, renfort' in html


def test_my_agenda_holds_my_actions_and_what_waits_for_me(client):
    me = make.worker()
    make.action(TODAY, title="La mienne", workers=[me])
    make.action(TODAY, title="Une autre", workers=[make.worker()])
    for n in range(5):
        make.action(TODAY - DAY * (n + 1), title=f"Ancienne {n}!", workers=[me])
    html = client.sign_in(me.user).get("/calendrier/agenda").text
    assert "La mienne" in html and "Une autre" not in html
    assert re.findall(r"Ancienne (\d)!", html) == ["0", "1", "2"]
    assert "et 2 autres" in html


def test_nobody_sees_the_agenda_of_somebody_else(client):
    me, other = make.user(Role.RAQ), make.user(Role.RAQ)
    make.action(TODAY, title="La mienne", workers=[make.worker(user=me)])
    make.worker(user=other)
    assert "La mienne" in client.sign_in(me).get("/calendrier/agenda").text
    assert "La mienne" not in client.sign_in(other).get("/calendrier/agenda").text


def test_a_hosts_agenda_holds_what_it_shares_at_its_sites(client):
    house = make.organisation()
    site = make.site(organisation=house)
    make.action(TODAY, title="Chez nous", site=site)
    make.action(TODAY, title="Entre nous", site=site, visibility="team")
    make.action(TODAY, title="Ailleurs", site=make.site())
    html = client.sign_in(make.host(house)).get("/calendrier/agenda").text
    assert "Chez nous" in html and "Entre nous" not in html and "Ailleurs" not in html
    assert "À évaluer" not in html


def test_workers_are_named_in_their_order(team):
    workers = [make.worker(user=make.user(Role.RAQ, name=f"RAQ {n}")) for n in (10, 2, 1)]
    make.action(TODAY, workers=workers, place="La Place")
    assert "La Place · RAQ 1, RAQ 2, RAQ 10" in team.get("/calendrier/liste").text


def test_only_who_may_write_is_offered_to_add_an_action(client):
    assert "/actions/nouvelle" in client.sign_in(make.user(Role.RAQ)).get("/calendrier").text
    for user in (make.host(), make.user(Role.RESEARCH), make.user(Role.ADMIN)):
        page = client.sign_in(user).get("/calendrier").text
        assert "/actions/nouvelle" not in page.split("<main")[1]


@pytest.mark.parametrize("url", VIEWS)
def test_a_page_asks_six_questions_at_most_and_two_when_nothing_has_changed(client, url):
    worker = make.worker()
    for n in range(30):
        make.action(TODAY - DAY * (n - 15), workers=[worker], missions=[make.mission()])
    client.sign_in(worker.user)
    with count_queries() as cold:
        client.get(url)
    with count_queries() as warm:
        client.get(url)
    assert len(cold) <= 6
    assert len(warm) == 2
