"""Inviting somebody into a role, with the row that the role needs."""

from flask_babel import gettext as _
from sqlalchemy import exists, select

from raqnet.access import Principal, Role
from raqnet.accounts import services as accounts
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.people.models import HostMember, Worker
from raqnet.people.services import Refused


def invite(
    actor: Principal, name: str, email: str, role: str, organisation_id: int | None = None
) -> tuple[User, str | None]:
    """An account, and its link where no mail carries it (to show once).

    A host joins its organisation; a RAQ gets an empty sheet. Errors: Refused when the address has
    an account.
    """
    try:
        user, url = accounts.invite(actor, name, email, Role(role))
    except accounts.Refused as refusal:
        raise Refused("email", str(refusal.message)) from refusal
    if role == Role.HOST:
        db.session.add(HostMember(user_id=user.id, organisation_id=organisation_id))
    if role == Role.RAQ:
        db.session.add(Worker(user_id=user.id))
    return user, url


def prepare_role(user: User, role: Role) -> None:
    """Give an account that changes its role what the new one needs. Errors: accounts.Refused."""
    if role == Role.RAQ and not _has(Worker, user):
        db.session.add(Worker(user_id=user.id))
    if role == Role.HOST and not _has(HostMember, user):
        raise accounts.Refused(
            _("L'organisation n'est pas connue : inviter cette personne comme partenaire.")
        )


def _has(model: type[Worker] | type[HostMember], user: User) -> bool:
    return bool(db.session.scalar(select(exists().where(model.user_id == user.id))))
