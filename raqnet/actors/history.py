"""What changed in an actor's sheet, told as people read it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from raqnet.actors.models import Actor, ActorChange
from raqnet.actors.words import CAPACITIES
from raqnet.db import db
from raqnet.i18n import day_short

CREATED, EDITED, VERIFIED, CAPACITY, REMOVED, RESTORED, MERGED, SPLIT = (
    "created", "edited", "verified", "capacity", "removed", "restored", "merged", "split",
)  # fmt: skip
VERBS: dict[str, Any] = {
    CREATED: _l("a créé cette fiche"),
    EDITED: _l("a modifié"),
    VERIFIED: _l("a vérifié"),
    CAPACITY: _l("a noté la capacité"),
    REMOVED: _l("a archivé la fiche"),
    RESTORED: _l("a sorti la fiche des archives"),
    MERGED: _l("a réuni une autre fiche avec celle-ci"),
    SPLIT: _l("a séparé une fiche de celle-ci"),
}
LABELS: dict[str, Any] = {
    "other": _l("Autre fiche"),
    "name": _l("Nom"),
    "type": _l("Type"),
    "capacity": _l("Capacité"),
    "capacity_note": _l("À propos de la capacité"),
    "address": _l("Adresse"),
    "commune": _l("Commune"),
    "neighbourhood": _l("Quartier"),
    "coordinates": _l("Coordonnées"),
    "phone": _l("Téléphone"),
    "email": _l("E-mail"),
    "website": _l("Site web"),
    "contact": _l("Personne de contact"),
    "opening_hours": _l("Heures d'ouverture"),
    "languages": _l("Langues"),
    "publics": _l("Publics"),
    "specifics": _l("Particularités"),
    "specifics_nl": _l("Particularités, en néerlandais"),
    "directory_url": _l("Lien vers Bruxelles Social"),
    "verified_on": _l("Vérifiée le"),
}
MOST = 300  # letters of a text that are kept


def record(
    actor: Actor,
    verb: str,
    author_id: int | None,
    changes: list[list[Any]] | None = None,
    was: dict[str, Any] | None = None,
) -> ActorChange:
    """Note what somebody did; `was` holds columns as they were, if it can be taken back."""
    change = ActorChange(
        actor_id=actor.id, author_id=author_id, verb=verb, changes=changes or [], was=was or {}
    )
    db.session.add(change)
    return change


def record_all(actors: Iterable[Actor], verb: str, author_id: int) -> None:
    """The same of many sheets at once."""
    lines = [
        {"actor_id": actor.id, "author_id": author_id, "verb": verb, "changes": [], "was": {}}
        for actor in actors
    ]
    db.session.execute(insert(ActorChange), lines)


def told(actor: Actor) -> dict[str, str]:
    """Every field that history speaks of, as text; capacity as its code."""
    plain = {name: _text(getattr(actor, name)) for name in LABELS if hasattr(actor, name)}
    return {**plain, "coordinates": _pair(actor.latitude, actor.longitude)}


def plain(actor: Actor, columns: Iterable[str]) -> dict[str, Any]:
    """Columns as they are, as JSON holds them: a day as text."""
    values = ((name, getattr(actor, name)) for name in columns)
    return {name: f"{value}" if isinstance(value, date) else value for name, value in values}


def between(before: Mapping[str, str], after: Mapping[str, str]) -> list[list[Any]]:
    """The fields that differ: [field, before, after]; of a long text, how it begins."""
    return [
        [name, before.get(name, "")[:MOST], after.get(name, "")[:MOST]]
        for name in LABELS
        if before.get(name, "") != after.get(name, "")
    ]


def words(field: str, value: str) -> str:
    """One side of a change, in the reader's language."""
    if not value:
        return "—"
    return str(CAPACITIES.get(value, value)) if field == "capacity" else value


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(sorted(each.name for each in value))
    if isinstance(value, date):
        return day_short(value)
    # A row is told by its name; an enumeration's member is its code.
    text = value if isinstance(value, str) else getattr(value, "name", value)
    return str(text or "")


def _pair(latitude: float | None, longitude: float | None) -> str:
    return "" if latitude is None or longitude is None else f"{latitude:.6g}, {longitude:.6g}"
