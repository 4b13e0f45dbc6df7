"""Commands of the demo; they refuse to touch a real instance."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from raqnet import clock
from raqnet.config import create_secrets, instance_folder
from raqnet.db import db
from raqnet.demo.load import is_loaded, is_somebody_elses, load
from raqnet.demo.load_generated import load_generated
from raqnet.demo.load_people import PASSWORD
from raqnet.demo.load_recording import load_recording

demo = AppGroup("demo", help="Données de démonstration.")


def _only_in_demo() -> None:
    if not current_app.config["DEMO"]:
        raise click.ClickException("Cette instance n'est pas une démonstration (RAQNET_DEMO=true).")


@demo.command("prepare")
def prepare() -> None:
    """Make the demo's instance ready, as often as one likes, and print the accounts to try."""
    _only_in_demo()
    create_secrets(instance_folder())
    upgrade()
    _load_once()
    _remember(instance_folder() / "config.py")
    click.echo(ACCOUNTS.format(url=current_app.config["PUBLIC_URL"], password=PASSWORD))


@demo.command("load")
@click.option("--actions", type=click.IntRange(1, 200_000), help="Ajouter N actions générées.")
def load_command(actions: int | None) -> None:
    """Load the demo's data where there are none, or add generated actions."""
    _only_in_demo()
    _load_once()
    if actions:
        load_generated(actions, clock.today())
        db.session.commit()
        click.echo(f"{actions} actions générées.")


def _remember(settings: Path) -> None:
    """Let every command know this folder as a demonstration, with its address."""
    if settings.exists() and not settings.read_text().startswith(MARK):
        return
    url = current_app.config["PUBLIC_URL"]
    settings.write_text(f"{MARK}\nDEMO = True\nPUBLIC_URL = {url!r}\n")


def _load_once() -> None:
    if is_somebody_elses():
        raise click.ClickException("Cette instance contient de vraies personnes : rien n'est fait.")
    if not is_loaded():
        load(clock.today())
        db.session.commit()
        load_recording()
        click.echo("Données de démonstration chargées.")


MARK = "# Démonstration : écrit par « flask demo prepare »."
ACCOUNTS = """
RAQnet, démonstration : {url}
Mot de passe de tous les comptes : {password}

  raq1@raqnet.test … raq18@raqnet.test   relais d'action de quartier
  ph1@raqnet.test … ph13@raqnet.test     partenaires hébergeurs
  coordination@raqnet.test               coordination
  recherche@raqnet.test                  recherche-action
  admin@raqnet.test                      administration
"""
