"""What the coordination loads of files: those that wait, their signals and history."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.signals.models import Dossier, DossierState, DossierStep, Signal

PAGE = 20
# What needs an act stands above.
_ORDER = (DossierState.SENT, DossierState.OPEN, DossierState.ANSWERED, DossierState.CLOSED)


@dataclass(frozen=True)
class Listed:
    """A file in the list, and how many signals it holds."""

    dossier: Dossier
    signals: int


def waiting(user: Principal) -> list[Listed]:
    """Those that are open or sent: the answer that is due first above."""
    query = select(Dossier).where(Dossier.state.in_(_ORDER[:2]))
    order = (Dossier.state.desc(), Dossier.expected_on.is_(None), Dossier.expected_on, Dossier.id)
    return _listed(user, db.session.scalars(query.order_by(*order)).all())


def over(user: Principal, after: int | None) -> tuple[list[Listed], int | None]:
    """Those that are answered or closed, the newest first, and where the next page begins."""
    query = select(Dossier).where(Dossier.state.in_(_ORDER[2:])).order_by(Dossier.id.desc())
    if after:
        query = query.where(Dossier.id < after)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    following = rows[PAGE - 1].id if len(rows) > PAGE else None
    return _listed(user, rows[:PAGE]), following


def _listed(user: Principal, rows: Sequence[Dossier]) -> list[Listed]:
    if not user.can("signals.carry"):
        return []
    query = (
        select(Signal.dossier_id, func.count(Signal.id))
        .where(Signal.dossier_id.in_([each.id for each in rows]), Signal.withdrawn_at.is_(None))
        .group_by(Signal.dossier_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    return [Listed(each, counts.get(each.id, 0)) for each in rows]


def find(user: Principal, dossier_id: int, lock: bool = False) -> Dossier | None:
    """A file with its history; locked, its state stands until the request is over."""
    if not user.can("signals.carry"):
        return None
    steps = selectinload(Dossier.steps).joinedload(DossierStep.author)
    query = select(Dossier).where(Dossier.id == dossier_id).options(steps)
    return db.session.scalar(query.with_for_update(of=Dossier) if lock else query)


def signals_of(dossier: Dossier, lock: bool = False) -> list[Signal]:
    """What it carries, the oldest first; locked, nobody changes them meanwhile."""
    query = (
        select(Signal)
        .where(Signal.dossier_id == dossier.id, Signal.withdrawn_at.is_(None))
        .options(joinedload(Signal.actor), joinedload(Signal.dossier))
        .order_by(Signal.id)
    )
    return list(db.session.scalars(query.with_for_update(of=Signal) if lock else query))
