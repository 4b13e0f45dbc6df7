"""Commands of the calendar."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from raqnet.accounts.models import User
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Kind
from raqnet.db import db

feeds = AppGroup("feeds", help="Flux iCalendar.")


@feeds.command("create")
@click.option("--user", "email", required=True, help="À qui appartient ce flux (e-mail).")
@click.option("--name", required=True, help="Nom du flux, affiché dans l'agenda.")
@click.option("--year", type=click.IntRange(2000, 2099), help="Seulement cette année.")
@click.option("--actions", is_flag=True, help="Seulement les actions collectives.")
@click.option("--all", "unlimited", is_flag=True, help="Sans fenêtre de dates ni plafond.")
def create(email: str, name: str, year: int | None, actions: bool, unlimited: bool) -> None:
    """Create a feed and print its address."""
    user_id = db.session.scalar(select(User.id).where(User.email == email.strip().lower()))
    if user_id is None:
        raise click.ClickException(f"Aucun compte pour {email}.")
    if not 0 < len(name.strip()) <= 80:
        raise click.ClickException("Le nom doit compter de 1 à 80 caractères.")
    filters = Filters(kind=Kind.COLLECTIVE if actions else None)
    try:
        _made, token = subscriptions.create(
            user_id, name.strip(), filters, year=year, unlimited=unlimited
        )
    except subscriptions.TooMany as error:
        raise click.ClickException("Cette personne a trop d'abonnements.") from error
    db.session.commit()
    click.echo(subscriptions.feed_url(token))
