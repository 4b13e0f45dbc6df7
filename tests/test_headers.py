"""No script that we did not ship, nothing private in the browser: every page that a role sees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Answers:
    """What one person gets at one address: the page, and the fragment for htmx."""

    cell: matrix.Cell
    page: Any
    part: Any


@pytest.fixture(scope="module")
def answers(module_world: World) -> Callable[[Rule], list[Answers]]:
    """What everybody gets behind a door, asked once for all tests."""

    kept: dict[str, list[Answers]] = {}

    def ask(cell: matrix.Cell) -> Answers:
        page = module_world.ask(cell.actor, "GET", cell.path)
        return Answers(cell, page, module_world.ask(cell.actor, "GET", cell.path, htmx=True))

    def of(rule: Rule) -> list[Answers]:
        if rule.rule not in kept:
            kept[rule.rule] = [ask(cell) for cell in _worth_reading(module_world, rule)]
            module_world.tidy()
        return kept[rule.rule]

    return of


def _worth_reading(world: World, rule: Rule) -> list[matrix.Cell]:
    """All that people are let in to, and what each is refused for a first reason."""
    cells = [cell for cell in matrix.cells(world, rule) if cell.method == "GET"]
    refused = {
        cell.actor: cell
        for cell in reversed(cells)
        if not cell.allowed and cell.whose != "impossible"
    }
    return [cell for cell in cells if cell.allowed] + [*refused.values()]


def is_page(answer: Any) -> bool:
    onwards = answer.status_code in (303, 308) or "HX-Redirect" in answer.headers
    return answer.mimetype == "text/html" and not onwards


FOR_PROGRAMS = {"text/calendar": "private, no-cache", "text/javascript": "no-cache"}


@door
def test_every_answer_says_what_a_browser_may_do_with_it(
    engine_app: Flask, answers: Any, rule: Rule
) -> None:
    both = [(each.cell, answer) for each in answers(rule) for answer in (each.page, each.part)]
    for cell, answer in both:
        if answer.mimetype in FOR_PROGRAMS:  # no page, nothing to load
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == FOR_PROGRAMS[answer.mimetype]
            continue
        faults = _frame_faults if _is_framed(rule, answer) else _header_faults
        assert not (found := list(faults(answer))), f"{cell.actor} {cell.path}: {found}"
        private = rules.policy(engine_app, rule) != PUBLIC or cell.actor != ANONYMOUS
        if getattr(engine_app.view_functions[rule.endpoint], "sessionless", False):
            private = False  # the same for everybody, whoever is signed in
        kept = answer.headers["Cache-Control"]
        if private:
            assert kept == "no-store", f"{cell.actor} {cell.path}: {kept}"


WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOTHING = ("default-src", "base-uri", "frame-ancestors")
OURS = ("script-src", "style-src", "connect-src", "form-action")
LOOSE = ("unsafe", "*", "http", "data:", "blob:", "nonce-")


def _header_faults(answer: Any) -> Iterator[str]:
    for name, value in WANTED.items():
        if answer.headers.getlist(name) != [value]:
            yield f"{name}: {answer.headers.getlist(name)}"
    if answer.headers.get("Access-Control-Allow-Origin"):
        yield "opens itself to other sites"
    parts = answer.headers["Content-Security-Policy"].split("; ")
    if answer.mimetype.startswith(("image/", "application/pdf")):  # may load and run nothing
        yield from ([] if _closed(parts) else parts)
    else:
        yield from _policy_faults(parts)


FRAMED = {"public.frame"}  # pages that other sites may show
SHOWS = {"style-src": "'self'", "font-src": "'self'", "img-src": "'self' data:"}
FOR_FRAMES = {"frame-ancestors": "*"} | SHOWS


def _is_framed(rule: Rule, answer: Any) -> bool:
    return rule.endpoint in FRAMED and answer.status_code == 200


def _frame_faults(answer: Any) -> Iterator[str]:
    """In another site's frame a page may look like something, and do nothing at all."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    policy = dict(part.split(" ", 1) for part in parts)
    yield from (f"{n} {v}" for n, v in policy.items() if v != FOR_FRAMES.get(n, "'none'"))
    if not {"default-src", "form-action", "base-uri"} <= set(policy):
        yield "says too little"
    if "X-Frame-Options" in answer.headers or "Set-Cookie" in answer.headers:
        yield "frames are refused, or a cookie is set"
    if answer.headers["X-Content-Type-Options"] != "nosniff":
        yield "may be taken for something else"


def _closed(parts: list[str]) -> bool:
    policy = dict(part.split(" ", 1) for part in parts if part != "sandbox")
    return "default-src" in policy and set(policy.values()) == {"'none'"}


def _policy_faults(parts: list[str]) -> Iterator[str]:
    policy = dict(part.split(" ", 1) for part in parts)
    wanted = dict.fromkeys(NOTHING, "'none'") | dict.fromkeys(OURS, "'self'")
    yield from (f"{name} {policy.get(name)}" for name in wanted if policy.get(name) != wanted[name])
    for name, value in policy.items():
        pictures = name == "img-src" and value == "'self' data:"
        if any(each in value for each in LOOSE) and not pictures:
            yield f"{name} {value}"


@door
def test_every_page_is_sound_as_it_is_rendered(answers: Any, rule: Rule) -> None:
    found = [
        f"{each.cell.actor} {each.cell.path}: {fault}"
        for each in answers(rule)
        if is_page(each.page)
        for fault in pages.faults(each.page.text, each.cell.path)
    ]
    assert not found, "\n".join(found)


def is_fragment(each: Answers) -> bool:
    if not (each.cell.allowed and is_page(each.part)):
        return False
    return "<!doctype" not in each.part.text[:200].lower()


@door
def test_every_fragment_is_one_element_and_sound(answers: Any, rule: Rule) -> None:
    found = [
        f"{each.cell.actor} {each.cell.path}: {fault}"
        for each in answers(rule)
        if is_fragment(each)
        for fault in [
            *pages.faults(each.part.text, each.cell.path, fragment=True),
            *_root_faults(each.part),
        ]
    ]
    assert not found, "\n".join(found)


def _root_faults(answer: Any) -> Iterator[str]:
    roots = pages.Page(answer.text).root.children
    if len(roots) != 1 or not roots[0].attributes.get("id"):
        yield f"roots {[(each.tag, each.attributes.get('id')) for each in roots]}"
    if not {"HX-Request", "HX-Request-Type"} <= set(answer.vary.as_set(preserve_casing=True)):
        yield f"Vary: {answer.headers.get('Vary')}"


@door
def test_an_answer_that_differs_for_htmx_says_so(answers: Any, rule: Rule) -> None:
    for each in answers(rule):
        if is_fragment(each) and is_page(each.page):
            assert {"hx-request", "hx-request-type"} <= each.page.vary.as_set(), each.cell.path


def test_some_pages_have_fragments(answers: Any) -> None:
    """Or the two tests above would prove nothing."""
    assert sum(any(map(is_fragment, answers(rule))) for rule in READABLE) > 5


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
