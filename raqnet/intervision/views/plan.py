"""Planning a session, its page beforehand, and opening its room."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts
from raqnet.access import Principal, ensure, require
from raqnet.auth import principal
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.htmx import see_other
from raqnet.intervision import lines, planning, preparing, queries
from raqnet.intervision.access import can_lead, can_plan
from raqnet.intervision.forms_plan import NEW, Offer, PlanForm, data_of
from raqnet.intervision.models import Intervision
from raqnet.intervision.views import blueprint
from raqnet.paths import as_id
from raqnet.people.words import natural


def found(intervision_id: int) -> Intervision:
    """The session, if one may know of it."""
    return queries.find_intervision(principal(), intervision_id) or abort(404)


def _address(row: Intervision) -> str:
    return url_for("intervision.prepare", intervision_id=row.id)


# The form ---------------------------------------------------------------------------------------


@blueprint.route("/intervisions/nouvelle", methods=["GET", "POST"])
@require("intervision.join")
def plan() -> ResponseReturnValue:
    """Plan a session, on a date of the calendar or on a new one."""
    user = principal()
    offer = _offer(user)
    form = PlanForm(formdata=drafting.formdata(user), data=_beginnings(user, offer))
    form.offer(offer)
    if not form.validate_on_submit():
        return _page(form)
    made = planning.create(user.id, _date(form, user), form.plan())
    drafting.drop(user)
    db.session.commit()
    flash(_("L'intervision est prévue."), "success")
    return see_other(_address(made))


@blueprint.route("/intervisions/<int:intervision_id>/modifier", methods=["GET", "POST"])
@require("intervision.join")
def edit_plan(intervision_id: int) -> ResponseReturnValue:
    """Plan it otherwise, until its room opens."""
    user, row = principal(), found(intervision_id)
    ensure(can_plan(user, row))
    form = PlanForm(formdata=drafting.formdata(user), data=data_of(row))
    form.offer(_offer(user, row))
    if conflicts.is_stale(form, row.version):
        return _conflict(form, row)
    if not form.validate_on_submit():
        return _page(form, row)
    planning.change(row, form.plan())
    moved = _moved(row, _date(form, user))
    drafting.drop(user)
    db.session.commit()
    flash(_("Modification enregistrée."), "success")
    if moved:
        flash(_("L'ancienne date reste au calendrier : l'y annuler si rien n'y a lieu."), "info")
    return see_other(_address(row))


def _moved(row: Intervision, date: Occurrence) -> bool:
    """Hold it on this date; does it leave another one?"""
    leaves = row.occurrence is not None and row.occurrence.id != date.id
    planning.move(row, date)
    return leaves


def _offer(user: Principal, row: Intervision | None = None) -> Offer:
    """All that may be chosen, and what the session has already."""
    dates = queries.dates_to_choose(user)
    people = sorted(queries.people(), key=lambda each: each.id != user.id)  # oneself first
    templates = queries.templates()
    if row is not None:
        own_date = [row.occurrence] if row.occurrence else []
        dates = [*(each for each in own_date if each not in dates), *dates]
        people = _with(people, [*row.animators, *row.expected])
        templates = _with(templates, [row.template])
    return Offer(dates, people, templates, user.can("calendar.write"))


def _with(rows: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    return [*rows, *dict.fromkeys(each for each in more if each not in rows)]


def _beginnings(user: Principal, offer: Offer) -> dict[str, Any]:
    """The next date, or the one in the address; oneself; everybody who is at work."""
    ids = [each.id for each in offer.dates]
    wanted = as_id(request.args.get("date"))
    first = ids[0] if ids else NEW
    return {
        "date": str(wanted if wanted in ids else first),
        "animators": [user.id],
        "expected": queries.at_work(),
        "template": offer.templates[0].id if offer.templates else None,
    }


def _date(form: PlanForm, user: Principal) -> Occurrence:
    """The date that was chosen, put on the calendar where it is a new one."""
    chosen = form.chosen_date()
    if chosen is not None:
        return chosen
    place = form.place.data or ""
    return planning.put_on_calendar(user.id, *form.hours(), place, form.chosen_people())


def _conflict(form: PlanForm, row: Intervision) -> ResponseReturnValue:
    theirs = PlanForm(formdata=None, data=data_of(row))
    theirs.offer(form.offered)
    return _page(form, row, conflicts.meet(form, theirs, row.version))


def _page(
    form: PlanForm, row: Intervision | None = None, rows: list[Any] | None = None
) -> ResponseReturnValue:
    status = 409 if rows else (422 if form.is_submitted() else 200)
    page = render_template(
        "intervision/plan.html",
        form=form, intervision=row, rows=rows, draft=drafting.on_offer(),
        back=_address(row) if row else url_for("intervision.index"),
    )  # fmt: skip
    return page, status


# The page beforehand ----------------------------------------------------------------------------


@blueprint.get("/intervisions/<int:intervision_id>")
@require("intervision.join")
def prepare(intervision_id: int) -> ResponseReturnValue:
    """What one needs to know of a session: before, while its room is open, and afterwards."""
    user, row = principal(), found(intervision_id)
    if row.closed_at is not None and queries.find_minutes(user, row.id):
        return see_other(url_for("intervision.minutes", intervision_id=row.id))
    before = {} if row.closed_at is not None else _before(user, row)
    page = "prepare_over" if row.closed_at is not None else "prepare"
    return render_template(
        f"intervision/{page}.html",
        intervision=row, date=row.occurrence, cancelled=preparing.is_cancelled(row.occurrence),
        **before,
    )  # fmt: skip


def _before(user: Principal, row: Intervision) -> dict[str, Any]:
    others = preparing.other_rooms(user, row)
    return {
        "course": preparing.course(row),
        "last": preparing.last_time(user, row),
        "own_lines": lines.own(user),
        "others": others,
        "expected": sorted(row.expected, key=lambda each: natural(each.name)),
        "leads": can_lead(user, row),
        "plans": can_plan(user, row),
        "more_rooms": row.occurrence is not None and len(others) + 1 < preparing.MOST_ROOMS,
        "here": request.path,
    }


@blueprint.post("/intervisions/<int:intervision_id>/ouvrir", endpoint="open")
@require("intervision.join")
def open_room(intervision_id: int) -> ResponseReturnValue:
    """Open the room; whoever animates goes on to the console."""
    row = found(intervision_id)
    ensure(can_lead(principal(), row))
    if row.closed_at is not None:
        flash(_("Cette intervision est terminée : sa salle ne s'ouvre plus."), "info")
        return see_other(_address(row))
    planning.open_room(row, opener_id=principal().id)
    db.session.commit()
    return see_other(url_for("intervision.console", intervision_id=row.id))


@blueprint.post("/intervisions/<int:intervision_id>/deuxieme-salle")
@require("intervision.join")
def second_room(intervision_id: int) -> ResponseReturnValue:
    """Plan the same once more on the same date, for half of the people."""
    user, row = principal(), found(intervision_id)
    ensure(can_plan(user, row))
    number = len(preparing.other_rooms(user, row)) + 2
    if row.occurrence is None or number > preparing.MOST_ROOMS:
        flash(_("Une salle de plus n'est pas possible sur cette date."), "warning")
        return see_other(_address(row))
    row.label = row.label or _("Salle %(number)d", number=number - 1)
    made = planning.second_room(row, user.id, _("Salle %(number)d", number=number))
    db.session.commit()
    flash(_("Une salle de plus est prévue : choisir qui l'anime et qui y est attendu."), "success")
    return see_other(url_for("intervision.edit_plan", intervision_id=made.id))


@blueprint.post("/intervisions/<int:intervision_id>/retirer")
@require("intervision.join")
def withdraw(intervision_id: int) -> ResponseReturnValue:
    """Take a plan away; its date stays on the calendar."""
    row = found(intervision_id)
    ensure(can_plan(principal(), row))
    planning.withdraw(row)
    db.session.commit()
    flash(_("L'intervision n'est plus prévue ; sa date reste au calendrier."), "success")
    return see_other(url_for("intervision.index"))
