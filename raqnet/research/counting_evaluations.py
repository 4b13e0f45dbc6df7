"""Figures of what the workers say of actions afterwards: people present, how it went, languages."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, union_all

from raqnet import clock
from raqnet.calendar.models import (
    Evaluation,
    EvaluationState,
    Occurrence,
    action_languages,
    evaluation_languages,
)
from raqnet.people.models import Language
from raqnet.research import counting, held, missions, names, series, wording
from raqnet.research.counting import Table, Tally
from raqnet.research.figure import Column, Figure, Kind, Number, Row
from raqnet.research.series import Part, Sums
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

_DONE = and_(Evaluation.occurrence_id == Occurrence.id, Evaluation.state == EvaluationState.DONE)


class Said(NamedTuple):
    """What evaluations add up to over some days; sums go with how many gave an answer."""

    held: int
    evaluated: int
    counted: int  # evaluations that tell how many were present
    present: int
    expected: int
    yes: int
    partly: int
    no: int
    organisation: int
    organisation_of: int
    satisfaction: int
    satisfaction_of: int


def present(entry: "Entry", question: Question) -> Figure:
    """How many people were there and how many were expected, month by month."""
    said = _said(question)
    columns = (
        Column("present", _("Personnes présentes")), Column("expected", _("Personnes attendues")),
        Column("counted", _("Actions où elles sont comptées")), Column("held", _("Actions tenues")),
        Column("year_before", _("Présentes un an plus tôt"), then=True),
    )  # fmt: skip
    every = _whole(question, said)
    table = Table(
        _("Mois"), _("personnes présentes"), _("Personnes présentes"),
        _rows(question, said, lambda one, then: (
            one.present, one.expected, one.counted, one.held, then.present)),
        _present_sentence(every) + series.earlier(said[series.previous(question)].present),
        _source(),
        notes=(_("Les personnes sont comptées par action : qui vient deux fois compte deux fois."),
               *held.notes(question)),
        sums=missions.cancelled(question), by_time=True,
    )  # fmt: skip
    then = _whole(question, said, series.before)
    totals = (every.present, every.expected, every.counted, every.held, then.present)
    return _made(entry, question, table, columns, totals)


def trends(entry: "Entry", question: Question) -> Figure:
    """Whether participants were enough, the organisation and the satisfaction, month by month."""
    said = _said(question)
    columns = (
        Column("evaluated", _("Actions évaluées")), Column("held", _("Actions tenues")),
        Column("yes", _("Assez de monde : oui")), Column("partly", _("En partie")),
        Column("no", _("Non")), Column("organisation", _("Organisation (1 à 4)"), Kind.MEAN),
        Column("satisfaction", _("Satisfaction (1 à 4)"), Kind.MEAN),
        Column("year_before", _("Évaluées un an plus tôt"), then=True),
        Column("organisation_before", _("Organisation un an plus tôt"), Kind.MEAN, then=True),
        Column("satisfaction_before", _("Satisfaction un an plus tôt"), Kind.MEAN, then=True),
    )  # fmt: skip
    every, before = _whole(question, said), _whole(question, said, series.before)
    table = Table(
        _("Mois"), _("actions évaluées"), _("Actions évaluées"),
        _rows(question, said, _trend),
        _trends_sentence(every) + series.earlier(said[series.previous(question)].evaluated),
        _source(),
        notes=(_("Les moyennes sont celles des évaluations qui donnent une note."),
               *held.notes(question)),
        sums=missions.cancelled(question), by_time=True,
    )  # fmt: skip
    return _made(entry, question, table, columns, _trend(every, before))


def languages(entry: "Entry", question: Question) -> Figure:
    """The languages spoken in actions: those of the evaluation, else those announced."""
    counted, known = _languages(question), names.of(question, Language)
    totals = missions.totals(question)
    rows = counting.rows(counted, known)  # the list knows the announced ones only: no link
    number = sum(1 for row in rows if row.known and row.values[0])
    rest = ngettext("en %(num)s langue", "en %(num)s langues", number)
    table = Table(
        _("Langue"), _("actions"), _("Actions"), rows,
        held.sentence(counting.whole(question, totals), rest), held.source(), totals,
        (_("Une action compte dans chacune de ses langues ; le total la compte une fois."),
         _("Les langues sont celles de l'évaluation, ou à défaut celles annoncées."),
         *held.notes(question), *names.told(known, counting.present(question, counted))),
        missions.cancelled(question), shares=True,
    )  # fmt: skip
    return counting.made(entry, question, table)


# What is read ------------------------------------------------------------------------------------


def _said(question: Question) -> dict[Part, Said]:
    """One query for both figures over time."""
    return question.once("evaluations", lambda: _read(question))


def _read(question: Question) -> dict[Part, Said]:
    wanted = series.all_three(question)
    found: Sums = series.of_dates(question, _evaluated, wanted, *_amounts())
    return {part: Said(*map(int, found[part])) for part in wanted}


def _evaluated(question: Question, days: ColumnElement[bool]) -> Select[Any]:
    """Dates that have begun, with their evaluation where it is done."""
    return (
        held.collective(question, days)
        .outerjoin(Evaluation, _DONE)
        .where(Occurrence.starts_at <= clock.now())
    )


def _amounts() -> list[Any]:
    enough = Evaluation.participants_enough
    counts = [func.sum(case((enough == each, 1), else_=0)) for each in ("yes", "partly", "no")]
    return [
        func.count(), func.count(Evaluation.id), func.count(Evaluation.present),
        func.sum(Evaluation.present), func.sum(Evaluation.expected), *counts,
        func.sum(Evaluation.organisation), func.count(Evaluation.organisation),
        func.sum(Evaluation.satisfaction), func.count(Evaluation.satisfaction),
    ]  # fmt: skip


def _languages(question: Question) -> Tally:
    """Dates per language, those without any under None."""
    spoken = (
        select(Evaluation.occurrence_id, evaluation_languages.c.language_id)
        .join(evaluation_languages, evaluation_languages.c.evaluation_id == Evaluation.id)
        .where(Evaluation.state == EvaluationState.DONE)
    )
    said = exists(spoken.where(Evaluation.occurrence_id == Occurrence.id))
    announced = (
        select(Occurrence.id, action_languages.c.language_id)
        .join(action_languages, action_languages.c.action_id == Occurrence.action_id)
        .where(~said)
    )
    each = union_all(spoken, announced).subquery()
    return counting.tally(
        question, partial(_spoken, question, each), held.within, each.c.language_id
    )


def _spoken(question: Question, each: Any, days: ColumnElement[bool]) -> Select[Any]:
    """Dates once for each of their languages."""
    query = held.collective(question, days)
    return query.outerjoin(each, each.c.occurrence_id == Occurrence.id)


# What is said ------------------------------------------------------------------------------------


def _whole(
    question: Question, said: dict[Part, Said], when: Callable[[Part], Part] = lambda part: part
) -> Said:
    """What all rows come to; or their days at another time."""
    every = (said[when(part)] for part in series.parts(question))
    return Said(*map(sum, zip(*every, strict=True)))


def _rows(
    question: Question,
    said: dict[Part, Said],
    values: Callable[[Said, Said], tuple[Number, ...]],
) -> tuple[Row, ...]:
    if question.by_month:  # the first number alone, each month in its column
        first = {part: (values(one, one)[0],) for part, one in said.items()}
        return series.rows(question, first)
    return tuple(
        Row(series.key(part), series.name(part), values(said[part], said[series.before(part)]),
            url=held.listed(question, part) if said[part].held else "")
        for part in series.parts(question)
    )  # fmt: skip


def _made(
    entry: "Entry", question: Question, table: Table, columns: tuple[Column, ...], totals: Any
) -> Figure:
    if question.by_month:
        return counting.made(entry, question, table)
    return counting.finished(entry, question, table, columns, table.rows, totals)


def _trend(said: Said, then: Said) -> tuple[Number, ...]:
    return (
        said.evaluated, said.held, said.yes, said.partly, said.no, *_means(said),
        then.evaluated, *_means(then),
    )  # fmt: skip


def _means(said: Said) -> tuple[Number, Number]:
    return (
        _mean(said.organisation, said.organisation_of),
        _mean(said.satisfaction, said.satisfaction_of),
    )


def _mean(sum_: int, of: int) -> float | None:
    return round(sum_ / of, 2) if of else None


def _present_sentence(said: Said) -> str:
    if not said.counted:
        return _("Aucune action de cette période ne dit combien de personnes étaient présentes.")
    people = ngettext(
        "%(count)s personne présente",
        "%(count)s personnes présentes",
        said.present,
        count=wording.number(said.present),
    )
    actions = ngettext(
        "dans %(count)s action évaluée",
        "dans %(count)s actions évaluées",
        said.counted,
        count=wording.number(said.counted),
    )
    return f"{people} {actions}, {_of_held(said)}."


def _of_held(said: Said) -> str:
    return ngettext(
        "sur %(count)s tenue", "sur %(count)s tenues", said.held, count=wording.number(said.held)
    )


def _trends_sentence(said: Said) -> str:
    if not said.evaluated:
        return _("Aucune action évaluée dans cette période.")
    told = ngettext(
        "%(count)s action évaluée",
        "%(count)s actions évaluées",
        said.evaluated,
        count=wording.number(said.evaluated),
    )
    told = f"{told} {_of_held(said)}."
    answers = said.yes + said.partly + said.no
    if not answers:
        return told
    return told + " " + ngettext(
        "Assez de monde pour %(yes)s sur %(num)s qui le dit.",
        "Assez de monde pour %(yes)s sur %(num)s qui le disent.", answers, yes=said.yes,
    )  # fmt: skip


def _source() -> str:
    return _("Calendrier partagé : évaluations terminées des actions collectives")
