"""A kind of table for tests: names and numbers, written into a list in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask

from raqnet.access import Principal
from raqnet.tables import cells, kinds
from raqnet.tables.kinds import Decision, Field, Kind, Known, Line, Options, Row, State

THERE: dict[str, str] = {}


def read(_user: Principal, rows: Sequence[Row], options: Options) -> list[Line]:
    """Lines: a name that is there with the same number is the same, with another a duplicate."""
    return [_read(row, options) for row in rows]


def _read(row: Row, options: Options) -> Line:
    line = row.line()
    name, number = row.cells.get("name", ""), row.cells.get("number", "")
    if not name:
        line.fault("name", "manque")
    try:
        line.values = {"name": name, "number": cells.whole(number or "0", 0, 100)}
    except cells.Unclear as error:
        if options["odd"] == "zero":
            line.values = {"name": name, "number": 0}
            line.remarks.append("pris pour zéro")
        else:
            line.fault("number", str(error))
    if line.state == State.NEW and name in THERE:
        same = THERE[name] == str(line.values["number"])
        line.state = State.SAME if same else State.DUPLICATE
        line.known = Known(name, "/", (("Nombre", THERE[name], number),), row=name)
    if "Mme" in row.cells.get("note", ""):
        line.doubts = {"Est-ce le nom d'une personne ?": ["Mme X"]}
    return line


def take(_user: Principal, lines: Sequence[Line]) -> None:
    """Write the lines."""
    for line in lines:
        name = line.values["name"]
        THERE[f"{name} bis" if line.decision == Decision.BOTH else name] = str(
            line.values["number"]
        )


KIND = Kind(
    "essai", "Essai", "Pour voir.", "tables.own",
    (
        Field("name", "Nom", ("intitulé",), required=True),
        Field("number", "Nombre", ("quantité", "nb")),
        Field("theme", "Thème", several=True),
        Field("note", "Note", ("remarque",)),
    ),
    read, take, "tables.mine",
    decisions=((Decision.MINE, "la mienne"), (Decision.THEIRS, "la leur"), (Decision.BOTH, "deux")),
    options=(kinds.Option("odd", "Nombre illisible", (("leave", "laisser"), ("zero", "zéro"))),),
    shows=("name", "number"),
    never=lambda heading: "secret" in heading.lower(),
)  # fmt: skip


@contextmanager
def registered(app: Flask) -> Iterator[dict[str, str]]:
    """The kind within this block; what it has written."""
    THERE.clear()
    kinds.add_kind(app, KIND)
    yield THERE
    del app.extensions["table_kinds"][KIND.name]
