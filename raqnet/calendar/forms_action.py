"""The form of an action: a one-off, a series, or one date of a series."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, ValidationError
from wtforms.validators import Optional

from raqnet.calendar import choices
from raqnet.calendar.forms_when import (
    HoursForm,
    RepetitionForm,
    hours_data,
    repetition_data,
)
from raqnet.calendar.models import Action, Kind, Occurrence, Status, Visibility
from raqnet.calendar.words import (
    KINDS,
    MODES,
    SAME_AUDIENCE,
    TEAM_KINDS,
    VISIBILITIES,
    kind_words,
)
from raqnet.forms import (
    BaseForm,
    ChecklistField,
    CoordinatesField,
    OneOf,
    OneOfFew,
    as_id,
    line,
    paragraph,
)

FIELDS = ("title", "aim", "audience", "partners", "to_bring", "place", "address", "mode")
CHECKLISTS = ("missions", "languages", "workers")
LISTS = ("activity", "commune", "neighbourhood", "site")
TIMES = ("starts_at", "ends_at", "all_day")


class WhatForm(BaseForm):
    """What, where, for whom, by whom: all that one date of a series may have of its own."""

    version = HiddenField()
    title = line(_l("Titre"), 120)
    activity = OneOf(_l("Activité"), coerce=as_id)
    missions = ChecklistField(_l("Missions"))
    mode = OneOf(_l("Mode"), choices.labelled(MODES, "—"))
    aim = paragraph(_l("But et déroulement"), 2000)
    audience = line(_l("Public"), 500)
    languages = ChecklistField(_l("Langues"))
    partners = line(_l("Partenaires"), 500)
    to_bring = line(_l("À apporter"), 500)
    place = line(_l("Lieu"), 120)
    address = line(_l("Adresse"), 200)
    commune = OneOf(_l("Commune"), coerce=as_id)
    neighbourhood = OneOf(_l("Quartier"), coerce=as_id)
    coordinates = CoordinatesField(_l("Coordonnées"), [Optional()])
    workers = ChecklistField(_l("Avec qui"))
    site = OneOf(_l("Chez quel hébergeur"), coerce=as_id)

    def offer(self, offer: choices.Offer) -> None:
        """Fill in what may be chosen."""
        self.offered = offer
        self.activity.choices = choices.listed(offer.activities, "—")
        self.missions.choices = choices.listed(offer.missions)
        self.languages.choices = choices.listed(offer.languages)
        self.commune.choices = choices.listed(offer.communes, "—")
        self.neighbourhood.choices = choices.neighbourhoods(offer.neighbourhoods)
        self.site.choices = choices.listed(offer.sites, "—")
        self.workers.choices = choices.workers(offer.workers)

    def fit(self, action: Action, offer: choices.Offer) -> None:
        """Make this the form of an action that is on the calendar."""
        self.offer(offer)

    @property
    def kind_chosen(self) -> str:
        """What kind of event this is."""
        raise NotImplementedError

    def validate_activity(self, field: Field) -> None:
        """A collective action is counted by its activity."""
        if self.kind_chosen == Kind.COLLECTIVE and field.data is None:
            raise ValidationError(_l("Choisir l'activité : c'est elle qui est comptée."))

    def validate_neighbourhood(self, field: Field) -> None:
        """A neighbourhood lies in the commune that is given."""
        chosen = choices.one(self.offered.neighbourhoods, field.data)
        if chosen and self.commune.data and chosen.commune_id != self.commune.data:
            raise ValidationError(_("Ce quartier est à %(commune)s.", commune=chosen.commune.name))

    def what(self) -> dict[str, Any]:
        """The details of an action, by the names of its attributes."""
        latitude, longitude = self.coordinates.data or (None, None)
        texts = {name: self[name].data for name in FIELDS}
        return {
            **texts,
            **self._rows(),
            "mode": self.mode.data or None,
            "latitude": latitude,
            "longitude": longitude,
        }

    def _rows(self) -> dict[str, Any]:
        offer = self.offered
        neighbourhood = choices.one(offer.neighbourhoods, self.neighbourhood.data)
        commune = choices.one(offer.communes, self.commune.data)
        return {
            "activity": choices.one(offer.activities, self.activity.data),
            "neighbourhood": neighbourhood,
            "commune": commune or (neighbourhood.commune if neighbourhood else None),
            "site": choices.one(offer.sites, self.site.data),
            "missions": choices.by_id(offer.missions, self.missions.data or ()),
            "languages": choices.by_id(offer.languages, self.languages.data or ()),
            "workers": choices.by_id(offer.workers, self.workers.data or ()),
        }


class DateForm(WhatForm, HoursForm):
    """One date of a series, which may differ from the others; its kind does not."""

    title = line(_l("Titre"), 120, required=True)
    series_kind: str = Kind.COLLECTIVE

    def fit(self, action: Action, offer: choices.Offer) -> None:
        """Its kind is its series'."""
        super().fit(action, offer)
        self.series_kind = action.kind

    @property
    def kind_chosen(self) -> str:
        """The kind of the series."""
        return self.series_kind

    def details(self) -> dict[str, Any]:
        """What this date is to be."""
        columns = self.when().columns()
        return {**self.what(), **{name: columns[name] for name in TIMES}}


class ActionForm(WhatForm, RepetitionForm):
    """A one-off or a whole series."""

    kind = OneOfFew(_l("Genre"), choices.labelled(KINDS), default=Kind.COLLECTIVE)
    team_kind = OneOf(_l("Quel événement"), choices.labelled(TEAM_KINDS, "—"))
    same_audience = OneOf(_l("Public d'une fois à l'autre"), choices.labelled(SAME_AUDIENCE, "—"))
    visibility = OneOf(_l("Qui voit cette action"), choices.labelled(VISIBILITIES))
    confirmed = BooleanField(_l("C'est confirmé"))
    previewed = HiddenField()  # what this person has seen would become of the dates

    def offer(self, offer: choices.Offer) -> None:
        """Fill in what may be chosen."""
        super().offer(offer)
        self.offer_days()
        self.visibility.choices = choices.labelled(VISIBILITIES, _("Comme d'habitude"))

    @property
    def kind_chosen(self) -> str:
        """The kind that was ticked."""
        return str(self.kind.data)

    def fit(self, action: Action, offer: choices.Offer) -> None:
        """What is cancelled stays so until it is restored."""
        super().fit(action, offer)
        if action.status == Status.CANCELLED:
            del self.confirmed

    def validate_team_kind(self, field: Field) -> None:
        """A team event says what it is."""
        if self.kind.data == Kind.TEAM and not field.data:
            raise ValidationError(_l("Choisir de quel événement il s'agit."))

    def details(self) -> dict[str, Any]:
        """What the action is to be."""
        standing = {"status": self._status()} if self.confirmed else {}
        return {
            **self.what(),
            **self.when().columns(),
            **standing,
            "kind": self.kind.data,
            "team_kind": self.team_kind.data or None,
            "title": self.title.data or self._title(),
            "same_audience": {"yes": True, "no": False}.get(self.same_audience.data),
            "visibility": self.visibility.data or self._usual_visibility(),
        }

    def _status(self) -> str:
        return Status.CONFIRMED if self.confirmed.data else Status.PLANNED

    def _title(self) -> str:
        """What an action without a title of its own is called."""
        activity = choices.one(self.offered.activities, self.activity.data)
        if self.kind.data == Kind.COLLECTIVE and activity:
            return activity.name
        team_kind = self.team_kind.data if self.kind.data == Kind.TEAM else None
        return str(kind_words(self.kind.data, team_kind))

    def _usual_visibility(self) -> str:
        return Visibility.TEAM if self.kind.data == Kind.TEAM else Visibility.HOSTS


def data_of(action: Action) -> dict[str, Any]:
    """What the fields of either form say of an action."""
    shared = {name: getattr(action, name) for name in FIELDS}
    rows = {name: getattr(action, f"{name}_id") for name in LISTS}
    lists = {name: [row.id for row in getattr(action, name)] for name in CHECKLISTS}
    located = action.latitude is not None and action.longitude is not None
    return {
        **shared, **rows, **lists, **_kind_data(action),
        **repetition_data(action.rrule, action.exdates, action.skips_closed),
        **hours_data(action.starts_at, action.ends_at, action.all_day),
        "mode": action.mode or "",
        "coordinates": (action.latitude, action.longitude) if located else None,
        "version": version_of(action),
    }  # fmt: skip


def rest_data_of(action: Action, rest: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of a series from one of its dates on; `rest`: its hours and rule there."""
    return {
        **data_of(action),
        **hours_data(*(rest[name] for name in TIMES)),
        **repetition_data(rest["rrule"], rest["exdates"], rest["skips_closed"]),
    }


def version_of(action: Action) -> str:
    """What tells one saved state of an action from another; a date that gets its own row too."""
    return f"{action.id}.{action.version}"


def date_data_of(action: Action, date: Occurrence) -> dict[str, Any]:
    """What the form of one date says of it."""
    return {**data_of(action), **hours_data(date.starts_at, date.ends_at, action.all_day)}


def _kind_data(action: Action) -> dict[str, Any]:
    return {
        "kind": action.kind,
        "team_kind": action.team_kind or "",
        "same_audience": {True: "yes", False: "no"}.get(action.same_audience, ""),  # type: ignore[arg-type]
        "visibility": action.visibility,
        "confirmed": action.status == Status.CONFIRMED,
    }
