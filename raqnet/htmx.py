"""HTMX on the server: who asks for a fragment, and how to answer either way."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_htmx import HTMX
from werkzeug.wrappers import Response as BaseResponse

htmx = HTMX()


def is_htmx() -> bool:
    """Does htmx send this request?"""
    return request.headers.get("HX-Request") == "true"


def is_fragment() -> bool:
    """Does htmx want a part of the page? Boosted requests and restored history want it whole."""
    return is_htmx() and request.headers.get("HX-Request-Type") == "partial"


def render(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """The fragment for htmx, the page that includes it for everybody else."""
    body = render_template(fragment if is_fragment() else page, **context)
    response = make_response(body, status)
    response.vary.update(["HX-Request", "HX-Request-Type"])
    return response


def see_other(url: str) -> BaseResponse:
    """Go on to `url` with GET after a change (303; for htmx a page load of its own)."""
    if is_fragment():
        return Response(status=200, headers={"HX-Redirect": url})
    return redirect(url, 303)


def turn_back(url: str, words: str, status: int = 409, kind: str = "warning") -> Any:
    """Nothing was done: say why at `url`; whoever asks on the side is told by the status."""
    if is_fragment():
        return words, status
    flash(words, kind)
    return redirect(url, 303)
