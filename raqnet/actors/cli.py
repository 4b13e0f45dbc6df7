"""Commands for local actors."""

import click
from flask.cli import AppGroup

from raqnet.actors import indexing
from raqnet.db import db

group = AppGroup("actors", help="Acteurs locaux : mots de la recherche.")


@group.command()
def reindex() -> None:
    """Refaire les mots par lesquels les fiches sont trouvées."""
    done = indexing.reindex()
    db.session.commit()
    click.echo(f"Fiches retrouvées par leurs mots : {done}.")
