"""The form in which a figure about people leaves the team: whole months, small numbers together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from raqnet.research import protection, wording
from raqnet.research.figure import Column, Figure, Kind, Row
from raqnet.research.protection import Once, Told
from raqnet.research.scope import Scope
from raqnet.text import fold

GROUPED = "grouped"
MOST_MONTHS = 36
_NAMED = 3  # rows that the sentence names


@dataclass(frozen=True)
class Monthly:
    """A figure counted month by month; where it is a house's, the whole project's and each house's.

    The sheets of all houses are read together: see `protection.own`.
    """

    figure: Figure
    whole: Figure | None = None
    houses: tuple[Figure, ...] = ()

    @property
    def counts_twice(self) -> bool:
        """Do the rows of any month add up to more than the people of it?"""
        return self.figure.sums != self.figure.totals

    def told(self) -> dict[str, Told]:
        """What is told of each month, by its column's key."""
        whole = self.whole or self.figure
        return {
            column.key: self._month(column.key, n, whole)
            for n, column in enumerate(self.figure.columns)
        }

    def _month(self, key: str, n: int, whole: Figure) -> Told:
        project = _cells(whole, _place(whole, key))
        people = _total(whole, _place(whole, key))
        if self.whole is None:
            return protection.project(project, people)
        houses = [_house(each, n, project, people) for each in self.houses]
        own, once = _house(self.figure, n, project, people)
        return protection.own(own, project, once, protection.fragile(houses, project))


def is_monthly(figure: Figure, months: Iterable[Scope]) -> bool:
    """Are its columns these months, each a plain count? Other tables have no protected form."""
    keys = [f"{each.first:%Y-%m}" for each in months]
    return [column.key for column in figure.columns] == keys and all(
        column.kind == Kind.COUNT for column in figure.columns
    )


def houses(every: Figure, width: int) -> tuple[Figure, ...]:
    """The figure of each house, out of one whose columns are the months of all, side by side."""
    return tuple(_part(every, n, n + width) for n in range(0, len(every.columns), width))


def _part(figure: Figure, first: int, end: int) -> Figure:
    rows = tuple(replace(row, values=row.values[first:end]) for row in figure.rows)
    columns, totals = figure.columns[first:end], figure.totals[first:end]
    return replace(figure, columns=columns, rows=rows, totals=totals)


def months_of(stretches: Iterable[Scope]) -> tuple[Scope, ...]:
    """The months of all these stretches, each once, in order."""
    found = {month.first: month for each in stretches for month in each.months()}
    return tuple(found[first] for first in sorted(found))


def protected(counted: Monthly, columns: Mapping[Column, Scope], scope: Scope) -> Figure:
    """A figure whose columns each tell a stretch, out of what its months tell."""
    figure, told = counted.figure, counted.told()
    if figure.by_time:  # its rows are the months themselves: no earlier ones stand beside them
        columns = dict(list(columns.items())[:1])
    stretches = [[told[f"{m.first:%Y-%m}"] for m in each.months()] for each in columns.values()]
    rows = _rows(figure, stretches)
    silent = sum(not each.is_told for each in stretches[0])
    unit = _("mentions") if counted.counts_twice else figure.unit
    return replace(
        figure,
        scope=scope,
        columns=tuple(columns),
        rows=rows,
        totals=tuple(_at_least((each.total for each in months), months) for months in stretches),
        unit=unit,
        sentence=_sentence(figure, rows, unit),
        notes=(*_kept(figure, rows), *_notes(rows, silent, counted.counts_twice)),
        is_protected=True,
        is_summed=counted.counts_twice,
    )


def _cells(figure: Figure, n: int) -> dict[str, int]:
    return {row.key: int(row.values[n] or 0) for row in figure.rows}


def _house(
    figure: Figure, n: int, project: dict[str, int], people: int
) -> tuple[dict[str, int], Once | None]:
    """A house's cells; how many people there are where rows count some twice."""
    own, mine = _cells(figure, n), _total(figure, n)
    twice = (sum(project.values()), sum(own.values())) != (people, mine)
    return own, Once(mine, people - mine) if twice else None


def _total(figure: Figure, n: int) -> int:
    return int(figure.totals[n] or 0)


def _place(figure: Figure, key: str) -> int:
    return [column.key for column in figure.columns].index(key)


def _rows(figure: Figure, stretches: list[list[Told]]) -> tuple[Row, ...]:
    """What is shown of each row, and what lies together, in one line below."""
    made = [replace(row, values=_sums(row.key, stretches), url="") for row in figure.rows]
    rows = [row for row in made if any(row.values)]
    if not figure.by_time:
        rows = _in_order(rows)
    grouped = tuple(_at_least((each.grouped for each in m), m) for m in stretches)
    if any(grouped):
        rows.append(Row(GROUPED, _("Petits nombres regroupés"), grouped, known=False))
    return tuple(rows)


def _in_order(rows: list[Row]) -> list[Row]:
    """By what is told of them, the greatest first, what nobody said last; groups stay together."""
    known = {row.group for row in rows if row.known}
    sums = Counter[str]()
    for row in rows:
        sums[row.group] += int(row.values[0] or 0)
    return sorted(
        rows,
        key=lambda row: (
            row.group not in known, -sums[row.group], fold(row.group),
            not row.known, -(row.values[0] or 0), fold(row.name),
        ),
    )  # fmt: skip


def _sums(key: str, stretches: list[list[Told]]) -> tuple[int | None, ...]:
    return tuple(
        _at_least((each.shown.get(key, 0) for each in m), m, any(each.grouped for each in m))
        for m in stretches
    )


def _at_least(counts: Iterable[int], months: list[Told], is_hidden: bool = False) -> int | None:
    """What is told of a stretch; None where nothing is that would tell it from nothing."""
    is_hidden = is_hidden or not all(each.is_told for each in months)
    return sum(counts) or (None if is_hidden else 0)


def _sentence(figure: Figure, rows: tuple[Row, ...], unit: str) -> str:
    count = sum(int(row.values[0] or 0) for row in rows)
    if not count:
        return _("Moins de %(least)s %(unit)s par mois : rien ne peut être dit ici.",
                 least=protection.LEAST, unit=figure.unit)  # fmt: skip
    told = [row for row in rows if row.known and row.values[0]]
    first = sorted(told, key=lambda row: -(row.values[0] or 0))[:_NAMED]
    names = ", ".join(f"{_whole_name(row)} ({wording.number(row.values[0])})" for row in first)
    amount = wording.number(count, Kind.COUNT)
    said = _("Au moins %(count)s %(unit)s", count=amount, unit=unit)
    return f"{said} : {names}." if names and not figure.by_time else f"{said}."


def _whole_name(row: Row) -> str:
    """A row's name where its group does not stand above it."""
    return f"{row.group} – {row.name}" if row.group else row.name


def _kept(figure: Figure, rows: tuple[Row, ...]) -> list[str]:
    """The notes without a number and of no hidden row: they may speak of what is not told here."""
    shown = {row.key for row in rows}
    hidden = {change.words for change in figure.changes if change.row not in shown}
    kept = [note for note in figure.notes if note not in hidden]
    return [note for note in kept if not any(letter.isdigit() for letter in note)]


def _notes(rows: tuple[Row, ...], silent: int, counts_twice: bool) -> list[str]:
    notes = [
        _(
            "Pour que personne ne soit reconnaissable, seuls des mois entiers et terminés sont"
            " comptés, et les nombres de 1 à 4 sont regroupés avec d'autres, mois par mois :"
            " chaque ligne dit « au moins »."
        )
    ]
    if any(row.key == GROUPED for row in rows):
        notes.append(_("« Petits nombres regroupés » réunit au moins deux lignes."))
    if silent:
        told = _("Mois dont rien ne peut être dit (moins de %(least)s) : %(months)s.",
                 least=protection.LEAST, months=silent)  # fmt: skip
        notes.append(told)
    if counts_twice:
        notes.append(
            _("Une même unité peut compter dans plusieurs lignes : leur somme compte des mentions.")
        )
    return [*notes, *_dashes(rows)]


def _dashes(rows: Iterable[Row]) -> list[str]:
    """What a dash means, where there is one."""
    if all(value is not None for row in rows for value in row.values):
        return []
    return [_("« – » : rien, ou un nombre regroupé, ou celui d'un mois dont rien n'est dit.")]


def of_now(figure: Figure) -> Figure:
    """A figure without what it tells of earlier periods, nor the note on their dashes."""
    kept = [n for n, column in enumerate(figure.columns) if not column.then]
    rows = tuple(replace(row, values=tuple(row.values[n] for n in kept)) for row in figure.rows)
    gone = [] if _dashes(rows) else _dashes(figure.rows)
    return replace(
        figure,
        columns=tuple(figure.columns[n] for n in kept),
        rows=rows,
        totals=tuple(figure.totals[n] for n in kept),
        notes=tuple(note for note in figure.notes if note not in gone),
    )
