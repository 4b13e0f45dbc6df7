"""The headers of every answer: what a page may load, who may frame it, what may be kept."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Flask-WTF checks the Referer over HTTPS: our own pages must keep sending it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What a file or a feed needs of these: it is no page, and phones in the street pay for each byte.
OF_FILES = {
    name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
}
FEED = "text/calendar"
# A drawing that is opened by itself is a page of its own: it may do nothing at all; no picture may.
OF_DRAWINGS = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
# A page that any site may show in a frame: it runs nothing and sends nothing, so that nobody is led
# to do anything on it. All that it has of the others' headers is here: nothing refuses frames.
IN_FRAMES = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "form-action 'none'; frame-ancestors *; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": HEADERS["Permissions-Policy"],
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def init_app(app: Flask) -> None:
    """Add the headers after each request."""
    app.after_request(_add)


def in_frames(response: Response) -> Response:
    """Let any site show this page in a frame."""
    response.headers.update(IN_FRAMES)
    return response


def _add(response: Response) -> Response:
    for name, value in _wanted(response).items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        _keep(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _wanted(response: Response) -> Mapping[str, str]:
    """The headers of this kind of answer."""
    if response.headers.get("Content-Security-Policy") == IN_FRAMES["Content-Security-Policy"]:
        return IN_FRAMES
    is_file = request.endpoint == "static" and response.status_code < 400  # noqa: PLR2004
    kind = response.mimetype or ""
    small = is_file or kind == FEED
    if kind == "image/svg+xml" or (kind.startswith("image/") and not is_file):
        return {**(OF_FILES if small else HEADERS), "Content-Security-Policy": OF_DRAWINGS}
    return OF_FILES if small else _of_pages(current_app.config["MAP_TILES"])


@cache
def _of_pages(tiles: str) -> Mapping[str, str]:
    return {**HEADERS, "Content-Security-Policy": policy(tiles)}


def policy(tiles: str) -> str:
    """What pages may load: all of it ours, but for a map's tiles where an instance names them."""
    if not tiles:
        return POLICY
    return POLICY.replace("img-src 'self'", f"img-src 'self' https://{urlsplit(tiles).netloc}")


def _keep(response: Response) -> None:
    """How long a browser keeps a file: for ever under its version's own address.

    Modules import one another by name alone: these it keeps too, but asks whether they changed.
    """
    response.cache_control.immutable = "v" in request.args
    if "v" not in request.args and response.mimetype == "text/javascript":
        response.cache_control.max_age = None
        response.cache_control.no_cache = True
