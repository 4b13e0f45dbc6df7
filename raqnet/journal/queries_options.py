"""What the journal's quick forms offer to choose from, in one query: they open in the street."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark, Relay
from raqnet.lists.models import ListValue
from raqnet.lists.queries import LAST
from raqnet.people.models import Language, Neighbourhood, Organisation

RECENT = timedelta(days=180)  # what counts as one's habit
USUAL_SERVICES = 6


class Option(NamedTuple):
    """A thing to choose: its place in its list, and how often this person has chosen it lately."""

    id: int
    name: str
    last: int = 0
    position: int = 0
    used: int = 0


class Kept(NamedTuple):
    """What stays on offer though it has left its list: what the row has, and what was sent."""

    values: Collection[int] = ()
    sent: Collection[int] = ()
    languages: Collection[int] = ()
    actor: int | None = None
    organisation: int | None = None


NOTHING = Kept()
Options = dict[str, list[Option]]


def options(user: Principal, lists: Sequence[str], kept: Kept = NOTHING) -> Options:
    """All that a form of this person offers: its lists, places, languages, usual services."""
    arms = (
        _values(user, lists, kept),
        _arm("neighbourhood", Neighbourhood.id, Neighbourhood.name),
        _languages(kept),
        _actors(user, kept),
        _organisations(user, kept),
    )
    kinds = (*lists, "neighbourhood", "language", "actor", "organisation")
    found: Options = {kind: [] for kind in kinds}
    for kind, *row in db.session.execute(union_all(*arms)):
        found[kind].append(Option(*row))
    for rows in found.values():
        rows.sort(key=lambda row: (row.last, row.position, row.name))
    return found


def ranked(rows: Sequence[Option]) -> list[Option]:
    """The most used first; what ends a list still ends it."""
    return sorted(rows, key=lambda row: (row.last, -row.used, row.position, row.name))


def _arm(kind: Any, id_: Any, name: Any, last: Any = 0, position: Any = 0, used: Any = 0) -> Any:
    numbers = (literal(each) if isinstance(each, int) else each for each in (last, position, used))
    return select(literal(kind) if isinstance(kind, str) else kind, id_, name, *numbers)


def _values(user: Principal, lists: Sequence[str], kept: Kept) -> Select[Any]:
    """The values in use; of a form that was sent, also what was retired while it was open."""
    used = (
        select(InterventionMark.value_id, func.sum(InterventionMark.count).label("times"))
        .join(Intervention, Intervention.id == InterventionMark.intervention_id)
        .where(
            Intervention.worker_id == user.worker_id,
            Intervention.happened_on >= clock.today() - RECENT,
        )
        .group_by(InterventionMark.value_id)
        .subquery()
    )
    stands_for = func.coalesce(ListValue.merged_into_id, ListValue.id)
    sent = select(stands_for).where(ListValue.id.in_(kept.sent)).correlate(None)
    wanted = or_(
        ListValue.retired_at.is_(None), ListValue.id.in_(kept.values), ListValue.id.in_(sent)
    )
    times = func.coalesce(used.c.times, 0)
    arm = _arm(ListValue.list_name, ListValue.id, ListValue.name, LAST, ListValue.position, times)
    arm = arm.outerjoin(used, used.c.value_id == ListValue.id)
    values: Select[Any] = arm.where(ListValue.list_name.in_(lists), wanted)
    return values


def _languages(kept: Kept) -> Select[Any]:
    wanted = or_(Language.retired_at.is_(None), Language.id.in_(kept.languages))
    arm = _arm("language", Language.id, Language.name, 0, Language.position)
    languages: Select[Any] = arm.where(wanted)
    return languages


def _actors(user: Principal, kept: Kept) -> Select[Any]:
    """The actors to whom one sends people most, and the one that was chosen."""
    sent_to, head = aliased(Actor), aliased(Actor)
    times = func.count(Relay.id)
    usual = (
        select(sent_to.family_id.label("id"), times.label("times"))
        .join(Relay, Relay.actor_id == sent_to.id)
        .where(Relay.worker_id == user.worker_id, Relay.opened_on >= clock.today() - RECENT)
        .group_by(sent_to.family_id)
        .order_by(times.desc(), sent_to.family_id)
        .limit(USUAL_SERVICES)
        .subquery()
    )
    arm = _arm("actor", head.id, head.name, 0, 0, func.coalesce(usual.c.times, 0))
    arm = arm.select_from(head).outerjoin(usual, usual.c.id == head.id)
    known = and_(usual.c.id.is_not(None), head.removed_at.is_(None))
    actors: Select[Any] = arm.where(or_(known, head.id == kept.actor))
    return actors


def _organisations(user: Principal, kept: Kept) -> Select[Any]:
    """The hosts to whom one has sent people, and the one that was chosen."""
    times = (
        select(func.count(Relay.id))
        .where(Relay.worker_id == user.worker_id, Relay.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )
    arm = _arm("organisation", Organisation.id, Organisation.name, 0, 0, times)
    chosen: Select[Any] = arm.where(or_(times > 0, Organisation.id == kept.organisation))
    return chosen
