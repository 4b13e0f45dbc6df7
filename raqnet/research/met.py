"""Which interventions figures count: each as many times as people were met (`contacts`).

An intervention follows the filters of places by its neighbourhood, and that of a host by the
worker's assignments of that day; no filter of missions, for few interventions have one.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, exists, or_, select

from raqnet.db import db
from raqnet.journal.models import Intervention
from raqnet.people.models import Assignment, Site
from raqnet.research import counting, places, spans
from raqnet.research.counting import Tally
from raqnet.research.scope import Scope
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def within(first: date, last: date) -> ColumnElement[bool]:
    """An intervention belongs to the day that its author wrote."""
    return Intervention.happened_on.between(first, last)


def of_scope(scope: Scope, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The interventions that a scope's places and host leave, on some more conditions."""
    around = places.of_neighbourhood(scope, Intervention.neighbourhood_id)
    query = select().select_from(Intervention).where(*conditions, *around)
    if scope.organisation is None:
        return query
    return query.where(
        of_host(scope.organisation, Intervention.worker_id, Intervention.happened_on)
    )


def of_host(organisation: int, worker: Any, day: Any) -> ColumnElement[bool]:
    """Was this worker lodged by a host that day? Two sites of it count once."""
    return exists(
        select(1)
        .select_from(Assignment)
        .join(Site, Site.id == Assignment.site_id)
        .where(
            Assignment.worker_id == worker,
            Site.organisation_id == organisation,
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
    )


def lodging(first: date, last: date) -> list[int]:
    """The houses that lodged somebody between two days (both counted)."""
    query = (
        select(Site.organisation_id)
        .join(Assignment, Assignment.site_id == Site.id)
        .where(
            Assignment.starts_on <= last,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= first),
        )
        .distinct()
        .order_by(Site.organisation_id)
    )
    return list(db.session.scalars(query))


def asked(entry: "Entry", question: Question) -> Select[Any]:
    """The interventions of a question's stretches."""
    scope = counting.narrowed(entry, question.scope)
    return of_scope(scope, spans.within_any(question, within))


def per(entry: "Entry", question: Question, column: Any) -> Tally:
    """The people met per value of a column."""
    query = asked(entry, question)
    return counting.tally(question, query, within, column, amount=Intervention.contacts)


def sentence(count: int) -> str:
    """How many there were."""
    if not count:
        return _("Aucune intervention dans cette période.")
    return ngettext("%(num)s intervention.", "%(num)s interventions.", count)


def source() -> str:
    """Where these figures come from."""
    return _("Journal : interventions anonymes de l'équipe")


def contacts() -> str:
    """What the unit is."""
    return _("Après une sortie, chaque personne rencontrée compte pour une intervention.")
