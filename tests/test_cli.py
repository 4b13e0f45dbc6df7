"""Commands: an instance comes to life once, and mistakes are told in a line."""

import stat

import pytest
from sqlalchemy import func, select

from raqnet import create_app
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry, OneTimeLink, User
from raqnet.calendar.models import Mission
from raqnet.config import ConfigError, instance_folder
from raqnet.db import db
from raqnet.people.models import Commune, Language

ADMIN = ["init", "--admin", "Admin@Raqnet.test", "--name", "Ada"]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new"


@pytest.fixture
def run(folder):
    """Runs a command on an instance of its own."""

    def run(*arguments):
        app = create_app({"INSTANCE": folder, "TESTING": True})
        result = app.test_cli_runner().invoke(args=[str(each) for each in arguments])
        with app.app_context():
            db.engine.dispose()
        return result

    return run


@pytest.fixture
def reading(folder):
    """What a query finds in that instance."""

    def reading(query):
        app = create_app({"INSTANCE": folder, "TESTING": True})
        with app.app_context():
            return db.session.scalars(query).all()

    return reading


def test_init_makes_an_instance_that_only_its_owner_reads(run, folder):
    assert run("init").exit_code == 0
    assert mode(folder) == 0o700
    assert mode(folder / "secret.key") == mode(folder / "master.key") == 0o600
    assert mode(folder / "raqnet.sqlite") == 0o600


def test_init_shows_the_first_administrator_a_link_that_works_once(run, reading):
    result = run(*ADMIN)
    assert result.exit_code == 0
    assert "http://127.0.0.1:8000/" in result.output
    (admin,) = reading(select(User))
    assert (admin.role, admin.email, admin.password_hash) == (Role.ADMIN, "admin@raqnet.test", None)
    assert len(reading(select(OneTimeLink))) == 1


def test_init_again_keeps_the_secrets_and_makes_no_second_administrator(run, reading, folder):
    run(*ADMIN)
    secrets = {path.name: path.read_text() for path in folder.glob("*.key")}
    for again in (ADMIN, ["init", "--admin", "other@raqnet.test", "--name", "Bob"], ["init"]):
        assert run(*again).exit_code == 0
    assert {path.name: path.read_text() for path in folder.glob("*.key")} == secrets
    assert [user.email for user in reading(select(User))] == ["admin@raqnet.test"]


def test_a_link_that_was_lost_is_replaced_until_it_has_been_used(run, reading):
    run(*ADMIN)
    again = run("init", "--admin", "admin@raqnet.test")
    assert "http://127.0.0.1:8000/" in again.output
    assert len(reading(select(OneTimeLink).where(OneTimeLink.used_at.is_(None)))) == 1
    assert [entry.act for entry in reading(select(AuditEntry))][0] == "account.invited"


def test_a_new_instance_has_its_lists_once(run, reading):
    run("init")
    run("init")
    assert {each.code for each in reading(select(Mission))} == {"social_sante", "covid"}
    assert reading(select(func.count(Commune.id))) == [19]
    languages = [each.name for each in reading(select(Language))]
    assert "français" in languages and len(languages) == len(set(languages))


@pytest.mark.parametrize(
    "wrong",
    [
        ["init", "--admin", "nobody", "--name", "Ada"],
        ["init", "--admin", "admin@raqnet.test"],
        ["init", "--admin", "admin@raqnet.test", "--name", "x" * 100],
        ["feeds", "create", "--user", "a@raqnet.test", "--name", "Mon agenda"],
        ["backup", "/tmp/never.zip"],
        ["restore", "/nowhere.zip"],
        ["demo", "load"],
        ["demo", "prepare"],
    ],
)
def test_a_mistake_is_told_in_a_line_and_fails(run, wrong):
    result = run(*wrong)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit)
    assert "Error: " in result.output


def test_a_command_before_init_says_what_comes_first(run):
    result = run("feeds", "create", "--user", "a@raqnet.test", "--name", "Mon agenda")
    assert "flask --app wsgi init" in result.output


def test_an_instance_without_secrets_is_not_served(monkeypatch, folder):
    monkeypatch.setenv("RAQNET_INSTANCE", str(folder))
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    assert instance_folder() == folder
    with pytest.raises(ConfigError, match="flask --app wsgi init"):
        exec((instance_folder.__globals__["ROOT"] / "wsgi.py").read_text(), {})
