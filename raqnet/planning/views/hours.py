"""Hours to approve: the page of those who decide, and what they decide."""

from collections.abc import Sequence
from datetime import datetime

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import auth, clock
from raqnet.access import ensure, require
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.planning import hours, words
from raqnet.planning import queries_hours as queries
from raqnet.planning.forms import WordForm
from raqnet.planning.marks import mark
from raqnet.planning.models import HourApproval
from raqnet.planning.views import blueprint
from raqnet.planning.views.turning import back
from raqnet.undoing import flash_undo


@blueprint.get("/heures/a-approuver")
@require("hours.approve")
def hours_to_approve() -> ResponseReturnValue:
    """What waits for a decision, and what was decided lately."""
    user = auth.principal()
    return render_template(
        "planning/hours.html",
        groups=queries.waiting(user),
        decided=queries.decided(user),
        words=words,
    )


@blueprint.post("/heures/<int:approval_id>/approuver")
@require("hours.approve")
def approve(approval_id: int) -> ResponseReturnValue:
    """Approve the hours of one date, as they were when they were read."""
    row = _found(approval_id)
    return _decide([row], "")


@blueprint.route("/heures/<int:approval_id>/refuser", methods=["GET", "POST"])
@require("hours.approve")
def refuse(approval_id: int) -> ResponseReturnValue:
    """Refuse them, with a word."""
    return _refuse([_found(approval_id)])


@blueprint.post("/heures/<int:approval_id>/rouvrir")
@require("hours.approve")
def reopen(approval_id: int) -> ResponseReturnValue:
    """Take the decision back, unless something came after it."""
    row = _found(approval_id)
    if request.values.get("vu") != mark([row]):
        return _changed()
    hours.reopen(row)
    return _reopened(1)


@blueprint.post("/heures/series/<int:series_id>/approuver")
@require("hours.approve")
def approve_series(series_id: int) -> ResponseReturnValue:
    """Approve all that waits of one action."""
    _action(series_id)
    return _decide(_waiting(series_id), "", series_id)


@blueprint.route("/heures/series/<int:series_id>/refuser", methods=["GET", "POST"])
@require("hours.approve")
def refuse_series(series_id: int) -> ResponseReturnValue:
    """Refuse all that waits of one action."""
    _action(series_id)
    return _refuse(_waiting(series_id), series_id)


@blueprint.post("/heures/series/<int:series_id>/rouvrir")
@require("hours.approve")
def reopen_series(series_id: int) -> ResponseReturnValue:
    """Take back what was decided of it at one instant, and not again since."""
    _action(series_id)
    at = clock.from_milliseconds(request.args.get("a", 0, type=int) % 2**43)
    together = HourApproval.decided_at == at
    rows = queries.of_series(auth.principal(), series_id, together)
    for each in rows:
        hours.reopen(each)
    return _reopened(len(rows)) if rows else _changed()


def _found(approval_id: int) -> HourApproval:
    user = auth.principal()
    row = queries.find(user, approval_id) or abort(404)
    ensure(not queries.is_own(user, row))
    return row


def _action(series_id: int) -> Action:
    return calendar.find_action(auth.principal(), series_id) or abort(404)


def _waiting(series_id: int) -> list[HourApproval]:
    return queries.of_series(auth.principal(), series_id)


def _refuse(rows: Sequence[HourApproval], series_id: int | None = None) -> ResponseReturnValue:
    form = WordForm()
    stale = form.is_submitted() and request.form.get("vu") != mark(rows)
    if stale or (rows and not form.validate_on_submit()):
        page = render_template(
            "planning/refuse.html", form=form, rows=rows, action=request.path, stale=stale,
            seen=mark(rows) if stale else _seen(rows),
        )  # fmt: skip
        return page, 409 if stale else 422 if form.is_submitted() else 200
    return _decide(rows, str(form.word.data), series_id)


def _seen(rows: Sequence[HourApproval]) -> str:
    """What these hours were when the page was made: another state is not decided on unseen."""
    return request.values.get("vu") or mark(rows)


def _decide(
    rows: Sequence[HourApproval], word: str, series_id: int | None = None
) -> ResponseReturnValue:
    """With a word it is refused, without one approved."""
    if not rows or request.form.get("vu") != mark(rows):
        return _changed()
    at = hours.decide(auth.principal().id, rows, not word, word)
    db.session.commit()
    flash_undo(_told(len(rows), bool(word)), _undo(rows, series_id, at), _("Revenir dessus"))
    return see_other(url_for("planning.hours_to_approve"))


def _changed() -> ResponseReturnValue:
    words = _("Ces heures ont changé entre-temps : les voici comme elles sont maintenant.")
    return back(url_for("planning.hours_to_approve"), words)


def _told(count: int, refused: bool) -> str:
    if refused:
        return ngettext("%(num)d date refusée.", "%(num)d dates refusées.", count)
    return ngettext("%(num)d date approuvée.", "%(num)d dates approuvées.", count)


def _undo(rows: Sequence[HourApproval], series_id: int | None, at: datetime) -> str:
    if series_id is None:
        return url_for("planning.reopen", approval_id=rows[0].id, vu=mark(rows))
    return url_for("planning.reopen_series", series_id=series_id, a=clock.milliseconds(at))


def _reopened(count: int) -> ResponseReturnValue:
    db.session.commit()
    told = ngettext("%(num)d date attend de nouveau.", "%(num)d dates attendent de nouveau.", count)
    flash(told, "info")
    return see_other(url_for("planning.hours_to_approve"))
