"""The pages of figures, for whoever may read them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.research.figure import Row
from tests import factories as make
from tests.research import shapes

PAGE = "/recherche"
ONE = "/recherche/figures/actions-par-commune"
AUTUMN = "?du=2021-09-01&au=2021-12-20"


@pytest.fixture
def jette(app):
    return make.commune(name="Jette")


@pytest.fixture
def reader(client):
    return client.sign_in(make.user(Role.RESEARCH))


@pytest.mark.parametrize("where", [PAGE, ONE])
def test_the_figures_of_a_period_stand_beside_the_one_before_and_a_year_ago(jette, reader, where):
    for day in (date(2021, 9, 1), date(2021, 12, 20), date(2021, 8, 31), date(2020, 10, 1)):
        make.action(day, commune=jette)
    page = reader.get(where + AUTUMN).text
    assert "2 actions collectives dans 1 commune." in page
    assert "du 1er septembre au 20 décembre 2021" in page
    assert "Période précédente" in page
    assert "Un an plus tôt" in page
    assert "unité : actions" in page


@pytest.mark.parametrize("where", [PAGE, ONE])
def test_reversed_dates_are_put_in_order_and_said(jette, reader, where):
    make.action(date(2021, 9, 14), commune=jette)
    page = reader.get(f"{where}?du=2021-12-20&au=2021-09-01")
    assert page.status_code == 200
    assert "inversées" in page.text
    assert "1 action collective dans 1 commune." in page.text


@pytest.mark.parametrize("where", [PAGE, ONE])
@pytest.mark.parametrize("bad", ["x", "2021-13-01", "9999-12-31", "\x00", "é" * 9000])
def test_a_date_that_cannot_be_read_is_told(reader, where, bad):
    page = reader.get(where, query_string={"du": bad, "au": "2021-12-20"})
    assert page.status_code == 200
    assert "pas lisible" in page.text


@pytest.mark.parametrize("where", [PAGE, ONE])
@pytest.mark.parametrize("bad", ["abc", "²", "0", "9" * 20])
def test_a_filter_that_cannot_be_read_is_told(reader, where, bad):
    page = reader.get(where, query_string={"du": "2021-09-01", "commune": bad})
    assert page.status_code == 200
    assert "Un filtre n'est pas lisible : il n'a pas été appliqué." in page.text
    assert "pas lisible" not in reader.get(f"{where}?du=2021-09-01&commune=").text


def test_an_empty_period_says_so(reader):
    page = reader.get(f"{PAGE}?du=2001-01-01&au=2001-01-31")
    assert "Rien n'est noté pour cette période" in page.text
    assert "Rien à compter ici" in reader.get(f"{ONE}?du=2001-01-01&au=2001-01-31").text


def test_a_filter_narrows_down_stays_in_the_address_and_can_be_taken_away(jette, reader):
    make.action(date(2021, 9, 14), commune=jette)
    make.action(date(2021, 9, 14), commune=make.commune(name="Evere"))
    page = reader.get(f"{ONE}{AUTUMN}&commune={jette.id}").text
    assert "1 action collective dans 1 commune." in page
    assert "Commune : Jette" in page
    assert "Retirer :" in page
    assert f'href="{ONE}?du=2021-09-01&amp;au=2021-12-20"' in page
    assert f"{ONE}.csv?du=2021-09-01&amp;au=2021-12-20&amp;commune={jette.id}" in page


def test_a_figure_that_does_not_know_a_filter_says_so_and_counts_without(
    jette, reader, monkeypatch
):
    shapes.enter(monkeypatch, shapes.made(), filters=())
    page = reader.get(f"{PAGE}/figures/essai{AUTUMN}&commune={jette.id}").text
    assert "Ce filtre ne s'applique pas ici : Commune : Jette." in page
    assert "essai.csv?du=2021-09-01&amp;au=2021-12-20&amp;commune" in page
    text = reader.get(f"{PAGE}/figures/essai.csv{AUTUMN}&commune={jette.id}").text
    assert "Filtres;aucun" in text


def test_a_filter_whose_row_is_gone_says_so_and_counts_nothing(reader):
    page = reader.get(f"{PAGE}{AUTUMN}&commune=987654&mission=99999999999999999999")
    assert page.status_code == 200
    assert "Commune : (retiré)" in page.text


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_every_shape_of_table_is_drawn_with_its_words(reader, monkeypatch, shape):
    figure = shapes.SHAPES[shape]()
    shapes.enter(monkeypatch, figure)
    page = reader.get(f"{PAGE}/figures/{figure.name}{AUTUMN}")
    assert page.status_code == 200
    assert page.text.count('<th scope="row"') == len(figure.rows) + (
        2 if figure.counts_twice else 1
    )
    for column in figure.columns:
        assert column.title in page.text


def test_numbers_are_written_as_people_here_write_them(reader, monkeypatch):
    shapes.enter(monkeypatch, shapes.kinds())
    page = reader.get(f"{PAGE}/figures/genres").text
    for words in ("87,5\N{NO-BREAK SPACE}%", "3,25", "2 h 05", "20 h 34", "–"):
        assert words in page


def test_rows_that_count_twice_are_told_and_explained(reader, monkeypatch):
    shapes.enter(monkeypatch, shapes.groups())
    page = reader.get(f"{PAGE}/figures/groupes").text
    assert "Somme des lignes" in page
    assert "16 − 2 = 14 : deux missions." in page
    assert '<a href="/calendrier/liste">Porte-à-porte</a>' in page
    assert 'scope="rowgroup"' in page


def test_the_usual_periods_are_one_click_away(reader):
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    page = reader.get(PAGE).text
    for du, au in (("2021-11-01", "2021-11-22"), ("2021-10-01", "2021-10-31"),
                   ("2021-10-01", "2021-11-22"), ("2021-07-01", "2021-11-22"),
                   ("2021-01-01", "2021-11-22"), ("2020-01-01", "2020-12-31"),
                   ("2021-09-01", "2021-11-22")):  # fmt: skip
        assert f"?du={du}&amp;au={au}" in page


def test_what_is_still_to_come_is_told(reader):
    ahead = clock.today() + timedelta(days=40)
    assert "n'est pas terminée" in reader.get(f"{PAGE}?au={ahead.isoformat()}").text
    assert "n'est pas terminée" not in reader.get(f"{PAGE}{AUTUMN}").text


def test_a_figure_that_is_not_there_or_not_for_a_role_is_not_found(client, reader, monkeypatch):
    shapes.enter(monkeypatch, shapes.made(), roles=frozenset({Role.RESEARCH}))
    assert reader.get(f"{PAGE}/figures/nulle-part").status_code == 404
    assert reader.get(f"{PAGE}/figures/essai").status_code == 200
    client.sign_in(make.host())
    for ending in ("", ".csv", ".png"):
        assert client.get(f"{PAGE}/figures/essai{ending}").status_code == 404
    assert "Essai" not in client.get(PAGE).text


def test_a_row_of_no_group_does_not_stand_in_the_last_one(reader, monkeypatch):
    rows = (Row("a", "Accueil", (9, 0), group="Pharmacie"),
            Row("grouped", "Petits nombres regroupés", (6, 0), known=False))  # fmt: skip
    shapes.enter(monkeypatch, shapes.made(rows=rows))
    page = reader.get("/recherche/figures/essai").text
    last = re.findall(r"<tbody.*?</tbody>", page, re.S)[-1]
    assert "Petits nombres regroupés" in last
    assert "Pharmacie" not in last
