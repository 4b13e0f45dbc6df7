"""What each table of an extract reads, and how a row becomes anonymous."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased

from raqnet import clock, vault
from raqnet.actors.models import Actor, Collaboration
from raqnet.calendar.models import (
    Action,
    Activity,
    Evaluation,
    EvaluationState,
    Kind,
    Mission,
    Occurrence,
    action_languages,
    action_missions,
    evaluation_languages,
)
from raqnet.journal.models import Intervention, InterventionMark, intervention_languages
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Language, Neighbourhood, Zone
from raqnet.recordings import notes, track
from raqnet.recordings.models import Note, Recording, Stage
from raqnet.research import contacts
from raqnet.research.extract_rows import Chunk, Row, Taking, by_day, local_day, shuffled, word
from raqnet.research.extract_shapes import TEXTS

Rows = Callable[[Taking], Iterator[Chunk]]
PLACES = (Neighbourhood.name, Zone.code, Commune.name)
MINUTE = 60
KINDS = (Kind.COLLECTIVE, Kind.PERMANENCE)


def within(taking: Taking, query: Any, day: Any) -> Any:
    """Only the rows of the period, in order of days."""
    return query.where(day >= taking.first, day <= taking.last).order_by(day)


# Interventions ---------------------------------------------------------------------------------


def interventions(taking: Taking) -> Iterator[Chunk]:
    """Each intervention, with its place and values."""
    place, initiator = aliased(ListValue), aliased(ListValue)
    query = (
        select(
            Intervention.id, Intervention.happened_on, Intervention.contacts, place.name,
            initiator.name, *PLACES, Language.name, Intervention.minutes,
            Intervention.occurrence_id, Intervention.note,
        )
        .join(place, place.id == Intervention.place_id)
        .outerjoin(initiator, initiator.id == Intervention.initiator_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Intervention.neighbourhood_id)
        .outerjoin(Zone, Zone.id == Neighbourhood.zone_id)
        .outerjoin(Commune, Commune.id == Neighbourhood.commune_id)
        .outerjoin(Language, Language.id == Intervention.language_id)
    )  # fmt: skip

    def made(row: Any) -> Row:
        id_, day, contacts, *words, minutes, occurrence, note = row
        return (
            taking.names.of("intervention", id_), day, contacts, *map(word, words), minutes,
            taking.names.of("occurrence", occurrence),
            *taking.said("interventions", id_, TEXTS["interventions"], [note]),
        )  # fmt: skip

    yield from by_day(taking.each(within(taking, query, Intervention.happened_on)), _second, made)


def intervention_marks(taking: Taking) -> Iterator[Chunk]:
    """What was ticked, as it was and as it counts now."""
    now = aliased(ListValue)
    query = (
        select(
            InterventionMark.intervention_id, Intervention.happened_on, ListValue.list_name,
            ListValue.name, now.name, InterventionMark.count,
        )
        .join(Intervention, Intervention.id == InterventionMark.intervention_id)
        .join(ListValue, ListValue.id == InterventionMark.value_id)
        .join(now, now.id == func.coalesce(ListValue.merged_into_id, ListValue.id))
    )  # fmt: skip

    def made(row: Any) -> Row:
        id_, _day, list_name, value, kept, count = row
        return (taking.names.of("intervention", id_), list_name, word(value), word(kept), count)

    yield from by_day(taking.each(within(taking, query, Intervention.happened_on)), _second, made)


def also_spoken(taking: Taking) -> Iterator[Chunk]:
    """What else was spoken on outings."""
    query = (
        select(Intervention.id, Intervention.happened_on, Language.name)
        .join(intervention_languages, intervention_languages.c.intervention_id == Intervention.id)
        .join(Language, Language.id == intervention_languages.c.language_id)
    )

    def made(row: Any) -> Row:
        return (taking.names.of("intervention", row[0]), word(row[2]))

    yield from by_day(taking.each(within(taking, query, Intervention.happened_on)), _second, made)


# Occurrences -----------------------------------------------------------------------------------


def _dates(taking: Taking, query: Any) -> Any:
    """On occurrences joined with their actions: those of the period that are counted."""
    start, end = clock.day_span(taking.first, taking.last)
    return query.where(
        Occurrence.starts_at >= start, Occurrence.starts_at < end, Action.kind.in_(KINDS)
    ).order_by(Occurrence.starts_at)


def occurrences(taking: Taking) -> Iterator[Chunk]:
    """Each date, with its action and its evaluation once that is done."""
    said = [getattr(Action, name) for name in TEXTS["actions"]]
    judged = [getattr(Evaluation, name) for name in TEXTS["evaluations"]]
    done = (Evaluation.occurrence_id == Occurrence.id) & (Evaluation.state == EvaluationState.DONE)
    query = (
        select(
            Occurrence.id, Occurrence.series_id, Occurrence.starts_at, Occurrence.ends_at,
            Action.id, Action.all_day, Action.kind, Activity.name, Action.mode, Action.status,
            Action.same_audience, *PLACES, Evaluation.id, Evaluation.participants_enough,
            Evaluation.organisation, Evaluation.satisfaction, Evaluation.expected,
            Evaluation.present, Evaluation.objects_useful, *said, *judged,
        )
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(Activity, Activity.id == Action.activity_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Action.neighbourhood_id)
        .outerjoin(Zone, Zone.id == Neighbourhood.zone_id)
        .outerjoin(
            Commune, Commune.id == func.coalesce(Action.commune_id, Neighbourhood.commune_id)
        )
        .outerjoin(Evaluation, done)
    )  # fmt: skip
    rows = taking.each(_dates(taking, query))
    yield from by_day(rows, _of_third, lambda row: _occurrence(taking, row))


def _occurrence(taking: Taking, row: Any) -> Row:
    id_, series, starts, ends, action, all_day, kind, activity, *rest = row
    mode, status, same, *places = rest[:6]
    evaluation, answers, texts = rest[6], rest[7:13], rest[13:]
    most = len(TEXTS["actions"])
    local = clock.to_local(starts)
    return (
        taking.names.of("occurrence", id_), local.date(),
        None if all_day else local.time(), int((ends - starts).total_seconds()) // MINUTE,
        taking.names.of("series", series), kind, word(activity), mode, status, same,
        *map(word, places), evaluation is not None, *answers,
        *taking.said("actions", action, TEXTS["actions"], texts[:most]),
        *taking.said("evaluations", evaluation or 0, TEXTS["evaluations"], texts[most:]),
    )  # fmt: skip


def occurrence_missions(taking: Taking) -> Iterator[Chunk]:
    """The missions of each date."""
    query = (
        select(Occurrence.id, Occurrence.starts_at, Mission.name)
        .join(Action, Action.id == Occurrence.action_id)
        .join(action_missions, action_missions.c.action_id == Action.id)
        .join(Mission, Mission.id == action_missions.c.mission_id)
    )
    yield from _of_dates(taking, _dates(taking, query))


def occurrence_languages(taking: Taking) -> Iterator[Chunk]:
    """Languages that were planned, and those that were spoken."""
    base = select(Occurrence.id, Occurrence.starts_at).join(
        Action, Action.id == Occurrence.action_id
    )
    planned = (
        base.add_columns(literal("action").label("of"), Language.name)
        .join(action_languages, action_languages.c.action_id == Action.id)
        .join(Language, Language.id == action_languages.c.language_id)
    )
    spoken = (
        base.add_columns(literal("evaluation").label("of"), Language.name)
        .join(Evaluation, Evaluation.occurrence_id == Occurrence.id)
        .where(Evaluation.state == EvaluationState.DONE)
        .join(evaluation_languages, evaluation_languages.c.evaluation_id == Evaluation.id)
        .join(Language, Language.id == evaluation_languages.c.language_id)
    )
    both = union_all(
        *(_dates(taking, each).order_by(None) for each in (planned, spoken))
    ).subquery()
    yield from _of_dates(taking, select(both).order_by(both.c.starts_at))


def _of_dates(taking: Taking, query: Any) -> Iterator[Chunk]:
    def made(row: Any) -> Row:
        id_, _starts, *words = row
        return (taking.names.of("occurrence", id_), *map(word, words))

    yield from by_day(taking.each(query), lambda row: local_day(row[1]), made)


# Actors ----------------------------------------------------------------------------------------


def actors(taking: Taking) -> Iterator[Chunk]:
    """Each sheet that is in use; what was merged into it is told by it alone."""
    now = aliased(ListValue)
    said = [getattr(Actor, name) for name in TEXTS["actors"]]
    query = (
        select(
            Actor.id, ListValue.name, now.name, *PLACES, Actor.capacity, Actor.capacity_on,
            Actor.verified_on, *said,
        )
        .where(Actor.removed_at.is_(None), Actor.merged_into_id.is_(None))
        .outerjoin(ListValue, ListValue.id == Actor.type_id)
        .outerjoin(now, now.id == func.coalesce(ListValue.merged_into_id, ListValue.id))
        .outerjoin(Neighbourhood, Neighbourhood.id == Actor.neighbourhood_id)
        .outerjoin(Zone, Zone.id == Neighbourhood.zone_id)
        .outerjoin(
            Commune, Commune.id == func.coalesce(Actor.commune_id, Neighbourhood.commune_id)
        )
    )  # fmt: skip

    def made(row: Any) -> Row:
        id_, *words = row[:6]
        return (
            taking.names.of("actor", id_), *map(word, words), row[6] or None, row[7], row[8],
            *taking.said("actors", id_, TEXTS["actors"], row[9:]),
        )  # fmt: skip

    yield from shuffled(taking.each(query), made)


def collaborations(taking: Taking) -> Iterator[Chunk]:
    """First contacts, without whose they are; of a merged sheet, with the one that was kept."""
    through, outcome, refusal = (aliased(ListValue) for _each in range(3))
    head = aliased(Actor)
    query = (
        select(
            head.id, Collaboration.first_contact_on, Collaboration.created_at, through.name,
            Collaboration.initiated_by, outcome.name, refusal.name,
        )
        .join(Actor, Actor.id == Collaboration.actor_id)
        .join(head, head.id == func.coalesce(Actor.family_id, Actor.id))
        .where(head.removed_at.is_(None), contacts.within(taking.first, taking.last))
        .outerjoin(through, through.id == Collaboration.known_through_id)
        .outerjoin(outcome, outcome.id == Collaboration.outcome_id)
        .outerjoin(refusal, refusal.id == Collaboration.refusal_id)
    )  # fmt: skip

    def made(row: Any) -> Row:
        id_, day, _made_at, *words = row
        counted_on = contacts.day_of(*row[1:3])
        return (taking.names.of("actor", id_), day, counted_on, *(word(each) for each in words))

    def counts_on(row: Any) -> date:
        return contacts.day_of(*row[1:3])

    yield from by_day(sorted(taking.each(query), key=counts_on), counts_on, made)


# Notes and lists -------------------------------------------------------------------------------


def note_texts(taking: Taking) -> Iterator[Any]:
    """Released notes, opened: their id, recording, when it was made, moment and text."""
    start, end = clock.day_span(taking.first, taking.last)
    released = (Recording.stage == Stage.RELEASED) & Recording.released_key.is_not(None)
    query = select(Recording.id, Recording.uid, Recording.created_at, Recording.released_key)
    query = query.where(released, Recording.created_at >= start, Recording.created_at < end)
    for id_, uid, at, wrapped in taking.connection.execute(query.order_by(Recording.id)).all():
        key = vault.open_key(wrapped or b"", track.key_context(uid, track.RELEASED))
        held = select(Note.id, Note.at_ms, Note.sealed).where(Note.recording_id == id_)
        for note, at_ms, sealed in taking.each(held.order_by(Note.at_ms, Note.id)):
            yield note, id_, at, at_ms, notes.read_text(key, uid, sealed)


def note_rows(taking: Taking) -> Iterator[Chunk]:
    """Released notes."""
    for note, recording, at, at_ms, text in note_texts(taking):
        said = taking.said("notes", note, TEXTS["notes"], [text])
        name = taking.names.of("recording", recording)
        yield [(name, f"{clock.to_local(at):%Y-%m}", at_ms // 1000, *said)]


def list_values(taking: Taking) -> Iterator[Chunk]:
    """Every list, with what became of its values."""
    into = aliased(ListValue)
    query = (
        select(
            ListValue.list_name, ListValue.name, ListValue.position, ListValue.special,
            ListValue.retired_at, into.name,
        )
        .outerjoin(into, into.id == ListValue.merged_into_id)
        .order_by(ListValue.list_name, ListValue.position, ListValue.id)
    )  # fmt: skip
    yield [
        (list_name, word(name), position, special or None, at and local_day(at), word(merged))
        for list_name, name, position, special, at, merged in taking.each(query)
    ]


READERS: dict[str, Rows] = {
    "interventions": interventions,
    "intervention_marks": intervention_marks,
    "intervention_languages": also_spoken,
    "occurrences": occurrences,
    "occurrence_missions": occurrence_missions,
    "occurrence_languages": occurrence_languages,
    "actors": actors,
    "collaborations": collaborations,
    "notes": note_rows,
    "list_values": list_values,
}


def _second(row: Any) -> Any:
    return row[1]


def _of_third(row: Any) -> Any:
    return local_day(row[2])
