"""Rows come to the total that a figure states, or its notes say by how much they pass it."""

import random
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raqnet.db import db
from raqnet.journal.models import InterventionMark
from raqnet.research import catalogue, spans
from raqnet.research.fields import ACTIONS, INTERVENTIONS
from tests import factories as make
from tests.research.asking import TEAM, answer, ask

FIRST, LAST = date(2021, 8, 1), date(2021, 10, 31)
LISTS = ("theme", "deed", "non_recours", "barrier")
# Their totals are no sums of their rows: overlapping groups of workers.
OVERLAPPING = {"partage-80-20"}
quick = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def noted(dice):
    """Anything at all: some values merged, some blank, outings with more marks than people."""
    values = {name: [make.value(name) for _ in range(3)] for name in (*LISTS, "place", "initiator")}
    for name in LISTS:
        if dice.random() < 0.5:
            values[name][0].merged_into_id = values[name][1].id
        values[name].append(make.value(name, "Non renseigné", special="unknown"))
    areas, languages = [make.neighbourhood(), make.neighbourhood()], [make.language()]
    for _each in range(dice.randint(0, 12)):
        contacts = dice.choice((1, 1, 3, 8))
        made = make.intervention(
            happened_on=FIRST + timedelta(days=dice.randint(0, 91)), contacts=contacts,
            place=dice.choice(values["place"]), themes=[values["theme"][3]],
            initiator=dice.choice([None, *values["initiator"]]),
            neighbourhood=dice.choice([None, *areas]), language=dice.choice([None, *languages]),
        )  # fmt: skip
        for name in LISTS:
            for value in dice.sample(values[name][:3], dice.randint(0, 3)):
                db.session.add(InterventionMark(
                    intervention_id=made.id, value_id=value.id, count=dice.randint(1, contacts)
                ))  # fmt: skip
    missions, activities = [make.mission(), make.mission(code="covid")], [make.activity()]
    for _each in range(dice.randint(0, 8)):
        make.action(
            FIRST + timedelta(days=dice.randint(0, 91)),
            activity=dice.choice(activities), missions=dice.sample(missions, dice.randint(0, 2)),
            mode=dice.choice((None, "renfort", "initiative")),
            languages=languages[: dice.randint(0, 1)],
            status=dice.choice(("confirmed", "confirmed", "cancelled")),
            neighbourhood=dice.choice([None, *areas]),
        )  # fmt: skip
    for _each in range(dice.randint(0, 4)):
        make.collaboration(first_contact_on=FIRST + timedelta(days=dice.randint(0, 91)))
        make.relay(opened_on=FIRST, state=dice.choice(("failed", "confirmed")))
    db.session.flush()


def assert_reconciles(figure):
    sum_, count = figure.sums[0], figure.totals[0]
    if sum_ != count:
        assert sum_ > count, figure.name
        told = f"font {sum_} pour un total de {count}, {sum_ - count} de plus"
        assert any(told in note for note in figure.notes), (figure.name, figure.notes)


@quick
@given(seed=st.integers(0, 10**6))
def test_rows_and_notes_come_to_the_total_that_is_stated(app, seed):
    noted(random.Random(seed))
    totals = {}
    for name in set(catalogue.FIGURES) - OVERLAPPING:
        figure = ask(name, FIRST, LAST)
        totals[figure.unit] = totals.get(figure.unit, set()) | {figure.totals[0]}
        if not name.startswith("tableau"):
            assert_reconciles(figure)
        assert all((value or 0) >= 0 for row in figure.rows for value in row.values), name
    assert len(totals["interventions"]) == 1  # all say how many there were alike
    db.session.rollback()


@quick
@given(seed=st.integers(0, 10**6))
def test_the_margins_of_a_cross_table_are_those_of_its_fields(app, seed):
    dice = random.Random(seed)
    noted(dice)
    for name, fields in (
        ("tableau-croise", ACTIONS), ("tableau-croise-interventions", INTERVENTIONS),
    ):  # fmt: skip
        lines, across = dice.sample(sorted(fields), 2)
        figure = ask(name, FIRST, LAST, lines=lines, across=across)
        turned = ask(name, FIRST, LAST, lines=across, across=lines)
        assert figure.totals[0] == turned.totals[0]
        counts = (row.values[0] for row in figure.rows)
        assert sorted(each for each in counts if each) == sorted(now(turned, turned.totals)[1:])
        if not fields[lines].is_set and not fields[across].is_set:
            assert figure.sums == figure.totals
            assert all(now(figure, r.values)[0] == sum(now(figure, r.values)[1:])
                       for r in figure.rows)  # fmt: skip
    db.session.rollback()


def now(figure, values):
    return [value for column, value in zip(figure.columns, values, strict=True) if not column.then]


@quick
@given(seed=st.integers(0, 10**6))
def test_a_cross_table_tells_of_earlier_periods_what_they_told_themselves(app, seed):
    noted(random.Random(seed))
    year_after, quarter_after = (date(2022, 8, 1), date(2022, 10, 31)), (
        date(2021, 11, 1), date(2022, 1, 31)
    )  # fmt: skip
    for name in ("tableau-croise", "tableau-croise-interventions"):
        then = ask(name, FIRST, LAST)
        for days, key in ((year_after, "year_before"), (quarter_after, "previous")):
            told = ask(name, *days)
            place = [column.key for column in told.columns].index(key)
            assert told.totals[place] == then.totals[0]
            counts = {row.key: row.values[place] for row in told.rows if row.values[place]}
            assert counts == {row.key: row.values[0] for row in then.rows if row.values[0]}
    db.session.rollback()


@quick
@given(seed=st.integers(0, 10**6))
def test_months_come_to_their_sum(app, seed):
    noted(random.Random(seed))
    scope = ask("interventions-lieux", FIRST, LAST).scope
    months = spans.monthly(scope, TEAM)
    for name in ("interventions-lieux", "interventions-thematiques", "relais-etats",
                 "tableau-croise-interventions", "interventions-par-mois"):  # fmt: skip
        assert sum(answer(name, months).totals) == ask(name, FIRST, LAST).totals[0], name
    db.session.rollback()
