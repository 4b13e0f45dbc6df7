"""Which column means what: guessed from the headings, then said by whoever brought the table."""

from collections.abc import Iterable, Sequence

from raqnet.tables.kinds import Field, Kind
from raqnet.text import fold


def guess(kind: Kind, columns: Sequence[str]) -> list[str]:
    """The field that each column seems to hold, "" where none: whole headings before parts."""
    names = [fold(column) for column in columns]
    found = [""] * len(columns)
    for fits in (_is, _says):
        for field in kind.fields:
            for n, name in enumerate(names):
                free = not found[n] and (field.several or field.name not in found)
                if free and not kind.never(columns[n]) and fits(name, field):
                    found[n] = field.name
    return found


def _known(field: Field) -> Iterable[str]:
    return (fold(each) for each in (str(field.title), field.name, *field.synonyms))


def _is(heading: str, field: Field) -> bool:
    bare = heading.rstrip("0123456789 ") if field.several else heading
    return bare in _known(field)


def _says(heading: str, field: Field) -> bool:
    return any(f" {each} " in f" {heading} " for each in _known(field) if len(each) > 3)


def recognises(fields: Iterable[Field], heading: str) -> bool:
    """May a column of this heading be guessed to hold one of the fields?"""
    name = fold(heading)
    return any(fits(name, field) for field in fields for fits in (_is, _says))


def is_known(kind: Kind, heading: str) -> bool:
    """Is this, word for word, a heading of one of the fields?"""
    return any(fold(heading) in _known(field) for field in kind.fields)


def missing(kind: Kind, matching: Sequence[str]) -> list[Field]:
    """The required fields that no column holds."""
    return [field for field in kind.fields if field.required and field.name not in matching]


def doubled(kind: Kind, matching: Sequence[str]) -> list[Field]:
    """The fields that more columns hold than may."""
    single = (field for field in kind.fields if not field.several)
    return [field for field in single if list(matching).count(field.name) > 1]
