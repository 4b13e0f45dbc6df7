"""Commands for documents; an operator runs `sweep` every night."""

import click
from flask.cli import AppGroup

from raqnet.db import db
from raqnet.documents import services

group = AppGroup("documents", help="Documents : enlever du disque ceux qui n'existent plus.")


@group.command()
def sweep() -> None:
    """Enlever du disque les octets illisibles des documents supprimés."""
    done = services.sweep()
    db.session.commit()
    click.echo(f"Documents enlevés du disque : {done}.")
