"""The filters above the list: what can be chosen, what is chosen, the way to take each away."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, String, case, cast, literal, select, union_all

from raqnet import clock
from raqnet.actors.filters import CAPACITY_PARAMS, PARAMS, Filters
from raqnet.actors.words import CAPACITIES
from raqnet.cache import Kept
from raqnet.db import db
from raqnet.lists.models import ListValue, Special
from raqnet.people.models import Commune, Language, Zone

LABELS: dict[str, Any] = {
    "type": _l("Type"),
    "commune": _l("Commune"),
    "zone": _l("Zone"),
    "capacity": _l("Capacité"),
    "language": _l("Langue"),
}
LASTS = timedelta(minutes=1)
_STORE_ENTRIES = 5000


class Choice(NamedTuple):
    """A select of the panel: [value, words, chosen]."""

    param: str
    label: str
    options: list[tuple[str, str, bool]]


class Chip(NamedTuple):
    """A filter that is set, and the address's arguments without it."""

    words: str
    params: dict[str, str]


class Panel(NamedTuple):
    """All that the filters' template draws."""

    choices: list[Choice]
    chips: list[Chip]


Known = dict[str, dict[str, str]]  # by field: words by value, in order


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["actor_filters"] = Kept[Known](_STORE_ENTRIES)


def of(filters: Filters) -> Panel:
    """The panel for these filters."""
    known = _known() | {
        "capacity": {CAPACITY_PARAMS[code]: str(words) for code, words in CAPACITIES.items()}
    }
    params = filters.params()
    choices = [
        Choice(PARAMS[field], str(label), [
            (value, words, value == params.get(PARAMS[field]))
            for value, words in known[field].items()
        ])
        for field, label in LABELS.items()
    ]  # fmt: skip
    chips = [
        Chip(_words(field, params[PARAMS[field]], known), filters.without(field).params())
        for field in filters.set()
    ]
    return Panel(choices, chips)


def _words(field: str, value: str, known: Known) -> str:
    """A set filter in words; one whose row is gone says so."""
    if field == "words":
        return f"« {value} »"
    if field == "unverified":
        return _("À vérifier")
    words = known[field].get(value) or f"{LABELS[field]} : {_('(retiré)')}"
    return _("Zone %(code)s", code=words) if field == "zone" else words


def _known() -> Known:
    """What can be chosen, at most a minute old: a search as one types asks for the rows alone."""
    store: Kept[Known] = current_app.extensions["actor_filters"]
    known = store.get("known")
    if known is None:
        known = _read()
        store.put("known", known, clock.now() + LASTS)
    return known


def _read() -> Known:
    found: Known = defaultdict(dict)
    for field, value, words, *_rank in db.session.execute(_OPTIONS):
        found[field][str(value)] = words
    return {field: found[field] for field in LABELS}


def _listed(field: str, row: Any, name: Any, rank: Any) -> Any:
    return select(
        literal(field, String).label("field"), row.id.label("id"), name.label("name"),
        cast(rank, Integer).label("rank"),
    )  # fmt: skip


# "Autre" and "Non renseigné" end the list.
_RANK = ListValue.position + case((ListValue.special == Special.NONE, 0), else_=10_000)
_TYPES = _listed("type", ListValue, ListValue.name, _RANK).where(
    ListValue.list_name == "actor_type", ListValue.retired_at.is_(None)
)
_LANGUAGES = _listed("language", Language, Language.name, Language.position).where(
    Language.retired_at.is_(None)
)
_OPTIONS = union_all(
    _TYPES,
    _LANGUAGES,
    _listed("commune", Commune, Commune.name, literal(0)),
    _listed("zone", Zone, Zone.code, literal(0)),
).order_by("field", "rank", "name")
