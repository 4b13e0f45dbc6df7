"""Answers that are the same for everybody: kept, known by a mark, made without anybody's session.

A template is drawn from its environment, not by Flask's `render_template`, which would ask who is
signed in; so no cookie is read and none is set.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, request

from raqnet import headers
from raqnet.cache import Kept
from raqnet.people.words import dial
from raqnet.public import bilingual
from raqnet.public.book import Book

PAGES_BYTES = 16 * 1024 * 1024
HTML = "text/html; charset=utf-8"
CALENDAR = f"{headers.FEED}; charset=utf-8"


@dataclass(frozen=True)
class Kind:
    """What a kept body is, and what it says to whom keeps it: to ask each time before using it."""

    mimetype: str
    headers: tuple[tuple[str, str], ...]


PAGE = Kind(HTML, (("Cache-Control", "no-cache"),))
FEED = Kind(
    CALENDAR,
    (
        ("Cache-Control", "private, no-cache"),
        ("Content-Disposition", 'inline; filename="quartiers.ics"'),
    ),
)


@dataclass(frozen=True)
class Body:
    """The bytes of an answer and their mark."""

    content: bytes
    mark: str

    def __len__(self) -> int:
        return len(self.content)


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["public_pages"] = Kept[Body](PAGES_BYTES)


def kept(book: Book, key: Hashable, make: Callable[[], str], until: datetime | None = None) -> Body:
    """What `make` gives, made once for this book and key; out of date at `until`."""
    store: Kept[Body] = current_app.extensions["public_pages"]
    whole = (book.stamp, book.today, key)
    body = store.get(whole)
    if body is None:
        body = body_of(make())
        if book.stamp:
            store.put(whole, body, until)
    return body


def body_of(text: str) -> Body:
    """A text as an answer's body."""
    content = text.encode()
    return Body(content, hashlib.blake2b(content, digest_size=16).hexdigest())


def answer(body: Body, kind: Kind = PAGE) -> Response:
    """The answer, or word that it has not changed (RFC 9110, 13.1)."""
    response = Response(status=304) if _known(body.mark) else Response(body.content)
    response.headers["Content-Type"] = kind.mimetype
    response.headers.update(dict(kind.headers))
    response.set_etag(body.mark)
    return response


def _known(mark: str) -> bool:
    """Does the reader hold it already? Packing an answer puts its own sign after the mark."""
    tags = request.headers.get("If-None-Match", "").split(",")
    return any(tag.strip().removeprefix("W/").strip('"').split(":")[0] == mark for tag in tags)


def gone(language: str) -> Response:
    """What is not open, or no longer: the same words whatever was asked for, and a way on."""
    page = draw("public/gone.html", language, here="", there=None)
    return Response(page, 404, dict(PAGE.headers), content_type=HTML)


def draw(template: str, language: str, **context: Any) -> str:
    """A page in a language; `w` holds our own words."""
    page = current_app.jinja_env.get_template(template)
    html = page.render(
        w=bilingual.words(language), lang=language, other=bilingual.other(language),
        roots=bilingual.ROOTS, bilingual=bilingual, dial=dial, **context,
    )  # fmt: skip
    return html.strip()
