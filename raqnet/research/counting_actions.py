"""Figures of the calendar: each date of a collective action that was not cancelled counts once."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, select

from raqnet import clock
from raqnet.calendar import queries as calendar
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Kind, Occurrence, Status
from raqnet.db import db
from raqnet.people.models import Commune
from raqnet.research import spans
from raqnet.research.figure import Figure, Row
from raqnet.research.scope import Scope
from raqnet.research.spans import Question
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def by_commune(entry: "Entry", question: Question) -> Figure:
    """How many actions each commune had."""
    rows = _per(Commune, Action.commune_id, question)
    known = sum(1 for row in rows if row.known and row.values[0])
    count = sum(row.values[0] or 0 for row in rows)
    sentence = ngettext("%(num)s action collective", "%(num)s actions collectives", count)
    places = ngettext("dans %(num)s commune", "dans %(num)s communes", known)
    return _made(entry, question, _("Commune"), rows, f"{sentence} {places}.")


def _within(first: date, last: date) -> ColumnElement[bool]:
    start, end = clock.day_span(first, last)
    return and_(Occurrence.starts_at >= start, Occurrence.starts_at < end)


def _held(question: Question) -> ColumnElement[bool]:
    return and_(
        spans.within_any(question, _within),
        Action.kind == Kind.COLLECTIVE,
        Action.status != Status.CANCELLED,
        calendar.visible_to(question.reader.sees),
        *calendar.matching(_filters(question.scope)),
    )


def _per(model: Any, column: Any, question: Question) -> tuple[Row, ...]:
    """A row per value of a column that an action holds once at the most."""
    query = (
        select(model.id, model.name, *spans.sums(question, _within))
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(model, model.id == column)
        .where(_held(question))
        .group_by(model.id, model.name)
    )
    rows = [_row(*row) for row in db.session.execute(query)]
    return tuple(
        sorted(rows, key=lambda row: (not row.known, -(row.values[0] or 0), fold(row.name)))
    )


def _row(id_: int | None, name: str | None, *values: int) -> Row:
    if id_ is None or name is None:
        return Row("unknown", _("Non renseigné"), values, known=False)
    return Row(str(id_), name, values)


def _made(
    entry: "Entry", question: Question, heading: str, rows: tuple[Row, ...], sentence: str
) -> Figure:
    return Figure(
        entry.name, str(entry.title), _("actions"), heading, question.scope,
        spans.columns(question, _("Actions")), rows, spans.totals(question, rows), sentence,
        _("Calendrier partagé : chaque date d'une action collective, hors annulations"),
    )  # fmt: skip


def _filters(scope: Scope) -> Filters:
    return Filters(
        commune=scope.commune, zone=scope.zone, neighbourhood=scope.neighbourhood,
        organisation=scope.organisation, mission=scope.mission,
    )  # fmt: skip
