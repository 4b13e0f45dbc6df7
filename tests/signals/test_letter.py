"""The letter to an authority: it says what was counted, and nothing that may not leave."""

from datetime import UTC, date, datetime

import pytest

from raqnet import clock
from tests import factories as make

ALL, PLACE = "/signaux/dossiers", "/recherche/figures/"
AUTUMN = "du=2021-09-01&au=2021-12-20"


@pytest.fixture
def carrier(client, coordination):
    """The coordination's browser, in January 2022."""
    clock.clock.freeze(datetime(2022, 1, 12, 15, 0, tzinfo=UTC))
    return client.sign_in(coordination)


def pages(carrier, *addresses, **more):
    """The letter and the page of a file that cites these figures."""
    file = make.dossier(make.signal(), figures=[f"{PLACE}{each}" for each in addresses], **more)
    path = f"{ALL}/{file.id}"
    return carrier.get(f"{path}/lettre").text, carrier.get(path).text


def test_a_cited_figure_says_the_days_that_were_counted(carrier):
    make.intervention(happened_on=date(2021, 10, 5), contacts=9)
    for page in pages(carrier, f"interventions-thematiques?{AUTUMN}"):
        assert "du 1er septembre au 31 décembre 2021" in page
        assert "20 décembre" not in page and "20/12/2021" not in page


def test_a_cited_figure_says_its_filters(carrier):
    place = make.commune(name="Jette")
    make.action(date(2021, 10, 5), commune=place)
    for page in pages(carrier, f"actions-par-commune?{AUTUMN}&commune={place.id}"):
        assert "1 action collective dans 1 commune" in page
        assert "Commune : Jette" in page and "du 1er septembre au 20 décembre 2021" in page


def test_a_cited_figure_says_which_filters_it_could_not_take(carrier):
    place = make.commune(name="Jette")
    for page in pages(carrier, f"relais-etats?{AUTUMN}&commune={place.id}"):
        assert "ne s'applique pas ici : Commune : Jette" in page.replace("&#39;", "'")


@pytest.mark.parametrize(
    "name", ["intervisions", "evaluations-tendances", "partage-80-20", "tableau-croise"]
)
def test_a_figure_that_hosts_may_not_read_stays_out_of_the_letter(carrier, name):
    make.action(date(2021, 10, 5), commune=make.commune())
    letter, page = pages(carrier, f"{name}?{AUTUMN}")
    assert "Ce que disent les chiffres" not in letter
    assert "n'existe que pour l'équipe" in page.replace("&#39;", "'")
