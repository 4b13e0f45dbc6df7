"""What may be loaded of the tables that wait: one's own, of the kinds that one may bring."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from raqnet.access import Principal
from raqnet.db import db
from raqnet.tables import kinds
from raqnet.tables.models import Import


def find(user: Principal, import_id: int, lock: bool = False) -> Import | None:
    """My table that waits; `lock` keeps a second click out until this one is done."""
    query = select(Import).where(Import.id == import_id, Import.user_id == user.id)
    row = db.session.scalar(query.with_for_update() if lock else query)
    kind = kinds.find(row.kind) if row else None
    return row if kind and user.can(kind.permission) else None


def waiting(user: Principal) -> Sequence[Import]:
    """My tables that wait, the newest first, without their rows."""
    query = (
        select(Import)
        .where(Import.user_id == user.id)
        .where(Import.kind.in_([kind.name for kind in kinds.open_to(user)]))
        .order_by(Import.at.desc(), Import.id.desc())
        .options(load_only(Import.id, Import.kind, Import.file_name, Import.at))
    )
    return db.session.scalars(query).all()


def last(user: Principal, kind: kinds.Kind) -> Import | None:
    """The newest table of this kind that I brought."""
    query = select(Import).where(Import.user_id == user.id, Import.kind == kind.name)
    return db.session.scalar(query.order_by(Import.id.desc()).limit(1))


def count(user: Principal) -> int:
    """How many tables of mine wait."""
    return db.session.scalar(select(func.count()).where(Import.user_id == user.id)) or 0
