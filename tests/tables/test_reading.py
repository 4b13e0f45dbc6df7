"""Tables are read however they were written; what cannot be is refused in words."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raqnet import create_app
from raqnet.tables import reading, sheet
from raqnet.tables.sheet import Unreadable
from tests.tables import books

TEXT = 'Nom;Note\nÉpicerie;"deux\nlignes; et l\'été"\n'
ROWS = [["Épicerie", "deux\nlignes; et l'été"]]


@pytest.fixture(autouse=True, scope="module")
def in_french(tmp_path_factory: Any) -> Iterator[None]:
    """The words of a refusal are translated within an application; it needs no database."""
    app = create_app({"INSTANCE": tmp_path_factory.mktemp("reading"), "TESTING": True})
    with app.app_context():
        yield


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_csv_is_read_in_the_encodings_of_spreadsheets(encoding):
    found = reading.read(TEXT.encode(encoding))
    assert found.columns == ["Nom", "Note"]
    assert found.rows == ROWS


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(delimiter):
    text = f'Nom{delimiter}Note\nUn{delimiter}"a; b, c"\nDeux{delimiter}d\n'
    assert reading.read(text.encode()).rows == [["Un", "a; b, c"], ["Deux", "d"]]


def test_commas_within_notes_delimit_nothing():
    text = "Nom;Note\n" + "Un;a, b, c, d\n" * 5
    assert reading.read(text.encode()).columns == ["Nom", "Note"]


def test_the_line_of_excel_that_names_the_delimiter_is_no_heading():
    assert reading.read(b"sep=,\nNom,Note\nUn,a\n").columns == ["Nom", "Note"]


def test_empty_lines_are_left_out_and_lines_keep_their_number():
    found = reading.read(b'\nNom;Note\n\nUn;"a\nb"\n;\nDeux\n')
    assert found.numbers == [4, 6]
    assert found.rows == [["Un", "a\nb"], ["Deux", ""]]


def test_a_cell_without_a_heading_is_kept_under_a_letter():
    found = reading.read(b"Nom\nUn;de trop\nDeux;aussi\n;;;\nTrois\n".replace(b"Nom", b"Nom;;"))
    assert found.columns == ["Nom", "Colonne B"]
    assert found.rows[0] == ["Un", "de trop"]


def test_what_is_pasted_from_a_spreadsheet_is_read():
    assert reading.read_text('Nom\tNote\r\nUn\t"a ""b"""\r\n').rows == [["Un", 'a "b"']]


def test_a_workbook_gives_its_values_as_one_would_type_them():
    row = [
        date(2021, 9, 14),
        datetime.fromisoformat("2021-09-14 09:30"),
        time(9, 5),
        12,
        12.0,
        1.5,
        True,
        None,
    ]
    data = books.xlsx([list("abcdefgh"), [*row[:-1], "fin"]])
    assert reading.read(data).rows == [
        ["14/09/2021", "14/09/2021 09:30", "09:05", "12", "12", "1.5", "oui", "fin"]
    ]


def test_a_formula_in_a_workbook_is_never_read_as_one():
    assert reading.read(books.xlsx([["Nom", "x"], ["Un", "=1+1"]])).rows == [["Un", ""]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b" \n ", "vide"),
        (b"Nom;Note\n", "aucune ligne"),
        (b"a;b\n" * 5002, "5000 lignes"),
        (";".join("a" * 61).encode() + b"\nx", "60 colonnes"),
        (b"Nom\n" + b"x" * 4001, "4000 caract"),
        (b'Nom;Note\nUn;"a' + b"b;c\n" * 4000, "guillemet"),
        (b'Nom\n"' + b"x" * 200_000, "guillemet"),
        (b"x" * (reading.MOST_BYTES + 1), "2 Mo"),
        (b"%PDF-1.7\n", "ni un CSV"),
        (b"\x89PNG\r\n", "ni un CSV"),
        (b"Nom\n\x00\x01\x02", "ni un CSV"),
        (b"\xd0\xcf\x11\xe0 old", "ancien format"),
        (b"PK\x03\x04 broken", "abîmé"),
        (books.xlsx([]), "vide"),
        (books.xlsx([["Nom"]]), "aucune ligne"),
        (books.xlsx([["Nom"]] * 5002), "5000 lignes"),
        (books.xlsx([["Nom"] * 61, ["x"]]), "60 colonnes"),
        (books.xlsx([["Nom"], ["x" * 4001]]), "4000 caract"),
        (books.with_part("xl/workbook.xml", b"<broken"), "abîmé"),
        (books.with_part("[Content_Types].xml", b""), "abîmé"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(data, words):
    with pytest.raises(Unreadable, match=words):
        reading.read(data)


def test_five_thousand_rows_are_taken():
    assert len(reading.read(b"a;b\n" * (sheet.MOST_ROWS + 1)).rows) == sheet.MOST_ROWS


def test_a_zip_bomb_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr("raqnet.tables.reading_xlsx.load_workbook", None)
    bombs = [
        books.with_part("xl/media/image1.bin", b"\0" * 30_000_000),
        books.with_part("xl/styles.xml", b" " * 3_000_000),
        books.sheet_of("<row>" + "<c/>" * 2_000_000 + "</row>"),
    ]
    for bomb in bombs:
        assert len(bomb) < 100_000
        with pytest.raises(Unreadable, match="trop grand une fois ouvert"):
            reading.read(bomb)


def test_one_long_text_in_every_cell_is_refused():
    text = "x" * 4000
    row = f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'
    with pytest.raises(Unreadable, match="trop de texte"):
        reading.read(books.sheet_of(row * 1100))


def test_a_billion_laughs_are_refused():
    assert openpyxl.DEFUSEDXML, "defusedxml is missing: workbooks would be parsed unguarded"
    entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    cell = '<row><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for before, inside in ((entities, cell), (outside, cell.replace("&b;", "&a;"))):
        with pytest.raises(Unreadable, match="abîmé"):
            reading.read(books.sheet_of(inside, before))


def test_a_row_far_below_costs_nothing():
    far = '<row r="1048576"><c t="inlineStr"><is><t>loin</t></is></c></row>'
    with pytest.raises(Unreadable):
        reading.read(books.sheet_of(far))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\acteurs 2026.xlsx", "acteurs 2026.xlsx"),
        ("a\r\nSet-Cookie: x.csv", "a Set-Cookie_ x.csv"),
        ('<b>"x"</b>.csv', "b_.csv"),
        ("x" * 500 + ".csv", "x" * 116 + ".csv"),
        ("..", ".."),
        ("", ""),
    ],
)
def test_a_file_name_holds_neither_path_nor_control(path, name):
    assert reading.name_of(path) == name


hostile = settings(
    max_examples=150, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@hostile
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    for each in (data, b"PK\x03\x04" + data, b"\xff\xfe" + data, b"Nom;x\n" + data):
        try:
            found = reading.read(each)
        except Unreadable:
            continue
        assert all(len(row) == len(found.columns) for row in found.rows)
        assert len(found.numbers) == len(found.rows)


SOUND = books.xlsx([["Nom", "Note"], ["Un", date(2021, 9, 14)], ["Deux", 2.5]])


@hostile
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=12))
def test_no_broken_byte_of_a_workbook_breaks_the_reader(changes):
    data = bytearray(SOUND)
    for at, byte in changes:
        data[at] = byte
    with suppress(Unreadable):
        reading.read(bytes(data))


@hostile
@given(st.sampled_from(("t", "r", "s")), st.text(max_size=12), st.text(max_size=12))
def test_no_odd_cell_breaks_the_reader(name, attribute, value):
    quoted = "".join(f"&#{ord(c)};" for c in attribute if c.isprintable())
    inside = "".join(f"&#{ord(c)};" for c in value if c.isprintable())
    cell = f'<row><c {name}="{quoted}"><v>{inside}</v></c></row>'
    with suppress(Unreadable):
        reading.read(books.sheet_of(cell * 2))
