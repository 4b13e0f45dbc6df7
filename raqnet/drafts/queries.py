"""What may be loaded of drafts: one's own."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from raqnet.access import Principal
from raqnet.db import db
from raqnet.drafts.models import Draft


def find(user: Principal, key: str) -> Draft | None:
    """My draft of this form."""
    return db.session.scalar(select(Draft).where(Draft.user_id == user.id, Draft.key == key))


def drafts(user: Principal) -> Sequence[Draft]:
    """All my drafts, the newest first."""
    return db.session.scalars(
        select(Draft).where(Draft.user_id == user.id).order_by(Draft.saved_at.desc(), Draft.id)
    ).all()


def fields_of(draft: Draft) -> list[tuple[str, str]]:
    """The fields of a draft, in the order in which the browser sent them."""
    return parse_qsl(draft.body, keep_blank_values=True)


def formdata(user: Principal, key: str) -> "MultiDict[str, str] | None":
    """What a form is filled with to go on from my draft; None where there is none."""
    draft = find(user, key)
    return MultiDict(fields_of(draft)) if draft else None
