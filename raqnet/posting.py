"""Commands of mails: an operator's timer runs `mail send` every few minutes."""

import click
from flask.cli import AppGroup

from raqnet import mail, outbox

group = AppGroup("mail", help="Courriels qui attendent d'être envoyés.")


@group.command()
@click.option("--again", "again", type=int, help="Renvoyer le courriel incertain de ce numéro.")
def send(again: int | None) -> None:
    """Envoyer ce qui attend ; rien ne part deux fois, même si la commande est tuée."""
    if not mail.configured():
        click.echo(f"Aucun serveur de courriel n'est réglé ; en attente : {outbox.waiting()}.")
        return
    if again is not None and not outbox.send_again(again):
        raise click.ClickException(f"Aucun courriel incertain ne porte le numéro {again}.")
    _tell(outbox.send_due())


def _tell(done: outbox.Round) -> None:
    """What became of them, and what somebody has to decide."""
    counts = done.outcomes
    later = counts["later"] + counts["down"]
    click.echo(
        f"Envoyés : {counts['sent']}. Remis à plus tard : {later}. Refusés : {counts['refused']}. "
        f"En attente : {outbox.waiting()}."
    )
    if done.reasons:
        click.echo(f"Raisons : {', '.join(sorted(done.reasons))}.")
    for number, key in outbox.uncertain():
        click.echo(
            f"Incertain, ne repart pas tout seul : {number} ({key}). "
            f"Le renvoyer : mail send --again {number}"
        )
