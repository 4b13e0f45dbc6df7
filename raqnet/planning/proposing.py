"""What a host proposes, and what becomes of it: accepted, amended, declined, withdrawn."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import services
from raqnet.calendar.models import Action, Activity, Kind, Status, Visibility
from raqnet.db import db
from raqnet.people.models import Site, Worker
from raqnet.planning.models import HostProposal, ProposalState


class Answered(Exception):
    """Somebody was faster, or the host took it back."""


def propose(user: Principal, **values: Any) -> HostProposal:
    """Put a proposal before those who answer."""
    row = HostProposal(organisation_id=user.organisation_id, author_id=user.id, **values)
    db.session.add(row)
    db.session.flush()
    return row


def withdraw(row: HostProposal) -> None:
    """The host takes it back. Errors: Answered."""
    _check(row)
    row.state = ProposalState.WITHDRAWN


def accept(user: Principal, row: HostProposal, activity: Activity) -> Action:
    """Put it on the calendar as it is; a RAQ who accepts is there. Errors: Answered."""
    _check(row)
    made = services.create(
        user.id,
        kind=Kind.COLLECTIVE, status=Status.PLANNED, visibility=Visibility.HOSTS,
        title=row.title, aim=row.text, audience=row.audience, activity=activity,
        starts_at=row.starts_at, ends_at=row.ends_at, all_day=row.all_day,
        site=row.site, place=row.site.name, address=street(row.site), commune=row.site.commune,
        workers=_myself(user),
    )  # fmt: skip
    _answer(user, row, ProposalState.ACCEPTED)
    row.action_id = made.id
    return made


def become(user: Principal, row: HostProposal, action: Action) -> None:
    """An action was made of it in the form: as it was, or with changes. Errors: Answered."""
    _check(row)
    same = (row.title, row.starts_at, row.ends_at, row.site_id) == (
        action.title, action.starts_at, action.ends_at, action.site_id,
    )  # fmt: skip
    _answer(user, row, ProposalState.ACCEPTED if same else ProposalState.AMENDED)
    row.action_id = action.id


def decline(user: Principal, row: HostProposal, word: str) -> None:
    """Say no, and why. Errors: Answered."""
    _check(row)
    _answer(user, row, ProposalState.DECLINED)
    row.word = word


def reopen(row: HostProposal) -> None:
    """Take a no back. Errors: Answered where it was none."""
    if row.state != ProposalState.DECLINED:
        raise Answered
    row.state, row.word = ProposalState.OPEN, ""
    row.decided_at = row.decided_by_id = None


def street(site: Site) -> str:
    """A site's address without its town, which an action tells apart."""
    return re.sub(r",? \d{4} [^,]+$", "", site.address)


def _check(row: HostProposal) -> None:
    if row.state != ProposalState.OPEN:
        raise Answered


def _answer(user: Principal, row: HostProposal, state: ProposalState) -> None:
    row.state, row.decided_at, row.decided_by_id = state, clock.now(), user.id


def _myself(user: Principal) -> list[Worker]:
    mine = select(Worker).where(Worker.id == user.worker_id).options(joinedload(Worker.user))
    return list(db.session.scalars(mine))
