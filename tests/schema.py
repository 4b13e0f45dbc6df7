"""The schema for tests: what the migrations make."""

from flask import Flask

from raqnet import schema
from raqnet.db import db


def make_schema(app: Flask) -> None:
    """Build the schema afresh."""
    clear_schema()
    with schema.changing(db.engine) as connection:
        schema.upgrade(connection)


def clear_schema() -> None:
    """Drop whatever an earlier run left in the PostgreSQL database."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
