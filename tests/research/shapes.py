"""Figures of every shape, made by hand, and a way to have one of them counted."""

from datetime import date
from typing import Any

from raqnet.access import COLLEAGUES, Role
from raqnet.research import catalogue, spans
from raqnet.research.catalogue import Entry
from raqnet.research.figure import Column, Figure, Kind, Row
from raqnet.research.scope import Scope
from raqnet.research.spans import Question

AUTUMN = Scope(date(2021, 9, 1), date(2021, 12, 31))
EVERYONE = COLLEAGUES | {Role.HOST}


def made(name: str = "essai", scope: Scope = AUTUMN, **values: Any) -> Figure:
    """A figure of two rows, unless said otherwise."""
    count = Column("count", "Interventions")
    before = Column("previous", "Période précédente", then=True)
    given: dict[str, Any] = {
        "title": f"Essai {name}", "unit": "interventions", "heading": "Thème", "scope": scope,
        "columns": (count, before),
        "rows": (Row("1", "Covid", (12, 9)), Row("unknown", "Non renseigné", (3, 3), known=False)),
        "totals": (15, 12), "sentence": "15 interventions.", "source": "Journal", **values,
    }  # fmt: skip
    return Figure(name, **given)


def kinds() -> Figure:
    """Columns of each kind, one cell with nothing to tell."""
    columns = (
        Column("share", "Part", Kind.PERCENT), Column("mean", "Moyenne", Kind.MEAN),
        Column("minutes", "Durée", Kind.MINUTES),
    )  # fmt: skip
    rows = (Row("1", "Projet", (87.5, 3.25, 125)), Row("2", "Hébergeur", (12.5, None, 1234)))
    return made("genres", columns=columns, rows=rows, totals=(100.0, 3.25, 1359))


def groups() -> Figure:
    """Two levels, rows that count twice, a note, a link."""
    rows = (
        Row("a1", "Porte-à-porte", (4, 0), group="Initiative", url="/calendrier/liste"),
        Row("a2", "Stand", (3, 1), group="Initiative"),
        Row("b1", "Vaccibus", (9, 2), group="Renfort"),
    )  # fmt: skip
    return made("groupes", rows=rows, totals=(14, 3), notes=("16 − 2 = 14 : deux missions.",))


def cross() -> Figure:
    """Two dimensions."""
    columns = tuple(Column(f"c{n}", f"Commune {n}") for n in range(9))
    rows = tuple(Row(str(n), f"Thème {n}", tuple(range(n, n + 9))) for n in range(6))
    return made("croise", columns=columns, rows=rows, totals=tuple(range(15, 69, 6)))


def by_time() -> Figure:
    """Stretches of time."""
    rows = tuple(Row(f"2021-{n:02d}", f"mois {n}", (n, n + 1)) for n in range(9, 13))
    return made("temps", rows=rows, totals=(42, 46), by_time=True)


def long() -> Figure:
    """Forty rows with names that need several lines, and none of them kind."""
    name = 'Un très long nom=HYPERLINK("http://x")\nsur $deux$ lignes, et encore un peu plus loin'
    rows = tuple(Row(str(n), f"{name} {n}", (40 - n, n)) for n in range(40))
    return made("long", title="=HYPERLINK(\"http://x\")\nUn titre $x^2$", rows=rows,
                totals=(820, 780))  # fmt: skip


SHAPES = {each().name: each for each in (made, kinds, groups, cross, by_time, long)}


def enter(monkeypatch: Any, figure: Figure, **values: Any) -> Entry:
    """A figure that the catalogue gives, whatever is asked."""
    given = {"filters": catalogue.PLACES, "roles": EVERYONE, **values}
    entry = Entry(figure.name, figure.title, "actions", lambda _e, _q: figure, **given)
    monkeypatch.setitem(catalogue.FIGURES, figure.name, entry)
    return entry


def of_people(monkeypatch: Any, months: dict[str, dict[str, int]], **others: Any) -> Entry:
    """A figure about people: rows by month; `house` holds those of one organisation.

    `months` and `house` are {"2021-09": {"Covid": 3}}.
    """
    house = others.pop("house", {})
    names = sorted({name for each in months.values() for name in each})

    def count(entry: Entry, question: Question) -> Figure:
        counted = house if question.scope.organisation else months
        stretches = [
            [counted.get(f"{month.first:%Y-%m}", {}) for month in each.months()]
            for each in question.stretches
        ]
        rows = tuple(
            Row(name, name, tuple(sum(m.get(name, 0) for m in each) for each in stretches))
            for name in names
        )
        return made(
            entry.name, question.scope, title="Gens", rows=rows, about_people=True,
            columns=spans.columns(question, "Interventions"),
            totals=spans.totals(question, rows), notes=("Dont 3 chez Paul.", "Sans nombre."),
        )  # fmt: skip

    given = {"filters": catalogue.PLACES, "roles": EVERYONE, "about_people": True, **others}
    entry = Entry("gens", "Gens", "interventions", count, **given)
    monkeypatch.setitem(catalogue.FIGURES, "gens", entry)
    return entry
