"""What changed in an action, told as people read it; the content of evaluations never is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from raqnet.calendar import repetition
from raqnet.calendar.access import narrowest
from raqnet.calendar.models import Action, ActionChange
from raqnet.calendar.words import KINDS, MODES, SAME_AUDIENCE, STATUSES, TEAM_KINDS, VISIBILITIES
from raqnet.clock import INSTANT
from raqnet.db import db
from raqnet.i18n import day_short, hour

CREATED, EDITED, MOVED, CANCELLED, RESTORED, CONFIRMED, EVALUATED = (
    "created", "edited", "moved", "cancelled", "restored", "confirmed", "evaluated",
)  # fmt: skip
SPLIT, CLOSED, UNDONE, REUNITED = "split", "closed", "undone", "reunited"
VERBS: dict[str, Any] = {
    CREATED: _l("a créé cette action"),
    EDITED: _l("a modifié"),
    MOVED: _l("a déplacé"),
    CANCELLED: _l("a annulé"),
    RESTORED: _l("a rétabli"),
    CONFIRMED: _l("a confirmé"),
    EVALUATED: _l("a évalué"),
    SPLIT: _l("a changé la suite, qui est une série à part"),
    CLOSED: _l("a changé les congés"),
    UNDONE: _l("a défait le dernier changement"),
    REUNITED: _l("a réuni la série, telle que son agenda d'origine la donne"),
}
LABELS: dict[str, Any] = {
    "kind": _l("Genre"),
    "team_kind": _l("Événement"),
    "title": _l("Titre"),
    "activity": _l("Activité"),
    "missions": _l("Missions"),
    "mode": _l("Mode"),
    "status": _l("État"),
    "reason": _l("Raison"),
    "visibility": _l("Qui la voit"),
    "when": _l("Quand"),
    "rrule": _l("Répétition"),
    "exdates": _l("Sauf"),
    "skips_closed": _l("Sauf congés scolaires et fermetures"),
    "closed_days": _l("Jours fermés"),
    "aim": _l("But et déroulement"),
    "audience": _l("Public"),
    "same_audience": _l("Public d'une fois à l'autre"),
    "languages": _l("Langues"),
    "partners": _l("Partenaires"),
    "to_bring": _l("À apporter"),
    "place": _l("Lieu"),
    "address": _l("Adresse"),
    "commune": _l("Commune"),
    "neighbourhood": _l("Quartier"),
    "coordinates": _l("Coordonnées"),
    "workers": _l("Avec qui"),
    "site": _l("Hébergeur"),
}
# Kept as codes, so that each person reads them in their own language.
CODES: dict[str, dict[Any, Any]] = {
    "kind": KINDS,
    "team_kind": TEAM_KINDS,
    "mode": MODES,
    "status": STATUSES,
    "visibility": VISIBILITIES,
    "same_audience": SAME_AUDIENCE,
    "skips_closed": {"yes": _l("Oui"), "no": _l("Non")},
}
TIMES = {"when", "rrule", "exdates", "skips_closed", "closed_days"}
MOST = 300


def record(
    action: Action,
    verb: str,
    actor_id: int | None,
    changes: list[list[Any]] | None = None,
    occurrence_at: datetime | None = None,
    before: dict[str, Any] | None = None,
    undoes_id: int | None = None,
) -> None:
    """Note what somebody did; `occurrence_at` when it was done to one date of a series.

    `before`: what undoing it puts back (`memory.py`), where it can be undone. Only those read it
    who saw the action both before and after.
    """
    seen = [value for name, *values in changes or [] if name == "visibility" for value in values]
    db.session.add(
        ActionChange(
            action_id=action.id,
            author_id=actor_id,
            verb=verb,
            changes=changes or [],
            occurrence_at=occurrence_at,
            before=before,
            undoes_id=undoes_id,
            visibility=narrowest(action.visibility, *filter(None, seen)),
        )
    )


def created(actions: Iterable[Action], actor_id: int | None) -> None:
    """Note that somebody made these, in one statement."""
    rows = [
        {
            "action_id": action.id, "author_id": actor_id, "verb": CREATED, "before": None,
            "visibility": narrowest(action.visibility),
        }
        for action in actions
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(ActionChange), rows)


def edited(
    action: Action,
    actor_id: int | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    occurrence_at: datetime | None = None,
    verb: str = "",
    reason: str = "",
    memory: dict[str, Any] | None = None,
    undoes_id: int | None = None,
) -> None:
    """Note an edit, field by field; `before` and `after` are details, `memory` what undoes it."""
    old, new = told(before), told(after)
    changes = [[name, old[name], new[name]] for name in LABELS if old.get(name) != new.get(name)]
    moved = bool(changes) and {name for name, *_ in changes} <= TIMES
    verb = verb or (MOVED if moved else EDITED)
    changes += [["reason", "", reason]] if reason else []
    record(action, verb, actor_id, changes, occurrence_at, memory, undoes_id)


def told(details: Mapping[str, Any]) -> dict[str, str]:
    """Details as words, or as the codes of CODES and the text of the rule."""
    named = {name: _name(details[name]) for name in details if name in LABELS}
    return {
        **named,
        "when": _when(details["starts_at"], details["ends_at"], details["all_day"]),
        "coordinates": _pair(details["latitude"], details["longitude"]),
        "same_audience": {True: "yes", False: "no"}.get(details["same_audience"], ""),
        "skips_closed": "yes" if details["skips_closed"] else "no",
        "exdates": ", ".join(_iso_day(text) for text in details["exdates"] or ()),
        "closed_days": ", ".join(_iso_day(text) for text in details["closed_days"] or ()),
    }


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(sorted(map(_name, value)))
    if value is None or isinstance(value, str):  # an enumeration's member is its code
        return str(value or "")[:MOST]
    # A worker has the name of an account.
    return str(value.user.name if hasattr(value, "user") else getattr(value, "name", value))


def _pair(latitude: float | None, longitude: float | None) -> str:
    return "" if latitude is None or longitude is None else f"{latitude:.6g}, {longitude:.6g}"


def _iso_day(text: str) -> str:
    return "/".join(reversed(text.split("-")))


def _when(starts_at: datetime, ends_at: datetime, all_day: bool) -> str:
    first, last = day_short(starts_at), day_short(ends_at - INSTANT)
    if all_day:
        return first if first == last else f"{first} - {last}"
    if first == last:
        return f"{first}, {hour(starts_at)}-{hour(ends_at)}"
    return f"{first}, {hour(starts_at)} - {last}, {hour(ends_at)}"


def words(field: str, value: str) -> str:
    """One side of a change, in the reader's language."""
    if field == "rrule":
        return repetition.words(value) or _("Ne se répète pas")
    if not value:
        return "—"
    return str(CODES.get(field, {}).get(value, value))
