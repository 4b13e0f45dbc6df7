"""The table that says all that the picture of the continuum shows: on the page and in files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet.research import wording
from raqnet.research.continuum import Track
from raqnet.research.markers import MARKERS
from raqnet.research.scope import Scope
from raqnet.tables import writing
from raqnet.tables.writing import Sheet


def sentence(ways: list[Track]) -> str:
    """What one reads first."""
    if not ways:
        return _("Aucune action n'est placée dans cette période.")
    placed = ngettext("%(num)s action placée", "%(num)s actions placées", len(ways))
    again = sum(len(way.placed) > 1 for way in ways)
    if not again:
        return f"{placed}."
    return _("%(placed)s, dont %(again)s à plusieurs reprises.", placed=placed, again=again)


def csv_file(ways: list[Track], scope: Scope, filters: str, made_on: date) -> bytes:
    """UTF-8 with its mark, semicolons; what it is stands above the table."""
    first, *rest = _about(ways, scope, filters, made_on)
    return b"".join(writing.csv_file(first, [*rest, (), _heading(), *_rows(ways)]))


def xlsx_file(ways: list[Track], scope: Scope, filters: str, made_on: date) -> bytes:
    """The table, and a sheet that says what it is."""
    first, *rest = _about(ways, scope, filters, made_on)
    return writing.xlsx_book(
        [
            Sheet(_("Continuum"), _heading(), _rows(ways)),
            Sheet(_("À propos"), first, rest, [16, 96]),
        ]
    )


def _about(ways: list[Track], scope: Scope, filters: str, made_on: date) -> list[tuple[str, str]]:
    return [
        (_("Titre"), _("Du collectif au communautaire")),
        (_("En bref"), sentence(ways)),
        (_("Période"), wording.days(scope)),
        (_("Filtres"), filters or _("aucun")),
        (_("Unité"), _("placements : une action, un jour ; chaque repère de 0 à 3")),
        (_("Source"), _("Placements faits en groupe, par les huit repères SEPSAC")),
        (_("Fait le"), f"{made_on:%d/%m/%Y}"),
        (_("Notes"), _("Un repère vide n'a pas été placé. Ce n'est pas un classement.")),
        (_("Diffusion"), str(wording.INTERNAL)),
    ]


def _heading() -> list[str]:
    ends = [_("Moyenne"), _("Ce que le groupe en a dit")]
    return [_("Numéro"), _("Action"), _("Date"), *(str(each.name) for each in MARKERS), *ends]


def _rows(ways: Iterable[Track]) -> list[list[Any]]:
    return [
        [
            way.number, way.title, each.day, *(each.levels.get(marker.key) for marker in MARKERS),
            round(each.mean or 0, 2), " ".join(each.note.split()),
        ]
        for way in ways
        for each in way.placed
    ]  # fmt: skip
