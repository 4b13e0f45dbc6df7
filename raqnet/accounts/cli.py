"""Commands for accounts."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from raqnet.access import Role
from raqnet.accounts import audit, factor, links, services
from raqnet.accounts.forms import MAX_EMAIL, MAX_NAME, is_email
from raqnet.accounts.models import LinkPurpose, User
from raqnet.db import db
from raqnet.text import clean

group = AppGroup("accounts", help="Accounts: invite, tidy up.")
# The other roles come with a place of work: they are invited on the page of the team.
ROLES = [Role.COORDINATION.value, Role.RESEARCH.value, Role.ADMIN.value]


@group.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
def invite(email: str, name: str, role: str) -> None:
    """Make an account and print its one-time link (mailed where a mail server is set)."""
    email, name = clean(email).lower(), clean(name)
    if not is_email(email) or len(email) > MAX_EMAIL:
        raise click.BadParameter("adresse e-mail", param_hint="EMAIL")
    if not 0 < len(name) <= MAX_NAME:
        raise click.BadParameter(f"1 à {MAX_NAME} caractères", param_hint="--name")
    try:
        _user, url = services.invite(None, name, email, Role(role))
    except services.EmailTaken as error:
        raise click.ClickException(str(error.message)) from error
    db.session.commit()
    click.echo(url or f"Le lien part par courriel à {email}.")


@group.command()
@click.argument("email")
@click.option("--drop-factor", is_flag=True, help="Remove the second factor too (lost phone).")
def link(email: str, drop_factor: bool) -> None:
    """Print a one-time link to choose a password again, when nobody else can give one."""
    user = db.session.scalar(select(User).where(User.email == clean(email).lower()))
    if user is None:
        raise click.ClickException(f"Aucun compte pour {email}.")
    if drop_factor:
        factor.remove(None, user)
    links.void(user)
    url = links.make(user, LinkPurpose.RESET)
    audit.record(None, "account.link", user)
    db.session.commit()
    click.echo(url)


@group.command()
def tidy() -> None:
    """Delete sessions, links and tries that are over."""
    services.expire()
    db.session.commit()
