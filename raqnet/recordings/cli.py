"""Commands for recordings; an operator runs `retain` every night."""

from collections import Counter

import click
from flask.cli import AppGroup

from raqnet import mail
from raqnet.db import db
from raqnet.recordings import retention
from raqnet.recordings.retention import CLEAR, DESTROY, PREPARE, RELEASE, REMIND, SHUT, Step

group = AppGroup("recordings", help="Enregistrements : relecture, diffusion, ce qui expire.")
# What each step is called before it is done, and after.
WORDS = {
    PREPARE: ("à préparer", "préparés"),
    REMIND: ("dont la relecture serait rappelée", "dont la relecture est rappelée"),
    DESTROY: ("à détruire, non relus à temps", "détruits, non relus à temps"),
    RELEASE: ("à diffuser", "diffusés"),
    SHUT: (
        "laissés intacts : la clé ne les ouvre pas",
        "laissés intacts : la clé ne les ouvre pas",
    ),
    CLEAR: ("dossiers sans usage à enlever", "dossiers sans usage enlevés"),
}


@group.command()
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
def retain(dry_run: bool) -> None:
    """Préparer, rappeler, diffuser, détruire : ce que le temps demande aux enregistrements."""
    steps = retention.plan()
    db.session.rollback()
    done, failed = Counter[str](), Counter[str]()
    for step in steps:
        did = dry_run or step.what == SHUT or retention.carry_out(step)
        (done if did else failed)[step.what] += 1
        click.echo(f"  {_line(step, dry_run, did)}")
    click.echo(_sum("Serait fait" if dry_run else "Fait", done, dry_run))
    if failed:
        click.echo(_sum("Pas abouti, à reprendre", failed, True))
    if not dry_run and done[REMIND] and not mail.configured():
        click.echo("Aucun serveur de mail n'est réglé : les rappels ne se lisent que dans RAQnet.")


def _line(step: Step, dry_run: bool, did: bool) -> str:
    about = step.name or f"enregistrement {step.recording_id}"
    return f"{about} : {WORDS[step.what][0 if dry_run or not did else 1]}"


def _sum(head: str, counts: Counter[str], ahead: bool) -> str:
    told = [f"{counts[what]} {words[0 if ahead else 1]}" for what, words in WORDS.items()]
    return f"{head} : {', '.join(told)}."
