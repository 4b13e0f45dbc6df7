"""The forms of calendars from outside; they check shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, TextAreaField, ValidationError

from raqnet.calendar import choices
from raqnet.calendar.models import Kind, Visibility
from raqnet.calendar.words import KINDS, TEAM_KINDS, VISIBILITIES
from raqnet.forms import BaseForm, ChecklistField, OneOf, OneOfFew, as_id, line
from raqnet.outside import words
from raqnet.outside.fetching import LONGEST_URL, FetchError, is_inside, normal


class BringForm(BaseForm):
    """A calendar as pasted text; a file comes beside it."""

    text = TextAreaField(_l("Calendrier collé"))


class ChoicesForm(BaseForm):
    """What events become: their kind, activity, missions, who sees them."""

    kind = OneOfFew(_l("Genre"), choices.labelled(KINDS), default=Kind.PERMANENCE)
    team_kind = OneOf(_l("Quel événement d'équipe"), choices.labelled(TEAM_KINDS, "—"))
    activity = OneOf(_l("Activité"), coerce=as_id)
    missions = ChecklistField(_l("Missions"))
    visibility = OneOf(_l("Qui les voit"), choices.labelled(VISIBILITIES), default=Visibility.TEAM)
    with_me = BooleanField(_l("J'y suis"))

    def offer(self, offered: choices.Offer) -> None:
        """Fill in what may be chosen."""
        self.activity.choices = choices.listed(offered.activities, "—")
        self.missions.choices = choices.listed(offered.missions)

    def validate_activity(self, field: Field) -> None:
        """A collective action is counted by its activity."""
        if self.kind.data == Kind.COLLECTIVE and field.data is None:
            raise ValidationError(_l("Choisir l'activité : c'est elle qui est comptée."))

    def validate_team_kind(self, field: Field) -> None:
        """A team event says what it is."""
        if self.kind.data == Kind.TEAM and not field.data:
            raise ValidationError(_l("Choisir de quel événement il s'agit."))

    def chosen(self) -> dict[str, Any]:
        """The choices, as an import keeps them."""
        return {
            "kind": self.kind.data,
            "team_kind": self.team_kind.data or None,
            "activity": self.activity.data,
            "missions": list(self.missions.data or ()),
            "visibility": self.visibility.data,
            "with_me": bool(self.with_me.data),
        }


class FollowForm(ChoicesForm):
    """A calendar to follow: its name, its address, what its events become."""

    name = line(_l("Nom"), 80, required=True)
    url = line(_l("Adresse du calendrier"), LONGEST_URL)
    automatic = BooleanField(_l("Reprendre sans me demander"))

    def validate_url(self, field: Field) -> None:
        """An address that can be fetched at all; what its name leads to is asked when it is."""
        if not field.data:
            return
        try:
            normal(field.data)
        except FetchError as error:
            raise ValidationError(words.failure(error.code)) from error
        if is_inside(field.data):
            raise ValidationError(words.failure("inside"))
