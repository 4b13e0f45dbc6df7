"""Paths of this site: which numbers they take, and where one may be sent on to."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map, RequestRedirect

HOME = "/"
MOST = 1000
MAX_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A number that a database takes for an id; a larger one is the path of nothing."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", MAX_ID)
        super().__init__(map, *args, **kwargs)


def init_app(app: Flask) -> None:
    """Bound the numbers in every path."""
    app.url_map.converters["int"] = IdConverter


def as_id(text: str | None) -> int | None:
    """The id that a part of an address is; None for what no database takes for one."""
    known = text is not None and text.isascii() and text.isdigit() and len(text) < 11
    return int(text) if text and known and 0 < int(text) <= MAX_ID else None


def landing(path: str | None) -> str:
    """`path` where it is a page of ours that one may GET, home elsewhere."""
    return path if path and is_ours(path) and has_page(path) else HOME


def is_ours(path: str) -> bool:
    """Does every browser read this as a path on this very site?

    Browsers drop tabs and line ends, and take a backslash for a slash: `/\\t/x` leads to `//x`.
    """
    if len(path) > MOST or not path.startswith("/") or path.startswith("//"):
        return False
    if "\\" in path or not path.isprintable():
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def has_page(path: str) -> bool:
    """Does a GET of this path lead to a page?"""
    routes = current_app.url_map.bind("")
    try:
        routes.match(unquote(urlsplit(path).path), method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
