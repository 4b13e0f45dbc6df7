"""The page of an action and of one of its dates, which the acts on it answer with too."""

from typing import Any

from flask import Response, abort, request, url_for

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts import audit
from raqnet.auth import principal
from raqnet.calendar import (
    around,
    asides,
    clashes,
    dates,
    evaluations,
    eventtexts,
    history,
    marks,
    queries,
    repetition,
    undo,
    words,
)
from raqnet.calendar.access import can_edit, can_remove
from raqnet.calendar.forms import CommentForm, ReasonForm, told
from raqnet.calendar.models import Action, Evaluation, EvaluationState, Kind, Occurrence, Status
from raqnet.drafts import services as drafts
from raqnet.htmx import render


def found(action_id: int) -> Action:
    """The action, if one may see it."""
    return queries.find_action(principal(), action_id) or abort(404)


def found_date(occurrence_id: int) -> Occurrence:
    """The date, if one may see it."""
    return queries.find_occurrence(principal(), occurrence_id) or abort(404)


def address(action: Action, date: Occurrence | None = None) -> str:
    """Where an action is looked at: on its date where it has one."""
    if date is not None:
        return url_for("calendar.occurrence", occurrence_id=date.id)
    return url_for("calendar.action", action_id=action.id)


def show(
    action: Action,
    date: Occurrence | None,
    status: int = 200,
    comment: CommentForm | None = None,
    reason: ReasonForm | None = None,
) -> Response:
    """Everything about an action, focused on `date` where there is one."""
    user = principal()
    return render(
        "calendar/action.html",
        "calendar/_action.html",
        status,
        action=action,
        date=date,
        comment_form=comment or _comment_begun(user, action),
        reason_form=reason or ReasonForm(formdata=None),
        back=url_for("calendar.month", date=clock.to_local((date or action).starts_at).date()),
        words=words,
        history=history,
        repetition=repetition,
        now=clock.now(),
        asides=asides.of(user, action, date),
        **_around(user, action, date),
        **_evaluation(user, action, date),
    )


def _comment_begun(user: Principal, action: Action) -> CommentForm:
    """The form of a comment, with what one had begun to write."""
    path = url_for("calendar.comment", action_id=action.id)
    return CommentForm(formdata=drafts.formdata(user, path))


def _around(user: Principal, action: Action, date: Occurrence | None) -> dict[str, Any]:
    series = queries.find_action(user, action.series_id) if action.series_id else action
    changes = around.changes(user, action)
    return {
        "series": series if series and series.is_series else None,
        "mine": can_edit(user, action),
        "series_mine": series is not None and can_edit(user, series),
        "removable": can_remove(user, action),
        "dates": around.dates(user, action, date, request.args.get("dates", type=int)),
        "comments": around.comments(user, action),
        "changes": changes,
        "undoable": undo.offered(user, changes) if can_edit(user, action) else None,
        "clashes": _clashes(action, date) if can_edit(user, action) else [],
        "moved": eventtexts.moved_words(action),
        "mark": marks.mark(
            action.kind,
            action.team_kind,
            sorted(marks.Mission(each.code, each.name) for each in action.missions),
            action.mode,
        ),
    }


def _clashes(action: Action, date: Occurrence | None) -> list[clashes.Clash]:
    """What stands in the way of a date, or of those of a series that are to come."""
    if (
        action.status == Status.CANCELLED
        or (date.ends_at if date else action.last_ends_at) < clock.now()
    ):
        return []
    slots = [date] if date else dates.glimpse(action).dates
    return clashes.find(
        clashes.Planned(
            clashes.coming(slots),
            {worker.id: worker.user.name for worker in action.workers},
            action.place, action.site_id, action.commune_id, action.all_day,
            action.series_id or action.id, action.team_kind,
        )
    )  # fmt: skip


def _evaluation(user: Principal, action: Action, date: Occurrence | None) -> dict[str, Any]:
    """What this person may read of the evaluation of the date."""
    evaluation = around.evaluation(date) if date and action.kind == Kind.COLLECTIVE else None
    mine = can_edit(user, action)
    done = evaluation is not None and evaluation.state == EvaluationState.DONE
    readable = user.can("evaluation.read") and (done or mine)
    if evaluation is not None and readable and not mine:
        _note_reading(user, evaluation)
    return {
        "evaluation": evaluation if readable else None,
        "answers": told(evaluation) if evaluation is not None and readable else [],
        "present": evaluation.present if evaluation is not None and done else None,
        "evaluated": done,
        "can_evaluate": mine and date is not None and evaluations.is_open(date, action),
    }


def _note_reading(user: Principal, evaluation: Evaluation) -> None:
    """The words of an evaluation are the workers': who else reads them is noted."""
    if evaluation.difficulties or evaluation.follow_up:
        audit.record_reading(user, "evaluation.read", evaluation)
