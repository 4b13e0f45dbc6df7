"""What the ids that figures count by are called, read once for all figures of a page.

A list's value that was merged counts with what it was merged into; a retired one keeps its row.
What nobody said (no value, or the value "Non renseigné") is one row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import (
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from raqnet import clock
from raqnet.calendar.models import Activity, Mission
from raqnet.db import db
from raqnet.i18n import day_short
from raqnet.lists.catalogue import OTHER, UNKNOWN
from raqnet.lists.models import ListChange, ListValue, Special
from raqnet.people import models as people
from raqnet.people.models import (
    Commune,
    Language,
    ListedValue,
    Neighbourhood,
    Organisation,
    Zone,
)
from raqnet.people.renaming import name_field
from raqnet.research.figure import Change
from raqnet.research.spans import Question
from raqnet.text import fold

_PLAIN = (Activity, Commune, Language, Mission, Neighbourhood, Organisation, Zone)
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

    def once(self, renaming: Renaming) -> "Named":
        """The same, with one more name that it had before."""
        return replace(self, earlier=(*self.earlier, renaming))


Names = Mapping[int, Named]


def of(question: Question, model: Any) -> Names:
    """The names of a whole table."""
    if model is ListValue:
        return question.once("list values", lambda: _values(question))
    return question.once("names", lambda: _plain(question))[model]


def of_list(question: Question, list_name: str) -> dict[int, Named]:
    """The values of one list, the retired and the merged ones too."""
    every = of(question, ListValue)
    return {id_: named for id_, named in every.items() if named.list_name == list_name}


def _since(question: Question) -> datetime:
    """The first instant that is counted: what was renamed before then had its name all along."""
    return clock.day_start(min(first for first, _last in question.days()))


def _plain(question: Question) -> dict[Any, dict[int, Named]]:
    """Every table but the lists of values, in one query, and what entries were called before."""
    found: dict[Any, dict[int, Named]] = {model: {} for model in _PLAIN}
    by_name = {model.__tablename__: model for model in _PLAIN}
    every = union_all(*map(_table, _PLAIN), _renamings(_since(question)))
    for table, id_, name, retired, place, after, at in sorted(db.session.execute(every), key=_at):
        model = by_name.get(table)
        if model and after is None:
            found[model][id_] = _entry(_words(model, name), id_, bool(retired), place)
        elif model and id_ in found[model]:
            older = Renaming(_words(model, name), _words(model, after), at)
            found[model][id_] = found[model][id_].once(older)
    return found


def _at(row: Any) -> tuple[bool, Any]:
    """Entries first, then their older names as they came."""
    return row.at is not None, row.at or 0


def _table(model: Any) -> Select[Any]:
    is_listed = issubclass(model, ListedValue)
    retired = case((model.retired_at.is_not(None), 1), else_=0) if is_listed else literal(0)
    place = model.position if is_listed else literal(0)
    name = getattr(model, name_field(model))
    older = cast(null(), String).label("after"), cast(null(), people.Renaming.at.type).label("at")
    return select(
        literal_column(f"'{model.__tablename__}'"), model.id, name, retired, place, *older
    )


def _renamings(since: datetime) -> Select[Any]:
    row = people.Renaming
    query: Select[Any] = select().where(row.at >= since)
    return query.add_columns(
        row.kind, row.entry_id, row.before, literal(0), literal(0), row.after, row.at
    )


def _entry(name: str, id_: int, is_retired: bool, place: int) -> Named:
    """Of a table that knows no special value: the last two are told by their names."""
    return Named(name, id_, _SPECIAL.get(fold(name), Special.NONE), is_retired, "", place)


def _words(model: Any, name: str) -> str:
    return _("Zone %(code)s", code=name) if model is Zone else name


def _values(question: Question) -> dict[int, Named]:
    """A value of a list stands once per name that it had before."""
    change = ListChange
    earlier = and_(
        change.value_id == ListValue.id, change.verb == "rename", change.at >= _since(question)
    )
    query = (
        select(
            ListValue.id, ListValue.name, ListValue.merged_into_id, ListValue.special,
            ListValue.retired_at, ListValue.list_name, ListValue.position, change.before,
            change.after, change.at,
        )
        .outerjoin(change, earlier)
        .order_by(ListValue.id, change.at, change.id)
    )  # fmt: skip
    found: dict[int, Named] = {}
    for id_, name, into, special, gone, list_name, place, *renaming in db.session.execute(query):
        named = found.get(id_) or Named(
            name, into or id_, Special(special), gone is not None, list_name, place
        )
        found[id_] = named.once(Renaming(*renaming)) if renaming[0] else named
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
