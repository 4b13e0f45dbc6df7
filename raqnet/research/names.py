"""What the ids that figures count by are called, read once for all figures of a page.

A list's value that was merged counts with what it was merged into; a retired one keeps its row.
What nobody said (no value, or the value "Non renseigné") is one row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import and_, case, literal, literal_column, select, union_all

from raqnet.calendar.models import Activity, Mission
from raqnet.db import db
from raqnet.i18n import day_short
from raqnet.lists.catalogue import OTHER, UNKNOWN
from raqnet.lists.models import ListChange, ListValue, Special
from raqnet.people.models import Commune, Language, ListedValue, Neighbourhood, Zone
from raqnet.research.figure import Change
from raqnet.research.spans import Question
from raqnet.text import fold

_PLAIN = (Activity, Commune, Language, Mission, Neighbourhood, Zone)
_SPECIAL = {fold(OTHER): Special.OTHER, fold(UNKNOWN): Special.UNKNOWN}


class Renaming(NamedTuple):
    """Another name was given to the same thing."""

    before: str
    after: str
    at: datetime


@dataclass(frozen=True)
class Named:
    """A value as figures name it, and the id that it counts under."""

    name: str
    counts_as: int
    special: Special = Special.NONE
    retired: bool = False
    list_name: str = ""
    place: int = 0  # in its own order
    earlier: tuple[Renaming, ...] = ()


Names = Mapping[int, Named]


def of(question: Question, model: Any) -> Names:
    """The names of a whole table."""
    if model is ListValue:
        return question.once("list values", _values)
    return question.once("names", _plain)[model]


def of_list(question: Question, list_name: str) -> dict[int, Named]:
    """The values of one list, the retired and the merged ones too."""
    every = of(question, ListValue)
    return {id_: named for id_, named in every.items() if named.list_name == list_name}


def listed(id_: int, name: str, retired_at: Any = None, place: int = 0) -> Named:
    """An entry of a table that knows no special value: the last two are told by their names."""
    special = _SPECIAL.get(fold(name), Special.NONE)
    return Named(name, id_, special, retired_at is not None, "", place)


def _plain() -> dict[Any, dict[int, Named]]:
    """Every table but the lists of values, in one query."""
    rows = db.session.execute(union_all(*map(_table, _PLAIN)))
    found: dict[Any, dict[int, Named]] = {model: {} for model in _PLAIN}
    by_name = {model.__tablename__: model for model in _PLAIN}
    for table, id_, name, retired, place in rows:
        model = by_name[table]
        words = _("Zone %(code)s", code=name) if model is Zone else name
        found[model][id_] = listed(id_, words, retired or None, place)
    return found


def _table(model: Any) -> Any:
    is_listed = issubclass(model, ListedValue)
    retired = case((model.retired_at.is_not(None), 1), else_=0) if is_listed else literal(0)
    place = model.position if is_listed else literal(0)
    name = model.code if model is Zone else model.name
    return select(literal_column(f"'{model.__tablename__}'"), model.id, name, retired, place)


def _values() -> dict[int, Named]:
    """A value of a list stands once per name that it had before."""
    earlier = and_(ListChange.value_id == ListValue.id, ListChange.verb == "rename")
    query = (
        select(
            ListValue.id, ListValue.name, ListValue.merged_into_id, ListValue.special,
            ListValue.retired_at, ListValue.list_name, ListValue.position, ListChange.before,
            ListChange.after, ListChange.at,
        )
        .outerjoin(ListChange, earlier)
        .order_by(ListValue.id, ListChange.at, ListChange.id)
    )  # fmt: skip
    found: dict[int, Named] = {}
    for id_, name, into, special, gone, list_name, place, *renaming in db.session.execute(query):
        before = found[id_].earlier if id_ in found else ()
        found[id_] = Named(
            name, into or id_, Special(special), gone is not None, list_name, place,
            (*before, Renaming(*renaming)) if renaming[0] else before,
        )  # fmt: skip
    return found


def told(known: Names, counted: Iterable[Any]) -> tuple[str, ...]:
    """What became of the values that were counted: merged, retired, renamed."""
    return tuple(change.words for change in changes(known, counted))


def changes(known: Names, counted: Iterable[Any]) -> tuple[Change, ...]:
    """The same, each with the row that it speaks of."""
    found = [known[id_] for id_ in counted if id_ in known]
    into = {each.counts_as: known[each.counts_as] for each in found if each.counts_as in known}
    merged = [
        Change(_("« %(old)s » compte avec « %(new)s », avec qui la liste l'a réuni.",
                 old=each.name, new=into[each.counts_as].name), str(each.counts_as))
        for each in found if into.get(each.counts_as) not in (None, each)
    ]  # fmt: skip
    retired = [
        Change(_("« %(name)s » n'est plus proposé, et garde sa ligne.", name=each.name), str(id_))
        for id_, each in into.items() if each.retired
    ]  # fmt: skip
    renamed = [
        Change(_("« %(after)s » s'appelait « %(before)s » jusqu'au %(day)s.",
                 after=name.after, before=name.before, day=day_short(name.at)), str(id_))
        for id_, each in into.items() for name in each.earlier
    ]  # fmt: skip
    return (*sorted(merged), *sorted(retired), *renamed)
