"""The month page with 400 dates: cold, warm, its queries, and how it grows; weight on the wire."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from raqnet.db import db
from tests.bench import instances
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.measure import per_request
from tests.bench.servers import Browser, Server, gunicorn
from tests.queries import count_queries

MONTH = "/calendrier"
PAGES = (MONTH, "/", "/calendrier/liste", "/calendrier/semaine", "/annuaire", "/connexion")
PERSON = "coordination@raqnet.test"


def run(folder: Path, large: Path, empty: Server) -> Iterator[Figure]:
    """The month's figures on 10,000 and on 100,000 actions."""
    app, large_app = instances.open_app(folder), instances.open_app(large)
    with gunicorn("wsgi:app", folder) as server, gunicorn("wsgi:app", large) as large_server:
        browser = Browser(server.port, instances.cookie(app, PERSON))
        large_browser = Browser(large_server.port, instances.cookie(large_app, PERSON))
        nothing = Browser(empty.port)

        def cold(of: Flask, through: Browser) -> None:
            forget(of)
            through.get(MONTH)

        base, warm, first, larger = per_request(
            (empty, lambda: nothing.get("/"), 200),
            (server, lambda: browser.get(MONTH), 50),
            (server, lambda: cold(app, browser), 10),
            (large_server, lambda: cold(large_app, large_browser), 10),
        )
        yield at_least("mois de 400 dates : dates montrées", shown(browser), 400, "")
        yield at_least("mois, à froid : débit d'une route vide", base / first, 0.025)
        yield at_least("mois, sans changement : débit d'une route vide", base / warm, 0.2)
        yield at_most("mois, base dix fois plus grande : temps à froid", larger / first, 1.2)
        yield at_most("mois, à froid : requêtes", queries(app, browser.headers), 6, "")
        for path in PAGES:
            weight = first_load(server, path, browser.headers)
            yield at_most(f"premier chargement de {path}", weight / 1000, 100, "kB")


def forget(app: Flask) -> None:
    """Make what was kept of the calendar stale, as any change does."""
    with app.app_context():
        db.session.execute(text("UPDATE calendar_state SET version = version + 1"))
        db.session.commit()
        db.session.remove()


def shown(browser: Browser) -> int:
    """How many dates the month page holds."""
    _headers, body = browser.get(MONTH)
    return len(set(re.findall(rb"/calendrier/dates/(\d+)", body)))


def queries(app: Flask, headers: dict[str, str]) -> int:
    """How many statements a cold month page sends."""
    forget(app)
    client = app.test_client()
    client.set_cookie(*headers["Cookie"].split("=", 1))
    with app.app_context(), count_queries() as counted:
        client.get(MONTH)
    return len(counted)


def first_load(server: Server, path: str, headers: dict[str, str]) -> int:
    """Compressed bytes of a page and of all that it loads."""
    browser = Browser(server.port, headers if path != "/connexion" else {})
    _headers, page = browser.get(path, Accept_Encoding="gzip")
    size = len(page)
    html = gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page
    for address in sorted(loaded(html.decode(), browser)):
        size += len(browser.get(address, Accept_Encoding="gzip")[1])
    return size


def loaded(html: str, browser: Browser) -> set[str]:
    """The addresses that a page loads: scripts, styles, pictures, and the fonts of the styles."""
    found = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html))
    for sheet in [each for each in found if ".css" in each]:
        css = browser.get(sheet)[1].decode()
        folder = sheet.rsplit("/", 1)[0]
        for name in re.findall(r"url\([\"']?([^\"')]+\.woff2)", css):
            found.add(name if name.startswith("/") else f"{folder}/{name}")
    return found
