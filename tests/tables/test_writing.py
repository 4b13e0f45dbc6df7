"""Tables leave as spreadsheets here read them, and none of their cells is a command."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from raqnet.tables import writing

HEADING = ["Nom", "Le", "Nombre"]
ATTACKS = ('=HYPERLINK("http://x")', "+32 2 512", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1")


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def written(rows) -> bytes:
    return b"".join(writing.csv_file(HEADING, rows))


def test_a_csv_has_its_mark_semicolons_a_heading_and_commas_in_its_numbers():
    content = written([["É;t\né", date(2021, 9, 14), 3], [None, None, -1.5]])
    assert content.startswith("\ufeffNom;Le;Nombre\r\n".encode())
    assert read_csv(content)[1:] == [["É;t\né", "14/09/2021", "3"], ["", "", "-1,5"]]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_begins_like_a_formula(attack):
    assert read_csv(written([[attack, None, 1]]))[1][0] == f"'{attack}"
    book = load_workbook(io.BytesIO(writing.xlsx_file("x", HEADING, [[attack, None, 1]])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'") or not cell.value.startswith(writing.FORMULA)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.text(alphabet="'=+-@\tab", max_size=6))
def test_what_was_guarded_comes_back_as_it_was(text):
    assert writing.unsafe(writing.safe(text)) == text
    assert not writing.safe(text).startswith(writing.FORMULA)


def test_a_csv_is_sent_as_it_is_written():
    asked = 0

    def rows():
        nonlocal asked
        for n in range(100_000):
            asked += 1
            yield [f"Ligne {n}", None, n]

    sent = writing.csv_file(HEADING, rows())
    assert len(next(sent)) < 10_000
    assert asked == 200
    assert max(len(piece) for piece in sent) < 10_000


def test_a_workbook_has_real_dates_and_a_heading_that_stays():
    at = datetime(2021, 9, 14, 8, 30, tzinfo=UTC)
    content = writing.xlsx_file("Titre [1]: x", HEADING, [["Un", date(2021, 9, 14), at]])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].is_date
    assert sheet["B2"].value == datetime.fromisoformat("2021-09-14")
    assert sheet["C2"].value == datetime.fromisoformat("2021-09-14 10:30")
    assert "[" not in sheet.title


def test_control_characters_break_no_workbook():
    content = writing.xlsx_file("x", HEADING, [["a\x00b\x0bc\ud800", None, 1]])
    assert load_workbook(io.BytesIO(content)).active["A2"].value == "abc"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("Acteurs locaux", "2026-11-28"), "acteurs-locaux-2026-11-28.csv"),
        (('../é"\r\n;x',), "e-x.csv"),
        (("…",), "raqnet.csv"),
    ],
)
def test_a_file_name_is_plain(words, name):
    assert writing.file_name(*words, ending="csv") == name
