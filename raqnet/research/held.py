"""Which dates of the calendar figures count, and what tells where the same ones are listed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, select

from raqnet import clock
from raqnet.calendar import queries as calendar
from raqnet.calendar.filters import KEPT, Filters
from raqnet.calendar.models import Action, Kind, Occurrence, Status
from raqnet.research import wording
from raqnet.research.scope import Scope
from raqnet.research.spans import Question

LIST = "/calendrier/liste"


def within(first: date, last: date) -> ColumnElement[bool]:
    """A date belongs to the Brussels day on which it starts."""
    start, end = clock.day_span(first, last)
    return and_(Occurrence.starts_at >= start, Occurrence.starts_at < end)


def planned(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """Dates of collective actions of some days, cancelled or not."""
    return (
        select()
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            days,
            Action.kind == Kind.COLLECTIVE,
            calendar.visible_to(question.reader.sees),
            *calendar.matching(_filters(question.scope)),
        )
    )


def collective(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """Those that were not cancelled: what figures count."""
    return planned(question, days).where(Action.status != Status.CANCELLED)


def _filters(scope: Scope) -> Filters:
    return replace(Filters(kind=str(Kind.COLLECTIVE)), **scope.set())  # type: ignore[arg-type]


def listed(question: Question, days: tuple[date, date] | None = None, **filters: Any) -> str:
    """Where the dates behind a row are listed, of some days (the scope's own).

    Nowhere, where the scope asks for one mission and the row is of another: a list knows one.
    """
    scope = question.scope
    if "mission" in filters and scope.mission not in (None, filters["mission"]):
        return ""
    first, last = days or (scope.first, scope.last)
    asked = replace(_filters(scope), status=KEPT, **filters).params()
    return f"{LIST}?{urlencode(asked | {'date': first.isoformat(), 'au': last.isoformat()})}"


def listing(question: Question, name: str, **filters: Any) -> Callable[[int], str]:
    """The same, for each value of one filter."""
    return lambda id_: listed(question, None, **{name: id_}, **filters)


def source() -> str:
    """Where these figures come from."""
    return _("Calendrier partagé : chaque date d'une action collective, hors annulations")


def notes(question: Question) -> tuple[str, ...]:
    """What is left out for this reader."""
    if not question.reader.is_host:
        return ()
    return (_("Les actions que seule l'équipe voit ne sont pas comptées ici."),)


def sentence(count: int, rest: str = "") -> str:
    """How many actions there were, and what follows."""
    if not count:
        return _("Aucune action collective dans cette période.")
    told = ngettext(
        "%(count)s action collective",
        "%(count)s actions collectives",
        count,
        count=wording.number(count),
    )
    return f"{told} {rest}".strip() + "."
