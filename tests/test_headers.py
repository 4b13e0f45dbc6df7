"""No script that we did not ship, nothing private in the browser: every page that a role sees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from raqnet import create_app
from raqnet.access import PUBLIC
from raqnet.config import create_secrets
from tests.doors import matrix, pages, rules
from tests.doors.world import ANONYMOUS, World

pytest_plugins = ["tests.doors.fixtures"]
# Headers and templates know nothing of the engine: one is enough.
pytestmark = pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True, scope="session")
READABLE = [rule for rule in rules.all_doors() if "GET" in (rule.methods or ())]
door = pytest.mark.parametrize("rule", READABLE, ids=rules.name)


def answers(world: World, rule: Rule, **asked: Any) -> Iterator[tuple[matrix.Cell, Any]]:
    """What everybody gets behind this door, one answer per person and whose."""
    for cell in matrix.cells(world, rule):
        if cell.method == "GET" and cell.whose != "impossible":
            yield cell, world.ask(cell.actor, "GET", cell.path, **asked)
    world.tidy()


def is_page(answer: Any) -> bool:
    return answer.mimetype == "text/html" and answer.status_code not in (303, 308)


@door
def test_every_answer_says_what_a_browser_may_do_with_it(world: World, rule: Rule) -> None:
    for cell, answer in answers(world, rule):
        if answer.mimetype == "text/calendar":  # for programs: no page, nothing to load
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "private, no-cache"
            continue
        assert not (found := list(_header_faults(answer))), f"{cell.actor} {cell.path}: {found}"
        private = rules.policy(world.app, rule) != PUBLIC or cell.actor != ANONYMOUS
        kept = answer.headers["Cache-Control"]
        if private:
            assert kept == "no-store", f"{cell.actor} {cell.path}: {kept}"


def _header_faults(answer: Any) -> Iterator[str]:
    policy = dict(
        part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")
    )
    if any("unsafe" in each or "*" in each or "http" in each for each in policy.values()):
        yield f"policy {policy}"
    for name in ("default-src", "base-uri", "frame-ancestors"):
        if policy.get(name) != "'none'":
            yield f"{name} {policy.get(name)}"
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        if policy.get(name) != "'self'":
            yield f"{name} {policy.get(name)}"
    if "data:" in policy.get("script-src", "") + policy.get("default-src", ""):
        yield "data: scripts"
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    for name, value in wanted.items():
        if answer.headers.getlist(name) != [value]:
            yield f"{name}: {answer.headers.getlist(name)}"
    if answer.headers.get("Access-Control-Allow-Origin"):
        yield "opens itself to other sites"


@door
def test_every_page_is_sound_as_it_is_rendered(world: World, rule: Rule) -> None:
    found = []
    for cell, answer in answers(world, rule):
        if is_page(answer):
            faults = pages.faults(answer.text, cell.path)
            found += [f"{cell.actor} {cell.path}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


@door
def test_every_fragment_is_one_element_and_sound(world: World, rule: Rule) -> None:
    found = []
    for cell, answer in answers(world, rule, htmx=True):
        if is_page(answer) and cell.allowed and "<!doctype" not in answer.text[:200].lower():
            faults = pages.faults(answer.text, cell.path, fragment=True)
            faults += [f for f in _root_faults(answer)]
            found += [f"{cell.actor} {cell.path}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def _root_faults(answer: Any) -> Iterator[str]:
    roots = pages.Page(answer.text).root.children
    if len(roots) != 1 or not roots[0].attributes.get("id"):
        yield f"roots {[(each.tag, each.attributes.get('id')) for each in roots]}"
    if not {"HX-Request", "HX-Request-Type"} <= set(answer.vary.as_set(preserve_casing=True)):
        yield f"Vary: {answer.headers.get('Vary')}"


@door
def test_an_answer_that_differs_for_htmx_says_so(world: World, rule: Rule) -> None:
    for cell, answer in answers(world, rule):
        if not (cell.allowed and is_page(answer)):
            continue
        part = world.ask(cell.actor, "GET", cell.path, htmx=True)
        if is_page(part) and "<!doctype" not in part.text[:200].lower():
            vary = answer.vary.as_set()
            assert {"hx-request", "hx-request-type"} <= vary, f"{cell.path}: {vary}"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    with world.app.app_context():
        first = world.app.test_client().get("/connexion")
    left = world.ask("raq", "POST", "/deconnexion")
    assert left.status_code == 303
    cookies = [*first.headers.getlist("Set-Cookie"), *left.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 2
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= parts, cookie
        assert not any(part.startswith("domain=") for part in parts), cookie


HTTPS = "https://raqnet.example"


@pytest.fixture
def behind_https(engine_app: Flask, tmp_path: Path) -> FlaskClient:
    """A browser of an instance that people reach by https."""
    create_secrets(tmp_path)
    return create_app({"INSTANCE": tmp_path, "TESTING": True, "PUBLIC_URL": HTTPS}).test_client()


def test_behind_https_the_cookie_is_bound_to_this_host_and_sent_over_https_alone(
    behind_https: FlaskClient,
) -> None:
    answer = behind_https.get("/connexion", base_url=HTTPS)
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert cookie.startswith("__Host-raqnet=")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
        assert not any(part.startswith("domain=") for part in parts)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("referer", "status"), [(f"{HTTPS}/connexion", 422), ("https://other.example/", 400), ("", 400)]
)
def test_behind_https_a_change_needs_a_referer_of_ours(
    behind_https: FlaskClient, referer: str, status: int
) -> None:
    page = pages.Page(behind_https.get("/connexion", base_url=HTTPS).text)
    token = next(e for e in page.elements("input") if e.attributes.get("name") == "csrf_token")
    data = {"csrf_token": token.attributes["value"], "email": ""}
    headers = {"Referer": referer} if referer else {}
    answer = behind_https.post("/connexion", data=data, headers=headers, base_url=HTTPS)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ("<p style='color:red'>", "style="),
        ("<img src=x onerror=alert(1)>", "onerror"),
        ("<a href='javascript:alert(1)'>x</a>", "javascript:"),
        ("<a href='JaVaScRiPt:alert(1)'>x</a>", "JaVaScRiPt:"),
        ("<img src='https://tiles.example/1.png' alt=''>", "another host"),
        ("<a href='//evil.example'>x</a>", "another host"),
        ("<form action='https://evil.example'></form>", "another host"),
        ("<form method=post action=/x></form>", "without csrf_token"),
        ("<form action=/x><input type=hidden name=csrf_token value=1></form>", "into the address"),
        ("<input name=a>", "without a label"),
        ("<p id=a></p><p id=a></p>", "2 times"),
        ("<label for=nowhere>x</label>", "leads to nothing"),
        ("<div hx-on:click='x()'>", "needs eval"),
        ("<div hx-trigger='keyup[ctrlKey]'>", "needs eval"),
        ("<div hx-vals='js:{a: b()}'>", "needs eval"),
        ("<a href=/x></a>", "without a word"),
    ],
)
def test_the_reader_of_pages_sees_a_fault(engine_app: Flask, html: str, told: str) -> None:
    assert any(told in fault for fault in pages.faults(html, "/", fragment=True)), told
