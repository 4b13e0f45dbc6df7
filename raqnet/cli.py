"""Commands for whoever runs an instance; each ends with a clear line, and fails with one."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from raqnet import backup, export, restore, schema
from raqnet.access import Role
from raqnet.accounts import services
from raqnet.accounts.links import make, void
from raqnet.accounts.models import LinkPurpose, User
from raqnet.calendar import leaving
from raqnet.calendar import seeds as calendar_seeds
from raqnet.config import create_secrets
from raqnet.db import db
from raqnet.demo.cli import demo
from raqnet.intervision import seeds as intervision_seeds
from raqnet.lists import seeds as list_seeds
from raqnet.people import seeds as people_seeds
from raqnet.planning import seeds_projects
from raqnet.text import clean


def init_app(app: Flask) -> None:
    """Enter the commands; every command of the application fails in words."""
    for command in (init_command, backup_command, restore_command, export_command, demo):
        app.cli.add_command(command)
    for name, command in app.cli.commands.items():
        if name != "db":  # Flask-Migrate's own commands explain themselves
            _explain(command)


def _explain(command: click.Command) -> None:
    for each in getattr(command, "commands", {}).values():
        _explain(each)
    if command.callback and not hasattr(command.callback, "explained"):
        command.callback = with_appcontext(_in_words(command.callback))
        command.callback.explained = True  # type: ignore[attr-defined]


def _in_words(callback: Callable[..., Any]) -> Callable[..., Any]:
    """The same command, with the failures of the machine told to people."""

    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except (OperationalError, ProgrammingError) as error:
            db.session.rollback()
            raise click.ClickException(_why(error)) from error
        except (backup.BackupError, schema.SchemaError, CommandError) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.strerror} : {error.filename}") from error

    return run


def _why(error: SQLAlchemyError) -> str:
    """Is the database away, or not made yet?"""
    try:
        ready = schema.is_current()
    except SQLAlchemyError:
        ready = None
    if ready:
        return f"La base de données refuse : {type(error).__name__}"
    if ready is None and Path(current_app.instance_path).is_dir():
        return "La base de données ne répond pas."
    return (
        f"L'instance {current_app.instance_path} n'est pas prête. "
        "Nouvelle : flask --app wsgi init. À mettre à jour : flask --app wsgi db upgrade"
    )


@click.command("init")
@click.option("--admin", "email", metavar="EMAIL", help="Adresse du premier compte.")
@click.option("--name", metavar="NOM", help="Nom de cette personne.")
def init_command(email: str | None, name: str | None) -> None:
    """Prepare an instance: secrets, database, lists, first administrator; runs again safely."""
    os.umask(0o077)
    _make_secrets(Path(current_app.instance_path))
    _migrate()
    new = calendar_seeds.seed_lists() + people_seeds.seed_lists()
    new += intervision_seeds.seed_templates() + list_seeds.seed_lists()
    new += seeds_projects.seed_kinds()
    words = _first_admin(email, name)
    db.session.commit()
    click.echo(f"Listes de départ : {new} valeurs ajoutées." if new else "Listes déjà en place.")
    click.echo(words)


def _make_secrets(folder: Path) -> None:
    new = create_secrets(folder)
    folder.chmod(0o700)
    made = ", ".join(path.name for path in new)
    click.echo(f"Instance {folder} : {f'{made} créés.' if new else 'secrets déjà en place.'}")


def _migrate() -> None:
    with schema.changing(db.engine) as connection:
        before = schema.current(connection)
        schema.upgrade(connection)
        after = schema.current(connection)
    click.echo(f"Base de données : {'à jour' if before == after else 'migrée'} ({after}).")


def _first_admin(email: str | None, name: str | None) -> str:
    """Invite the first administrator; a link that was lost is made anew until it has been used."""
    admin = db.session.scalar(select(User).where(User.role == Role.ADMIN).order_by(User.id))
    if admin is None:
        return _invite(email, name)
    if admin.password_hash or (email and clean(email).lower() != admin.email):
        return f"Un compte d'administration existe déjà : {admin.email}."
    void(admin)
    return _link_words(admin, make(admin, LinkPurpose.INVITATION))


def _invite(email: str | None, name: str | None) -> str:
    if not email:
        return 'Prochain pas : flask --app wsgi init --admin ADRESSE --name "NOM"'
    email, name = clean(email).lower(), clean(name or "")
    if "@" not in email or len(email) > 254 or not 0 < len(name) <= 80:
        raise click.ClickException(
            'Une adresse et un nom sont attendus : --admin ADRESSE --name "NOM"'
        )
    try:
        user, url = services.invite(None, name, email, Role.ADMIN)
    except services.Refused as error:
        raise click.ClickException(str(error)) from error
    return _link_words(user, url)


def _link_words(user: User, url: str | None) -> str:
    if url is None:
        return f"Un lien d'invitation part par mail à {user.email}."
    return f"Lien pour {user.email}, valable une fois :\n{url}"


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write the whole instance into FILE, while it goes on serving."""
    manifest = backup.save(db.engine, Path(current_app.instance_path), file)
    click.echo(
        f"Sauvegarde {file} : {manifest.rows} lignes, {len(manifest.parts)} parties. "
        "Elle contient les clés de l'instance : la garder chiffrée."
    )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Remplacer une instance qui contient déjà des données.")
def restore_command(file: Path, force: bool) -> None:
    """Make this instance what FILE says, all or nothing; stop the server first."""
    os.umask(0o077)
    folder = Path(current_app.instance_path)
    manifest = restore.restore(db.engine, folder, file, force)
    click.echo(f"Instance {folder} restaurée : {manifest.rows} lignes du {manifest.created_at}.")
    if (folder / restore.WAITING).exists():
        click.echo(f"Réglages de la sauvegarde à relire : {folder / restore.WAITING}")


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path))
def export_command(target: Path) -> None:
    """Write the whole instance in open formats into TARGET, a .zip or a new folder."""
    os.umask(0o077)
    calendar = leaving.whole()
    db.session.rollback()  # what has read so far would make the rest wait
    made = export.save(db.engine, target, calendar)
    click.echo(
        f"Export {target} : {sum(made.rows.values())} lignes, {len(made.rows)} tables. "
        "Il contient des noms et des notes personnelles : le garder chiffré."
    )
