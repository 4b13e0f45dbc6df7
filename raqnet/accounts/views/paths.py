"""Where one goes after signing in: pages of ours, by their path."""

from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

HOME = "/"
MOST = 1000


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
