"""The forms of people and places: shape only."""

import re
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, ValidationError
from wtforms.validators import Optional, Regexp

from raqnet.access import Role
from raqnet.accounts.forms import MAX_NAME, NewEmailField
from raqnet.forms import (
    BaseForm,
    ChecklistField,
    FilledIn,
    NoControl,
    as_id,
    day,
    line,
)

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,}")
_NOT_DIALABLE = _l("Ce numéro n'est pas lisible : écrire par exemple 0470 12 34 56.")


def choice(label: Any, required: bool = True, **kwargs: Any) -> SelectField:
    """One row out of a list, as its id; the view gives the choices."""
    rules = [FilledIn(_l("Choisir dans la liste."))] if required else []
    return SelectField(label, rules, coerce=as_id, **kwargs)


def telephone(label: Any) -> StringField:
    """A phone number that a `tel:` link can dial, or nothing."""
    field = line(label, 40)
    rules = [*field.kwargs["validators"], Optional(), _dialable]
    return StringField(label, rules, filters=field.kwargs["filters"])


def _dialable(_form: Any, field: Field) -> None:
    if not _PHONE.fullmatch(field.data):
        raise ValidationError(_NOT_DIALABLE)


class SheetForm(BaseForm):
    """What a worker says of themself."""

    phone = telephone(_l("Téléphone"))
    languages = ChecklistField(_l("Langues"))
    skills = ChecklistField(_l("Compétences"))


class TeamSheetForm(SheetForm):
    """The same, as the coordination edits it."""

    left_on = day(_l("Dernier jour dans le projet"))


class PeriodForm(BaseForm):
    """Two days, the second not before the first."""

    def validate_ends_on(self, field: Field) -> None:
        """Refuse an end before its start, at the end's field."""
        first = self["starts_on"].data
        if field.data and first and field.data < first:
            raise ValidationError(_l("La fin vient avant le début."))


class AbsenceForm(PeriodForm):
    """Days away; never why."""

    starts_on = day(_l("Premier jour"), required=True)
    ends_on = day(_l("Dernier jour"))

    def days(self) -> tuple[date, date]:
        """The first day and the last; one day where the last is left open."""
        first = cast(date, self.starts_on.data)
        return first, self.ends_on.data or first


class AssignmentForm(PeriodForm):
    """A neighbourhood covered from a site, from when to when."""

    neighbourhood_id = choice(_l("Quartier"))
    site_id = choice(_l("Hébergeur"))
    starts_on = day(_l("Depuis le"), required=True)
    ends_on = day(_l("Jusqu'au"))


class ZoneForm(BaseForm):
    """A zone."""

    code = line(_l("Code"), 10, required=True)


class CommuneForm(BaseForm):
    """A commune."""

    name = line(_l("Nom"), 80, required=True)
    postcode = StringField(
        _l("Code postal"),
        [FilledIn(), NoControl(), Regexp(r"[0-9]{4}\Z", message=_l("Quatre chiffres, sans plus."))],
        filters=[lambda text: text.strip() if text else text],
    )


class NeighbourhoodForm(BaseForm):
    """A neighbourhood."""

    name = line(_l("Nom"), 80, required=True)
    zone_id = choice(_l("Zone"))
    commune_id = choice(_l("Commune"))


class OrganisationForm(BaseForm):
    """A host organisation."""

    name = line(_l("Nom"), 120, required=True)


class SiteForm(BaseForm):
    """A site of a host."""

    name = line(_l("Nom"), 120, required=True)
    organisation_id = choice(_l("Organisation"))
    kind = line(_l("Type"), 80)
    address = line(_l("Adresse"), 200)
    commune_id = choice(_l("Commune"))


class ValueForm(BaseForm):
    """An entry of a list."""

    name = line(_l("Nom"), 120, required=True)


class InvitationForm(BaseForm):
    """Somebody new."""

    name = line(_l("Nom"), MAX_NAME, required=True)
    email = NewEmailField()
    role = SelectField(_l("Rôle"), [FilledIn()])
    organisation_id = choice(_l("Organisation"), required=False)

    def validate_organisation_id(self, field: Field) -> None:
        """A person of a host belongs to an organisation."""
        if self.role.data == Role.HOST and not field.data:
            raise ValidationError(_l("Choisir l'organisation de cette personne."))
