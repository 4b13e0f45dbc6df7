"""Commands for hours; an operator runs `ask` once, for what was planned before hours asked."""

import click
from flask.cli import AppGroup

from raqnet.db import db
from raqnet.planning import hours

group = AppGroup("hours", help="Heures de travail en dehors de l'horaire.")


@group.command()
def ask() -> None:
    """Demander l'approbation des heures hors horaire déjà au calendrier ; sans danger."""
    count = hours.ask_all()
    db.session.commit()
    click.echo(f"Dates qui attendent une approbation : {count}.")
