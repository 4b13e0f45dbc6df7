"""Pages as they are rendered: what a browser would make of the HTML, and what is wrong with it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from raqnet.files import STATIC, lean

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
ADDRESSES = ("src", "href", "action", "formaction", "data", "poster", "srcset", "ping", "cite")
# Links to another host that a page may hold (never loaded, only followed): by page.
LEADS_OUT = {"/abonnements": {"calendar.google.com"}}
SCHEMES = {"", "http", "https", "mailto", "tel", "webcal", "data"}
UNNAMED_INPUTS = {"hidden", "submit", "button", "image", "reset"}
HTMX = "/static/vendor/htmx.min.js"
EVALUATED = ("hx-on", "hx-vals", "hx-vars", "hx-confirm", "hx-trigger")


@dataclass
class Element:
    """An element with its attributes, the text in it, and where it stands."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def inside(self, tag: str) -> "Element | None":
        """The nearest element around this one with this tag."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around

    def all(self) -> Iterator["Element"]:
        """This element and all that it holds."""
        yield self
        for child in self.children:
            yield from child.all()

    def words(self) -> str:
        """All text in it."""
        return "".join(each.text for each in self.all())

    def value(self) -> str:
        """What a browser would send of this field; it drops a textarea's first line end."""
        if self.tag == "textarea":
            return self.text.replace("\r\n", "\n").removeprefix("\n")
        return self.attributes.get("value", "")


class Page(HTMLParser):
    """A tree of the elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._here = Element("#root", {})
        self.doubled: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        counts = Counter(name for name, _ in attrs)
        self.doubled += [f"<{tag} {name}>" for name, count in counts.items() if count > 1]
        made = Element(tag, {name: value or "" for name, value in attrs}, self._here)
        self._here.children.append(made)
        if tag not in VOID:
            self._here = made

    def handle_endtag(self, tag: str) -> None:
        around: Element | None = self._here
        while around is not None and around.tag != tag:
            around = around.parent
        if around is not None and around.parent is not None:
            self._here = around.parent

    def handle_data(self, data: str) -> None:
        self._here.text += data

    def elements(self, *tags: str) -> list[Element]:
        """The elements with these tags; all without any."""
        return [each for each in self.root.all() if not tags or each.tag in tags]


def scripts_of_ours_only(page: Page) -> Iterator[str]:
    """No script, style or handler in the page itself: the policy would block it."""
    for each in page.elements():
        if each.tag == "script" and (not each.attributes.get("src") or each.text.strip()):
            yield f"inline script: {each.text.strip()[:60]!r}"
        if each.tag in ("style", "iframe", "object", "embed", "base"):
            yield f"<{each.tag}>"
        for name, value in each.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f"<{each.tag} {name}={value[:40]!r}>"
            if name.startswith("hx-on") or (name.startswith(EVALUATED) and _evaluated(value)):
                yield f"<{each.tag} {name}={value[:40]!r}> needs eval"


def _evaluated(value: str) -> bool:
    return "js:" in value or "javascript:" in value or "[" in value.split(":")[0]


def addresses_within(page: Page, path: str) -> Iterator[str]:
    """Nothing is loaded from, sent to or led to another host, but for the links that are listed."""
    allowed = LEADS_OUT.get(path, set())
    for each in page.elements():
        for name, value in each.attributes.items():
            if name not in ADDRESSES and not name.startswith(("hx-get", "hx-post", "hx-put")):
                continue
            try:
                parts = urlsplit(value.strip())
            except ValueError:
                yield f"<{each.tag} {name}={value[:60]!r}> cannot be read"
                continue
            if parts.scheme.lower() not in SCHEMES:
                yield f"<{each.tag} {name}={value[:60]!r}>"
            if parts.scheme == "data" and each.tag != "img":
                yield f"<{each.tag} {name}={value[:60]!r}>"
            leads_out = parts.netloc and parts.scheme != "webcal"
            if leads_out and not (each.tag == "a" and (parts.hostname in allowed or _says(each))):
                yield f"<{each.tag} {name}={value[:60]!r}> leads to another host"


def _says(link: Element) -> bool:
    """A link that tells it leads elsewhere, and tells nobody there where one comes from."""
    return {"noreferrer", "external"} <= set(link.attributes.get("rel", "").split())


def sound(page: Page) -> Iterator[str]:
    """Ids are unique, labels and descriptions lead somewhere, the language is told."""
    named = [each for each in page.elements() if "id" in each.attributes]
    ids = Counter(each.attributes["id"] for each in named)
    # What a template holds in reserve is no part of the page before a script puts it there.
    there = Counter(each.attributes["id"] for each in named if not each.inside("template"))
    yield from (f"id {name!r} {count} times" for name, count in there.items() if count > 1)
    yield from (f"attribute twice: {each}" for each in page.doubled)
    for each in page.elements():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in each.attributes.get(name, "").split():
                if target not in ids:
                    yield f"<{each.tag} {name}={target!r}> leads to nothing"


def whole(page: Page) -> Iterator[str]:
    """A whole page has its language, its title, one heading, one main part."""
    html = page.elements("html")
    if [each.attributes.get("lang") for each in html] not in (["fr"], ["nl"]):
        yield "no lang"
    for tag in ("title", "h1", "main"):
        found = page.elements(tag)
        here = [each for each in found if not each.inside("svg") and not each.inside("template")]
        if len(here) != 1:
            yield f"{len(here)} <{tag}>"
        elif tag != "main" and not found[0].words().strip():
            yield f"empty <{tag}>"


def forms_guarded(page: Page) -> Iterator[str]:
    """Every form that posts carries the token, and sends to a page of ours by GET or POST.

    A blank form, which a phone keeps, has none: it is given one when it is sent.
    """
    for form in page.elements("form"):
        method = form.attributes.get("method", "get").lower()
        fields = {each.attributes.get("name"): each for each in form.all()}
        if method not in ("get", "post", "dialog"):
            yield f"<form method={method!r}>"
        token = getattr(fields.get("csrf_token"), "attributes", {}).get("value")
        if method == "post" and not token and "data-blank" not in form.attributes:
            yield f"form to {form.attributes.get('action')!r} without csrf_token"
        if method == "get" and "csrf_token" in fields:
            yield f"form to {form.attributes.get('action')!r} puts the token into the address"
        if form.inside("form"):
            yield "a form in a form"


def fields_labelled(page: Page) -> Iterator[str]:
    """Whatever one fills in says what it is for."""
    labels = {each.attributes.get("for") for each in page.elements("label")}
    for each in page.elements("input", "select", "textarea"):
        if each.attributes.get("type", "text").lower() in UNNAMED_INPUTS and each.tag == "input":
            continue
        if "hidden" in each.attributes:  # for the browser's own use: a password's account
            continue
        named = {"aria-label", "aria-labelledby"} & each.attributes.keys()
        if not named and not each.inside("label") and each.attributes.get("id") not in labels:
            yield f"<{each.tag} name={each.attributes.get('name')!r}> without a label"
    for each in page.elements("button", "a", "summary"):
        hidden = each.attributes.get("hidden") is not None
        if not hidden and not (each.words().strip() or each.attributes.get("aria-label")):
            yield f"<{each.tag} {each.attributes}> without a word"


def htmx_there(page: Page) -> Iterator[str]:
    """A page whose parts ask htmx for something loads it, at once or when one comes near them."""
    loaded = {each.attributes.get("src", "").split("?")[0] for each in page.elements("script")}
    for each in page.elements():
        asks = {"hx-get", "hx-post"} & each.attributes.keys()
        if asks and HTMX not in loaded and "data-htmx" not in each.attributes:
            yield f"<{each.tag} {asks}> without htmx"


@cache
def sheets_of_classes() -> dict[str, set[str]]:
    """Every class that a sheet of ours draws, with the sheets that do."""
    found: dict[str, set[str]] = {}
    for path in STATIC.glob("css/*.css"):
        name = f"css/{path.name}"
        rules = re.sub(r"\"[^\"]*\"", "", lean(name))
        for each in re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", rules):
            found.setdefault(each, set()).add(f"/static/{name}")
    return found


def drawn(page: Page) -> Iterator[str]:
    """A page loads the sheet that draws what it holds."""
    links = page.elements("link")
    loaded = {each.attributes.get("href", "").split("?")[0] for each in links}
    for each in page.elements():
        for name in each.attributes.get("class", "").split():
            sheets = sheets_of_classes().get(name)
            if sheets and not sheets & loaded:
                yield f"<{each.tag} class={name}> without {sheets}"


def faults(html: str, path: str, fragment: bool = False) -> list[str]:
    """Everything that is wrong with a page at this path."""
    page = Page(html)
    checks = [scripts_of_ours_only(page), sound(page), forms_guarded(page), fields_labelled(page)]
    checks.append(addresses_within(page, path))
    if not fragment:
        checks += [whole(page), htmx_there(page), drawn(page)]
    return [fault for check in checks for fault in check]
