"""/sante tells a watchdog the truth, whatever the state of the database."""

import pytest
from sqlalchemy import text

from raqnet import create_app, schema
from raqnet.config import create_secrets
from raqnet.db import db

AWAY = {
    "sqlite": "sqlite:////nowhere/at/all.sqlite",
    "postgresql": "postgresql+psycopg://nobody:x@127.0.0.1:1/nothing",
}


def other_app(folder, **settings):
    create_secrets(folder)
    return create_app({"INSTANCE": folder, "TESTING": True, **settings})


def test_anybody_may_ask_and_hears_that_all_is_well(client):
    answer = client.get("/sante")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "migrations": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_database_of_another_release_is_not_in_order(app, client):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        answer = client.get("/sante")
    finally:
        with db.engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :head"), {"head": schema.head()}
            )
    assert answer.status_code == 503
    assert answer.json == {"status": "error", "database": "ok", "migrations": "missing"}


def test_an_instance_that_was_never_migrated_is_not_in_order(tmp_path):
    answer = other_app(tmp_path).test_client().get("/sante")
    assert answer.status_code == 503
    assert answer.json["migrations"] == "missing"


@pytest.mark.parametrize("engine", AWAY)
def test_a_database_that_is_away_is_an_answer_and_no_accident(tmp_path, engine):
    app = other_app(tmp_path, SQLALCHEMY_DATABASE_URI=AWAY[engine])
    answer = app.test_client().get("/sante")
    assert answer.status_code == 503
    assert answer.json == {"status": "error", "database": "error", "migrations": "unknown"}


def test_nobody_may_change_anything_there(client):
    assert client.post("/sante").status_code == 405
