"""What may be loaded of annotations: everything, by those who discuss figures."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.research.models import Annotation

MOST = 500


def find(user: Principal, annotation_id: int) -> Annotation | None:
    """An annotation, for those who discuss figures."""
    if not user.can("figures.discuss"):
        return None
    return db.session.scalar(select(Annotation).where(Annotation.id == annotation_id))


def annotations(user: Principal) -> list[Annotation]:
    """The annotations, the newest days first."""
    if not user.can("figures.discuss"):
        return []
    query = select(Annotation).options(joinedload(Annotation.author)).limit(MOST)
    newest = query.order_by(Annotation.starts_on.desc(), Annotation.id.desc())
    return list(db.session.scalars(newest))


def touching(first: date, last: date) -> list[Annotation]:
    """The annotations that share a day with a period, in order."""
    query = select(Annotation).where(Annotation.starts_on <= last, Annotation.ends_on >= first)
    return list(db.session.scalars(query.order_by(Annotation.starts_on, Annotation.id)))
