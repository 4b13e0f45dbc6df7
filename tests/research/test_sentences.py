"""What a figure says in words: numbers agree; where rows are months the period before is told."""

from datetime import date

import pytest

from raqnet import clock
from raqnet.calendar.models import Evaluation
from raqnet.db import db
from raqnet.intervision import figures
from raqnet.research import counting_team
from tests import factories as make
from tests.research.asking import ask

pytestmark = pytest.mark.usefixtures("app")
SEPTEMBER = (date(2021, 9, 1), date(2021, 9, 30))


def evaluated(day, present):
    occurrence = make.occurrence_of(make.action(day))
    db.session.add(Evaluation(
        occurrence_id=occurrence.id, state="done", present=present, participants_enough="yes",
    ))  # fmt: skip
    db.session.flush()


def test_each_number_of_a_sentence_agrees_with_its_own_word():
    evaluated(date(2021, 9, 3), 1)
    people, trends = (
        ask(name, *SEPTEMBER) for name in ("personnes-presentes", "evaluations-tendances")
    )
    assert people.sentence.startswith("1 personne présente dans 1 action évaluée, sur 1 tenue.")
    assert trends.sentence.startswith("1 action évaluée sur 1 tenue.")
    assert "Assez de monde pour 1 sur 1 qui le dit." in trends.sentence
    make.relay(opened_on=date(2021, 9, 3), state="confirmed")
    for _ in range(2):
        make.relay(opened_on=date(2021, 9, 3), state="failed")
    told = "3 relais ouverts : 1 confirmé, 2 échoués."
    assert ask("relais-etats", *SEPTEMBER).sentence == told


def test_people_present_are_told_beside_those_of_the_period_before():
    evaluated(date(2021, 9, 3), 12)
    evaluated(date(2021, 8, 31), 30)
    evaluated(date(2021, 7, 31), 99)
    assert "Période précédente : 30." in ask("personnes-presentes", *SEPTEMBER).sentence


def test_intervisions_are_told_beside_those_of_the_period_before(monkeypatch):
    days = (date(2021, 7, 31), date(2021, 8, 1), date(2021, 8, 31), date(2021, 9, 3))
    held = [figures.Session(clock.day_start(day), 5, 3) for day in days]

    def asked(first, last):
        inside = [each for each in held if first <= clock.to_local(each.held_at).date() <= last]
        return figures.Figures(inside, [])

    monkeypatch.setattr(counting_team.sessions, "of", asked)
    assert "Période précédente : 2." in ask("intervisions", *SEPTEMBER).sentence
