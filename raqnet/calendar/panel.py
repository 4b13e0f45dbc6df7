"""The filter panel: what can be chosen, what is chosen, and the way to take each choice away."""

from collections import defaultdict
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import CompoundSelect, Integer, String, func, literal, null, select, union_all

from raqnet.accounts.models import User
from raqnet.cache import Kept
from raqnet.calendar import version
from raqnet.calendar.filters import KEPT, PARAMS, Filters
from raqnet.calendar.models import Activity, Mission
from raqnet.calendar.words import KINDS, MODES, STATUSES
from raqnet.db import db
from raqnet.i18n import language
from raqnet.people.models import Commune, Language, Neighbourhood, Organisation, Worker, Zone

# In the order in which people narrow down: where, what, who.
LABELS: dict[str, Any] = {
    "commune": _l("Commune"),
    "neighbourhood": _l("Quartier"),
    "zone": _l("Zone"),
    "kind": _l("Genre"),
    "mission": _l("Mission"),
    "activity": _l("Activité"),
    "mode": _l("Mode"),
    "status": _l("État"),
    "worker": _l("RAQ"),
    "organisation": _l("Hébergeur"),
    "language": _l("Langue"),
}


_STORE_BYTES = 256 * 1024


class Choice(NamedTuple):
    """A select of the panel; `html` holds its options, the chosen one marked."""

    param: str
    label: str
    html: Markup


class Chip(NamedTuple):
    """A filter that is set, and the URL's arguments without it."""

    words: str
    params: dict[str, str]


class Panel(NamedTuple):
    """All that the filters' template draws."""

    choices: list[Choice]
    chips: list[Chip]


class Options(NamedTuple):
    """What a filter may be set to, in words by value, and as a select's options."""

    words: dict[str, str]
    html: str


def of(filters: Filters, stamp: version.Stamp | None = None) -> Panel:
    """The panel for these filters; `stamp` is the calendar's, where the caller knows it."""
    known = known_options(stamp or version.stamp())
    return Panel(_choices(filters, known), _chips(filters, known))


class Known(dict[str, Options]):
    """What each filter may be set to; as long as its markup."""

    def __len__(self) -> int:
        return sum(len(each.html) for each in self.values())


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["filter_options"] = Kept[Known](_STORE_BYTES)


def known_options(stamp: version.Stamp) -> Known:
    """What can be chosen: read once per version of the calendar, language and process."""
    store: Kept[Known] = current_app.extensions["filter_options"]
    known = store.get((stamp, language()))
    if known is None:
        known = options()
        store.put((stamp, language()), known)
    return known


def options() -> Known:
    """What each filter may be set to; one query for all of them."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for field, value, words in db.session.connection().execute(_OPTIONS):
        found[field][str(value)] = _("Zone %(code)s", code=words) if field == "zone" else words
    found["kind"] = {str(kind): str(words) for kind, words in KINDS.items()}
    found["mode"] = {str(mode): str(words) for mode, words in MODES.items()}
    found["status"] = {str(status): str(words) for status, words in STATUSES.items()}
    found["status"][KEPT] = _("Non annulée")
    known = {field: found[field] for field in LABELS}
    return Known({f: Options(words, _html(tuple(words.items()))) for f, words in known.items()})


@lru_cache(64)
def _html(words: tuple[tuple[str, str], ...]) -> str:
    """Made here and not in the template: a hundred options, the same on every page.

    The values are ids and our own codes; the words are people's.
    """
    return "".join(f'<option value="{value}">{escape(name)}</option>' for value, name in words)


def _choices(filters: Filters, known: Known) -> list[Choice]:
    return [
        Choice(PARAMS[field], str(label), _chosen(known[field], str(getattr(filters, field) or "")))
        for field, label in LABELS.items()
    ]


def _chosen(options: Options, value: str) -> Markup:
    html = options.html
    if value in options.words:
        html = html.replace(f'value="{value}"', f'value="{value}" selected', 1)
    return Markup(html)  # noqa: S704 - `_html` has escaped the words


def _chips(filters: Filters, known: Known) -> list[Chip]:
    return [
        Chip(_words(field, str(value), known), filters.without(field).params())
        for field, value in filters.set().items()
    ]


def _words(field: str, value: str, known: Known) -> str:
    """A set filter in words; one whose row is gone says so."""
    if field == "words":
        return f"« {value} »"
    return known[field].words.get(value) or f"{LABELS[field]} : {_('(retiré)')}"


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
