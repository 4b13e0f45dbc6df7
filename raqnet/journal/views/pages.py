"""What the journal's pages share."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from raqnet.access import Forbidden, Principal
from raqnet.auth import principal
from raqnet.drafts.views import drafting


def worker() -> tuple[Principal, int]:
    """The person behind the request, and their number as a worker. Errors: Forbidden."""
    user = principal()
    if user.worker_id is None:
        raise Forbidden
    return user, user.worker_id


def form_page(
    template: str, form: Any, rows: list[Any] | None = None, status: int | None = None, **more: Any
) -> ResponseReturnValue:
    """The page of a form: as it opens (200), refused (422), or met by another version (409)."""
    status = status or (409 if rows else (422 if form.is_submitted() else 200))
    page = render_template(template, form=form, rows=rows, draft=drafting.on_offer(), **more)
    return page, status
