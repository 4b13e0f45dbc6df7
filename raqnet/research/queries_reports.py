"""What may be loaded of reports: all of them, by those who discuss figures."""

from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.research.models import Report, ReportPart

MOST = 300


def reports(user: Principal) -> list[Report]:
    """The reports, those of the latest periods first."""
    query = _open(user).options(joinedload(Report.author)).limit(MOST)
    newest = query.order_by(Report.ends_on.desc(), Report.id.desc())
    return list(db.session.scalars(newest))


def find(user: Principal, report_id: int) -> Report | None:
    """A report with its parts."""
    whole = selectinload(Report.parts)
    return db.session.scalar(_open(user).where(Report.id == report_id).options(whole))


def find_removed(user: Principal, report_id: int) -> Report | None:
    """A report that was taken away, to put it back."""
    query = _seen(user).where(Report.id == report_id, Report.removed_at.is_not(None))
    return db.session.scalar(query)


def find_part(user: Principal, part_id: int) -> ReportPart | None:
    """A part with the report that it belongs to."""
    if not user.can("figures.discuss"):
        return None
    query = (
        select(ReportPart)
        .join(Report, Report.id == ReportPart.report_id)
        .where(ReportPart.id == part_id, Report.removed_at.is_(None))
    )
    return db.session.scalar(query.options(contains_eager(ReportPart.report)))


def _seen(user: Principal) -> Select[Any]:
    query = select(Report)
    return query if user.can("figures.discuss") else query.where(false())


def _open(user: Principal) -> Select[Any]:
    return _seen(user).where(Report.removed_at.is_(None))
