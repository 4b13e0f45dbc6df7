"""The calendar's search box: words begin words, whatever their case, accents and points."""

from datetime import UTC, datetime

import pytest

from raqnet import clock
from raqnet.access import Role
from tests import factories as make

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def frozen(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def found(client):
    """Is the one action found by these words?"""
    client.sign_in(make.user(Role.COORDINATION))

    def ask(words):
        return "1 événement<" in client.get("/calendrier", query_string={"q": words}).text

    return ask


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Fête des habitant·e·s", "habitantes"),
        ("Fête des habitant·e·s", "FETE habit"),
        ("L'Équipe élargie", "equipe"),
        ("L’Équipe élargie", "l'équipe"),
        ("Cœur de quartier", "coeur"),
        ("Porte-à-porte", "porte a porte"),
        ("Atelier 100 % numérique", "100 numer"),
        ("Table de discussion", "discussion table"),
    ],
)
def test_words_are_found_as_people_type_them(found, title, words):
    make.action(TODAY, title=title)
    assert found(words)


@pytest.mark.parametrize("words", ["able", "table ronde", "%", "_able", "a%b", "\\"])
def test_what_begins_no_word_is_not_found_and_no_sign_is_a_joker(found, words):
    make.action(TODAY, title="Table de discussion")
    assert not found(words) or words in ("%", "\\")  # signs alone say nothing: they narrow nothing


@pytest.mark.parametrize("field", ["place", "address", "audience", "aim"])
def test_more_than_the_title_is_searched(found, field):
    make.action(TODAY, **{field: "Parc Bonnevie"})
    assert found("bonnevie")


def test_an_action_is_found_by_its_activity(found):
    make.action(TODAY, activity=make.activity("Marche exploratoire"))
    assert found("explo")


def test_a_host_finds_nothing_that_the_team_keeps_to_itself(client):
    make.action(TODAY, title="Table de discussion", visibility="team")
    client.sign_in(make.host())
    for url in ("/calendrier", "/calendrier/semaine", "/calendrier/liste"):
        html = client.get(f"{url}?q=table").text
        assert "Table de discussion" not in html and "Aucun événement" in html
