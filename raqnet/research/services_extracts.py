"""The rules of extracts: texts that look like a person stay out unless somebody says otherwise.

Services change the session; the caller commits once.
"""

from collections.abc import Iterable
from datetime import date

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts import audit
from raqnet.db import db
from raqnet.people.services import refuse_backwards
from raqnet.research.models import Extract
from raqnet.research.texts import END, Decision


class NotNow(Exception):
    """This page of texts was decided already, or is not the next one."""


def prepare(
    user: Principal, starts_on: date, ends_on: date, tables: Iterable[str], with_text: bool
) -> Extract:
    """An extract to be taken; without texts there is nothing to decide. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    extract = Extract(
        user_id=user.id, starts_on=starts_on, ends_on=ends_on, tables=list(tables),
        with_text=with_text, kept_texts=[],
    )  # fmt: skip
    if not with_text:
        extract.reviewed, extract.confirmed_at = END, clock.now()
    db.session.add(extract)
    db.session.flush()
    audit.record(user, "figures.extract-prepared", extract)
    return extract


def decide(extract: Extract, place: str, after: str, kept: Iterable[Decision]) -> None:
    """Of one page of texts: these are kept, the others left out. Errors: NotNow."""
    if extract.reviewed != place or extract.confirmed_at:
        raise NotNow
    extract.kept_texts = [*extract.kept_texts, *(list(each) for each in kept)]
    extract.reviewed = after


def confirm(extract: Extract) -> None:
    """It may be taken. Errors: NotNow while texts are to be decided."""
    if extract.reviewed != END:
        raise NotNow
    extract.confirmed_at = extract.confirmed_at or clock.now()
