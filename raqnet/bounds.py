"""How much one request may bring: a route that takes files says so, all others keep to the rule."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
FORM = 64 * 1024  # bytes around a file: its name, its caption, the token


def takes(most: int) -> Callable[[View], View]:
    """Say that this route takes a file of at most so many bytes."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Before anybody reads what was sent."""
    app.before_request(_bound)


def most() -> int:
    """Bytes that a file sent to this route may have."""
    return _taken() or int(current_app.config["MAX_CONTENT_LENGTH"])


def _taken() -> int | None:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "takes", None)


def _bound() -> None:
    if (taken := _taken()) is not None:
        request.max_content_length = taken + FORM
