"""The schema for tests."""

from flask import Flask

from raqnet.accounts.models import APPEND_ONLY_POSTGRESQL, APPEND_ONLY_SQLITE
from raqnet.db import db


def make_schema(app: Flask) -> None:
    """Build the schema afresh."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        db.metadata.create_all(connection)
        postgres = connection.dialect.name == "postgresql"
        for statement in APPEND_ONLY_POSTGRESQL if postgres else APPEND_ONLY_SQLITE:
            connection.exec_driver_sql(statement)
