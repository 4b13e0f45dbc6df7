"""The house's rules, read in the code itself: who imports whom, and how long things are."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from raqnet.config import ROOT

CODE = ROOT / "raqnet"
TEMPLATES = ROOT / "templates"
# An import between subjects points only to the left.
SUBJECTS = (
    "accounts", "people", "drafts", "lists", "tables", "actors", "calendar", "documents",
    "planning", "outside", "public", "journal", "intervision", "recordings",
    "research", "signals", "home", "demo",
)  # fmt: skip
# Shared files that know subjects, and why.
KNOWS_SUBJECTS = {
    "raqnet": "puts the application together",
    "raqnet.models": "names every model for mappers and migrations",
    "raqnet.auth": "asks who a session belongs to",
    "raqnet.cli": "prepares instances: first account, first lists, the demo",
}
# Shared files that belong to the web, and may know the request.
SHARED_WEB = {
    "raqnet.auth",
    "raqnet.bounds",
    "raqnet.db",  # whether a request may write decides how its transaction begins
    "raqnet.errors",
    "raqnet.face",
    "raqnet.files",
    "raqnet.forms",
    "raqnet.headers",
    "raqnet.health",
    "raqnet.htmx",
    "raqnet.i18n",
    "raqnet.pieces",
    "raqnet.proofreading",
    "raqnet.undoing",
}
WEB_NAMES = {"request", "session", "render_template", "flash"}
# Which layers of a subject a layer may not know.
BELOW = {
    "models": {"access", "queries", "services", "forms", "views", "cli"},
    "access": {"queries", "services", "forms", "views", "cli"},
    "queries": {"services", "forms", "views", "cli"},
    "services": {"forms", "views", "cli"},
    "forms": {"services", "views", "cli"},
}
PURE = {
    "raqnet.clock",
    "raqnet.durations",
    "raqnet.holidays",
    "raqnet.text",
    "raqnet.redaction.finding",
    "raqnet.redaction.kinds",
    "raqnet.redaction.words",
    "raqnet.redaction.figures",
    "raqnet.redaction.places",
    "raqnet.redaction.gazetteer",
    "raqnet.redaction.names",
    "raqnet.calendar.recurrence",
    "raqnet.calendar.ical",
    "raqnet.calendar.filters",
    "raqnet.documents.child",
    "raqnet.documents.papers",
    "raqnet.documents.pictures",
    "raqnet.journal.balance",
    "raqnet.journal.groups",
    "raqnet.planning.working_hours",
    "raqnet.outside.component",
    "raqnet.outside.fetching",
    "raqnet.outside.files",
    "raqnet.outside.lines",
    "raqnet.outside.parts",
    "raqnet.outside.reading",
    "raqnet.outside.repeats",
    "raqnet.outside.values",
    "raqnet.outside.zones",
    "raqnet.research.axis",
    "raqnet.research.continuum",
    "raqnet.research.continuum_drawing",
    "raqnet.research.figure",
    "raqnet.research.markers",
    "raqnet.research.presets",
    "raqnet.research.protection",
    "raqnet.datapackage",
    "raqnet.research.pseudonyms",
    "raqnet.research.scope",
    "raqnet.intervision.advice",
    "raqnet.intervision.ballots",
    "raqnet.intervision.clock",
    "raqnet.intervision.default",
    "raqnet.intervision.faults",
    "raqnet.intervision.reshaping",
    "raqnet.intervision.script",
    "raqnet.intervision.turns",
}
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 350, 50, 150


def modules() -> dict[str, Path]:
    """Every module of the application by its name, without the migrations' steps."""
    found = {}
    for path in sorted(CODE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "versions" not in parts and path.name != "env.py":
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()
TREES = {name: ast.parse(path.read_text()) for name, path in MODULES.items()}


def subject_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "raqnet" and parts[1] in SUBJECTS else None


def layer_of(name: str) -> str:
    """The layer that a module of a subject belongs to; modules of its own name otherwise."""
    parts = name.split(".")[2:]
    first = parts[0] if parts else ""
    return next(
        (layer for layer in (*BELOW, "views", "cli") if first.split("_")[0] == layer), first
    )


@cache
def imports(name: str) -> list[tuple[str, set[str]]]:
    """Each module that `name` imports (submodules named one by one), with the names it takes."""
    return list(_imports(TREES[name]))


def _imports(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, set()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken = {alias.name for alias in node.names}
            inner = {f"{node.module}.{each}" for each in taken} & set(MODULES)
            yield from ((module, set()) for module in inner)
            if len(inner) < len(taken) or not inner:
                yield node.module, taken


def everywhere() -> Iterator[tuple[str, str, set[str]]]:
    for name in MODULES:
        for target, taken in imports(name):
            yield name, target, taken


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (
        node
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_between_subjects_imports_point_only_left():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if (mine := subject_of(name))
        and (other := subject_of(target))
        and SUBJECTS.index(other) > SUBJECTS.index(mine)
    ]
    assert wrong == []


def test_shared_files_know_no_subject_unless_they_say_why():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if subject_of(name) is None and subject_of(target) and name not in KNOWS_SUBJECTS
    ]
    assert wrong == []


def test_only_the_commands_know_the_demo():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if subject_of(target) == "demo" and subject_of(name) != "demo" and name != "raqnet.cli"
    ]
    assert wrong == []


def test_layers_know_only_what_is_below_them():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if subject_of(name)
        and subject_of(target)
        and layer_of(target) in BELOW.get(layer_of(name), set())
    ]
    assert wrong == []


def test_only_views_know_views():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if subject_of(target)
        and layer_of(target) == "views"
        and layer_of(name) not in ("views", "")
    ]
    assert wrong == []


def test_only_views_commands_and_shared_web_files_know_the_request():
    wrong = [
        f"{name} takes {', '.join(sorted(taken & WEB_NAMES))}"
        for name, target, taken in everywhere()
        if target == "flask"
        and taken & WEB_NAMES
        and layer_of(name) not in ("views", "cli")
        and name not in SHARED_WEB
    ]
    wrong += [
        f"{name} imports flask whole"
        for name, t, taken in everywhere()
        if (t, taken) == ("flask", set())
    ]
    assert wrong == []


def test_pure_modules_know_neither_web_nor_database():
    wrong = [
        f"{name} imports {target}"
        for name, target, _taken in everywhere()
        if name in PURE and target.split(".")[0] in ("flask", "sqlalchemy", "werkzeug")
    ]
    assert wrong == []


def test_no_import_hides_in_a_function():
    wrong = [
        f"{name}:{node.lineno}"
        for name in MODULES
        for function in functions(name)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


# What is imported by name when it is first needed, where and why.
LATE = {
    "raqnet.research.views.files": "the library that draws takes 1.4 s and 30 MB to import",
    "raqnet.research.views.reports": "the library that writes documents is needed now and then",
}


def test_nothing_is_imported_by_name_unless_it_says_why():
    late = {
        name
        for name, target, taken in everywhere()
        if target == "importlib" and taken & {"import_module", "__import__"}
    }
    assert late == set(LATE)


def test_modules_functions_and_templates_stay_readable():
    long = [
        f"{name}: {count} lines"
        for name, path in MODULES.items()
        if (count := len(path.read_text().splitlines())) >= MODULE_LINES
    ]
    long += [
        f"{name}.{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for name in MODULES
        for node in functions(name)
        if (node.end_lineno or 0) - node.lineno + 1 >= FUNCTION_LINES
    ]
    long += [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (count := len(path.read_text().splitlines())) >= TEMPLATE_LINES
    ]
    assert long == []


def test_every_public_name_says_what_it_is():
    silent = [name for name, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]
    silent += [
        f"{name}.{node.name}"
        for name, tree in TREES.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


# Who reads numbers that are no ids: what other calendars say, and what tells how many somebody is.
OF_THEIR_OWN = ("raqnet.paths", "raqnet.outside", "raqnet.research.published")


def test_one_place_says_what_an_id_in_an_address_is():
    found = {name for name, path in MODULES.items() if ".isdigit()" in path.read_text()}
    assert {name for name in found if not name.startswith(OF_THEIR_OWN)} == set()
