"""Figures of relays to services: where they stand, why they fail, and which services are full."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from raqnet.actors.models import Actor
from raqnet.journal.fields import STATES
from raqnet.journal.models import Relay, RelayState
from raqnet.lists.models import ListValue
from raqnet.people.models import Organisation
from raqnet.research import counting, met, names, places, wording
from raqnet.research.counting import Table
from raqnet.research.figure import Figure, Row
from raqnet.research.spans import Question
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

# In the order of a relay's way.
ORDER = (
    RelayState.PROPOSED, RelayState.REFUSED, RelayState.TAKEN, RelayState.CONFIRMED,
    RelayState.FAILED,
)  # fmt: skip


def states(entry: "Entry", question: Question) -> Figure:
    """Where the relays that were opened stand today."""
    source = partial(_asked, question)
    counted = counting.tally(question, source, _opened, Relay.state)
    rows = tuple(
        Row(str(each), str(STATES[each]), counted[each]) for each in ORDER if each in counted
    )
    count = counting.whole(question, counting.total(question, counted.values()))
    table = Table(
        _("État"), _("relais"), _("Relais"), rows, _states_sentence(question, count, rows),
        _source(), shares=True,
        notes=(_("Relais ouverts dans la période, dans l'état où ils sont aujourd'hui."),),
    )  # fmt: skip
    return counting.made(entry, question, table)


def failures(entry: "Entry", question: Question) -> Figure:
    """Why relays failed."""
    source = partial(_failed, question)
    counted = counting.tally(question, source, _closed, Relay.failure_id)
    known = names.of(question, ListValue)
    rows = counting.rows(counted, known)
    count = counting.whole(question, counting.total(question, counted.values()))
    table = Table(
        _("Raison"), _("relais échoués"), _("Relais échoués"), rows,
        _failed_sentence(count) + counting.leading(rows, count), _source(), shares=True,
        notes=(_failed_when(),), changes=names.changes(known, counting.present(question, counted)),
    )  # fmt: skip
    return counting.made(entry, question, table)


def saturation(entry: "Entry", question: Question) -> Figure:
    """To which services relays failed, by their types; a merged sheet counts with the kept one."""
    kept = aliased(Actor)
    keys = (kept.id, kept.name, kept.type_id, Organisation.id, Organisation.name)
    counted = counting.tally(question, partial(_services, question, kept), _closed, *keys)
    known = names.of(question, ListValue)
    rows = [_service(key, values, known) for key, values in counted.items()]
    rows.sort(
        key=lambda row: (not row.known, [-(each or 0) for each in row.values], fold(row.name))
    )
    count = counting.whole(question, counting.total(question, counted.values()))
    table = Table(
        _("Service"), _("relais échoués"), _("Relais échoués"), tuple(rows),
        _failed_sentence(count) + counting.leading(rows, count), _source(), notes=(_failed_when(),),
    )  # fmt: skip
    return counting.made(entry, question, table)


def _service(key: Any, values: counting.Numbers, known: names.Names) -> Row:
    actor_id, actor, type_id, host_id, host = key
    if actor_id:
        type_ = known.get(known[type_id].counts_as) if type_id in known else None
        group = type_.name if type_ else _("Type non renseigné")
        return Row(f"a{actor_id}", actor, values, url=f"/acteurs/{actor_id}", group=group)
    if host_id:
        return Row(f"h{host_id}", host, values, group=_("Hébergeur"))
    return Row(counting.UNKNOWN_KEY, _("Non renseigné"), values, known=False)


# What is counted ---------------------------------------------------------------------------------


def _opened(first: date, last: date) -> ColumnElement[bool]:
    return Relay.opened_on.between(first, last)


def _closed(first: date, last: date) -> ColumnElement[bool]:
    return Relay.state_on.between(first, last)


def _asked(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """Relays follow a host by the assignments of the worker on the day they were opened."""
    query = select().select_from(Relay).where(days)
    return met.of_houses(question, query, Relay.worker_id, Relay.opened_on)


def _failed(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    return _asked(question, days).where(Relay.state == RelayState.FAILED)


def _services(question: Question, kept: Any, days: ColumnElement[bool]) -> Select[Any]:
    """Those that failed with the sheet of their service, whose places may be asked for."""
    return (
        _failed(question, days)
        .outerjoin(Actor, Actor.id == Relay.actor_id)
        .outerjoin(kept, kept.id == func.coalesce(Actor.family_id, Actor.id))
        .outerjoin(Organisation, Organisation.id == Relay.organisation_id)
        .where(*places.of_actor(question.scope, kept))
    )


# What is said ------------------------------------------------------------------------------------


def _states_sentence(question: Question, count: int, rows: tuple[Row, ...]) -> str:
    if not count:
        return _("Aucun relais ouvert dans cette période.")
    by_key = {row.key: counting.whole(question, row.values) for row in rows}
    return _("%(opened)s : %(confirmed)s, %(failed)s.",
        opened=ngettext("%(count)s relais ouvert", "%(count)s relais ouverts", count,
                        count=wording.number(count)),
        confirmed=ngettext("%(num)s confirmé", "%(num)s confirmés",
                           by_key.get(RelayState.CONFIRMED, 0)),
        failed=ngettext("%(num)s échoué", "%(num)s échoués", by_key.get(RelayState.FAILED, 0)),
    )  # fmt: skip


def _failed_sentence(count: int) -> str:
    if not count:
        return _("Aucun relais échoué dans cette période.")
    return ngettext(
        "%(count)s relais échoué.", "%(count)s relais échoués.", count, count=wording.number(count)
    )


def _failed_when() -> str:
    return _("Un relais échoué compte au jour où il a échoué.")


def _source() -> str:
    return _("Journal : relais vers des services")
