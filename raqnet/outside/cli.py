"""Commands for calendars from outside."""

import logging
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from raqnet.access import PERMISSIONS
from raqnet.calendar import lists
from raqnet.calendar.models import Activity, Kind, Mission, Visibility
from raqnet.db import db
from raqnet.outside import following, queries, services, taking, words
from raqnet.outside.fetching import Fetcher, FetchError
from raqnet.outside.files import MOST_BYTES, text_of
from raqnet.outside.models import CalendarImport, LineState, OutsideCalendar
from raqnet.outside.queries import Bringer
from raqnet.outside.values import Unreadable
from raqnet.text import fold

log = logging.getLogger(__name__)
group = AppGroup("calendar", help="Calendriers d'ailleurs : fichiers .ics, agendas suivis.")
COUNTED = (LineState.NEW, LineState.CHANGED, LineState.SAME, LineState.UNREADABLE)
TOLD = 20  # unreadable events, by name


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, help="Qui l'apporte (e-mail).")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait repris, sans rien reprendre.")
@click.option(
    "--kind", type=click.Choice([each.value for each in Kind]), default=Kind.PERMANENCE.value
)
@click.option("--activity", help="L'activité, par son nom ; nécessaire aux actions collectives.")
@click.option("--mission", "missions", multiple=True, help="Une mission, par son nom.")
@click.option(
    "--visibility",
    type=click.Choice([each.value for each in Visibility]),
    default=Visibility.TEAM.value,
)
def import_command(file: Path, email: str, dry_run: bool, **chosen: Any) -> None:
    """Reprendre un fichier .ics dans le calendrier."""
    user = _user(email)
    choices = _choices(**chosen)
    row = _bring(user, file)
    services.choose(row, choices)
    _read(row)
    _tell(row)
    if dry_run:
        db.session.rollback()
        return
    _take(user, row)
    db.session.commit()


@group.command()
def fetch() -> None:
    """Demander leurs nouveautés aux agendas suivis, ceux dont c'est l'heure."""
    fetcher = current_app.extensions["outside_fetcher"]
    ids = following.due()
    db.session.rollback()  # nobody waits for the network
    for calendar_id in ids:
        click.echo(_fetch(fetcher, calendar_id))


def _fetch(fetcher: Fetcher, calendar_id: int) -> str:
    """Ask one calendar, and keep what it says; what is told names no address.

    Whatever one of them brings about, the others are asked.
    """
    try:
        asked = following.question(db.session.get_one(OutsideCalendar, calendar_id))
        db.session.rollback()
        answer = fetcher.fetch(*asked)
        counts = following.arrived(db.session.get_one(OutsideCalendar, calendar_id), answer)
        db.session.commit()
    except (FetchError, Unreadable) as error:
        return _failed(calendar_id, error.code)
    except Exception as error:
        log.error("calendar %d not taken: %s", calendar_id, type(error).__name__)  # no words of it
        return _failed(calendar_id, "taking")
    told = ", ".join(f"{state}: {number}" for state, number in sorted(counts.items()))
    return f"{calendar_id}: {told or 'rien de nouveau'}"


def _failed(calendar_id: int, code: str) -> str:
    """Note that a try brought nothing, so that it waits for its turn again."""
    db.session.rollback()
    row = db.session.get(OutsideCalendar, calendar_id)
    if row is not None:  # its owner may follow it no longer
        following.failed(row, code)
    db.session.commit()
    return f"{calendar_id}: {words.failure(code)}"


@group.command()
def expire() -> None:
    """Oublier les calendriers que personne n'a repris depuis une semaine."""
    done = services.expire()
    db.session.commit()
    click.echo(f"Calendriers oubliés : {done}.")


def _user(email: str) -> Bringer:
    account = queries.account(email)
    if account is None:
        raise click.ClickException(f"Aucun compte actif pour {email}.")
    if account.role not in PERMISSIONS["outside.own"]:
        raise click.ClickException(
            f"{email} n'apporte pas de calendriers : ni RAQ ni coordination."
        )
    return queries.bringer(account.id)


def _bring(user: Bringer, file: Path) -> CalendarImport:
    try:
        if file.stat().st_size > MOST_BYTES:  # not even read
            raise Unreadable("big")
        return services.bring(user, file.name[-120:], text_of(file.read_bytes()))
    except Unreadable as error:
        raise click.ClickException(words.refusal(error.code)) from error
    except services.TooMany as error:
        raise click.ClickException(
            f"{services.MOST_PER_PERSON} calendriers attendent déjà."
        ) from error


def _choices(
    kind: str, activity: str | None, missions: tuple[str, ...], visibility: str
) -> dict[str, Any]:
    """What the options say, by ids."""
    if kind == Kind.COLLECTIVE and not activity:
        raise click.ClickException("Une action collective a besoin d'une activité (--activity).")
    return {
        "kind": kind,
        "activity": _named(Activity, activity) if activity else None,
        "missions": [_named(Mission, name) for name in missions],
        "visibility": visibility,
    }


def _named(model: Any, name: str) -> int:
    for entry in lists.entries(model):
        if fold(entry.name) == fold(name) and entry.retired_at is None:
            return int(entry.id)
    raise click.ClickException(f"« {name} » n'est pas dans la liste.")


def _read(row: CalendarImport) -> None:
    waiting = queries.counts(row.id).get(LineState.WAITING, 0)
    with _bar("Lecture", waiting) as bar:
        services.read_all(row, bar.update)


def _take(user: Bringer, row: CalendarImport) -> None:
    counts = queries.counts(row.id)
    with _bar("Reprise", counts.get(LineState.NEW, 0) + counts.get(LineState.CHANGED, 0)) as bar:
        taking.take(user, row, bar.update)


def _bar(label: str, length: int) -> Any:
    """Progress beside the answer, so that a script reads the answer alone."""
    return click.progressbar(length=length, label=label, file=sys.stderr)


def _tell(row: CalendarImport) -> None:
    counts = queries.counts(row.id)
    for state in COUNTED:
        click.echo(f"{state}: {counts.get(state, 0)}")
    if divided := counts.get(LineState.DIVIDED, 0):
        click.echo(f"Divisés ici, laissés comme ils sont : {divided}.", err=True)
    if private := queries.left_out(row.id) - divided:
        click.echo(f"Privés, laissés de côté : {private}.", err=True)
    for line in queries.lines(row.id, [LineState.UNREADABLE], 0, TOLD):
        title = line.details.get("title") or line.uid[:60]
        click.echo(f"Illisible : {title!r} : {words.reason(line.reason)}.", err=True)
