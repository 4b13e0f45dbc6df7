"""The short forms of the calendar: evaluation, comment, reason, entry of a list."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from raqnet.calendar import choices
from raqnet.calendar.evaluations import ANSWERS
from raqnet.calendar.forms_when import blame
from raqnet.calendar.models import Evaluation, EvaluationState
from raqnet.forms import BaseForm, ChecklistField, OneOf, OneOfFew, line, number, paragraph
from raqnet.people.models import Language

MOST_PEOPLE = 10_000
ENOUGH = {"yes": _l("Oui"), "partly": _l("En partie"), "no": _l("Non")}
MARKS = {1: _l("Faible"), 2: _l("Moyenne"), 3: _l("Bonne"), 4: _l("Très bonne")}
USEFUL = {"yes": _l("Oui"), "no": _l("Non")}
FIRST = ("present", "participants_enough", "organisation", "satisfaction")


def _mark(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


class EvaluationForm(BaseForm):
    """What the workers say of an occurrence; two or three answers are enough."""

    version = HiddenField(default="0")
    present = number(_l("Personnes présentes"), 0, MOST_PEOPLE)
    participants_enough = OneOfFew(_l("Assez de monde ?"), choices.labelled(ENOUGH))
    organisation = OneOfFew(_l("Organisation"), choices.labelled(MARKS), coerce=_mark)
    satisfaction = OneOfFew(_l("Satisfaction"), choices.labelled(MARKS), coerce=_mark)
    expected = number(_l("Personnes attendues"), 0, MOST_PEOPLE)
    languages = ChecklistField(_l("Langues parlées"))
    difficulties = paragraph(_l("Difficultés"), 2000)
    follow_up = paragraph(_l("Suites à donner"), 2000)
    objects_useful = OneOf(_l("Objets de lien utiles"), choices.labelled(USEFUL, "—"))
    state = HiddenField()

    def offer(self, languages: Iterable[Language]) -> None:
        """Fill in what may be chosen."""
        self.offered = list(languages)
        self.languages.choices = choices.listed(self.offered)

    @property
    def chosen_state(self) -> str:
        """Draft or done, by the button that was pressed."""
        draft = self.state.data == EvaluationState.DRAFT
        return EvaluationState.DRAFT if draft else EvaluationState.DONE

    def validate(self, extra_validators: Any = None) -> bool:
        """What is done says something."""
        shaped = super().validate(extra_validators)
        if self.chosen_state == EvaluationState.DONE and shaped and not self._says_something():
            blame(self.present, str(_l("Répondre au moins à une des quatre premières questions.")))
        return not self.errors

    def _says_something(self) -> bool:
        return any(self[name].data not in (None, "") for name in FIRST)

    def answers(self) -> dict[str, Any]:
        """The answers by the names of an evaluation's attributes."""
        useful = {"yes": True, "no": False}.get(self.objects_useful.data)
        answers = {name: self[name].data for name in ANSWERS}
        return {
            **answers,
            "participants_enough": self.participants_enough.data or None,
            "objects_useful": useful,
            "languages": choices.by_id(self.offered, self.languages.data or ()),
        }


def evaluation_data(evaluation: Evaluation | None) -> dict[str, Any]:
    """What the fields say of an evaluation."""
    if evaluation is None:
        return {"version": "0"}
    answers = {name: getattr(evaluation, name) for name in ANSWERS}
    return {
        **answers,
        "languages": [row.id for row in evaluation.languages],
        "objects_useful": {True: "yes", False: "no"}.get(evaluation.objects_useful, ""),  # type: ignore[arg-type]
        "version": str(evaluation.version),
    }


def told(evaluation: Evaluation) -> list[tuple[Any, Any]]:
    """The short answers of an evaluation in words; those that were not given are left out."""
    useful = {True: "yes", False: "no"}.get(evaluation.objects_useful)  # type: ignore[arg-type]
    answers = (
        (_l("Assez de monde"), ENOUGH.get(evaluation.participants_enough or "")),
        (_l("Organisation"), MARKS.get(evaluation.organisation or 0)),
        (_l("Satisfaction"), MARKS.get(evaluation.satisfaction or 0)),
        (_l("Objets de lien utiles"), USEFUL.get(useful or "")),
    )
    return [(label, words) for label, words in answers if words is not None]


class CommentForm(BaseForm):
    """A remark or a request on an action."""

    text = paragraph(_l("Ajouter un mot"), 1000, required=True)
    is_request = BooleanField(_l("C'est une demande à l'équipe"))


class ReasonForm(BaseForm):
    """Why an action is cancelled."""

    reason = line(_l("Raison de l'annulation"), 200, required=True)


class ValueForm(BaseForm):
    """The name of an entry of a list."""

    name = line(_l("Nom"), 120, required=True)
