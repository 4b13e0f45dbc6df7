"""What else than an action holds documents: a later subject says which of them a person reads, and
which that person may take away.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import ColumnElement

from raqnet.access import Principal
from raqnet.documents.models import Attachment


@dataclass(frozen=True)
class Holder:
    """`readable`: a condition on `Attachment`; `can_change`: of one that it may hold.

    `seen_by`: the visibility of what holds it, `back`: where a person goes on to after a change;
    None where it does not hold it.
    """

    readable: Callable[[Principal], ColumnElement[bool]]
    can_change: Callable[[Principal, Attachment], bool]
    seen_by: Callable[[Attachment], str | None]
    back: Callable[[Attachment], str | None]


def init_app(app: Flask) -> None:
    """Make room for holders."""
    app.extensions["document_holders"] = []


def add_holder(app: Flask, holder: Holder) -> None:
    """Let another thing than an action hold documents."""
    app.extensions["document_holders"].append(holder)


def holders() -> list[Holder]:
    """All that may hold documents, actions aside."""
    found: list[Holder] = current_app.extensions["document_holders"]
    return found
