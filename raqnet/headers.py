"""The headers of every answer: what a page may load, who may frame it, what may be kept."""

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

# What a file needs of these: it is no page, and phones in the street pay for each byte.
OF_FILES = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
# A drawing that is opened by itself is a page of its own: it may do nothing at all; no picture may.
OF_DRAWINGS = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
# A page that any site may show in a frame: it runs nothing and sends nothing, so that nobody is led
# to do anything on it. These are all of its headers.
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


def _add(response: Response) -> Response:
    if "X-Content-Type-Options" in response.headers:  # it has said all for itself: no page
        return response
    is_file = request.endpoint == "static" and response.status_code < 400  # noqa: PLR2004
    kind = response.mimetype or ""
    if kind == "image/svg+xml" or (kind.startswith("image/") and not is_file):
        response.headers.setdefault("Content-Security-Policy", OF_DRAWINGS)
    elif not is_file:
        tiles = current_app.config["MAP_TILES"]
        response.headers.setdefault("Content-Security-Policy", policy(tiles))
    for name in OF_FILES if is_file else HEADERS:
        response.headers.setdefault(name, HEADERS[name])
    if request.endpoint == "static":
        _keep(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


@cache
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
