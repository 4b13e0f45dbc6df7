"""The small forms of the room: one per gesture; they check shape only."""

import re
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import Length

from raqnet import clock
from raqnet.forms import BaseForm, FilledIn, NoControl, day, line, number, paragraph
from raqnet.intervision import texts, words
from raqnet.intervision.planning import ALPHABET, CODE
from raqnet.intervision.script import LEAST_TURN, MOST_MINUTES, MOST_TURN
from raqnet.intervision.seen import Writer
from raqnet.paths import MAX_ID

KEY = re.compile(r"[0-9A-Za-z-]{1,36}")
CROSSES = "croix-"  # then the case's key


class GestureForm(BaseForm):
    """What every gesture carries: its own key, and when it was made (ms since 1970, UTC)."""

    key = HiddenField()
    at = HiddenField()

    def validate_key(self, field: Field) -> None:
        """A key is a word of ours."""
        if field.data and not KEY.fullmatch(field.data):
            raise ValidationError(_l("Ce geste n'est pas lisible."))

    @property
    def made_at(self) -> datetime | None:
        """When the gesture was made, if its device says so in a way that can be read."""
        text = str(self.at.data or "")
        return clock.from_milliseconds(int(text)) if re.fullmatch(r"\d{1,14}", text) else None


class WordsForm(GestureForm):
    """Words that somebody else may be writing too: the mark of what was seen (`seen.mark`)."""

    seen = HiddenField()
    late = HiddenField()  # 1: from a screen that had no link

    @property
    def writer(self) -> Writer:
        """Who sends them."""
        return Writer(self.seen.data or "", self.late.data == "1")


class FromForm(GestureForm):
    """A step onwards or back, from where one saw the session to be: `stop:phase`."""

    here = HiddenField()


class MinutesForm(GestureForm):
    """A number of minutes."""

    minutes = number(_l("Minutes"), 1, MOST_MINUTES, required=True)


class SecondsForm(GestureForm):
    """The length of a turn."""

    seconds = number(_l("Secondes par tour"), LEAST_TURN, MOST_TURN, required=True)


class TurnForm(GestureForm):
    """Whose turn it is that ends."""

    who = number(_l("Personne"), 1, MAX_ID)


class SeatForm(GestureForm):
    """Somebody who is in the room; nobody named means whoever is next."""

    seat = number(_l("Personne"), 1, MAX_ID)


class NameForm(GestureForm):
    """Somebody without a phone."""

    name = line(_l("Prénom"), 80, required=True)


class LineForm(WordsForm):
    """A line on the flipchart; `case` is the key that it was given on a device without a link."""

    text = line(_l("Le cas en une ligne"), texts.MOST_TITLE, required=True)
    seat = number(_l("Qui l'apporte"), 1, MAX_ID)
    case = HiddenField()

    validate_case = GestureForm.validate_key


class CaseForm(WordsForm):
    """A case, by its key."""

    case = HiddenField(validators=[FilledIn(), NoControl(), Length(max=36)])


class OwnerForm(CaseForm):
    """Whose case it is."""

    seat = number(_l("Qui l'apporte"), 1, MAX_ID)


class TitleForm(CaseForm):
    """Other words for a line."""

    text = line(_l("Le cas en une ligne"), texts.MOST_TITLE, required=True)


class KnotForm(CaseForm):
    """What the matter really is."""

    text = paragraph(_l("Le nœud, tel que la personne le voit maintenant"), texts.MOST_KNOT)


class SynthesisForm(CaseForm):
    """What the owner leaves with."""

    text = paragraph(_l("Ce que j'en retire"), texts.MOST_SYNTHESIS)


class MethodForm(CaseForm):
    """How the group works on a case."""

    method = number(_l("Méthode"), 1, 2)
    rounds = number(_l("Tours de table"), 1, 3)


class ActionForm(CaseForm):
    """What the owner will do, by when."""

    text = line(_l("Quoi"), texts.MOST_LINE, required=True)
    due_on = day(_l("Pour quand"))


class CrossesForm(GestureForm):
    """Crosses by case; see `crosses`."""

    @staticmethod
    def crosses(sent: Any) -> dict[str, int] | None:
        """The crosses that were sent, by case key; None when they cannot be read."""
        found: dict[str, int] = {}
        for name, value in sent.items():
            if name.startswith(CROSSES):
                text = value.strip() or "0"
                if not re.fullmatch(r"\d{1,2}", text):
                    return None
                found[name.removeprefix(CROSSES)] = int(text)
        return found


class ChosenForm(GestureForm):
    """The cases that are taken, by key, in order."""

    chosen = SelectMultipleField(_l("Cas choisis"), validate_choice=False)


class EvaluationForm(WordsForm):
    """What the group says of the session: did it work, and DESC."""

    worked = StringField(_l("Est-ce que cela a bien fonctionné ?"))
    facts = paragraph(_l("Les faits"), texts.MOST_SAID)
    feelings = paragraph(_l("Les ressentis"), texts.MOST_SAID)
    solutions = paragraph(_l("Les solutions proposées"), texts.MOST_SAID)
    consequences = paragraph(_l("Conséquences et conclusion"), texts.MOST_SAID)

    def validate_worked(self, field: Field) -> None:
        """One of three answers, or none."""
        if field.data and field.data not in words.WORKED:
            raise ValidationError(_l("Ce choix n'existe pas."))


class MetaForm(WordsForm):
    """One line: what somebody takes home."""

    text = line(_l("Avec quoi je repars, en une ligne"), texts.MOST_LINE)
    seat = number(_l("Personne"), 1, MAX_ID)


class MetaOfForm(MetaForm):
    """The same, written by the animation for somebody without a phone."""

    text = line(_l("Avec quoi cette personne repart"), texts.MOST_LINE, required=True)


class AnswerForm(GestureForm):
    """Yes or no: a ready mark, a raised hand."""

    on = HiddenField()

    @property
    def yes(self) -> bool:
        """Is it yes?"""
        return self.on.data == "1"


class CodeForm(BaseForm):
    """The code on the screen."""

    code = line(_l("Code"), 20, required=True)

    def validate_code(self, field: Field) -> None:
        """Six of our letters; spaces and small letters are forgiven."""
        field.data = re.sub(r"[\s-]", "", field.data).upper()
        if len(field.data) != CODE or set(field.data) - set(ALPHABET):
            raise ValidationError(_l("Un code a six lettres ou chiffres, comme sur l'écran."))


class GuestForm(CodeForm):
    """A guest: the code, and how to call them."""

    name = line(_l("Prénom"), 80, required=True)
