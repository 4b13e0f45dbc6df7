"""The list of one's own interventions: narrowed down, paged by what was last shown."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.auth import load
from raqnet.db import db
from raqnet.journal import queries_interventions as queries
from raqnet.journal.models import Intervention
from raqnet.journal.queries_interventions import Cursor, Filters
from raqnet.lists import services as lists
from tests import factories as make
from tests.conftest import open_session
from tests.queries import count_queries

LIST = "/journal/interventions"


def noted(page):
    """The notes on a page, in order."""
    return re.findall(r'as-typed">(\d+)<', page)


def follow(client, page):
    """The next page's text."""
    return client.get(re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")).text


def test_the_list_shows_days_newest_first_a_page_at_a_time(me, values, client):
    for n in range(70):  # two a day
        make.intervention(
            worker=me, place=values.office, note=str(n),
            happened_on=clock.today() - timedelta(days=n // 2),
        )  # fmt: skip
    first = client.get(LIST).text
    second = follow(client, first)
    third = follow(client, second)
    told = [*noted(first), *noted(second), *noted(third)]
    assert len(told) == len(set(told)) == 70
    assert sorted(map(int, told[:2])) == [0, 1]
    assert 'rel="next"' not in third
    assert f'href="{LIST}"' in third


def test_what_is_added_while_one_turns_pages_moves_nothing(me, values, client):
    for n in range(40):
        make.intervention(worker=me, place=values.office, note=str(n))
    first = client.get(LIST).text
    make.intervention(worker=me, place=values.office, note="99")
    assert sorted(map(int, noted(first) + noted(follow(client, first)))) == list(range(40))


def test_the_list_is_narrowed_down_by_theme_place_and_days(me, values, client):
    today = clock.today()
    make.intervention(worker=me, place=values.office, themes=[values.housing], note="1")
    make.intervention(worker=me, place=values.street, themes=[values.housing], note="2")
    make.intervention(worker=me, place=values.office, themes=[values.health], note="3")
    old = today - timedelta(days=9)
    make.intervention(worker=me, place=values.office, happened_on=old, note="4")
    for query, expected in {
        f"theme={values.housing.id}": ["2", "1"],
        f"lieu={values.street.id}": ["2"],
        f"theme={values.housing.id}&lieu={values.office.id}": ["1"],
        f"au={old.isoformat()}": ["4"],
        f"du={today.isoformat()}": ["3", "2", "1"],
        "theme=999999": [],
    }.items():
        assert noted(client.get(f"{LIST}?{query}").text) == expected, query


def test_a_theme_finds_what_was_merged_into_it(me, values, client):
    make.intervention(worker=me, place=values.office, themes=[values.housing], note="1")
    lists.merge(make.user().id, values.housing, values.health)
    assert noted(client.get(f"{LIST}?theme={values.health.id}").text) == ["1"]


@pytest.mark.parametrize(
    "query", ["suite=x", "suite=2026-02-30_1", "suite=2026-01-01_" + "9" * 30, "du=x&au=9999-99-99",
              "theme=" + "9" * 40, "lieu=-1", "theme=٣"]
)  # fmt: skip
def test_an_address_that_was_made_up_shows_the_beginning(me, values, client, query):
    make.intervention(worker=me, place=values.office, note="1")
    assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.fixture
def many(me, values):
    """A worker with 6,200 entries over the years, among others'."""
    others, user = (
        [make.worker() for _ in range(2)],
        load(open_session(db.session.get(User, me.user_id))),
    )
    start = date(2021, 4, 1)
    db.session.execute(db.insert(Intervention), [
        {"worker_id": worker.id, "place_id": values.office.id, "contacts": 1, "note": "",
         "happened_on": start + timedelta(days=n // 4), "version": 1}
        for worker in (me, *others) for n in range(6200 if worker is me else 2000)
    ])  # fmt: skip
    db.session.commit()
    return user


def nth_cursor(user, page):
    """Where page `page` begins."""
    query = queries.listed(user, Filters()).offset(queries.PAGE * page - 1).limit(1)
    row = db.session.scalar(query)
    return Cursor(row.happened_on, row.id)


def test_page_200_costs_what_page_1_does(many):
    deep = nth_cursor(many, 200)
    with count_queries() as first:
        queries.page(many, Filters())
    with count_queries() as last:
        page = queries.page(many, Filters(), deep)
    assert len(page.rows) == queries.PAGE
    assert len(first) == len(last)
    plans = [plan(many, after) for after in (None, deep)]
    for told in plans:
        assert "ix_interventions_worker_id_happened_on_id" in told, told
        assert "TEMP B-TREE" not in told, told
        assert "Sort" not in told, told


def plan(user, after):
    """How the engine means to find a page."""
    query = queries.listed(user, Filters(), after).limit(queries.PAGE + 1)
    compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    sqlite = db.engine.dialect.name == "sqlite"
    db.session.execute(text("ANALYZE interventions"))
    how = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
    return "\n".join(str(tuple(row)) for row in db.session.execute(text(f"{how} {compiled}")))
