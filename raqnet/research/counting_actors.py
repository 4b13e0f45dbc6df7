"""Figures of local actors: who they are on the last day, how first contacts went in between.

An actor is known from its first contact, or from the day its sheet was made where that came first;
sheets that were merged are one. A first contact without a day counts on the day its sheet was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.actors.filters import Filters
from raqnet.actors.models import Actor, Collaboration, Initiator
from raqnet.i18n import day_short
from raqnet.lists.models import ListValue
from raqnet.people.models import Assignment, Neighbourhood
from raqnet.research import contacts, counting, names, places, spans, wording
from raqnet.research.counting import Table
from raqnet.research.figure import Figure, Row
from raqnet.research.spans import Question
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

INSIDE, OUTSIDE = "inside", "outside"
_REFUSAL = "refus"  # as in `raqnet.actors.words`: the list is the coordination's
_Kept = aliased(Actor)


def types(entry: "Entry", question: Question) -> Figure:
    """How many actors of each type are known on the last day."""
    source = partial(_actors, question)
    counted = counting.tally(question, source, _on_last_day, _Kept.type_id, as_of=True)
    known = names.of(question, ListValue)
    rows = counting.rows(counted, known, _listing(question))
    told = names.told(known, counting.present(question, counted))
    return _of_actors(entry, question, _("Type d'acteur"), rows, told)


def _listing(question: Question) -> Callable[[int], str] | None:
    """Where actors of a type are listed: the list knows communes and zones, no neighbourhoods."""
    scope = question.scope
    if scope.neighbourhood is not None:
        return None
    around = Filters(commune=scope.commune, zone=scope.zone)
    return lambda id_: f"/acteurs?{urlencode(replace(around, type=id_).params())}"


def zones(entry: "Entry", question: Question) -> Figure:
    """How many lie in the zone of a worker who knows them, and how many elsewhere."""
    source = partial(_actors, question)
    counted = counting.tally(question, source, _on_last_day, _where(), as_of=True)
    words = {INSIDE: _("Dans la zone"), OUTSIDE: _("Hors de la zone")}
    rows = _coded(counted, words)
    note = _("La zone est celle que couvrait, au premier contact, un·e RAQ qui connaît l'acteur.")
    return _of_actors(entry, question, _("Zone"), rows, (note,))


def initiators(entry: "Entry", question: Question) -> Figure:
    """Who made the first contact."""
    source = partial(_contacts, question)
    counted = counting.tally(question, source, contacts.within, Collaboration.initiated_by)
    words = {
        Initiator.RAQ: _("Le ou la RAQ"), Initiator.ACTOR: _("L'acteur"),
        Initiator.THIRD: _("Une tierce personne"),
    }  # fmt: skip
    return _of_contacts(entry, question, _("À l'initiative de"), _coded(counted, words), ())


def known_through(entry: "Entry", question: Question) -> Figure:
    """How actors became known."""
    return _by_value(entry, question, Collaboration.known_through_id, _("Connu par"))


def outcomes(entry: "Entry", question: Question) -> Figure:
    """What the first contact led to."""
    return _by_value(entry, question, Collaboration.outcome_id, _("Premier résultat"))


def refusals(entry: "Entry", question: Question) -> Figure:
    """Why actors refused."""
    known = names.of(question, ListValue)
    refused = [
        id_ for id_, each in known.items()
        if each.list_name == "outcome" and fold(each.name).startswith(_REFUSAL)
    ]  # fmt: skip
    said = or_(Collaboration.refusal_id.is_not(None), Collaboration.outcome_id.in_(refused))
    return _by_value(entry, question, Collaboration.refusal_id, _("Raison du refus"), said)


# Actors, as of the last day ----------------------------------------------------------------------

_family = func.coalesce(Actor.family_id, Actor.id)
_BEGAN = (
    select(
        _family.label("family_id"),
        func.min(Actor.created_at).label("made_at"),
        func.min(Collaboration.first_contact_on).label("met_on"),
    )
    .outerjoin(Collaboration, Collaboration.actor_id == Actor.id)
    .group_by(_family)
    .subquery()
)


def _on_last_day(_first: date, last: date) -> ColumnElement[bool]:
    """Known by then, and not archived yet."""
    over = clock.day_span(last, last)[1]
    known = or_(_BEGAN.c.met_on <= last, _BEGAN.c.made_at < over)
    return and_(known, or_(_Kept.removed_at.is_(None), _Kept.removed_at >= over))


def _actors(question: Question, known: ColumnElement[bool]) -> Select[Any]:
    """Every family that is known, by the sheet that was kept."""
    scope = question.scope
    return (
        select()
        .select_from(_Kept)
        .join(_BEGAN, _BEGAN.c.family_id == _Kept.id)
        .where(known, *places.of_actor(scope, _Kept))
    )


def _where() -> ColumnElement[Any]:
    """Does a worker who knows an actor cover its zone? None where nobody can tell."""
    theirs, own = aliased(Neighbourhood), aliased(Neighbourhood)
    sheet = (
        select(1)
        .select_from(Collaboration)
        .join(Actor, Actor.id == Collaboration.actor_id)
        .where(_family == _Kept.id)
    )
    day = func.coalesce(Collaboration.first_contact_on, func.date(Collaboration.created_at))
    inside = (
        sheet.join(Assignment, Assignment.worker_id == Collaboration.worker_id)
        .join(own, own.id == Assignment.neighbourhood_id)
        .join(theirs, theirs.zone_id == own.zone_id)
        .where(
            theirs.id == _Kept.neighbourhood_id,
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
    )
    placed = _Kept.neighbourhood_id.is_not(None)
    return case(
        (and_(placed, exists(inside)), INSIDE), (and_(placed, exists(sheet)), OUTSIDE)
    ).label("place")


def _of_actors(
    entry: "Entry", question: Question, heading: str, rows: tuple[Row, ...], notes: tuple[str, ...]
) -> Figure:
    count = counting.whole(question, spans.totals(question, rows))
    day = day_short(question.scope.last)
    told = _("Aucun acteur connu au %(day)s.", day=day)
    if count:
        told = ngettext("%(num)s acteur connu au %(day)s.", "%(num)s acteurs connus au %(day)s.",
                        count, day=day)  # fmt: skip
    as_of = _("Acteurs connus au dernier jour de la période ; ceux qui ont été archivés avant ne "
              "comptent plus, les fiches fusionnées comptent une fois.")  # fmt: skip
    table = Table(
        heading, _("acteurs"), _("Acteurs"), rows, told + counting.leading(rows, count),
        _("Fiches partagées des acteurs locaux"), notes=(as_of, *notes), shares=True,
    )  # fmt: skip
    return counting.made(entry, question, table)


# First contacts, in between ----------------------------------------------------------------------


def _contacts(question: Question, made: ColumnElement[bool]) -> Select[Any]:
    scope = question.scope
    return (
        select()
        .select_from(Collaboration)
        .join(Actor, Actor.id == Collaboration.actor_id)
        .join(_Kept, _Kept.id == _family)
        .where(made, *places.of_actor(scope, _Kept))
    )


def _by_value(
    entry: "Entry",
    question: Question,
    column: Any,
    heading: str,
    *only: ColumnElement[bool],
) -> Figure:
    source = partial(_contacts, question)
    counted = counting.tally(
        question, lambda made: source(made).where(*only), contacts.within, column
    )
    known = names.of(question, ListValue)
    told = names.told(known, counting.present(question, counted))
    return _of_contacts(entry, question, heading, counting.rows(counted, known), told)


def _of_contacts(
    entry: "Entry", question: Question, heading: str, rows: tuple[Row, ...], notes: tuple[str, ...]
) -> Figure:
    count = counting.whole(question, spans.totals(question, rows))
    told = _("Aucun premier contact dans cette période.")
    if count:
        told = ngettext(
            "%(count)s premier contact.",
            "%(count)s premiers contacts.",
            count,
            count=wording.number(count),
        )
    each = _("Un acteur que plusieurs RAQ connaissent compte pour chaque premier contact.")
    undated = _("Un premier contact sans date compte au jour où sa fiche a été écrite.")
    table = Table(
        heading, _("premiers contacts"), _("Premiers contacts"), rows,
        told + counting.leading(rows, count), _("Fiches de collaboration, sans leurs textes"),
        notes=(each, undated, *notes), shares=True,
    )  # fmt: skip
    return counting.made(entry, question, table)


def _coded(counted: counting.Tally, words: Mapping[Any, str]) -> tuple[Row, ...]:
    """A row per code in its order; what is no code is what nobody said."""
    rows = [Row(code, words[code], counted[code]) for code in words if code in counted]
    rest = [values for code, values in counted.items() if code not in words]
    if rest:
        rows.append(
            Row(counting.UNKNOWN_KEY, _("Non renseigné"), counting.plus(*rest), known=False)
        )
    return tuple(row for row in rows if any(row.values))
