"""What every page shares."""

import re
from itertools import chain

import pytest

from raqnet.face import DRAWINGS, STATIC
from tests import factories as make


def active(page):
    """The place that the navigation marks as the present one."""
    return page.split('aria-current="page">')[1].split("<span>")[1].split("</span>")[0]


def test_a_page_below_a_place_marks_that_place(client):
    client.sign_in(make.user())
    assert active(client.get("/equipe/listes").text.split('class="places"')[1]) == "Équipe"


def test_an_error_page_asks_the_database_nothing(client, monkeypatch):
    client.sign_in(None)
    monkeypatch.setattr("raqnet.face._items", lambda _app: 1 / 0)
    assert client.get("/nulle-part").status_code == 404


def test_what_a_page_loads_is_sent_compressed(client):
    for name in ("css/raqnet.css", "vendor/pico.min.css", "vendor/htmx.min.js", "js/raqnet.js"):
        answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("name", ["css/raqnet.css", "js/raqnet.js"])
def test_a_file_carries_only_the_headers_that_a_file_needs(client, name):
    headers = client.get(f"/static/{name}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Content-Security-Policy" not in headers and "Permissions-Policy" not in headers


def test_every_icon_is_in_one_file_and_leads_there(app):
    icons = [re.findall(r'symbol id="([^"]+)"', (STATIC / file).read_text()) for file in DRAWINGS]
    assert len(set(chain(*icons))) == len(list(chain(*icons)))
    drawing = app.jinja_env.globals["drawing"]
    for file, names in zip(DRAWINGS, icons, strict=True):
        for name in names:
            assert re.fullmatch(rf"/static/{file}\?v=\w+#{name}", drawing(name))


def test_a_picture_that_could_hold_scripts_is_bound_like_a_page(client):
    policy = client.get("/static/vendor/lucide.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
