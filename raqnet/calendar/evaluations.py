"""What the workers say of an occurrence afterwards."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from raqnet import clock
from raqnet.calendar import history
from raqnet.calendar.models import (
    Action,
    Evaluation,
    EvaluationState,
    Kind,
    Occurrence,
    Status,
)
from raqnet.db import db

ANSWERS = (
    "participants_enough", "organisation", "satisfaction", "expected", "present",
    "difficulties", "follow_up", "objects_useful",
)  # fmt: skip
ENOUGH = ("yes", "partly", "no")


class NotNow(Exception):
    """Only a collective action that has begun and was not cancelled can be evaluated."""


def of(occurrence_id: int) -> Evaluation | None:
    """The evaluation of a date, begun or done."""
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.occurrence_id == occurrence_id)
        .options(selectinload(Evaluation.languages))
    )


def hold(occurrence_id: int) -> bool:
    """Keep a date until the end of the transaction, whatever becomes of its series; is it there?"""
    row = select(Occurrence.id).where(Occurrence.id == occurrence_id)
    return db.session.scalar(row.with_for_update(read=True, key_share=True)) is not None


def is_open(occurrence: Occurrence, action: Action) -> bool:
    """Can this date be evaluated now?"""
    counted = action.kind == Kind.COLLECTIVE and action.status != Status.CANCELLED
    return counted and occurrence.starts_at <= clock.now()


def evaluate(
    occurrence: Occurrence,
    author_id: int | None = None,
    state: str = EvaluationState.DONE,
    languages: Iterable[Any] = (),
    **answers: Any,
) -> Evaluation:
    """Say how a date went (`answers` as in ANSWERS); one evaluation per date. Errors: NotNow."""
    action = db.session.get_one(Action, occurrence.action_id)
    if not is_open(occurrence, action):
        raise NotNow
    evaluation = of(occurrence.id) or Evaluation(occurrence_id=occurrence.id, author_id=author_id)
    first = evaluation.state != EvaluationState.DONE and state == EvaluationState.DONE
    for name in ANSWERS:
        if name in answers:
            setattr(evaluation, name, answers[name])
    evaluation.languages, evaluation.state = list(languages), state
    evaluation.updated_at = clock.now()
    db.session.add(evaluation)
    if first:
        at = occurrence.recurrence_id
        history.record(action, history.EVALUATED, author_id, occurrence_at=at)
    return evaluation
