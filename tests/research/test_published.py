"""What may leave, as one asks for it: whole figures out of the database, read like an outsider."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from raqnet import clock
from raqnet.access import COLLEAGUES, Role
from raqnet.calendar.models import Visibility
from raqnet.db import db
from raqnet.journal.models import InterventionMark, intervention_languages
from raqnet.people.models import Organisation
from raqnet.research import catalogue, published, wording, writing
from raqnet.research.answers import Desk
from raqnet.research.protection import LEAST, is_small
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from raqnet.research.spans import Question
from tests import factories as make
from tests.queries import count_queries
from tests.research import shapes
from tests.research.test_protection import line, reach

TEAM = Reader(Role.COORDINATION, Visibility.TEAM)
OCTOBER = Scope(date(2021, 10, 1), date(2021, 10, 31))
THEMES = "interventions-thematiques"


@pytest.fixture(autouse=True)
def today(app):
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))


def told(name=THEMES, scope=OCTOBER, whole=False):
    return Desk(TEAM).answer(catalogue.FIGURES[name], scope, whole).figure


def values(figure, n=0):
    return {row.name: row.values[n] for row in figure.rows}


def met(count, *themes, day=date(2021, 10, 12), **others):
    """So many people of whom all of these were marked."""
    made = make.intervention(themes=themes, happened_on=day, contacts=count, **others)
    db.session.execute(
        db.update(InterventionMark)
        .where(InterventionMark.intervention_id == made.id).values(count=count)
    )  # fmt: skip
    return made


@pytest.fixture
def lodged(app):
    """A worker whom a house lodges."""
    house, worker = make.organisation(), make.worker()
    make.assignment(worker=worker, site=make.site(organisation=house))
    worker.house = house.id
    return worker


def themes(*names):
    return [make.value("theme", name) for name in names]


# What counts twice -------------------------------------------------------------------------------


def test_what_counts_people_twice_is_told_as_mentions_and_their_sum():
    met(20, *themes("Covid", "Logement", "Dettes"))
    figure = told()
    assert figure.sentence.startswith("Au moins 60 mentions : ")
    assert figure.unit == "mentions"
    assert wording.totals_of(figure)[0] == ("Somme des lignes", (60, None, None))
    assert len(wording.totals_of(figure)) == 1
    assert "somme;Somme des lignes;60;" in writing.csv_file(figure, "", clock.today()).decode()


def test_what_counts_each_once_is_told_in_its_own_unit():
    met(20, *themes("Covid"))
    figure = told()
    assert figure.sentence == "Au moins 20 interventions : Covid (20)."
    assert wording.totals_of(figure)[0][0] == "Total"


@pytest.mark.parametrize("years", [(2021,), (2020, 2021)])
def test_a_month_of_four_people_is_not_told_however_often_they_are_marked(lodged, years):
    """Whether or not the month that is counted first, a year before, holds anything."""
    known = themes("Covid", "Logement", "Dettes")
    for year in years:
        met(30, *known, day=date(year, 10, 12))
    met(4, *known, worker=lodged)
    figure = told(scope=Scope(OCTOBER.first, OCTOBER.last, organisation=lodged.house))
    assert figure.sentence.startswith("Moins de 5 ")
    assert not figure.rows or not any(row.values[0] for row in figure.rows)


def test_a_month_of_the_project_with_four_people_is_not_told_however_often_they_are_marked():
    met(4, *themes("Covid", "Logement", "Dettes"))
    assert told().sentence.startswith("Moins de 5 ")


def test_four_people_elsewhere_are_not_told_by_what_a_house_leaves(lodged):
    known = themes("Covid", "Logement", "Dettes")
    met(30, *known, worker=lodged)
    met(4, *known)
    own = told(scope=Scope(OCTOBER.first, OCTOBER.last, organisation=lodged.house))
    assert own.sentence.startswith("Moins de 5 ")


@pytest.mark.parametrize("seed", range(25))
def test_nothing_small_of_a_house_can_be_solved_from_both_tables_of_marks(lodged, seed):
    """Who reads how many people there were, where that is told, knows the most of each row."""
    draw, known = np.random.default_rng(seed), themes(*"abcde")
    people = {True: 0, False: 0}
    for _n in range(draw.integers(2, 12)):
        ours, count = bool(draw.integers(2)), int(draw.integers(1, 7))
        chosen = [each for each in known if draw.integers(2)] or known[:1]
        people[ours] += count
        met(count, *chosen, **({"worker": lodged} if ours else {}))
    mine = Scope(OCTOBER.first, OCTOBER.last, organisation=lodged.house)
    full, house = values(told(whole=True)), values(told(scope=mine, whole=True))
    names, width = list(full), 2 * len(full)
    places = {name: n for n, name in enumerate(names)}
    equations = [*lines(told(), places, len(names)), *lines(told(scope=mine), places, 0)]
    if not equations:
        return
    if people[True] < LEAST or is_small(people[False]):
        people = dict.fromkeys(people, sum(people.values()))
    bounds = [(0, people[True])] * len(names) + [(0, people[False])] * len(names)
    for name, n in places.items():
        own = house.get(name, 0)
        for place, count in ((n, own), (n + len(names), full[name] - own)):
            if is_small(count):
                low, high = reach(line([place], width), equations, bounds)
                assert high - low > 0.5, (name, full, house)


def lines(figure, places, elsewhere):
    """What a table tells, of the house's rows and (`elsewhere`: how many) of the rest."""
    width, shown = 2 * len(places), set()
    if not figure.rows or not any(row.values[0] for row in figure.rows):
        return
    for row in figure.rows:
        if row.key != published.GROUPED and row.values[0]:
            shown.add(row.name)
            n = places[row.name]
            yield line([n, n + elsewhere], width), row.values[0]
    apart = [n + more for name, n in places.items() if name not in shown for more in {0, elsewhere}]
    grouped = sum(row.values[0] or 0 for row in figure.rows if row.key == published.GROUPED)
    yield line(apart, width), grouped


# Words and marks ---------------------------------------------------------------------------------


def test_what_became_of_a_value_is_told_only_where_its_row_is():
    covid, housing, debts = themes("Covid", "Logement", "Dettes")
    for each, count in ((covid, 20), (housing, 3), (debts, 2)):
        met(count, each)
        each.retired_at = clock.now()
    db.session.flush()
    notes = " ".join(told().notes)
    assert "« Covid » n'est plus proposé" in notes
    assert "Logement" not in notes and "Dettes" not in notes
    assert "« Logement » n'est plus proposé" in " ".join(told(whole=True).notes)


def test_a_row_that_may_lie_with_others_is_not_told_as_nothing(lodged):
    covid, housing, debts = themes("Covid", "Logement", "Dettes")
    met(20, covid)
    met(9, housing)
    met(20, covid, day=date(2021, 9, 12))
    met(3, housing, day=date(2021, 9, 12))
    met(2, debts, day=date(2021, 9, 12))
    figure = told()
    assert values(figure, 1)["Logement"] is None
    assert values(figure, 2)["Covid"] is None  # of a year before nothing is told
    assert figure.totals == (29, 25, None)
    assert any(note.startswith("« – » : ") for note in figure.notes)


def test_where_nothing_lies_together_nothing_is_nothing():
    covid, housing = themes("Covid", "Logement")
    met(20, covid)
    met(9, housing)
    met(20, covid, day=date(2021, 9, 12))
    assert values(told(), 1)["Logement"] == 0


def test_no_difference_is_told_between_numbers_that_are_both_at_least(client):
    (covid,) = themes("Covid")
    met(20, covid)
    met(28, covid, day=date(2021, 9, 12))
    client.sign_in(make.user(Role.RAQ))
    page = f"/recherche/figures/{THEMES}?du=2021-10-01&au=2021-10-31"
    assert "−8" in client.get(page).text
    shared = client.get(f"{page}&diffuser=1").text
    assert ">28<" in shared.replace(" ", "")
    assert "−8" not in shared
    assert "ce qui a changé depuis" not in shared


# In two levels -----------------------------------------------------------------------------------


@pytest.fixture
def crossed(app):
    """Two places and who came first there: the smaller place has the second number of all."""
    office, street = (make.value("place", name) for name in ("bureau chez le PH", "rue"))
    worker, third = (make.value("initiator", name) for name in ("RAQ", "une tierce personne"))
    for place, first, count in ((office, worker, 49), (office, third, 8), (street, worker, 21)):
        met(count, place=place, initiator=first)
    return told("tableau-croise-interventions")


def test_a_protected_table_of_two_levels_names_each_group_once_and_the_greatest_first(crossed):
    assert [(row.group, row.values[0]) for row in crossed.rows] == [
        ("bureau chez le PH", 49), ("bureau chez le PH", 8), ("rue", 21),
    ]  # fmt: skip


def test_a_number_of_a_part_is_never_told_as_that_of_the_whole(crossed):
    assert crossed.sentence == (
        "Au moins 78 interventions : bureau chez le PH – RAQ (49), rue – RAQ (21),"
        " bureau chez le PH – une tierce personne (8)."
    )


# Of now alone ------------------------------------------------------------------------------------


def test_no_dash_is_explained_where_none_is_shown():
    met(20, *themes("Covid"))
    figure = told()
    assert "« – »" in figure.notes[-1]
    alone = published.of_now(figure)
    assert [column.key for column in alone.columns] == ["count"]
    assert alone.rows[0].values == alone.totals == (20,)
    assert not any("« – »" in note for note in alone.notes)


def test_a_dash_of_now_stays_explained():
    covid, housing = themes("Covid", "Logement")
    for theme, count in ((covid, 20), (housing, 2)):
        met(count, theme)
    met(9, housing, day=date(2021, 9, 12))
    assert "« – »" in published.of_now(told()).notes[-1]


# Of the team alone -------------------------------------------------------------------------------


def test_other_languages_of_outings_leave_only_in_their_protected_form(client):
    entry = catalogue.FIGURES["sorties-autres-langues"]
    assert entry.about_people
    client.sign_in(make.user(Role.RAQ))
    made = make.intervention(happened_on=date(2021, 10, 12), contacts=9)
    spoken = {"intervention_id": made.id, "language_id": make.language("Peul").id}
    db.session.execute(intervention_languages.insert().values(spoken))
    address = f"/recherche/figures/{entry.name}.csv?du=2021-10-01&au=2021-10-31"
    assert "Peul" not in client.get(address).text
    assert "Peul" in client.get(f"{address}&interne=1").text


def test_a_figure_that_hosts_do_not_read_is_marked_as_internal_in_each_of_its_files(client):
    client.sign_in(make.user(Role.RAQ))
    make.action(date(2021, 10, 12), commune=make.commune())
    address = "/recherche/figures/tableau-croise.{}?du=2021-10-01&au=2021-10-31"
    for ending in ("csv", "svg"):
        answer = client.get(address.format(ending))
        assert "Interne : ne pas diffuser" in answer.text, ending
        assert f"-interne.{ending}" in answer.headers["Content-Disposition"]
    free = client.get("/recherche/figures/actions-par-commune.csv?du=2021-10-01&au=2021-10-31")
    assert "Diffusion;libre" in free.text


def test_neither_letter_nor_shared_report_holds_a_figure_that_hosts_do_not_read(monkeypatch):
    inside = shapes.enter(monkeypatch, shapes.made("essai", for_team=True), roles=COLLEAGUES)
    assert Desk(TEAM).outside(inside, OCTOBER).figure is None
    free = shapes.enter(monkeypatch, shapes.made("essai"))
    assert Desk(TEAM).outside(free, OCTOBER).figure.sentence == "15 interventions."


# Side by side ------------------------------------------------------------------------------------


@pytest.fixture
def three(app):
    """Three houses that lodge a worker each."""
    houses = {}
    for _n in range(3):
        site = make.site(organisation=make.organisation())
        worker = make.worker()
        make.assignment(worker=worker, site=site)
        houses[site.organisation_id] = worker
    return houses


def of(house):
    return Scope(OCTOBER.first, OCTOBER.last, organisation=house)


def test_the_tables_of_all_houses_but_one_do_not_tell_what_the_last_one_hides(three):
    """20 in all, 8 and 9 in two houses: 3 in the third, were the two shown."""
    known = themes("Covid", "Logement", "Dettes", "Séjour")
    for counts, worker in zip(((8, 30, 12, 9), (9, 20, 10, 11), (3, 10, 15, 30)), three.values(),
                              strict=True):  # fmt: skip
        for count, theme in zip(counts, known, strict=True):
            met(count, theme, worker=worker)
    assert values(told())["Covid"] == 20
    shown = [house for house in three if values(told(scope=of(house))).get("Covid")]
    assert not shown
    assert all(values(told(scope=of(house)))["Séjour"] for house in three)


PEOPLE = [entry for entry in catalogue.FIGURES.values() if entry.about_people]


@pytest.mark.parametrize("seed", range(4))
def test_all_houses_are_counted_together_as_each_by_itself(seed):
    """With workers whom two sites or two houses lodge at once, and who move meanwhile."""
    dice = random.Random(seed)
    houses = [make.organisation() for _n in range(3)]
    sites = [make.site(organisation=house) for house in (*houses, *houses)]
    workers = [make.worker() for _n in range(3)]
    for _n in range(7):
        make.assignment(
            worker=dice.choice(workers), site=dice.choice(sites),
            starts_on=date(2021, 9, dice.randint(1, 30)),
            ends_on=dice.choice((None, date(2021, 10, dice.randint(1, 31)))),
        )  # fmt: skip
    known = themes("Covid", "Logement", "Dettes")
    known[2].merged_into_id = known[1].id
    for _n in range(20):
        day = date(2021, dice.choice((9, 10)), dice.randint(1, 30))
        worker = dice.choice(workers)
        met(dice.randint(1, 9), *dice.sample(known, dice.randint(0, 3)), day=day, worker=worker)
        make.relay(worker=worker, opened_on=day, state=dice.choice(("failed", "confirmed")))
    months = tuple(Scope(date(2021, 9, 1), OCTOBER.last).months())
    lodging = tuple(replace(month, organisation=house.id) for house in houses for month in months)
    together = Question(Scope(months[0].first, months[1].last), TEAM, lodging, True, True)
    for entry in PEOPLE:
        figures = published.houses(entry.count(entry, together), len(months))
        for house, figure in zip(houses, figures, strict=True):
            mine = tuple(replace(month, organisation=house.id) for month in months)
            asked = replace(together.scope, organisation=house.id)
            alone = entry.count(entry, Question(asked, TEAM, mine, True))
            assert cells(figure) == cells(alone), entry.name
            assert figure.totals == alone.totals, entry.name


def cells(figure):
    return {row.key: row.values for row in figure.rows if any(row.values)}


def test_a_houses_page_asks_no_more_where_there_are_more_houses(client, three):
    known = themes("Covid")
    for worker in three.values():
        met(9, *known, worker=worker)
    client.sign_in(make.host(db.session.get(Organisation, next(iter(three)))))
    address = "/recherche?hebergeur=1&du=2021-10-01&au=2021-10-31"
    few = asked(client, address)
    for _n in range(4):
        worker = make.worker()
        make.assignment(worker=worker, site=make.site(organisation=make.organisation()))
        met(9, *known, worker=worker)
    assert asked(client, address) == few


def asked(client, address):
    """How many queries a page takes, once what is kept of lists is there."""
    client.get(address)
    with count_queries() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_desk_asks_no_more_for_a_second_figure_of_the_same_marks(three):
    desk, known = Desk(TEAM), themes("Covid")
    for worker in three.values():
        met(9, *known, worker=worker)
    mine = of(next(iter(three)))
    desk.answer(catalogue.FIGURES[THEMES], mine, whole=False)
    with count_queries() as seen:
        desk.answer(catalogue.FIGURES["interventions-actes"], mine, whole=False)
    assert len(seen) <= 1
