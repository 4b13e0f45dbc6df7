"""Actors as a table: the columns that leave and that come back, and the sheets one by one."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_

from raqnet.actors.filters import Filters
from raqnet.actors.history import LABELS
from raqnet.actors.listing import LISTED, matching
from raqnet.actors.models import Actor
from raqnet.actors.queries import WHOLE
from raqnet.actors.words import CAPACITIES
from raqnet.db import db
from raqnet.people.models import Neighbourhood
from raqnet.tables.kinds import Field

TITLE = _l("Acteurs locaux")
BETWEEN = " | "  # several languages in a cell
_TOGETHER = 200


def _field(name: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, LABELS.get(name, name), synonyms, required)


FIELDS = (
    _field("name", "intitulé", "dénomination", "acteur", "organisme", "association", "service",
           "institution", "organisation", required=True),
    _field("type", "catégorie", "secteur", "type d'acteur"),
    _field("address", "rue", "adresse postale", "lieu", "siège"),
    _field("commune", "ville", "localité"),
    _field("neighbourhood", "zone de quartier"),
    _field("phone", "tél", "tel", "gsm", "numéro de téléphone"),
    _field("email", "mail", "courriel", "adresse mail", "adresse e-mail"),
    _field("website", "site", "site internet", "web", "url"),
    _field("contact", "contact", "personne de référence", "nom du contact"),
    _field("opening_hours", "horaire", "horaires", "heures", "permanences"),
    _field("languages", "langue", "langues parlées"),
    _field("publics", "public", "public cible"),
    _field("specifics", "spécificités", "remarques", "commentaire", "description", "offre"),
    _field("specifics_nl", "particularités nl", "bijzonderheden"),
    _field("directory_url", "bruxelles social", "lien", "lien bruxelles social"),
    _field("capacity", "disponibilité", "saturation"),
    _field("capacity_note", "remarque sur la capacité"),
    Field("capacity_on", _l("Capacité notée le"), ("date de la capacité",)),
    _field("verified_on", "date de vérification", "mis à jour le", "mise à jour"),
)  # fmt: skip
HEADING = [each.title for each in FIELDS]


def row(actor: Actor) -> list[Any]:
    """A sheet's cells."""
    return [cell(actor, each.name) for each in FIELDS]


def cell(actor: Actor, name: str) -> Any:
    """What a sheet says in one column."""
    value = getattr(actor, name)
    if name == "languages":
        return BETWEEN.join(each.name for each in value)
    if name == "capacity":
        return str(CAPACITIES[value]) if value else ""
    return value.name if name in ("type", "commune", "neighbourhood") and value else value


def sheets(filters: Filters) -> Iterator[Actor]:
    """The sheets of the list, some at a time: however many, they take no more room."""
    query = select(Actor).outerjoin(Neighbourhood, Neighbourhood.id == Actor.neighbourhood_id)
    query = query.where(LISTED, *matching(filters)).options(*WHOLE)
    query = query.order_by(Actor.sort_name, Actor.id).limit(_TOGETHER)
    place: Any = tuple_(Actor.sort_name, Actor.id)
    found = db.session.scalars(query).all()
    while found:
        after = (found[-1].sort_name, found[-1].id)
        yield from found
        found = db.session.scalars(query.where(place > after)).all()
