"""Forms of the review: moments and spans, notes and the names in them, points, reasons, codes."""

import re
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, SelectChoice, StringField, ValidationError
from wtforms.validators import InputRequired

from raqnet.forms import BaseForm, ChecklistField, FilledIn, line, paragraph
from raqnet.recordings.models import MOST_NOTE
from raqnet.recordings.notes import MOST_NAME, Doubt, key_of, moment
from raqnet.recordings.reviewing import POINTS
from raqnet.text import clean

_MOMENT = re.compile(r"(?:(\d{1,2}):)?(?:(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")
LEAST_SPAN = 100  # milliseconds
MOST_REASON, MOST_CODE = 300, 40


class MomentField(StringField):
    """A place in a recording, in milliseconds; typed as 2:03,4 or 1:02:03 or 123,4."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return moment(self.data) if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Errors: ValueError in words."""
        text = "".join((valuelist[0] if valuelist else "").split())
        self.data = read_moment(text) if text else None
        if text and self.data is None:
            raise ValueError(_("Ce moment n'est pas lisible : écrire par exemple 2:03,5."))


def read_moment(text: str) -> int | None:
    """Milliseconds; None where it is no moment."""
    match = _MOMENT.fullmatch(text) if text.isascii() else None
    if match is None:
        return None
    first, second, seconds, part = match.groups()
    hours, minutes = (first, second) if second is not None else (None, first)
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


class WithinLength:
    """Refuse what lies beyond the end of the recording."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        most = getattr(form, "length_ms", None)
        if most is not None and field.data is not None and field.data > most:
            raise ValidationError(_("L'enregistrement finit à %(end)s.", end=moment(most)))


class SpanForm(BaseForm):
    """A span to cover."""

    length_ms: int | None = None
    starts = MomentField(_l("Du moment"), [FilledIn(), WithinLength()])
    ends = MomentField(_l("Au moment"), [FilledIn(), WithinLength()])

    def validate_ends(self, field: Field) -> None:
        """After its beginning, long enough to be heard as covered."""
        if self.starts.data is not None and field.data - self.starts.data < LEAST_SPAN:
            raise ValidationError(_l("La fin vient un dixième de seconde au moins après le début."))


class NoteForm(BaseForm):
    """What is said from a moment on."""

    length_ms: int | None = None
    at = MomentField(_l("Au moment"), [FilledIn(), WithinLength()])
    text = paragraph(_l("Ce qui se dit"), MOST_NOTE, required=True)


def decisions(sent: MultiDict[str, str], asked: Iterable[Doubt]) -> dict[str, str]:
    """What somebody decided, by folded words: the name that stands for them, "" for as it is.

    What was asked and not answered is left out.
    """
    known, keys = _answers(sent), {key_of(each.words) for each in asked}
    return {key: name for key, name in known.items() if key in keys}


def _answers(sent: MultiDict[str, str]) -> dict[str, str]:
    found = {}
    for number, words in enumerate(sent.getlist("word")):
        keeps = sent.get(f"keep-{number}") == "1"
        name = clean(sent.get(f"name-{number}", ""))[:MOST_NAME].strip()
        if keeps or name:
            found[key_of(words)] = "" if keeps else name
    return found


class PointsForm(BaseForm):
    """The points of the checklist, and what one has seen of the rest."""

    points = ChecklistField(
        _l("Les dix points"), choices=[SelectChoice(*each) for each in POINTS.items()]
    )
    spans = StringField()
    notes = StringField()

    @property
    def seen(self) -> str:
        """What the person agrees to: see `reviewing.edition`."""
        return f"{self.spans.data}.{self.notes.data}"


class ReasonForm(BaseForm):
    """Why the review needs more time."""

    reason = line(_l("Pourquoi faut-il plus de temps ?"), MOST_REASON, required=True)


class CodeForm(BaseForm):
    """A guest's code."""

    code = line(_l("Le code reçu pendant la séance"), MOST_CODE, required=True)
    sure = BooleanField(
        _l("Je veux que cet enregistrement soit détruit, pour tout le monde et pour toujours."),
        [InputRequired(_l("Cocher cette case pour confirmer."))],
    )

    @property
    def written(self) -> str:
        """The code as it was given, however it was typed."""
        bare = re.sub(r"[^0-9A-F]", "", (self.code.data or "").upper())
        return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))
