"""Evaluating a date, and the list of those that wait for it."""

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from raqnet import conflicts, errors, proofreading
from raqnet.access import Principal, Role, ensure, require
from raqnet.accounts import audit
from raqnet.auth import principal
from raqnet.calendar import (
    agenda,
    asides,
    choices,
    evaluations,
    listing,
    panel,
    queries,
    shown,
)
from raqnet.calendar.access import audience, can_edit
from raqnet.calendar.filters import Filters
from raqnet.calendar.forms import EvaluationForm, evaluation_data
from raqnet.calendar.models import Evaluation, EvaluationState, Kind, Occurrence
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found, found_date
from raqnet.db import SAFE_METHODS, db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other

PAGE = 25


@blueprint.route("/calendrier/dates/<int:occurrence_id>/evaluer", methods=["GET", "POST"])
@require("evaluation.write")
@once("calendar.occurrence", "occurrence_id")
def evaluate(occurrence_id: int) -> ResponseReturnValue:
    """Say how a date went, as a draft or for good."""
    if request.method not in SAFE_METHODS and not evaluations.hold(occurrence_id):
        return errors.kept(404, _("Cette date n'existe plus : la série a changé entre-temps."))
    date, user = _evaluable(occurrence_id), principal()
    if not evaluations.is_open(date, date.action):
        return _too_early_or_cancelled(date)
    old = evaluations.of(date.id)
    form = EvaluationForm(formdata=drafting.formdata(user), data=evaluation_data(old))
    form.offer(choices.languages(old.languages if old else ()))
    if conflicts.is_stale(form, evaluation_data(old)["version"]):
        return _conflict(form, date, old)
    if not form.validate_on_submit():
        return _page(form, date)
    return _save(user, form, date)


@blueprint.get("/calendrier/actions/<int:action_id>/evaluer")
@require("evaluation.read")
def evaluate_next(action_id: int) -> ResponseReturnValue:
    """Where the link in one's own agenda leads: to the form of the last date that waits."""
    row = found(action_id)
    occurrence_id = evaluations.next_of(row)
    if occurrence_id is None or not can_edit(principal(), row):
        return see_other(address(row))
    return see_other(url_for("calendar.evaluate", occurrence_id=occurrence_id))


def _too_early_or_cancelled(date: Occurrence) -> ResponseReturnValue:
    """What was typed is not thrown away with a date that was cancelled meanwhile."""
    words = _("Une action s'évalue quand elle a commencé, et si elle n'est pas annulée.")
    if request.method not in SAFE_METHODS:
        return errors.kept(409, words)
    flash(words, "info")
    return see_other(address(date.action, date))


def _evaluable(occurrence_id: int) -> Occurrence:
    date = found_date(occurrence_id)
    if date.action.kind != Kind.COLLECTIVE:
        abort(404)
    ensure(can_edit(principal(), date.action))
    return date


def _save(user: Principal, form: EvaluationForm, date: Occurrence) -> ResponseReturnValue:
    state, back = form.chosen_state, address(date.action, date)
    saved = evaluations.evaluate(date, user.id, state, **form.answers())
    db.session.flush()
    audit.record(user, "evaluation.write", saved)
    drafting.drop(user)
    proofreading.remind(form.difficulties.data, form.follow_up.data)
    db.session.commit()
    draft = state == EvaluationState.DRAFT
    flash(_("Brouillon enregistré.") if draft else _("Merci : l'évaluation est faite."), "success")
    return see_other(back)


def _conflict(
    form: EvaluationForm, date: Occurrence, old: Evaluation | None
) -> ResponseReturnValue:
    theirs = EvaluationForm(formdata=None, data=evaluation_data(old))
    theirs.offer(form.offered)
    rows = conflicts.meet(form, theirs, evaluation_data(old)["version"])
    return _page(form, date, rows)


def _page(
    form: EvaluationForm, date: Occurrence, rows: list[Any] | None = None
) -> ResponseReturnValue:
    status = 409 if rows else (422 if form.is_submitted() else 200)
    page = render_template(
        "calendar/evaluation.html",
        form=form, date=date, action=date.action, rows=rows, draft=drafting.on_offer(),
        asides=asides.of(principal(), date.action, date),
    )  # fmt: skip
    return page, status


@blueprint.get("/calendrier/a-evaluer")
@require("evaluation.write")
def to_evaluate() -> ResponseReturnValue:
    """What waits for an evaluation: mine; the coordination sees all and may narrow it down."""
    user, filters = principal(), Filters.read(request.args)
    conditions = [agenda.waiting(), *queries.matching(filters), *_whose(user)]
    total = agenda.count(audience(user), *conditions)
    page = min(max(request.args.get("page", 0, type=int), 0), max(total - 1, 0) // PAGE)
    rows = listing.statement(audience(user), *conditions).order_by(None)
    newest = rows.order_by(Occurrence.starts_at.desc(), Occurrence.id.desc())
    return render_template(
        "calendar/to_evaluate.html",
        entries=listing.page(newest.limit(PAGE).offset(page * PAGE), audience(user)),
        total=total, first=page * PAGE, all=user.role == Role.COORDINATION,
        panel=panel.of(filters), filters=filters, shown=shown,
        earlier=_page_url(filters, page - 1) if page else None,
        later=_page_url(filters, page + 1) if (page + 1) * PAGE < total else None,
    )  # fmt: skip


def _whose(user: Principal) -> list[ColumnElement[bool]]:
    return [] if user.role == Role.COORDINATION else [agenda.of(user).condition()]


def _page_url(filters: Filters, page: int) -> str:
    args: dict[str, Any] = {**filters.params(), "page": page}
    return url_for("calendar.to_evaluate", **args)
