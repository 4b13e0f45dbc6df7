"""Opening and closing: each is somebody's own gesture, and nothing is open before it.

Services change the session; the caller commits once.
"""

import re
from typing import Any

from sqlalchemy import select

from raqnet.calendar.changed import Unlike, carry_on
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.people.models import Organisation
from raqnet.public.models import PublicAction, PublicHost, PublicProfile
from raqnet.text import fold

MOST_OF_A_SLUG = 50
OPENED = ("fields", "title_nl", "words_fr", "words_nl")


def opening_of(action: Action) -> PublicAction:
    """What is opened of an action; the dates of a series are opened with it."""
    family_id = action.series_id or action.id
    return db.session.get(PublicAction, family_id) or PublicAction(action_id=family_id, version=0)


def host_of(organisation: Organisation) -> PublicHost:
    """A host's frame, shut until it is opened."""
    found = db.session.get(PublicHost, organisation.id)
    return found or PublicHost(organisation_id=organisation.id, slug="", shown=False)


def save(row: PublicProfile | PublicAction, values: dict[str, Any]) -> None:
    """Show what these values say, and nothing else."""
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()


def show_host(organisation: Organisation, shown: bool) -> PublicHost:
    """Open or shut a host's frame and feed; its address stays the same, however it is renamed."""
    row = host_of(organisation)
    row.slug = row.slug or _free_slug(organisation.name)
    row.shown = shown
    db.session.add(row)
    db.session.flush()
    return row


def _free_slug(name: str) -> str:
    """An address out of a name: 'maison-medicale', 'maison-medicale-2'."""
    root = re.sub(r"[^a-z0-9]+", "-", fold(name))[:MOST_OF_A_SLUG].strip("-") or "hebergeur"
    taken = set(db.session.scalars(select(PublicHost.slug).where(PublicHost.slug.like(f"{root}%"))))
    number, slug = 2, root
    while slug in taken:
        slug, number = f"{root}-{number}", number + 1
    return slug


def continue_opening(action: Action) -> None:
    """What continues a series is as open as it was; a date that is back in it is opened with it."""
    carry_on(PublicAction, OPENED, action)


def rejoin_opening(row: Action, into: Action) -> None:
    """What was opened of one row alone is never opened of another. Errors: Unlike."""
    own, other = (db.session.get(PublicAction, each.id) for each in (row, into))
    if own and (other is None or any(getattr(own, n) != getattr(other, n) for n in OPENED)):
        raise Unlike
