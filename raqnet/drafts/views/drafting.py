"""The draft of the form on this page: offered, gone on from, dropped once the form is saved."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from raqnet.access import Principal
from raqnet.auth import principal
from raqnet.db import SAFE_METHODS
from raqnet.drafts import services as drafts
from raqnet.drafts.models import Draft


def _resumed() -> bool:
    return request.args.get("brouillon") == "1"


def formdata(user: Principal) -> MultiDict[str, str] | None:
    """What fills a form besides its rows: what was sent, or the draft that one goes on from."""
    if request.method not in SAFE_METHODS:
        return request.form
    return drafts.formdata(user, request.path) if _resumed() else None


def on_offer() -> Draft | None:
    """A draft of this page's form that one has not yet chosen to go on from."""
    if request.method not in SAFE_METHODS or _resumed():
        return None
    return drafts.find(principal(), request.path)


def drop(user: Principal) -> None:
    """Saved: nothing is left to go on from."""
    drafts.drop(user, request.path)


def form_page(
    template: str, form: Any, rows: list[Any] | None = None, status: int | None = None, **more: Any
) -> ResponseReturnValue:
    """The page of a form: as it opens (200), refused (422), or met by another version (409)."""
    status = status or (409 if rows else (422 if form.is_submitted() else 200))
    page = render_template(template, form=form, rows=rows, draft=on_offer(), **more)
    return page, status
