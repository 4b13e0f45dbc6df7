"""Commands for tables."""

import click
from flask.cli import AppGroup

from raqnet.db import db
from raqnet.tables import services

group = AppGroup("tables", help="Tableaux apportés : oublier les anciens.")


@group.command()
def expire() -> None:
    """Oublier les tableaux que personne n'a repris depuis une semaine."""
    done = services.expire()
    db.session.commit()
    click.echo(f"Tableaux oubliés : {done}.")
