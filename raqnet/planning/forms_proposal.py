"""The forms of hosts' proposals and of their answers."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from raqnet import clock
from raqnet.calendar import choices
from raqnet.calendar.forms_when import HoursForm
from raqnet.calendar.models import Activity
from raqnet.forms import BaseForm, OneOf, as_id, line, paragraph
from raqnet.people.models import Site


class ProposalForm(HoursForm):
    """What a host proposes at its place."""

    title = line(_l("Quoi"), 120, required=True)
    site = OneOf(_l("Chez nous, où"), coerce=as_id)
    text = paragraph(_l("En quelques mots"), 1000)
    audience = line(_l("Pour qui"), 500)

    def offer(self, sites: Iterable[Site]) -> None:
        """The host's own places; the first one where nothing else is said."""
        self.offered = list(sites)
        self.site.choices = choices.listed(self.offered)

    def validate_site(self, field: Field) -> None:
        """It takes place somewhere."""
        if choices.one(self.offered, field.data) is None:
            raise ValidationError(_l("Choisir où."))

    def validate_day(self, field: Field) -> None:
        """What is over is not proposed."""
        if field.data and field.data < clock.today():
            raise ValidationError(_l("Ce jour est passé."))

    def details(self) -> dict[str, Any]:
        """The proposal, by the names of its attributes."""
        when = self.when()
        texts = {name: self[name].data for name in ("title", "text", "audience")}
        hours = {name: getattr(when, name) for name in ("starts_at", "ends_at", "all_day")}
        return {**texts, **hours, "site_id": self.site.data}


class AcceptForm(BaseForm):
    """What the action is counted as."""

    activity = OneOf(_l("Activité"), coerce=as_id)

    def offer(self, activities: Iterable[Activity]) -> None:
        """The activities in use."""
        self.offered = list(activities)
        self.activity.choices = choices.listed(self.offered, "—")

    def validate_activity(self, field: Field) -> None:
        """A collective action is counted by its activity."""
        if field.data is None:
            raise ValidationError(_l("Choisir l'activité : c'est elle qui est comptée."))

    @property
    def chosen(self) -> Activity:
        """The activity that was chosen."""
        found: Activity = choices.one(self.offered, self.activity.data)
        return found
