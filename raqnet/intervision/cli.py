"""Commands for intervisions; an operator runs `expire` every night."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from raqnet import clock
from raqnet.db import db
from raqnet.intervision import expiry

group = AppGroup("intervision", help="Intervisions : ce qui expire.")


@group.command()
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait effacé, sans rien changer.")
def expire(dry_run: bool) -> None:
    """Effacer les textes de cas qui ont fait leur temps, les répétitions et les salles oubliées."""
    before = clock.now() - timedelta(days=current_app.config["INTERVISION_DAYS"])
    done = expiry.expire(before)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    head = "Serait effacé" if dry_run else "Effacé"
    click.echo(
        f"{head} : les textes de {done.cases} cas, {done.lines} lignes d'action faites, "
        f"{done.rehearsals} répétitions ; {done.forgotten} salles oubliées fermées."
    )
