"""Reading a table that somebody brings: which reader a file needs, and its name."""

import re

from flask_babel import gettext as _

from raqnet.tables import reading_csv, reading_xlsx
from raqnet.tables.sheet import Sheet, Unreadable
from raqnet.text import clean

MOST_BYTES = 2 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def read(data: bytes) -> Sheet:
    """The table of a CSV or XLSX file, told apart by what is in it. Errors: Unreadable."""
    if not data.strip():
        raise Unreadable(_("Ce fichier est vide."))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("Ce fichier dépasse 2 Mo : le couper en deux."))
    if data.startswith(_ZIP):
        return reading_xlsx.read(data)
    if data.startswith(_OLD_WORKBOOK):
        raise Unreadable(_("Ce classeur est d'un ancien format : l'enregistrer en .xlsx ou .csv."))
    if data.startswith(_OTHERS):
        raise Unreadable(_("Ce fichier n'est ni un CSV ni un classeur XLSX."))
    return reading_csv.read(data)


def read_text(text: str) -> Sheet:
    """The table that somebody pasted. Errors: Unreadable."""
    return reading_csv.read_text(text)


def name_of(path: str) -> str:
    """A file's name as it is shown: no folder, nothing odd, at most 120 characters."""
    last = re.split(r"[/\\]", clean(path))[-1]
    return re.sub(r"[^\w .()+-]", "_", last.replace("\n", " "))[-120:].strip()
