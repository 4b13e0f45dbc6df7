"""What is shown to anybody: a worker's own words, what is opened of an action, a host's frame."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField, widgets
from wtforms.validators import Optional, ValidationError

from raqnet.accounts.forms import is_email
from raqnet.forms import BaseForm, line, paragraph
from raqnet.people.forms import telephone
from raqnet.public.models import PublicAction, PublicProfile

FIELD_WORDS: dict[str, Any] = {
    "place": _l("Le lieu"),
    "address": _l("L'adresse"),
    "neighbourhood": _l("Le quartier"),
    "audience": _l("Le public"),
    "languages": _l("Les langues"),
    "host": _l("Le site qui accueille"),
}
SHOWN = ("name", "phone", "email", "words_fr", "words_nl")


def address(label: Any) -> StringField:
    """An address of mail, or nothing."""
    field = line(label, 254)
    rules = [*field.kwargs["validators"], Optional(), _whole]
    return StringField(label, rules, filters=field.kwargs["filters"])


def _whole(_form: Any, field: Field) -> None:
    if not is_email(field.data):
        raise ValidationError(_l("Cette adresse n'est pas complète : prenom@exemple.be"))


class ProfileForm(BaseForm):
    """What a worker shows of themself; an empty field is not shown."""

    version = HiddenField(default="0")
    shown = BooleanField(_l("Montrer ceci à tout le monde"))
    name = line(_l("Prénom ou nom affiché"), 80)
    phone = telephone(_l("Téléphone"))
    email = address(_l("Adresse e-mail"))
    words_fr = paragraph(_l("Quelques mots en français"), 300)
    words_nl = paragraph(_l("Quelques mots en néerlandais"), 300, render_kw={"lang": "nl"})
    shows_site = BooleanField(_l("Le site où me trouver, avec son adresse"))
    shows_languages = BooleanField(_l("Les langues que je parle"))

    def validate_shown(self, field: Field) -> None:
        """A profile that shows nothing helps nobody."""
        if field.data and not any(self[name].data for name in SHOWN):
            raise ValidationError(_l("Remplir au moins un nom, un numéro, une adresse ou un mot."))

    def details(self) -> dict[str, Any]:
        """The profile's columns."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name in PublicProfile.__table__.c and name != "version"
        }


class OpeningForm(BaseForm):
    """What of a public action is shown besides its title, its day and its commune."""

    version = HiddenField(default="0")
    fields = SelectMultipleField(
        _l("Montrer aussi"),
        choices=list(FIELD_WORDS.items()),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    title_nl = line(_l("Titre en néerlandais"), 120, render_kw={"lang": "nl"})
    words_fr = paragraph(_l("Pour le public, en français"), 1000)
    words_nl = paragraph(_l("Pour le public, en néerlandais"), 1000, render_kw={"lang": "nl"})

    def details(self) -> dict[str, Any]:
        """The columns of what is opened."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name in PublicAction.__table__.c and name != "version"
        }


class HostForm(BaseForm):
    """Whether a host's public actions are shown on its own site."""

    shown = BooleanField(_l("Montrer nos actions publiques sur notre site"))
