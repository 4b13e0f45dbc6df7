"""The kinds of entries that the coordination edits in one and the same way."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.forms import BaseForm
from raqnet.people import forms, models


@dataclass(frozen=True)
class Kind:
    """An editable kind: its row, its form, where it is listed and what one says of it."""

    name: str
    path: str
    model: Any
    form: type[BaseForm]
    page: str
    add_label: Any
    edit_label: Any

    @property
    def listed(self) -> bool:
        """Is it an ordered list, whose entries are retired?"""
        return issubclass(self.model, models.ListedValue)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "zone",
            "zones",
            models.Zone,
            forms.ZoneForm,
            "people.areas",
            _l("Ajouter une zone"),
            _l("Modifier la zone"),
        ),
        Kind(
            "commune",
            "communes",
            models.Commune,
            forms.CommuneForm,
            "people.areas",
            _l("Ajouter une commune"),
            _l("Modifier la commune"),
        ),
        Kind(
            "neighbourhood",
            "quartiers",
            models.Neighbourhood,
            forms.NeighbourhoodForm,
            "people.areas",
            _l("Ajouter un quartier"),
            _l("Modifier le quartier"),
        ),
        Kind(
            "organisation",
            "organisations",
            models.Organisation,
            forms.OrganisationForm,
            "people.hosts",
            _l("Ajouter une organisation"),
            _l("Modifier l'organisation"),
        ),
        Kind(
            "site",
            "sites",
            models.Site,
            forms.SiteForm,
            "people.hosts",
            _l("Ajouter un site"),
            _l("Modifier le site"),
        ),
        Kind(
            "language",
            "langues",
            models.Language,
            forms.ValueForm,
            "people.lists",
            _l("Ajouter une langue"),
            _l("Modifier la langue"),
        ),
        Kind(
            "skill",
            "competences",
            models.Skill,
            forms.ValueForm,
            "people.lists",
            _l("Ajouter une compétence"),
            _l("Modifier la compétence"),
        ),
    )
}
LISTED = {name: kind for name, kind in KINDS.items() if kind.listed}
