"""Commands for the journal; an operator runs `remind` every working day."""

import click
from flask.cli import AppGroup

from raqnet import mail
from raqnet.journal import services_starting as starting

group = AppGroup("journal", help="Journal de bord : rappels du journal de démarrage.")


@group.command()
def remind() -> None:
    """Rappeler le journal de démarrage à qui le tient et n'a encore rien écrit aujourd'hui."""
    if not mail.configured():
        click.echo("Aucun serveur de mail n'est réglé : aucun rappel ne part.")
        return
    click.echo(f"Rappels envoyés : {starting.remind()}.")
