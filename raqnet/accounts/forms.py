"""What people type about their account."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Length, StopValidation

from raqnet.access import Role
from raqnet.accounts.passwords import MOST
from raqnet.face import ROLE_LABELS
from raqnet.forms import BaseForm, FilledIn, NoControl, as_id, line
from raqnet.text import clean

MAX_EMAIL, MAX_NAME = 254, 80
TOO_LONG = _l("Ce texte est trop long : %(max)d caractères au plus.")
# Whether mail arrives there is only known by sending: this refuses slips of the hand.
_EMAIL = re.compile(r"[^@\s,;<>\"\\]{1,64}@[^@\s,;<>\"\\]+\.[^@\s.,;<>\"\\]{2,}")
LANGUAGES = [SelectChoice("fr", "Français"), SelectChoice("nl", "Nederlands")]


def clean_email(text: str | None) -> str:
    """An address in the one form in which it is kept."""
    return clean(text or "").lower()


def is_email(text: str) -> bool:
    """Has this the shape of an e-mail address?"""
    return bool(_EMAIL.fullmatch(text))


class EmailField(StringField):
    """An e-mail address, in small letters."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label or _l("Adresse e-mail"),
            [FilledIn(), NoControl(), Length(max=MAX_EMAIL, message=TOO_LONG)],
            filters=[lambda text: (text or "").strip().lower()],
            render_kw={"type": "email", "inputmode": "email", "spellcheck": "false"},
            **kwargs,
        )


class NewEmailField(EmailField):
    """An address that mail will be sent to."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not is_email(self.data):
            raise StopValidation(_l("Cette adresse n'est pas complète : prenom@exemple.be"))


def secret(label: Any, autocomplete: str) -> PasswordField:
    """A password; never shown again and never trimmed."""
    message = _l("Un mot de passe a au plus %(max)d caractères.")
    return PasswordField(
        label,
        [FilledIn(), Length(max=MOST, message=message)],
        render_kw={"autocomplete": autocomplete},
    )


def code_line() -> StringField:
    """The six digits of a second factor; people may group them."""
    return line(
        _l("Code à six chiffres"),
        20,
        required=True,
        filters=[lambda text: re.sub(r"\s", "", text or "")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class SignInForm(BaseForm):
    """Who, and the password; `kept` carries the words of a form sent too late."""

    email = EmailField()
    password = secret(_l("Mot de passe"), "current-password")
    suite = HiddenField()
    kept = HiddenField()
    kept_path = HiddenField()


class CodeForm(BaseForm):
    """The code of the second factor."""

    code = code_line()
    suite = HiddenField()


class FactorForm(BaseForm):
    """The first code of a new second factor, with its sealed secret."""

    code = code_line()
    sealed = HiddenField()
    suite = HiddenField()


class ForgottenForm(BaseForm):
    """Whose password is forgotten."""

    email = NewEmailField()


class ChooseForm(BaseForm):
    """A password chosen behind a one-time link."""

    new_password = secret(_l("Nouveau mot de passe"), "new-password")


class PasswordForm(ChooseForm):
    """A password changed by somebody who knows the present one."""

    password = secret(_l("Mot de passe actuel"), "current-password")


class ConfirmForm(BaseForm):
    """The password again, before something that matters."""

    password = secret(_l("Mot de passe"), "current-password")


class ProfileForm(BaseForm):
    """My name, address and language; another address wants the password."""

    name = line(_l("Nom"), MAX_NAME, required=True)
    email = NewEmailField()
    locale = RadioField(_l("Langue"), choices=LANGUAGES, validators=[FilledIn()])
    present_password = PasswordField(
        _l("Mot de passe actuel"),
        [Length(max=MOST, message=_l("Un mot de passe a au plus %(max)d caractères."))],
        render_kw={"autocomplete": "current-password"},
    )


class DigestForm(BaseForm):
    """Whether the week comes by mail."""

    weekly_digest = BooleanField(_l("Recevoir chaque lundi un courriel de ma semaine"))


class GrantForm(BaseForm):
    """Who may approve working hours from now on; the view fills in who may be chosen."""

    person = SelectField(_l("Personne"), coerce=as_id)


class RoleForm(BaseForm):
    """What a person is in the project."""

    role = SelectField(
        _l("Rôle"), choices=[SelectChoice(role.value, ROLE_LABELS[role]) for role in Role]
    )
