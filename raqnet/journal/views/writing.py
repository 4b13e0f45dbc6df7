"""What the forms of the hours and of the starting journal share."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

from raqnet.calendar.forms_when import blame
from raqnet.paths import as_id
from raqnet.people.services import Refused

Row = TypeVar("Row")


def number(name: str) -> int:
    """A number out of the address; 0, which no row has, where it is none."""
    return as_id(request.args.get(name)) or 0


def accepted(form: Any, act: Callable[..., Row]) -> Row | None:
    """What a service made of the form's details; None where a rule refuses, told at the field."""
    try:
        return act(**form.details())
    except Refused as refused:
        blame(form[refused.field], refused.message)
        return None
