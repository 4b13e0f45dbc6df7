"""Which interventions figures count: each as many times as people were met (`contacts`).

An intervention follows the filters of places by its neighbourhood, and that of a host by the
worker's assignments of that day; no filter of missions, for few interventions have one.
"""

from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from raqnet.db import db
from raqnet.journal.models import Intervention
from raqnet.people.models import Assignment, Site
from raqnet.research import counting, places, wording
from raqnet.research.counting import Tally
from raqnet.research.spans import Question


def within(first: date, last: date) -> ColumnElement[bool]:
    """An intervention belongs to the day that its author wrote."""
    return Intervention.happened_on.between(first, last)


def of_host(organisation: int, worker: Any, day: Any) -> ColumnElement[bool]:
    """Was this worker lodged by a host that day? Two sites of it count once."""
    return exists(
        select(1)
        .select_from(Assignment)
        .join(Site, Site.id == Assignment.site_id)
        .where(Site.organisation_id == organisation, _lodged(Assignment, worker, day))
    )


def _of_each_house(query: Select[Any], worker: Any, day: Any) -> Select[Any]:
    """Rows stand once for each house that lodged their worker that day (`Site.organisation_id`)."""
    other, site = aliased(Assignment), aliased(Site)
    twice = exists(
        select(1)
        .select_from(other)
        .join(site, site.id == other.site_id)
        .where(
            site.organisation_id == Site.organisation_id,
            other.id < Assignment.id,
            _lodged(other, worker, day),
        )
    )
    lodged = _lodged(Assignment, worker, day)
    return query.join(Assignment, lodged).join(Site, Site.id == Assignment.site_id).where(~twice)


def _lodged(assignment: Any, worker: Any, day: Any) -> ColumnElement[bool]:
    return and_(
        assignment.worker_id == worker,
        assignment.starts_on <= day,
        or_(assignment.ends_on.is_(None), assignment.ends_on >= day),
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


def asked(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """The interventions of some days of a question."""
    query = placed(question, days)
    return of_houses(question, query, Intervention.worker_id, Intervention.happened_on)


def placed(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """The same, whichever house is asked for."""
    around = places.of_neighbourhood(question.scope, Intervention.neighbourhood_id)
    return select().select_from(Intervention).where(days, *around)


def of_houses(question: Question, query: Select[Any], worker: Any, day: Any) -> Select[Any]:
    """What workers lodged by the house that is asked for did; or of all houses, once for each."""
    if question.by_house:
        return _of_each_house(query, worker, day)
    house = question.scope.organisation
    return query if house is None else query.where(of_host(house, worker, day))


def per(question: Question, column: Any) -> Tally:
    """The people met per value of a column."""
    source = partial(asked, question)
    return counting.tally(question, source, within, column, amount=Intervention.contacts)


def sentence(count: int) -> str:
    """How many there were."""
    if not count:
        return _("Aucune intervention dans cette période.")
    return ngettext(
        "%(count)s intervention.", "%(count)s interventions.", count, count=wording.number(count)
    )


def source() -> str:
    """Where these figures come from."""
    return _("Journal : interventions anonymes de l'équipe")


def contacts() -> str:
    """What the unit is."""
    return _("Après une sortie, chaque personne rencontrée compte pour une intervention.")
