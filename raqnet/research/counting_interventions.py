"""Figures of interventions: who began, where, about what, what was done, in which language."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func

from raqnet.db import db
from raqnet.journal.models import Intervention, intervention_languages
from raqnet.lists.models import ListValue
from raqnet.people.models import Language, Neighbourhood
from raqnet.research import counting, marked, met, names, series
from raqnet.research.counting import Numbers, Table, Tally
from raqnet.research.figure import Figure
from raqnet.research.names import Names
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def initiators(entry: "Entry", question: Question) -> Figure:
    """Who is at the origin of the meeting."""
    return _by_value(entry, question, Intervention.initiator_id, _("Origine de la rencontre"))


def places(entry: "Entry", question: Question) -> Figure:
    """Where interventions took place."""
    return _by_value(entry, question, Intervention.place_id, _("Lieu"))


def neighbourhoods(entry: "Entry", question: Question) -> Figure:
    """In which neighbourhood."""
    counted = met.per(entry, question, Intervention.neighbourhood_id)
    return _made(entry, question, _("Quartier"), counted, names.of(question, Neighbourhood))


def languages(entry: "Entry", question: Question) -> Figure:
    """In which language, the one most spoken; what else was spoken on outings is told beside."""
    known = names.of(question, Language)
    counted = met.per(entry, question, Intervention.language_id)
    return _made(entry, question, _("Langue"), counted, known, more=_also_spoken(entry, question))


def _also_spoken(entry: "Entry", question: Question) -> tuple[str, ...]:
    """On how many outings other languages were spoken: with how many people, nobody counts.

    Such small numbers do not leave the team.
    """
    if question.by_month:
        return ()
    scope = counting.narrowed(entry, question.scope)
    query = (
        met.of_scope(scope, met.within(scope.first, scope.last))
        .join(intervention_languages, intervention_languages.c.intervention_id == Intervention.id)
        .join(Language, Language.id == intervention_languages.c.language_id)
        .add_columns(Language.name, func.count())
        .group_by(Language.id, Language.name, Language.position)
        .order_by(func.count().desc(), Language.position)
    )
    told = ", ".join(f"{name} ({count})" for name, count in db.session.execute(query))
    return (_("Lors de sorties, aussi parlé : %(languages)s.", languages=told),) if told else ()


def themes(entry: "Entry", question: Question) -> Figure:
    """What it was about."""
    return _by_marks(entry, question, "theme", _("Thématique"))


def deeds(entry: "Entry", question: Question) -> Figure:
    """What was done."""
    return _by_marks(entry, question, "deed", _("Ce qui a été fait"))


def non_recours(entry: "Entry", question: Question) -> Figure:
    """Which form of non-recours was met."""
    return _by_marks(entry, question, "non_recours", _("Forme de non-recours"))


def barriers(entry: "Entry", question: Question) -> Figure:
    """What stood in the way of a right or a service."""
    return _by_marks(entry, question, "barrier", _("Obstacle"))


def per_month(entry: "Entry", question: Question) -> Figure:
    """How many interventions each month had, and the same month a year before."""
    wanted = series.both(question)
    first, last = min(part[0] for part in wanted), max(part[1] for part in wanted)
    query = (
        met.of_scope(counting.narrowed(entry, question.scope), met.within(first, last))
        .add_columns(Intervention.happened_on, func.sum(Intervention.contacts))
        .group_by(Intervention.happened_on)
    )
    days = {(day, day): (count,) for day, count in db.session.execute(query)}
    rows = series.rows(question, {part: series.added(days, part, 1) for part in wanted})
    table = Table(
        _("Mois"), _("interventions"), _("Interventions"), rows, "", met.source(),
        notes=(met.contacts(),), by_time=True,
    )  # fmt: skip
    return series.made(entry, question, table, met.sentence)


# What they share ---------------------------------------------------------------------------------


def _by_value(entry: "Entry", question: Question, column: Any, heading: str) -> Figure:
    counted = met.per(entry, question, column)
    return _made(entry, question, heading, counted, names.of(question, ListValue))


def _by_marks(entry: "Entry", question: Question, list_name: str, heading: str) -> Figure:
    """A row per value; people of whom nothing was marked are the row "Non renseigné"."""
    known = names.of_list(question, list_name)
    counted = marked.tally(entry, question, list_name, known)
    return _made(entry, question, heading, counted, known, marked.totals(entry, question))


def _made(
    entry: "Entry",
    question: Question,
    heading: str,
    counted: Tally,
    known: Names,
    totals: Numbers | None = None,
    more: tuple[str, ...] = (),
) -> Figure:
    rows = counting.rows(counted, known)
    count = counting.whole(question, totals or counting.total(question, counted.values()))
    changed = names.told(known, counting.present(question, counted))
    notes = (met.contacts(), *(() if totals is None else (_several(),)), *more, *changed)
    table = Table(
        heading, _("interventions"), _("Interventions"), rows,
        met.sentence(count) + counting.leading(rows, count), met.source(), totals, notes,
        shares=True,
    )  # fmt: skip
    return counting.made(entry, question, table)


def _several() -> str:
    return _(
        "Une intervention peut porter plusieurs valeurs et compte dans chacune ; le total la "
        "compte une fois."
    )
