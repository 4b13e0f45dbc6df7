"""Figures of interventions: who began, where, about what, what was done, in which language."""

from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func

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
    counted = met.per(question, Intervention.neighbourhood_id)
    return _made(entry, question, _("Quartier"), counted, names.of(question, Neighbourhood))


def languages(entry: "Entry", question: Question) -> Figure:
    """In which language: on outings, the one most spoken."""
    known = names.of(question, Language)
    counted = met.per(question, Intervention.language_id)
    return _made(entry, question, _("Langue"), counted, known)


def also_spoken(entry: "Entry", question: Question) -> Figure:
    """What else was spoken on outings: with how many people, nobody counts."""
    counted = counting.tally(
        question, partial(_others, question), met.within,
        intervention_languages.c.language_id,
    )  # fmt: skip
    rows = counting.rows(counted, names.of(question, Language))
    count = counting.whole(question, counting.total(question, counted.values()))
    sentence = ngettext(
        "%(num)s mention d'une autre langue.", "%(num)s mentions d'une autre langue.", count
    ) if count else _("Aucune autre langue notée dans cette période.")  # fmt: skip
    table = Table(
        _("Langue"), _("mentions"), _("Mentions"), rows, sentence, met.source(),
        notes=(_("Une sortie qui note deux autres langues compte pour deux mentions."),),
    )  # fmt: skip
    return counting.made(entry, question, table)


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
    if question.by_month:
        rows, then = series.diagonal(question, _all(question)), 0
    else:
        counted = _by_day(question)
        rows, then = series.rows(question, counted), counted[series.previous(question)][0]
    table = Table(
        _("Mois"), _("interventions"), _("Interventions"), rows, "", met.source(),
        notes=(met.contacts(),), by_time=True,
    )  # fmt: skip
    return series.made(entry, question, table, met.sentence, then)


# What they share ---------------------------------------------------------------------------------


def _others(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """Interventions once for each other language."""
    return met.asked(question, days).join(
        intervention_languages, intervention_languages.c.intervention_id == Intervention.id
    )


def _all(question: Question) -> Numbers:
    """All people of each stretch."""
    source = partial(met.asked, question)
    counted = counting.tally(question, source, met.within, amount=Intervention.contacts)
    return counting.total(question, counted.values())


def _by_day(question: Question) -> series.Sums:
    """All people of each row's days, of the same ones a year before, and of the period before."""
    wanted = series.all_three(question)
    first, last = min(part[0] for part in wanted), max(part[1] for part in wanted)
    query = (
        met.asked(question, met.within(first, last))
        .add_columns(Intervention.happened_on, func.sum(Intervention.contacts))
        .group_by(Intervention.happened_on)
    )
    days = {(day, day): (count,) for day, count in db.session.execute(query)}
    return {part: series.added(days, part, 1) for part in wanted}


def _by_value(entry: "Entry", question: Question, column: Any, heading: str) -> Figure:
    counted = met.per(question, column)
    return _made(entry, question, heading, counted, names.of(question, ListValue))


def _by_marks(entry: "Entry", question: Question, list_name: str, heading: str) -> Figure:
    """A row per value; people of whom nothing was marked are the row "Non renseigné"."""
    known = names.of_list(question, list_name)
    counted = marked.tally(question, list_name, known)
    return _made(entry, question, heading, counted, known, marked.totals(question))


def _made(
    entry: "Entry",
    question: Question,
    heading: str,
    counted: Tally,
    known: Names,
    totals: Numbers | None = None,
) -> Figure:
    rows = counting.rows(counted, known)
    count = counting.whole(question, totals or counting.total(question, counted.values()))
    table = Table(
        heading, _("interventions"), _("Interventions"), rows,
        met.sentence(count) + counting.leading(rows, count), met.source(), totals,
        (met.contacts(),), changes=names.changes(known, counting.present(question, counted)),
        sums=() if totals is None else (_several(),), shares=True,
    )  # fmt: skip
    return counting.made(entry, question, table)


def _several() -> str:
    return _(
        "Une intervention peut porter plusieurs valeurs et compte dans chacune ; le total la "
        "compte une fois."
    )
