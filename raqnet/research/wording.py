"""Periods, filters and numbers in words: the same ones on pages, in pictures and in files."""

from datetime import date
from functools import lru_cache

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.i18n import language, pattern
from raqnet.research.figure import Figure, Kind, Number
from raqnet.research.scope import Scope

PRESETS = {
    "month": _l("Ce mois"),
    "last_month": _l("Le mois dernier"),
    "quarter": _l("Ce trimestre"),
    "semester": _l("Ce semestre"),
    "year": _l("Cette année"),
    "last_year": _l("L'an dernier"),
    "school_year": _l("Année scolaire"),
}
FILTERS = {
    "commune": _l("Commune"),
    "zone": _l("Zone"),
    "neighbourhood": _l("Quartier"),
    "organisation": _l("Hébergeur"),
    "mission": _l("Mission"),
}
_ADD_UP = (Kind.COUNT, Kind.MINUTES)
INTERNAL = _l("Interne : ne pas diffuser")
TO_SHARE = _l("À diffuser : les petits nombres sont regroupés")


def days(scope: Scope) -> str:
    """'septembre 2021', 'année 2021', 'du 1er septembre au 20 décembre 2021'."""
    first, last = scope.first, scope.last
    if first == last:
        return _("le %(day)s", day=written(first))
    if scope.is_whole_months and (first.year, first.month) == (last.year, last.month):
        return pattern(first, "LLLL y")
    if scope.is_whole_months and (first.year, first.month, last.month) == (last.year, 1, 12):
        return _("année %(year)s", year=str(first.year))
    return _("du %(first)s au %(last)s", first=written(first, last), last=written(last))


def written(day: date, beside: date | None = None) -> str:
    """'1er septembre 2021'; without the year where it is that of the day beside it."""
    tail = "MMMM" if beside and beside.year == day.year else "MMMM y"
    if day.day == 1:
        return _("1er %(month)s", month=pattern(day, tail))
    return pattern(day, f"d {tail}")


def use(figure: Figure) -> str:
    """Where it may go; nothing where anybody may have it."""
    if figure.stays_inside:
        return str(INTERNAL)
    return str(TO_SHARE) if figure.is_protected else ""


def number(value: Number, kind: Kind = Kind.COUNT) -> str:
    """'1 234', '12,5 %', '3,2', '2 h 05'; a dash where there is nothing to tell."""
    if value is None:
        return "–"
    return _number(value, kind, language())


def difference(now: Number, then: Number) -> str:
    """'+3' or '−2' since then; nothing where it is the same or cannot be said."""
    if now is None or then is None or now == then:
        return ""
    return ("+" if now > then else "−") + number(abs(now - then), Kind.COUNT)


def has_changes(figure: Figure) -> bool:
    """Does its table tell a difference from an earlier period?"""
    if figure.is_protected:
        return False
    then = [n for n, each in enumerate(figure.columns) if each.then and each.kind == Kind.COUNT]
    values = ((row.values[0], row.values[n]) for row in figure.rows for n in then)
    return any(before and difference(now, before) for now, before in values)


def totals_of(figure: Figure) -> list[tuple[str, tuple[Number, ...]]]:
    """The lines below a table: the total, and what its rows add up to where that differs."""
    if figure.is_protected:
        return [(_("Somme des lignes") if figure.is_summed else _("Total"), figure.totals)]
    if not figure.counts_twice or figure.columns[0].kind not in _ADD_UP:
        return [(_("Total"), figure.totals)]
    kinds = [column.kind for column in figure.columns]
    sums = tuple(s if k in _ADD_UP else None for s, k in zip(figure.sums, kinds, strict=True))
    return [
        (_("Somme des lignes"), sums),
        (_("Total, chaque unité une fois"), figure.totals),
    ]


@lru_cache(2048)
def _number(value: int | float, kind: Kind, locale: str) -> str:
    if kind == Kind.MINUTES:
        hours, minutes = divmod(round(value), 60)
        return f"{format_decimal(hours, '#,##0', locale)} h {minutes:02d}"
    if kind == Kind.PERCENT:
        return f"{format_decimal(value, '#,##0.#', locale)}\N{NO-BREAK SPACE}%"
    return format_decimal(value, "#,##0.##" if kind == Kind.MEAN else "#,##0.#", locale)
