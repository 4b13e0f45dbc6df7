"""How a migration runs: whole or not at all, on both engines."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection

from raqnet import schema

database = current_app.extensions["migrate"].db


def run(connection: Connection) -> None:
    """Run what was asked for, inside the transaction of `connection`."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        transactional_ddl=True,
        **schema.COMPARE,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise CommandError("--sql is not supported: SQLite rebuilds tables from what is in them")

given = context.config.attributes.get("connection")
if given is not None:  # a restore migrates within its own transaction
    run(given)
else:
    with schema.changing(database.engine) as connection:
        run(connection)
