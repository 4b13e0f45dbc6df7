"""The rules of work for the host: noted, changed, taken away, put back.

What was taken away last is kept for its author, and can be put back (`raqnet.journal.removed`).
Services change the session; the caller commits once.
"""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.journal import queries_host_works as queries
from raqnet.journal import removed
from raqnet.journal.models import HostWork
from raqnet.people.services import Refused


def record(worker_id: int, **details: Any) -> HostWork:
    """Note what was done for a host. Errors: Refused where it is not clear for which."""
    work = change(HostWork(worker_id=worker_id), **details)
    db.session.add(work)
    db.session.flush()
    return work


def change(work: HostWork, *, organisation_id: int | None, **details: Any) -> HostWork:
    """Set right what was noted; without a host, the one of that day. Errors: Refused."""
    work.organisation_id = organisation_id or host_on(work.worker_id, details["happened_on"])
    for name, value in details.items():
        setattr(work, name, value)
    return work


def host_on(worker_id: int, day: date) -> int:
    """The one host that lodges a worker on a day. Errors: Refused where there is not one."""
    hosts = {each.organisation_id for each in queries.lodgings(worker_id) if each.holds(day)}
    if len(hosts) == 1:
        return hosts.pop()
    if hosts:
        raise Refused("organisation", _("Plusieurs hébergeurs ce jour-là : choisir lequel."))
    raise Refused("organisation", _("Aucun hébergeur n'est noté pour ce jour : choisir lequel."))


# Taken away, and put back ----------------------------------------------------------------------


def remove(user: Principal, work: HostWork) -> None:
    """Take it away; it is kept for its author."""
    begun = work.starts_at.isoformat() if work.starts_at else ""
    fields = {
        "happened_on": work.happened_on.isoformat(), "starts_at": begun, "note": work.note,
        "kind_id": work.kind_id, "organisation_id": work.organisation_id,
        "minutes": work.minutes, "also_mission": int(work.also_mission),
    }  # fmt: skip
    removed.keep(user, removed.HOST_WORK, [(name, str(value)) for name, value in fields.items()])
    db.session.delete(work)


def put_back(user: Principal) -> HostWork | None:
    """Note once more, as it was, what was taken away last; None where nothing is kept."""
    kept = removed.peek(user, removed.HOST_WORK)
    if kept is None or user.worker_id is None:
        return None
    begun = kept["starts_at"]
    work = HostWork(
        worker_id=user.worker_id,
        happened_on=date.fromisoformat(kept["happened_on"]),
        starts_at=datetime.fromisoformat(begun) if begun else None,
        kind_id=int(kept["kind_id"]), organisation_id=int(kept["organisation_id"]),
        minutes=int(kept["minutes"]), note=kept["note"],
        also_mission=kept["also_mission"] == "1",
    )  # fmt: skip
    db.session.add(work)
    drafts.drop(user, removed.HOST_WORK)
    db.session.flush()
    return work
