"""What hosts propose: for those who answer (a RAQ, for the sites of their zones), and its author.

A site lies in the zones that are covered from it: where nobody is lodged, the coordination answers.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal, Role
from raqnet.calendar import clashes
from raqnet.db import db
from raqnet.people.models import Assignment, Neighbourhood, Site
from raqnet.people.queries import in_force
from raqnet.planning.models import HostProposal, ProposalState

MOST_SHOWN = 8
SHEET = (
    joinedload(HostProposal.organisation),
    joinedload(HostProposal.site).joinedload(Site.commune),
    joinedload(HostProposal.author),
    joinedload(HostProposal.decided_by),
    joinedload(HostProposal.action),
)


def open_for(user: Principal) -> list[HostProposal]:
    """What waits for this person's answer, the soonest first."""
    waits = HostProposal.state == ProposalState.OPEN
    rows = select(HostProposal).where(waits, _answered_by(user)).options(*SHEET)
    return list(db.session.scalars(rows.order_by(HostProposal.starts_at, HostProposal.id)))


def count_open(user: Principal) -> int:
    """How many."""
    if not user.can("proposals.answer"):
        return 0
    waits = HostProposal.state == ProposalState.OPEN
    query = select(func.count(HostProposal.id)).where(waits, _answered_by(user))
    return db.session.scalar(query) or 0


def answered(user: Principal) -> list[HostProposal]:
    """The last ones that have an answer."""
    done = HostProposal.decided_at.is_not(None)
    rows = select(HostProposal).where(done, _answered_by(user)).options(*SHEET)
    return list(db.session.scalars(rows.order_by(HostProposal.decided_at.desc()).limit(MOST_SHOWN)))


def of_host(user: Principal) -> list[HostProposal]:
    """What one's organisation has proposed, the latest first."""
    rows = select(HostProposal).where(_mine(user)).options(*SHEET)
    return list(db.session.scalars(rows.order_by(HostProposal.id.desc()).limit(MOST_SHOWN)))


def find(user: Principal, proposal_id: int, lock: bool = False) -> HostProposal | None:
    """One that this person answers, or whose organisation made it."""
    allowed = _mine(user) if user.role == Role.HOST else _answered_by(user)
    rows = select(HostProposal).where(HostProposal.id == proposal_id, allowed).options(*SHEET)
    if lock:
        rows = rows.with_for_update(of=HostProposal).execution_options(populate_existing=True)
    return db.session.scalar(rows)


def own_sites(user: Principal) -> list[Site]:
    """Where a host may propose something."""
    mine = select(Site).where(Site.organisation_id == user.organisation_id)
    return list(db.session.scalars(mine.order_by(Site.name)))


def _mine(user: Principal) -> ColumnElement[bool]:
    if user.organisation_id is None or not user.can("proposals.write"):
        return false()
    return HostProposal.organisation_id == user.organisation_id


def _answered_by(user: Principal) -> ColumnElement[bool]:
    if not user.can("proposals.answer"):
        return false()
    if user.role == Role.COORDINATION:
        return true()
    return HostProposal.site_id.in_(_sites_of_zones(user.worker_id))


def _sites_of_zones(worker_id: int | None) -> Select[Any]:
    """The sites from which the zones of a worker are covered today."""
    today = in_force(clock.today())
    zones = (
        select(Neighbourhood.zone_id)
        .join(Assignment, Assignment.neighbourhood_id == Neighbourhood.id)
        .where(Assignment.worker_id == worker_id, today)
    )
    return (
        select(Assignment.site_id)
        .join(Neighbourhood, Neighbourhood.id == Assignment.neighbourhood_id)
        .where(Neighbourhood.zone_id.in_(zones), today)
    )


def clashes_of(user: Principal, row: HostProposal) -> list[clashes.Clash]:
    """What stands in the way of accepting it as it is; a RAQ who accepts is there."""
    if row.state != ProposalState.OPEN:
        return []
    me = {user.worker_id: user.name} if user.worker_id else {}
    hours = [(row.starts_at, row.ends_at)]
    site = row.site
    return clashes.find(
        clashes.Planned(hours, me, site.name, site.id, site.commune_id, all_day=row.all_day)
    )
