"""The forms of the coordination: a file's words, its figures, its way."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, ValidationError

from raqnet import clock
from raqnet.forms import BaseForm, OneOf, day, line, paragraph
from raqnet.signals import figures
from raqnet.signals.models import Dossier


class DossierForm(BaseForm):
    """What a file is about."""

    version = HiddenField(default="")
    title = line(_l("Titre"), 120, required=True)
    summary = paragraph(_l("Ce qui est demandé, et pourquoi"), 4000)

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {"title": self.title.data, "summary": self.summary.data}


class SendForm(BaseForm):
    """To whom it goes, when, and by when an answer is expected."""

    version = HiddenField(default="")
    authority = line(_l("Autorité"), 120, required=True)
    sent_on = day(_l("Envoyé le"), required=True)
    expected_on = day(_l("Réponse attendue le"))

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self[name].data for name in ("authority", "sent_on", "expected_on")}

    def validate_sent_on(self, field: Any) -> None:
        """What is told has been done."""
        _refuse_later(field)


class AnswerForm(BaseForm):
    """What was answered, and when."""

    version = HiddenField(default="")
    text = paragraph(_l("La réponse"), 4000, required=True)
    answered_on = day(_l("Reçue le"), required=True)

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {"text": self.text.data, "answered_on": self.answered_on.data}

    def validate_answered_on(self, field: Any) -> None:
        """What is told has been lived."""
        _refuse_later(field)


class FigureForm(BaseForm):
    """A figure: by its name and a period, or by the address of one that was opened with filters."""

    figure = OneOf(_l("Chiffre"))
    starts_on = day(_l("Du"))
    ends_on = day(_l("Au"))
    address = line(_l("Ou l'adresse d'un chiffre ouvert avec ses filtres"), 500)
    chosen: str | None = None

    def offer(self) -> None:
        """Fill in the figures that there are."""
        listed = [SelectChoice(name, title) for name, title in figures.choices()]
        self.figure.choices = [SelectChoice("", "—"), *listed]

    def validate_address(self, field: Any) -> None:
        """An address of ours, or a figure and its days."""
        if field.data:
            self.chosen = figures.own(field.data)
            if self.chosen is None:
                raise ValidationError(_("Ce n'est pas l'adresse d'un chiffre de RAQnet."))
        elif self.figure.data and self.starts_on.data and self.ends_on.data:
            self.chosen = figures.of_period(
                self.figure.data, self.starts_on.data, self.ends_on.data
            )
        else:
            raise ValidationError(_("Choisir un chiffre et sa période, ou coller une adresse."))


def _refuse_later(field: Any) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_("Ce jour n'est pas encore venu."))


def words_of(dossier: Dossier) -> dict[str, Any]:
    """What the fields say of its words."""
    return {"version": str(dossier.version), "title": dossier.title, "summary": dossier.summary}


def way_of(dossier: Dossier) -> dict[str, Any]:
    """What the fields say of its way."""
    return {
        "version": str(dossier.version),
        "authority": dossier.authority,
        "sent_on": dossier.sent_on or clock.today(),
        "expected_on": dossier.expected_on,
    }


def answer_of(dossier: Dossier) -> dict[str, Any]:
    """What the fields say of its answer."""
    return {
        "version": str(dossier.version),
        "text": dossier.answer,
        "answered_on": dossier.answered_on or clock.today(),
    }
