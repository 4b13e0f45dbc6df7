"""Settings: each is documented, each can be set, and a wrong one is refused by name."""

import json
import re
import stat

import pytest

from raqnet import config, create_app
from raqnet.config import ROOT, ConfigError, Defaults, create_secrets

OPERATORS = [name for name in vars(Defaults) if name.isupper()]
# What no operator has a reason to change.
INNER = {
    "BABEL_DEFAULT_LOCALE",
    "BABEL_DEFAULT_TIMEZONE",
    "COMPRESS_ALGORITHM",
    "COMPRESS_ALGORITHM_STREAMING",
    "COMPRESS_BR_LEVEL",
    "COMPRESS_MIMETYPES",
    "MAX_CONTENT_LENGTH",
    "MAX_FORM_MEMORY_SIZE",
    "MAX_FORM_PARTS",
    "SEND_FILE_MAX_AGE_DEFAULT",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "WTF_CSRF_TIME_LIMIT",
}


def made(folder, **settings):
    return create_app({"INSTANCE": folder, "TESTING": True, **settings}).config


def test_the_readme_tells_every_setting_with_its_default():
    readme = (ROOT / "README.md").read_text()
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ?`?([^|`]*)`? ?\|", readme, re.MULTILINE))
    for name in set(OPERATORS) - INNER:
        default = getattr(Defaults, name)
        words = default if isinstance(default, str) else json.dumps(default)
        assert told.get(name, "not told").strip() == words, name


def test_the_readme_tells_no_setting_that_is_gone():
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    assert told <= set(OPERATORS)


def test_the_environment_wins_over_the_instances_file(tmp_path, monkeypatch):
    (tmp_path / "config.py").write_text("INVITATION_DAYS = 3\nFEED_DAYS_BACK = 10\n")
    monkeypatch.setenv("RAQNET_INVITATION_DAYS", "5")
    settings = made(tmp_path)
    assert (settings["INVITATION_DAYS"], settings["FEED_DAYS_BACK"]) == (5, 10)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEMO", "yes"), ("DEMO", "1"), ("INVITATION_DAYS", "many"), ("MAIL_PORT", "true")],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(f"RAQNET_{name}", value)
    with pytest.raises(ConfigError, match=f"RAQNET_{name}"):
        made(tmp_path)


def test_an_address_without_its_scheme_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="PUBLIC_URL"):
        made(tmp_path, PUBLIC_URL="raqnet.example.org")


def test_cookies_go_over_https_alone_where_the_address_is_https(tmp_path):
    secure = made(tmp_path, PUBLIC_URL="https://raqnet.example.org/")
    assert secure["SESSION_COOKIE_SECURE"] and secure["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert not made(tmp_path)["SESSION_COOKIE_SECURE"]


def test_secrets_are_made_once_for_their_owner_alone(tmp_path):
    new = create_secrets(tmp_path / "new")
    assert {path.name for path in new} == {config.SECRET_FILE, config.MASTER_KEY_FILE}
    assert {stat.S_IMODE(path.stat().st_mode) for path in new} == {0o600}
    assert create_secrets(tmp_path / "new") == []


def test_two_instances_never_share_a_secret(tmp_path):
    one, two = create_secrets(tmp_path / "one"), create_secrets(tmp_path / "two")
    texts = [path.read_text() for path in [*one, *two]]
    assert len(set(texts)) == 4 and min(map(len, texts)) >= 64


def test_the_readme_shows_only_pictures_that_are_there():
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(r"\]\((docs/images/[^)]+)\)", readme)
    assert [path for path in shown if not (ROOT / path).is_file()] == []
