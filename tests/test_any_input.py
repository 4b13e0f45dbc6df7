"""Bad input never breaks it: whatever a browser sends to any route, no answer is a failure."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from raqnet.calendar.filters import PARAMS
from raqnet.config import ROOT
from tests.doors import atlas, matrix, rules
from tests.doors.hostile import TEXTS
from tests.doors.samples import ALLOWED
from tests.doors.world import World

pytest_plugins = ["tests.doors.fixtures"]
EXAMPLES = int(os.environ.get("RAQNET_EXAMPLES", "4"))  # more for a search at leisure
bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip

ASKED = re.compile(r'(?:args|form|values)\.(?:get|getlist)\(\s*"(\w+)"|(?:args|form)\["(\w+)"\]')
WORDS = set(PARAMS.values()) | {
    "apres", "au", "avant", "brouillon", "date", "du", "jour", "page", "q", "suite",
}  # fmt: skip
ODD = (
    "", " ", "0", "-1", "1", "007", "+1", " 1 ", "1.5", "1e9", "NaN", "Infinity", "٣", "²", "0x10",
    "9" * 10, "-" + "9" * 10, str(2**31), str(2**63), "9" * 30, "9" * 5000, "None", "null", "true",
    "[]", "{}", "[object Object]", "\x00", "a\x00b", "\x7f\x1b[31m", "\ufeff", "\u2028", "\ud7ff",
    "a" * 10_000, "é" * 10_000, "👩‍👩‍👧‍👦" * 700, "e\u0301" * 3000, "\r\n" * 2000, "../" * 50,
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2026-13-01", "2026-11-18T09:00",
    "31/12/9999", "29/02/2023", "2026-03-29", "02:30", "25:61", "24:00", "9h", "1-1-1", "99999-1-1",
    "FREQ=SECONDLY", "%", "%00", "%_", "\\", "'", '"', "c++", "l'", "*", "(", "NEAR(", "a OR b",
    *TEXTS,
)  # fmt: skip
values = st.sampled_from(ODD) | st.text(max_size=60)
RAW_QUERIES = (
    "%", "%zz", "q=%ff%fe", "q=%", "date=%00", "q=%u0041", "&&&===", "q[]=1&q[]=2", "q=1;date=2",
    "page=1&page=2&page=x", "=".join("q" * 50), "q=" + "%41" * 5000, "q=%ed%a0%80", "%ff=%ff",
)  # fmt: skip


def names_in_use() -> list[str]:
    """The names that views read from an address or a form, as the code spells them."""
    found = set(WORDS)
    for path in Path(ROOT / "raqnet").rglob("*.py"):
        for match in ASKED.finditer(path.read_text()):
            found.add(match[1] or match[2])
    return sorted(found)


NAMES = names_in_use()
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), min_size=1, max_size=6)


def way_in(world: World, rule: Rule, method: str) -> matrix.Cell:
    """Somebody who is let in, by an address of their own where there is one."""
    cells = [
        cell
        for cell in matrix.cells(world, rule)
        if cell.method == method and cell.actor != "anonymous"
    ]
    # An address that shows nothing without a question is asked by whoever it belongs to.
    open_cells = [cell for cell in cells if cell.verdict == ALLOWED]
    open_cells = open_cells or [cell for cell in cells if cell.whose == "own"]
    assert open_cells, f"nobody may {method} {rule.rule}"
    return min(open_cells, key=lambda cell: (cell.whose != "own", cell.actor != "raq"))


def expect_an_answer(world: World, actor: str, method: str, path: str, **sent: Any) -> None:
    answer = world.ask(actor, method, path, **sent)
    assert answer.status_code < 500, f"{actor} {method} {path}: {answer.status_code}"
    world.tidy()


def having(method: str) -> Any:
    found = [rule for rule in rules.all_doors() if method in (rule.methods or ())]
    return pytest.mark.parametrize("rule", found, ids=rules.name)


@having("GET")
def test_no_question_breaks_a_page(module_world: World, rule: Rule) -> None:
    cell = way_in(module_world, rule, "GET")

    @bounded
    @given(query=queries, htmx=st.booleans())
    def ask(query: list[tuple[str, str]], htmx: bool) -> None:
        sent = MultiDict(query)
        expect_an_answer(module_world, cell.actor, "GET", cell.path, query_string=sent, htmx=htmx)

    ask()


def test_no_misspelt_address_breaks_a_page(module_world: World) -> None:
    for rule in rules.all_doors():
        if "GET" in (rule.methods or ()):
            cell = way_in(module_world, rule, "GET")
            for raw in RAW_QUERIES[: max(4, EXAMPLES)]:
                expect_an_answer(module_world, cell.actor, "GET", cell.path, query_string=raw)


@pytest.fixture(scope="module")
def forms(module_world: World) -> list[atlas.Form]:
    """Every form of every page."""
    return atlas.forms(module_world)


def sendings(world: World, rule: Rule, forms: list[atlas.Form]) -> Iterator[tuple[str, str, Any]]:
    """(person, method, path, fields as a browser would send them) for each changing method."""
    form = atlas.form_of(world, rule, forms)
    for method in rules.methods(rule, rules.UNSAFE):
        if form is not None and method == form.method:
            yield form.actor, method, (form.path, form.fields)
        else:
            cell = way_in(world, rule, method)
            yield cell.actor, method, (cell.path, ())


CHANGING = [rule for rule in rules.all_doors() if rules.methods(rule, rules.UNSAFE)]
changing = pytest.mark.parametrize("rule", CHANGING, ids=rules.name)


@changing
def test_no_field_breaks_a_form(module_world: World, forms: list[atlas.Form], rule: Rule) -> None:
    for actor, method, (path, fields) in sendings(module_world, rule, forms):
        _send_wrongly(module_world, actor, method, path, fields)


def _send_wrongly(world: World, actor: str, method: str, path: str, fields: Any) -> None:
    """What a browser would send, up to four fields of it left out, doubled or odd."""
    names = sorted({name for name, _ in fields}) or NAMES
    wrongs = st.dictionaries(st.sampled_from(names), st.lists(values, max_size=2), max_size=4)

    @bounded
    @given(wrong=wrongs, extra=queries, htmx=st.booleans())
    def send(wrong: dict[str, list[str]], extra: Any, htmx: bool) -> None:
        kept = [(name, value) for name, value in fields if name not in wrong]
        odd = [(name, value) for name, found in wrong.items() for value in found]
        data = MultiDict([*kept, *odd, *(extra if not fields else ())])
        expect_an_answer(world, actor, method, path, data=data, htmx=htmx)

    send()


def bodies(fields: Any) -> Iterator[dict[str, Any]]:
    """Bodies that no form of ours sends."""
    names = sorted({name for name, _ in fields}) or ["name"]
    yield {"data": b""}
    yield {"json": dict.fromkeys(names, [{"a": None}])}
    yield {"data": "not a form", "content_type": "text/plain"}
    yield {"data": b"{", "content_type": "application/json"}
    yield {"data": {name: (io.BytesIO(b"\x89PNG\x00\xff"), "x.png") for name in names}}
    yield {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"}
    yield {"data": b"--x", "content_type": "multipart/form-data"}
    form = "application/x-www-form-urlencoded"
    yield {"data": "&".join(f"{name}=%ff%zz%" for name in names).encode(), "content_type": form}
    yield {"data": b"\xff\xfe\x00=\x00&\x80", "content_type": form}
    yield {"data": "name=caf\xe9".encode("latin-1"), "content_type": f"{form}; charset=utf-16"}


@changing
def test_no_body_breaks_a_form(module_world: World, forms: list[atlas.Form], rule: Rule) -> None:
    for actor, method, (path, fields) in sendings(module_world, rule, forms):
        for body in bodies(fields):
            expect_an_answer(module_world, actor, method, path, **body)


def test_no_size_breaks_a_form(module_world: World, forms: list[atlas.Form]) -> None:
    """The limits are the framework's, the same for every route: one long form shows them."""
    path = max(forms, key=lambda form: len(form.fields)).path
    kind = "application/x-www-form-urlencoded"
    for body in (b"a=1&" * 20_000, b"a=" + b"x" * 1_500_000, b"a=" + b"x" * 3_000_000):
        expect_an_answer(module_world, "raq", "POST", path, data=body, content_type=kind)
    parts = {f"f{n}": "x" for n in range(1500)}
    kind = "multipart/form-data"
    expect_an_answer(module_world, "raq", "POST", path, data=parts, content_type=kind)


def test_most_forms_are_found_in_the_pages(module_world: World, forms: list[atlas.Form]) -> None:
    """Or the tests above would send next to nothing."""
    known = {form.endpoint for form in forms}
    posting = {rule.endpoint for rule in CHANGING if "POST" in (rule.methods or ())}
    missing = posting - known
    assert len(known) > 40
    assert len(missing) < len(posting) / 3, f"no page shows a form for {sorted(missing)}"
    assert sum(len(form.fields) > 2 for form in forms) > 10
