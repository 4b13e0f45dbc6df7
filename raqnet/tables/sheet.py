"""A table as it was read: columns, rows of texts, and the line of the file that each row was."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from raqnet.text import clean

MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_CHARACTERS = 4000  # in a cell
# In the whole table; a workbook may name one long text in every cell.
MOST_TEXT = 4_000_000


class Unreadable(ValueError):
    """This is no table that can be taken; its words are for whoever brought it."""


@dataclass
class Sheet:
    """Columns by their headings; every row has as many cells."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    _size: int = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Take a line of the file; the first one that says something is the headings.

        Errors: Unreadable, where a bound is passed.
        """
        tidy = [clean(cell) for cell in cells]
        while tidy and not tidy[-1]:
            tidy.pop()
        if not tidy:
            return
        self._check(number, tidy)
        if self.columns:
            self._widen(len(tidy))
            self.rows.append(tidy)
            self.numbers.append(number)
        else:
            self.columns = [cell.replace("\n", " ")[:120] for cell in tidy]

    def finish(self) -> "Sheet":
        """Every column named, every row as long as the headings. Errors: Unreadable."""
        if not self.rows:
            raise Unreadable(_("Ce tableau n'a aucune ligne sous ses titres de colonnes."))
        self.columns = [
            name or _("Colonne %(letter)s", letter=letter(n)) for n, name in enumerate(self.columns)
        ]
        width = len(self.columns)
        self.rows = [row + [""] * (width - len(row)) for row in self.rows]
        return self

    def _widen(self, width: int) -> None:
        self.columns += [""] * (width - len(self.columns))

    def _check(self, number: int, cells: list[str]) -> None:
        if len(cells) > MOST_COLUMNS:
            most = _("%(most)d colonnes au plus.", most=MOST_COLUMNS)
            raise Unreadable(_("La ligne %(n)d a trop de colonnes :", n=number) + f" {most}")
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(
                _("Ce tableau a plus de %(most)d lignes : le couper en deux.", most=MOST_ROWS)
            )
        self._size += sum(map(len, cells))
        if self._size > MOST_TEXT:
            raise Unreadable(_("Ce tableau contient trop de texte : le couper en deux."))
        for n, cell in enumerate(cells):
            if len(cell) > MOST_CHARACTERS:
                raise Unreadable(_too_long(number, n))


def letter(n: int) -> str:
    """What a spreadsheet calls its n-th column, from 0: A … Z, AA …"""
    return (letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def _too_long(number: int, n: int) -> str:
    return _(
        "La cellule %(cell)s dépasse %(most)d caractères. Manque-t-il un guillemet ?",
        cell=f"{letter(n)}{number}", most=MOST_CHARACTERS,
    )  # fmt: skip
