"""The forms of the shared sheets: what an actor is, its capacity, which of two is kept."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, StringField, ValidationError
from wtforms.validators import Optional

from raqnet.accounts.forms import is_email
from raqnet.actors.choices import Offer, grouped, labelled, one
from raqnet.actors.models import Actor
from raqnet.actors.words import CAPACITIES
from raqnet.digest import hash_token
from raqnet.forms import (
    BaseForm,
    ChecklistField,
    CoordinatesField,
    FilledIn,
    OneOf,
    as_id,
    choices,
    line,
    paragraph,
)
from raqnet.lists import queries as lists
from raqnet.lists.forms import ValueField

LINK = re.compile(r"https?://[^\s/?#@\\]+\.[^\s\\]+", re.IGNORECASE)
_NOT_A_LINK = _l("Ce lien n'est pas complet : il commence par https://")
TEXTS = (
    "name", "address", "phone", "email", "website", "contact", "opening_hours", "publics",
    "specifics", "specifics_nl", "directory_url", "capacity_note",
)  # fmt: skip


def link(label: Any) -> StringField:
    """An address of the web that a page may lead to, or nothing; "www.…" is completed."""
    made = line(label, 300)
    kept = made.kwargs
    rules = [*kept["validators"], Optional(), _complete]
    return StringField(label, rules, filters=[*kept["filters"], _with_scheme])


def _with_scheme(text: str) -> str:
    return f"https://{text}" if re.match(r"www\.[^\s]", text, re.IGNORECASE) else text


def _complete(_form: Any, field: Field) -> None:
    if not LINK.fullmatch(field.data):
        raise ValidationError(_NOT_A_LINK)


class ActorForm(BaseForm):
    """A shared sheet: only its name is asked."""

    version = HiddenField()
    sending = HiddenField()
    name = line(_l("Nom"), 120, required=True)
    type = ValueField(_l("Type"), "actor_type")
    address = line(_l("Adresse"), 200)
    commune = OneOf(_l("Commune"), coerce=as_id)
    neighbourhood = OneOf(_l("Quartier"), coerce=as_id)
    coordinates = CoordinatesField(_l("Coordonnées"), [Optional()])
    phone = line(_l("Téléphone"), 60)
    email = line(_l("E-mail"), 120)
    website = link(_l("Site web"))
    contact = line(_l("Personne de contact"), 200)
    opening_hours = paragraph(_l("Heures d'ouverture"), 500)
    languages = ChecklistField(_l("Langues"))
    publics = line(_l("Publics"), 500)
    specifics = paragraph(_l("Particularités"), 2000)
    specifics_nl = paragraph(_l("Particularités, en néerlandais"), 2000)
    directory_url = link(_l("Lien vers Bruxelles Social"))
    capacity = OneOf(_l("Capacité"), labelled(CAPACITIES))
    capacity_note = line(_l("À propos de la capacité"), 200)
    verified = BooleanField(_l("C'est vérifié aujourd'hui"))

    def offer(self, offer: Offer) -> None:
        """Fill in what may be chosen."""
        self.offered = offer
        self.type.offer(offer.types)
        self.commune.choices = choices(offer.communes, "—")
        self.neighbourhood.choices = grouped(offer.neighbourhoods)
        self.languages.choices = choices(offer.languages)

    def validate_email(self, field: Field) -> None:
        """An address that a mail can be sent to, or nothing."""
        if field.data and not is_email(field.data):
            raise ValidationError(_l("Cette adresse n'est pas complète : accueil@exemple.be"))

    def validate_neighbourhood(self, field: Field) -> None:
        """A neighbourhood lies in the commune that is given."""
        chosen = one(self.offered.neighbourhoods, field.data)
        if chosen and self.commune.data and chosen.commune_id != self.commune.data:
            raise ValidationError(_("Ce quartier est à %(commune)s.", commune=chosen.commune.name))

    def details(self, user_id: int, on: date) -> dict[str, Any]:
        """What the sheet is to be, by the names of its fields; `user_id` verified it that day."""
        neighbourhood = one(self.offered.neighbourhoods, self.neighbourhood.data)
        commune = one(self.offered.communes, self.commune.data)
        latitude, longitude = self.coordinates.data or (None, None)
        chosen = set(self.languages.data or ())
        verified = {"verified_on": on, "verified_by_id": user_id}
        return {
            **{name: self[name].data for name in TEXTS},
            **(verified if self.verified.data else {}),
            "type": self._type(),
            "neighbourhood": neighbourhood,
            "commune": commune or (neighbourhood.commune if neighbourhood else None),
            "languages": [row for row in self.offered.languages if row.id in chosen],
            "latitude": latitude,
            "longitude": longitude,
            "capacity": self.capacity.data or "",
        }

    def _type(self) -> Any:
        known = one(self.offered.types, self.type.data)
        return known or (lists.find("actor_type", self.type.data) if self.type.data else None)


class CapacityForm(BaseForm):
    """Whether people can be sent there now, with a word."""

    capacity = OneOf(_l("Capacité"), labelled(CAPACITIES))
    capacity_note = line(_l("Un mot (facultatif)"), 200)


class MergeForm(BaseForm):
    """Which other sheet this one absorbs, or is absorbed by."""

    other = HiddenField(validators=[FilledIn()])
    kept = HiddenField(validators=[FilledIn()])
    versions = HiddenField()


def version_of(actor: Actor) -> str:
    """What tells one saved state of a sheet from another; a merge leads to another sheet."""
    return f"{actor.id}.{actor.version}"


def seen_of(actor: Actor) -> str:
    """What tells whether a sheet still says what somebody read, its capacity apart."""
    apart = ("version", "capacity", "capacity_note")
    said = [(name, value) for name, value in data_of(actor).items() if name not in apart]
    return hash_token(repr((actor.id, said)))


def capacity_seen(actor: Actor) -> str:
    """What tells whether a sheet still says of its capacity what somebody read."""
    return hash_token(repr((actor.id, str(actor.capacity), actor.capacity_note)))


def data_of(actor: Actor) -> dict[str, Any]:
    """What the fields of the form say of a sheet."""
    located = actor.latitude is not None and actor.longitude is not None
    return {
        **{name: getattr(actor, name) for name in TEXTS},
        "type": actor.type_id,
        "commune": actor.commune_id,
        "neighbourhood": actor.neighbourhood_id,
        "languages": [row.id for row in actor.languages],
        "coordinates": (actor.latitude, actor.longitude) if located else None,
        "capacity": str(actor.capacity),
        "version": version_of(actor),
    }
