"""Every form that the pages show: where it is sent, and with which fields, as a browser would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

from tests.doors import matrix, rules
from tests.doors.pages import Element, Page
from tests.doors.samples import ALLOWED
from tests.doors.world import World

READERS = ("raq", "coordination", "admin", "host", "research")
UNSENT = {"submit", "button", "image", "reset", "file"}


@dataclass(frozen=True)
class Form:
    """A form as one person sees it: where it goes, what a browser sends untouched."""

    actor: str
    method: str
    path: str
    endpoint: str
    fields: tuple[tuple[str, str], ...] = field(default=())

    def names(self) -> list[str]:
        """The names of its fields."""
        return sorted({name for name, _ in self.fields})


def forms(world: World) -> list[Form]:
    """The forms of every page that these readers see, the first of each endpoint and path."""
    found: dict[tuple[str, str], Form] = {}
    for rule in rules.all_doors():
        for cell in _readings(world, rule):
            page = world.ask(cell.actor, "GET", cell.path)
            text = page.text if page.mimetype == "text/html" else ""
            for form in _forms_of(world, cell.actor, cell.path, text):
                found.setdefault((form.endpoint, form.path), form)
    world.tidy()
    return list(found.values())


def _readings(world: World, rule: Rule) -> list[matrix.Cell]:
    """Who reads a page to find its forms: two people at most, each their own or the first."""
    let_in = [
        cell
        for cell in matrix.cells(world, rule)
        if cell.method == "GET" and cell.verdict == ALLOWED and cell.actor in READERS
    ]
    firsts: dict[str, matrix.Cell] = {}
    for cell in sorted(let_in, key=lambda each: each.whose != "own"):
        firsts.setdefault(cell.actor, cell)
    return sorted(firsts.values(), key=lambda cell: READERS.index(cell.actor))[:2]


def form_of(world: World, rule: Rule, among: list[Form]) -> Form | None:
    """A form that is sent to this door; one's own rather than another's."""
    return next((form for form in among if form.endpoint == rule.endpoint), None)


def _forms_of(world: World, actor: str, path: str, html: str) -> Iterator[Form]:
    for element in Page(html).elements("form"):
        method = element.attributes.get("method", "get").upper()
        target = element.attributes.get("action") or path
        if method != "POST":
            continue
        endpoint = endpoint_of(world, target)
        if endpoint:
            yield Form(actor, method, target, endpoint, tuple(_sent(element)))


def endpoint_of(world: World, target: str) -> str | None:
    """The endpoint that a POST to this address reaches."""
    try:
        matched = world.app.url_map.bind("").match(urlsplit(target).path, method="POST")
    except (HTTPException, RequestRedirect):
        return None
    return str(matched[0])


def _sent(form: Element) -> Iterator[tuple[str, str]]:
    """The successful controls (HTML, "constructing the entry list"), without the token."""
    for each in form.all():
        name, kind = each.attributes.get("name"), each.attributes.get("type", "text")
        if not name or name == "csrf_token" or (each.tag == "input" and kind in UNSENT):
            continue
        if each.tag == "textarea":
            yield name, each.value()
        elif each.tag == "select":
            yield name, _chosen(each)
        elif each.tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in each.attributes:
                yield name, each.attributes.get("value", "on")
        elif each.tag in ("input", "button"):
            yield name, each.value()


def _chosen(select: Element) -> str:
    options = [each for each in select.all() if each.tag == "option"]
    chosen = [each for each in options if "selected" in each.attributes] or options[:1]
    return chosen[0].attributes.get("value", chosen[0].words()) if chosen else ""
