"""The rules of reports: chosen figures, words between them, in the order that the team wants.

A report that is taken away can be put back for a month. Services change the session; the caller
commits once.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.people.services import refuse_backwards
from raqnet.research import queries_reports as queries
from raqnet.research import removed
from raqnet.research.models import Report, ReportPart

KEPT = timedelta(days=30)


def create(author_id: int, title: str, starts_on: date, ends_on: date, filters: str) -> Report:
    """Begin a report. Errors: Refused where its end comes before its start."""
    report = change(Report(author_id=author_id), title, starts_on, ends_on, filters)
    db.session.add(report)
    db.session.flush()
    return report


def change(report: Report, title: str, starts_on: date, ends_on: date, filters: str) -> Report:
    """Change what a report is about; its figures are counted anew. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    report.title, report.filters = title, filters
    report.starts_on, report.ends_on = starts_on, ends_on
    return report


def remove(report: Report) -> None:
    """Take a report away; those that were taken away long ago are gone for good."""
    now = clock.now()
    report.removed_at = now
    db.session.execute(delete(Report).where(Report.removed_at < now - KEPT))


def put_back(report: Report) -> None:
    """Put back a report that was taken away."""
    report.removed_at = None


# Parts -------------------------------------------------------------------------------------------


def add(
    report: Report, figures: Iterable[str] = (), text: str = "", crossed: str = ""
) -> list[ReportPart]:
    """Add figures, or words, at the end."""
    last = select(func.max(ReportPart.position)).where(ReportPart.report_id == report.id)
    position = (db.session.scalar(last) or 0) + 1
    chosen = list(figures) or [""]
    parts = [
        ReportPart(
            report_id=report.id, figure=name, crossed=crossed, text=text, position=position + n
        )
        for n, name in enumerate(chosen)
    ]
    db.session.add_all(parts)
    db.session.flush()
    return parts


def write(part: ReportPart, text: str, crossed: str = "") -> ReportPart:
    """Change the words of a part, and the fields of its cross-table."""
    part.text, part.crossed = text, crossed
    return part


def move(part: ReportPart, step: int) -> None:
    """Move a part up (-1) or down (1); whoever writes its words meanwhile is not disturbed."""
    lock = select(Report.id).where(Report.id == part.report_id).with_for_update()
    db.session.execute(lock)
    mine = select(ReportPart.id).where(ReportPart.report_id == part.report_id)
    ids = list(db.session.scalars(mine.order_by(ReportPart.position, ReportPart.id)))
    place = ids.index(part.id)
    ids.insert(max(0, place + step), ids.pop(place))
    for position, part_id in enumerate(ids, 1):
        numbered = update(ReportPart).where(ReportPart.id == part_id)
        db.session.execute(numbered.values(position=position))


def drop(user: Principal, part: ReportPart) -> None:
    """Take a part out; whoever did may put it back."""
    kept: dict[str, object] = {
        "report_id": part.report_id, "figure": part.figure, "text": part.text,
        "crossed": part.crossed, "position": part.position,
    }  # fmt: skip
    removed.keep(user, removed.PART, kept)
    db.session.delete(part)


def put_part_back(user: Principal) -> Report | None:
    """Put back the part that one took out last; its report, or None where nothing can be."""
    kept = removed.take(user, removed.PART)
    report = queries.find(user, int(kept["report_id"])) if kept else None
    if kept is None or report is None:
        return None
    part = ReportPart(report_id=report.id, figure=kept["figure"], text=kept["text"])
    part.position, part.crossed = int(kept["position"]), kept.get("crossed", "")
    db.session.add(part)
    db.session.flush()
    return report
