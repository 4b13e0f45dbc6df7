"""What a person may load of what is shown to anybody, to change it."""

from sqlalchemy import select

from raqnet.access import Principal, Role
from raqnet.db import db
from raqnet.people.models import Organisation
from raqnet.people.words import natural
from raqnet.public.models import PublicHost, PublicProfile


def own_profile(user: Principal) -> PublicProfile | None:
    """One's own profile, with nothing in it before one has filled it in; None without a worker."""
    if user.worker_id is None:
        return None
    found = db.session.get(PublicProfile, user.worker_id)
    return found or PublicProfile(worker_id=user.worker_id, version=0)


def find_organisation(user: Principal, organisation_id: int) -> Organisation | None:
    """A host organisation: one's own, or any for the coordination."""
    if user.role != Role.COORDINATION and user.organisation_id != organisation_id:
        return None
    return db.session.get(Organisation, organisation_id)


def organisations(user: Principal) -> list[tuple[int, str, bool]]:
    """The hosts that one may open: id, name, whether it shows its actions."""
    query = select(Organisation.id, Organisation.name, PublicHost.shown).outerjoin(
        PublicHost, PublicHost.organisation_id == Organisation.id
    )
    if user.role != Role.COORDINATION:
        query = query.where(Organisation.id == user.organisation_id)
    rows = [(id_, name, bool(shown)) for id_, name, shown in db.session.execute(query)]
    return sorted(rows, key=lambda row: natural(row[1]))
