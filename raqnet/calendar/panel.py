"""The filter panel: what can be chosen, what is chosen, and the way to take each choice away."""

from collections import defaultdict
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CompoundSelect, Integer, String, func, literal, null, select, union_all

from raqnet.accounts.models import User
from raqnet.calendar.filters import PARAMS, Filters
from raqnet.calendar.models import Activity, Mission
from raqnet.calendar.words import KINDS, STATUSES
from raqnet.db import db
from raqnet.people.models import Commune, Language, Neighbourhood, Organisation, Worker, Zone

Options = dict[str, list[tuple[str, str]]]

# In the order in which people narrow down: where, what, who.
LABELS: dict[str, Any] = {
    "commune": _l("Commune"),
    "neighbourhood": _l("Quartier"),
    "zone": _l("Zone"),
    "kind": _l("Genre"),
    "mission": _l("Mission"),
    "activity": _l("Activité"),
    "status": _l("État"),
    "worker": _l("RAQ"),
    "organisation": _l("Hébergeur"),
    "language": _l("Langue"),
}


class Choice(NamedTuple):
    """A select of the panel."""

    param: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


class Chip(NamedTuple):
    """A filter that is set, and the URL's arguments without it."""

    words: str
    params: dict[str, str]


class Panel(NamedTuple):
    """All that the filters' template draws."""

    choices: list[Choice]
    chips: list[Chip]


def of(filters: Filters) -> Panel:
    """The panel for these filters."""
    found = options()
    return Panel(choices(filters, found), chips(filters, found))


def options() -> Options:
    """What each filter may be set to, as (value, words); one query for all of them."""
    found: Options = defaultdict(list)
    for field, value, words in db.session.execute(_OPTIONS):
        found[field].append((str(value), words))
    found["zone"] = [(value, _("Zone %(code)s", code=code)) for value, code in found["zone"]]
    found["kind"] = [(kind.value, str(words)) for kind, words in KINDS.items()]
    found["status"] = [(status.value, str(words)) for status, words in STATUSES.items()]
    return found


def choices(filters: Filters, found: Options) -> list[Choice]:
    """The panel's selects."""
    return [
        Choice(PARAMS[field], str(label), found[field], str(getattr(filters, field) or ""))
        for field, label in LABELS.items()
    ]


def chips(filters: Filters, found: Options) -> list[Chip]:
    """The filters that are set, in words; one whose row is gone says so."""
    return [
        Chip(_words(field, str(value), found), filters.without(field).params())
        for field, value in filters.set().items()
    ]


def _words(field: str, value: str, found: Options) -> str:
    if field == "words":
        return f"« {value} »"
    return dict(found[field]).get(value) or f"{LABELS[field]} : {_('(retiré)')}"


def _listed(field: str, model: Any, name: Any, rank: Any) -> Any:
    row = (
        literal(field, String).label("field"),
        model.id.label("id"),
        name.label("name"),
        rank.label("rank"),
    )
    return select(*row)


def _union() -> CompoundSelect[Any]:
    rows = [
        _listed(field, model, model.name, null().cast(Integer))
        for field, model in (
            ("commune", Commune),
            ("neighbourhood", Neighbourhood),
            ("organisation", Organisation),
        )
    ]
    rows += [
        _listed(field, model, model.name, model.position).where(model.retired_at.is_(None))
        for field, model in (("mission", Mission), ("activity", Activity), ("language", Language))
    ]
    rows.append(_listed("zone", Zone, Zone.code, null().cast(Integer)))
    rows.append(
        _listed("worker", Worker, User.name, func.length(User.name)).join(
            User, User.id == Worker.user_id
        )
    )
    every = union_all(*rows).subquery()
    return select(every.c.field, every.c.id, every.c.name).order_by(  # type: ignore[return-value]
        every.c.field, every.c.rank, func.lower(every.c.name), every.c.id
    )


_OPTIONS = _union()
