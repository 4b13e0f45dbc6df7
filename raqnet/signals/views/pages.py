"""What the pages of signals share."""

from typing import Any

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from raqnet.auth import principal
from raqnet.drafts.views import drafting
from raqnet.forms import sent, side_by_side
from raqnet.signals import queries
from raqnet.signals.models import Signal

_UNDO = Markup(
    '{words} <form method="post" action="{url}">'
    '<input type="hidden" name="csrf_token" value="{token}">'
    '<button class="button button-link" type="submit">{label}</button></form>'
)  # fmt: skip


def found(signal_id: int, lock: bool = False) -> Signal:
    """The signal that an address names, where one may read it."""
    return queries.find(principal(), signal_id, lock) or abort(404)


def flash_undo(words: str, url: str) -> None:
    """Say what was done, with the button that undoes it."""
    flash(_UNDO.format(words=words, url=url, token=generate_csrf(), label=_("Annuler")), "success")


def form_page(
    template: str, form: Any, rows: list[Any] | None = None, **more: Any
) -> ResponseReturnValue:
    """The page of a form: as it opens (200), refused (422), or met by another version (409)."""
    status = 409 if rows else (422 if form.is_submitted() else 200)
    page = render_template(template, form=form, rows=rows, draft=drafting.on_offer(), **more)
    return page, status


def is_stale(form: Any, version: int) -> bool:
    """Was the row saved after this form was opened?"""
    return form.is_submitted() and sent(form.version) != str(version)


def meet(form: Any, theirs: Any, version: int) -> list[Any]:
    """Both versions field by field; saved again, the form goes on from the one it was shown."""
    form.validate()
    form.version.data = str(version)
    form.version.raw_data = [str(version)]
    return side_by_side(form, theirs)
