"""Files say what the page says, carry what they are, and open where people open them."""

import io
import struct
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pandas as pd
import pytest
from openpyxl import load_workbook

from raqnet import clock
from raqnet.access import Role
from raqnet.research import wording
from raqnet.research.writing import ABOUT
from tests import factories as make
from tests.research import shapes

AUTUMN = "du=2021-09-01&au=2021-12-31"
ONE = "/recherche/figures"


@pytest.fixture
def reader(client):
    clock.clock.freeze(datetime(2021, 12, 22, 12, tzinfo=UTC))
    return client.sign_in(make.user(Role.RESEARCH))


@pytest.fixture(params=shapes.SHAPES)
def figure(request, monkeypatch):
    """A figure of each shape, which the catalogue gives."""
    made = shapes.SHAPES[request.param]()
    shapes.enter(monkeypatch, made)
    return made


def read_csv(content: bytes) -> pd.DataFrame:
    kind = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"}
    return pd.read_csv(io.BytesIO(content), skiprows=ABOUT + 1, **kind)


def cells_of(table: pd.DataFrame, figure) -> list[tuple]:
    """The rows of a table without its last lines, as the figure has them."""
    numbers = table.iloc[: len(figure.rows), -len(figure.columns) :]
    return [
        tuple(None if pd.isna(each) else float(each) for each in row)
        for row in numbers.itertuples(index=False)
    ]


def expected(figure) -> list[tuple]:
    return [tuple(None if v is None else float(v) for v in row.values) for row in figure.rows]


def test_pandas_reads_a_csv_that_says_what_the_page_says(reader, figure):
    answer = reader.get(f"{ONE}/{figure.name}.csv?{AUTUMN}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    table = read_csv(answer.data)
    assert cells_of(table, figure) == expected(figure)
    assert list(table.iloc[:, 0])[: len(figure.rows)] == [row.key for row in figure.rows]
    assert table.iloc[-1, 0] == "total"
    page = reader.get(f"{ONE}/{figure.name}?{AUTUMN}").text
    for row in figure.rows:
        for value, column in zip(row.values, figure.columns, strict=True):
            assert wording.number(value, column.kind) in page


def test_a_workbook_says_the_same_and_what_it_is(reader, figure):
    answer = reader.get(f"{ONE}/{figure.name}.xlsx?{AUTUMN}")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[1] == "À propos"
    table = pd.read_excel(io.BytesIO(answer.data), sheet_name=0)
    assert cells_of(table, figure) == expected(figure)
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert "2021-09-01 – 2021-12-31" in about["Période"]
    assert about["Unité"] == figure.unit
    assert about["Fait le"] == "22/12/2021"


def test_every_file_carries_title_period_filters_unit_source_and_date(reader, monkeypatch):
    commune = make.commune(name="Jette")
    shapes.enter(monkeypatch, shapes.made())
    asked = f"{ONE}/essai.%s?{AUTUMN}&commune={commune.id}"
    said = ("Essai essai", "du 1er septembre au 31 décembre 2021", "Commune : Jette",
            "interventions", "Journal", "22/12/2021")  # fmt: skip
    text = reader.get(asked % "csv").text
    drawn = " ".join(ElementTree.fromstring(reader.get(asked % "svg").data).itertext())
    book = load_workbook(io.BytesIO(reader.get(asked % "xlsx").data))
    about = " ".join(str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row)
    for words in said:
        assert words in text
        assert words in drawn
        assert words in about


def test_no_cell_starts_a_formula_and_no_title_breaks_a_line(reader, monkeypatch):
    shapes.enter(monkeypatch, shapes.long())
    text = reader.get(f"{ONE}/long.csv?{AUTUMN}").data.decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith('Titre;"\'=HYPERLINK(""http://x"") Un titre')
    assert len(lines) == ABOUT + 2 + 40 + 1 + 1
    book = load_workbook(io.BytesIO(reader.get(f"{ONE}/long.xlsx?{AUTUMN}").data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value).startswith(("=", "+", "@"))


def test_a_commune_whose_name_is_a_formula_is_a_text_in_each_file(reader):
    commune = make.commune(name="=1+1\nX;Y")
    make.action(datetime(2021, 9, 14).date(), commune=commune)  # noqa: DTZ001
    table = read_csv(reader.get(f"{ONE}/actions-par-commune.csv?{AUTUMN}").data)
    assert table.iloc[0, 1] == "'=1+1 X;Y"
    assert table.iloc[0, 2] == 1


def test_pictures_are_at_print_quality_the_same_twice_and_their_words_are_text(reader, figure):
    address = f"{ONE}/{figure.name}.%s?{AUTUMN}"
    png, svg = reader.get(address % "png"), reader.get(address % "svg")
    assert (png.content_type, svg.content_type) == ("image/png", "image/svg+xml")
    width = struct.unpack(">I", png.data[16:20])[0]
    assert width == 2130  # 7.1 inches at 300 dots
    assert svg.data == reader.get(address % "svg").data
    drawn = " ".join(ElementTree.fromstring(svg.data).itertext())
    for row in figure.rows[:3]:
        assert row.name.split()[0] in drawn
        assert wording.number(row.values[0], figure.columns[0].kind) in drawn


def test_a_picture_of_an_empty_figure_is_drawn_too(reader):
    for ending in ("svg", "png", "csv", "xlsx"):
        answer = reader.get(f"{ONE}/actions-par-commune.{ending}?du=2001-01-01&au=2001-01-31")
        assert answer.status_code == 200


@pytest.mark.parametrize("ending", ["csv", "svg"])
def test_a_file_says_where_it_is_not_of_what_was_asked(reader, ending):
    """Its page would have said it; whoever opens the file never saw that page."""
    address = f"{ONE}/actions-par-commune.{ending}"
    lost = reader.get(f"{address}?{AUTUMN}&commune=Jette").text
    assert "Un filtre n'est pas lisible : il n'a pas été appliqué." in lost
    assert "Une des dates n'est pas lisible" in reader.get(f"{address}?du=31/12/2021").text
    assert "lisible" not in reader.get(f"{address}?{AUTUMN}").text


def test_the_sheet_of_a_workbook_is_called_as_the_figure_without_holes(reader, monkeypatch):
    shapes.enter(monkeypatch, shapes.made(title="D'où l'on vient, [par] commune"))
    book = load_workbook(io.BytesIO(reader.get(f"{ONE}/essai.xlsx?{AUTUMN}").data))
    assert book.sheetnames[0] == "D'où l'on vient, par commune"


def test_a_picture_explains_no_dash_that_it_does_not_show(reader):
    make.intervention(happened_on=date(2021, 10, 12), contacts=9)
    address = f"{ONE}/interventions-lieux.%s?du=2021-10-01&au=2021-10-31"
    assert "« – »" in reader.get(address % "csv").text
    assert "« – »" not in reader.get(address % "svg").text


def test_a_file_has_a_name_that_says_what_it_is_and_is_kept_by_nobody(reader):
    answer = reader.get(f"{ONE}/actions-par-commune.csv?{AUTUMN}")
    name = "actions-par-commune-2021-09-01-2021-12-31.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "svg", "png"])
def test_a_file_of_no_figure_is_not_found(reader, ending):
    assert reader.get(f"{ONE}/nulle-part.{ending}").status_code == 404
    assert reader.get(f"{ONE}/actions-par-commune.pdf").status_code == 404
