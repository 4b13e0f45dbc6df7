"""The weekly mail; an operator's timer runs it on Mondays."""

import click

from raqnet import mail, posting
from raqnet.home import digest


@posting.group.command("digest")
def digest_command() -> None:
    """Préparer le courriel de la semaine de qui l'a demandé ; `mail send` l'envoie."""
    if not mail.configured():
        click.echo("Aucun serveur de courriel n'est réglé : aucun courriel n'est préparé.")
        return
    click.echo(f"Courriels de la semaine préparés : {digest.enter_all()}.")
