"""Migrations: they make what the models say, with rows in every table, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import LargeBinary, String, Text, inspect, select, text
from sqlalchemy.exc import DBAPIError

from raqnet import clock, schema
from raqnet.accounts.models import AuditEntry
from raqnet.db import db
from tests import rows


class Undo(Exception):
    """Ends a transaction without a trace."""


@pytest.fixture
def filled(app):
    with db.engine.begin() as connection:
        rows.fill(connection)
    return app


def differences(connection):
    context = MigrationContext.configure(connection, opts=schema.COMPARE)
    return compare_metadata(context, db.metadata)


def broken_keys(connection):
    if connection.dialect.name != "sqlite":
        return []
    return connection.exec_driver_sql("PRAGMA foreign_key_check").all()


def test_the_migrations_make_what_the_models_say(app):
    with db.engine.connect() as connection:
        assert differences(connection) == []


def test_a_new_database_begins_with_the_calendars_single_row(app):
    with pytest.raises(Undo), schema.changing(db.engine) as connection:
        schema.downgrade(connection)
        schema.upgrade(connection)
        assert connection.execute(text("SELECT id, version FROM calendar_state")).all() == [(1, 1)]
        raise Undo


def test_every_revision_goes_down_and_up_again_with_rows_in_every_table(filled):
    steps = [script.revision for script in schema.scripts().walk_revisions()]
    with pytest.raises(Undo), schema.changing(db.engine) as connection:
        for _step in steps:
            schema.downgrade(connection, "-1")
            assert broken_keys(connection) == []
        assert inspect(connection).get_table_names() == [schema.VERSION_TABLE]
        schema.upgrade(connection)
        assert differences(connection) == []
        raise Undo
    with db.engine.connect() as connection:
        assert set(rows.counts(connection).values()) == {rows.ROWS}


def test_a_table_that_others_refer_to_is_rebuilt_with_its_rows(filled):
    with pytest.raises(Undo), schema.changing(db.engine) as connection:
        context = MigrationContext.configure(connection)
        with Operations(context).batch_alter_table("users") as users:
            users.alter_column("name", type_=String(90), existing_type=String(80))
        assert rows.counts(connection)["users"] == rows.ROWS
        assert rows.counts(connection)["workers"] == rows.ROWS
        assert broken_keys(connection) == []
        raise Undo


def test_a_migration_that_leaves_a_reference_without_its_row_changes_nothing(filled):
    refusal = schema.SchemaError if db.engine.dialect.name == "sqlite" else DBAPIError
    with pytest.raises(refusal), schema.changing(db.engine) as connection:
        connection.execute(text("DELETE FROM communes"))
    with db.engine.connect() as connection:
        assert rows.counts(connection)["communes"] == rows.ROWS


def test_keys_are_enforced_again_after_a_migration(app):
    with pytest.raises(DBAPIError), schema.changing(db.engine) as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("act", ["UPDATE audit_entries SET act = 'x'", "DELETE FROM audit_entries"])
def test_the_log_of_sensitive_acts_refuses_to_change(app, act):
    db.session.add(AuditEntry(at=clock.now(), act="account.read", actor_name="Ada"))
    db.session.commit()
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text(act))
    assert db.session.scalars(select(AuditEntry.act)).all() == ["account.read"]


def test_every_text_and_byte_column_has_a_length():
    endless = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text | LargeBinary) and not column.type.length
    ]
    assert endless == []
