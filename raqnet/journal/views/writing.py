"""What the forms of the hours and of the starting journal share."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, request

from raqnet import auth
from raqnet.calendar.forms_when import blame
from raqnet.drafts.views import once
from raqnet.forms import sent
from raqnet.paths import MAX_ID
from raqnet.people.services import Refused

Row = TypeVar("Row")


def own_worker() -> int:
    """The worker who asks; an account without one has no journal."""
    return auth.principal().worker_id or abort(404)


def number(name: str) -> int:
    """A number out of the address; 0, which no row has, where it is none."""
    text = request.args.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return found if found <= MAX_ID else 0


def accepted(form: Any, act: Callable[..., Row]) -> Row | None:
    """What a service made of the form's details; None where a rule refuses, told at the field."""
    try:
        return act(**form.details())
    except Refused as refused:
        blame(form[refused.field], refused.message)
        return None


def sending() -> str:
    """The key of the form on this page: the one that it came with, or a new one."""
    key = request.form.get(once.FIELD, "")
    return key if once.KEY.fullmatch(key) else secrets.token_urlsafe(16)


def is_stale(form: Any, version: int) -> bool:
    """Was the row saved after this form was opened?"""
    return form.is_submitted() and sent(form.version) != str(version)


def go_on_from(form: Any, version: int) -> None:
    """Both versions are shown: what is sent next replaces this one."""
    form.validate()
    form.version.data = str(version)
    form.version.raw_data = [form.version.data]


def status_of(form: Any, rows: Any = None) -> int:
    """200 for a form that is opened, 422 for one that is refused, 409 with both versions."""
    if rows:
        return 409
    return 422 if form.is_submitted() else 200
