"""No small cell of people can be found out from what is published, whatever is put together."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from raqnet.research import protection
from raqnet.research.protection import LEAST, Once, Told, is_small

ROWS = "abcde"
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 60))
MONTH = st.fixed_dictionaries(dict.fromkeys(ROWS, st.tuples(COUNTS, COUNTS)))


def split(month):
    """The house's cells and the project's, from (house, elsewhere) by row."""
    own = {row: cells[0] for row, cells in month.items()}
    return own, {row: sum(cells) for row, cells in month.items()}


def statements(told: Told, columns: dict[str, list[int]], width: int):
    """What a reader knows of a told table, as lines of equations over the variables."""
    if not told.is_told:
        return
    for row, count in told.shown.items():
        yield line(columns[row], width), count
    apart = [n for row, where in columns.items() if row not in told.shown for n in where]
    yield line(apart, width), told.grouped


def line(places, width):
    made = np.zeros(width)
    made[list(places)] = 1
    return made


def reach(wanted, equations, bounds):
    """Between what a sum of variables lies, for all that solve the equations."""
    left = np.array([each[0] for each in equations])
    right = [each[1] for each in equations]
    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted, A_eq=left, b_eq=right, bounds=bounds)
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(MONTH)
def test_no_small_cell_of_a_house_of_the_rest_or_of_the_project_can_be_solved(month):
    own, whole = split(month)
    width = 2 * len(ROWS)  # the house's cells, then those elsewhere
    mine = {row: [n] for n, row in enumerate(ROWS)}
    both = {row: [n, n + len(ROWS)] for n, row in enumerate(ROWS)}
    told = [*statements(protection.project(whole), both, width),
            *statements(protection.own(own, whole), mine, width)]  # fmt: skip
    assume(told)
    for n, row in enumerate(ROWS):
        cells = {(n,): own[row], (n + len(ROWS),): whole[row] - own[row],
                 (n, n + len(ROWS)): whole[row]}  # fmt: skip
        for places, count in cells.items():
            if is_small(count):
                low, high = reach(line(places, width), told, (0, None))
                assert high - low > 0.5, (month, row, places)


HOUSES = 3  # and what no house has
SPARSE = st.one_of(st.just(0), COUNTS)
SEVERAL = st.fixed_dictionaries(dict.fromkeys(ROWS, st.tuples(*[SPARSE] * (HOUSES + 1))))


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(SEVERAL, st.booleans())
def test_no_small_cell_can_be_solved_from_the_tables_of_all_houses_side_by_side(month, all_lodged):
    if all_lodged:  # and whoever reads knows it
        month = {row: (*cells[:HOUSES], 0) for row, cells in month.items()}
    houses = [{row: cells[h] for row, cells in month.items()} for h in range(HOUSES)]
    whole = {row: sum(cells) for row, cells in month.items()}
    width, apart = len(ROWS) * (HOUSES + 1), protection.fragile([(h, None) for h in houses], whole)
    place = {(row, h): n * (HOUSES + 1) + h for n, row in enumerate(ROWS) for h in range(4)}
    all_ = {row: [place[row, h] for h in range(HOUSES + 1)] for row in ROWS}
    told = [*statements(protection.project(whole), all_, width)]
    for h, house in enumerate(houses):
        mine = {row: [place[row, h]] for row in ROWS}
        told += statements(protection.own(house, whole, None, apart), mine, width)
    assume(told)
    bounds = [(0, 0 if all_lodged and n % (HOUSES + 1) == HOUSES else None) for n in range(width)]
    for (row, h), n in place.items():
        if is_small(month[row][h]):
            low, high = reach(line([n], width), told, bounds)
            assert high - low > 0.5, (month, row, h)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.lists(MONTH, min_size=2, max_size=3))
def test_no_sum_of_months_tells_more(months):
    """A reader with each month and any period's sums: all of them are sums of what months tell."""
    width = len(ROWS) * len(months)
    told = []
    for m, month in enumerate(months):
        places = {row: [m * len(ROWS) + n] for n, row in enumerate(ROWS)}
        told += statements(protection.project(split(month)[1]), places, width)
    assume(told)
    told += [(left + other, right + count) for (left, right), (other, count)
             in itertools.combinations(told[:8], 2)]  # fmt: skip
    for m, month in enumerate(months):
        for n, row in enumerate(ROWS):
            if is_small(sum(month[row])):
                low, high = reach(line([m * len(ROWS) + n], width), told, (0, None))
                assert high - low > 0.5


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(ROWS), min_size=1)),
                min_size=12, max_size=60))  # fmt: skip
def test_that_rows_count_people_twice_gives_no_small_cell_away(people):
    """Rows are ticks: of each house one knows how many people there are, hence a row's most."""
    month = {row: tuple(sum(row in ticks and mine == house for mine, ticks in people)
                        for house in (True, False)) for row in ROWS}  # fmt: skip
    own, whole = split(month)
    mine_all = sum(mine for mine, _ticks in people)
    once = Once(mine_all, len(people) - mine_all)
    width = 2 * len(ROWS)
    mine = {row: [n] for n, row in enumerate(ROWS)}
    both = {row: [n, n + len(ROWS)] for n, row in enumerate(ROWS)}
    table = protection.own(own, whole, once)
    if not table.is_told:
        return
    told = [*statements(protection.project(whole), both, width), *statements(table, mine, width)]
    bounds = [(0, once.own)] * len(ROWS) + [(0, once.rest)] * len(ROWS)
    for n, row in enumerate(ROWS):
        for place, count in ((n, own[row]), (n + len(ROWS), whole[row] - own[row])):
            if is_small(count):
                low, high = reach(line([place], width), told, bounds)
                assert high - low > 0.5, (people, row)


@pytest.mark.parametrize(("rows", "most"), [(2, 14), (3, 14), (4, 9)])
def test_even_who_knows_the_rule_finds_no_small_cell(rows, most):
    """Of all the tables that look alike when told, no small cell is the same in each."""
    alike: dict[tuple, list[tuple]] = {}
    for cells in itertools.product(range(most), repeat=rows):
        told = protection.project(dict(zip("abcd", cells, strict=False)))
        if told.is_told and (told.grouped < most):  # else a greater cell, not tried, may be in it
            alike.setdefault((tuple(sorted(told.shown.items())), told.grouped), []).append(cells)
    for tables in alike.values():
        for n in range(rows):
            values = {cells[n] for cells in tables}
            assert len(values) > 1 or not is_small(*values), tables


@settings(max_examples=300, derandomize=True, database=None)
@given(MONTH)
def test_rows_and_what_is_grouped_add_up_to_the_total(month):
    own, whole = split(month)
    for told, cells in ((protection.project(whole), whole), (protection.own(own, whole), own)):
        assert told.total == (sum(cells.values()) if told.is_told else 0)
        assert all(count >= LEAST for count in told.shown.values())
        assert told.grouped == 0 or told.grouped >= LEAST


@pytest.mark.parametrize(
    ("cells", "shown", "grouped"),
    [
        ({"a": 3, "b": 1}, {}, 0),  # under five in all: nothing is told
        ({"a": 12, "b": 5}, {"a": 12, "b": 5}, 0),
        ({"a": 12, "b": 3, "c": 2}, {"a": 12}, 5),
        ({"a": 12, "b": 7, "c": 2}, {"a": 12}, 9),  # one small row takes the next one with it
        ({"a": 12, "b": 2, "c": 0}, {}, 14),
    ],
)
def test_small_rows_are_put_together(cells, shown, grouped):
    told = protection.project(cells)
    assert (told.shown, told.grouped) == (shown, grouped)


def test_a_house_shows_only_what_leaves_no_small_rest():
    own, whole = {"a": 10, "b": 9, "c": 8}, {"a": 12, "b": 20, "c": 30}
    told = protection.own(own, whole)
    assert "a" not in told.shown  # 12 - 10 = 2 elsewhere
    assert told.shown == {"c": 8}
    assert told.grouped == 19


def test_a_house_that_is_almost_the_whole_project_is_told_nothing():
    assert not protection.own({"a": 50}, {"a": 53}).is_told
    assert protection.own({"a": 50}, {"a": 50}).shown == {"a": 50}
