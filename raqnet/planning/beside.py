"""What the page of a date shows of planning, to the team."""

from flask import current_app
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import TEAM, Principal
from raqnet.calendar import clashes
from raqnet.calendar.access import can_edit
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.planning import queries_hours as hours
from raqnet.planning import queries_reinforcement as reinforcement
from raqnet.planning import words
from raqnet.planning.marks import mark
from raqnet.planning.models import ApprovalState


def reinforcement_aside(user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """Who is wanted and who has joined; the acts that ask, join, leave."""
    if user.role not in TEAM:
        return None
    if date is None:
        return _series_aside(user, action)
    held = action.status != Status.CANCELLED and date.ends_at > clock.now()
    asked = reinforcement.asked(date.id)
    may_ask = held and can_edit(user, action)
    if asked is None and not may_ask:
        return None
    joined = reinforcement.joined(asked) if asked else {}
    there = user.worker_id in {each.id for each in action.workers}
    mine = held and user.worker_id in joined
    open_ = held and asked is not None and not asked.closed and asked.taken < asked.wanted
    may_join = open_ and not there and user.can("reinforcement.join")
    context = {
        "occurrence_id": date.id,
        "asked": asked,
        "held": held,
        "joined": joined,
        "mine": mine,
        "may_join": may_join,
        "away": may_join and not reinforcement.is_there(user, date.id),
        "clashes": _clashes(user, date) if may_join else [],
        "matched": bool(may_join and asked and reinforcement.matches(user, asked)),
        "worker_id": user.worker_id,
        "may_ask": may_ask,
    }
    first = open_ or mine
    return Aside("planning/_reinforcement_aside.html", context, _("Renfort"), first)


def _clashes(user: Principal, date: Occurrence) -> list[clashes.Clash]:
    """What this person already has at that time."""
    me = {user.worker_id: user.name} if user.worker_id else {}
    hours = clashes.coming([date])
    return clashes.find(clashes.Planned(hours, me, series_id=date.series_id))


def _series_aside(user: Principal, action: Action) -> Aside | None:
    """What is asked of all the dates that come; the acts that ask, and stop asking."""
    over = action.status == Status.CANCELLED or action.last_ends_at <= clock.now()
    if over or action.series_id is not None or not can_edit(user, action):
        return None
    count, missing = reinforcement.of_series(action.id)
    told = {"action_id": action.id, "count": count, "missing": missing}
    title = _("Renfort")
    return Aside("planning/_reinforcement_series_aside.html", told, title, bool(count))


def hours_aside(user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """Hours outside the working hours: for the date's workers, its author, and those who decide."""
    works = user.worker_id in {each.id for each in action.workers}
    own = works or action.author_id == user.id
    if date is None or not (own or user.can("hours.approve")):
        return None
    approval = hours.of_date(date.id)
    if approval is None or action.status == Status.CANCELLED:
        return None
    decides = user.can("hours.approve") and not works
    context = {
        "approval": approval,
        "works": works,
        "decides": decides,
        "balance": current_app.config["RECOVERY_BALANCE"],
        "words": words,
        "mark": mark([approval]),
    }
    waits = approval.state != ApprovalState.APPROVED and (own or decides)
    return Aside("planning/_hours_aside.html", context, _("Heures"), waits)
