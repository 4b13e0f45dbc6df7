"""The form of a template: its rules, crosses and steps; each fault is told at its field."""

from itertools import zip_longest
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice

from raqnet.calendar.forms_when import blame
from raqnet.conflicts import shown
from raqnet.forms import BaseForm, FilledIn, OneOf, line, number, paragraph
from raqnet.intervision import reshaping, words
from raqnet.intervision.faults import Wrong, faults
from raqnet.intervision.models import Template
from raqnet.intervision.script import (
    LEAST_TURN,
    MOST_CASES,
    MOST_MINUTES,
    MOST_STEPS,
    MOST_TURN,
    Script,
    Speaks,
    Step,
    StepKind,
    from_json,
)

MOST_NAME, MOST_WORDS, MOST_RULES, MOST_RULE, MOST_CROSSES = 80, 600, 20, 200, 6
WRONG: dict[str, Any] = {
    Wrong.CHOICE_FIRST: _l("Un cas ne se travaille qu'une fois choisi : une étape de choix avant."),
    Wrong.EACH_CASE: _l("Cette étape porte sur un cas : cocher « Pour chaque cas »."),
    Wrong.FOR_ALL: _l("Cette étape est celle de tout le groupe : elle ne se répète pas par cas."),
    Wrong.ONLY_ONE: _l("Une seule étape de ce genre : le groupe n'a qu'un tableau et qu'un vote."),
    Wrong.INVENTORY_FIRST: _l("Pour choisir, il faut des cas : une étape d'inventaire avant."),
    Wrong.NO_OWNER: _l(
        "Personne n'apporte de cas ici : choisir qui parle, ou « Pour chaque cas »."
    ),
    Wrong.ALONE: _l("Un temps commun se partage entre deux étapes voisines, avec le même nombre."),
    Wrong.MIXED: _l("Un temps commun se partage entre étapes « Pour chaque cas », ou sans elles."),
    Wrong.TOO_SHORT: _l("Le temps commun est plus court qu'une de ces étapes."),
}


def _one_of(label: Any, choices: dict[Any, Any]) -> OneOf:
    listed = [SelectChoice(str(value), words_) for value, words_ in choices.items()]
    return OneOf(label, listed, validators=[FilledIn(_l("Choisir dans la liste."))])


class StepForm(Form):
    """One step."""

    name = line(_l("Nom"), MOST_NAME, required=True)
    kind = _one_of(_l("Ce que les écrans proposent"), words.KINDS)
    minutes = number(_l("Minutes"), 0, MOST_MINUTES, required=True)
    speaks = _one_of(_l("Qui parle"), words.SPEAKS)
    prompt = paragraph(_l("À dire au groupe"), MOST_WORDS)
    hints = paragraph(_l("À garder en tête pour l'animation"), MOST_WORDS)
    turn_seconds = number(_l("Secondes par tour de parole"), LEAST_TURN, MOST_TURN)
    shared = number(_l("Temps commun avec les étapes voisines, en minutes"), 1, MOST_MINUTES)
    per_case = BooleanField(_l("Pour chaque cas"))
    optional = BooleanField(_l("Peut être passée"))

    @property
    def step(self) -> Step:
        """The step, where every field is well."""
        told: dict[str, Any] = {name: field.data for name, field in self._fields.items()}
        kind, speaks = StepKind(told.pop("kind")), Speaks(told.pop("speaks"))
        for name in ("minutes", "turn_seconds", "shared"):
            told[name] = told[name] or 0
        return Step(kind=kind, speaks=speaks, **told)


class TemplateForm(BaseForm):
    """A template."""

    version = HiddenField()
    name = line(_l("Nom du modèle"), MOST_NAME, required=True)
    cases = number(_l("Nombre de cas"), 1, MOST_CASES, required=True)
    crosses = number(_l("Croix par personne"), 1, MOST_CROSSES, required=True)
    open_crosses = BooleanField(_l("Croix visibles pendant le choix, comme sur papier"))
    rules = paragraph(_l("Règles du groupe, une par ligne"), (MOST_RULE + 2) * MOST_RULES)
    steps = FieldList(FormField(StepForm))

    @property
    def rules_told(self) -> tuple[str, ...]:
        """The rules, one by one."""
        lines = (each.strip() for each in (self.rules.data or "").splitlines())
        return tuple(each for each in lines if each)

    def validate_rules(self, field: Field) -> None:
        """A rule is a sentence that a poster can hold."""
        if len(self.rules_told) > MOST_RULES:
            raise ValidationError(_("%(most)d règles au plus.", most=MOST_RULES))
        if any(len(each) > MOST_RULE for each in self.rules_told):
            raise ValidationError(_("Une règle tient en %(most)d caractères.", most=MOST_RULE))

    def validate(self, extra_validators: Any = None) -> bool:
        """What each field holds, then whether a session could be led by it all."""
        well = super().validate(extra_validators)
        if not 1 <= len(self.steps) <= MOST_STEPS:
            self.form_errors.append(
                _("Un modèle a 1 étape au moins, %(most)d au plus.", most=MOST_STEPS)
            )
            well = False
        return well and self._can_be_led()

    def _can_be_led(self) -> bool:
        found = faults([entry.form.step for entry in self.steps])
        for fault in found:
            blame(self.steps[fault.number].form[fault.field], str(WRONG[fault.wrong]))
        return not found

    def script(self) -> Script:
        """The script, where every field is well."""
        steps = tuple(entry.form.step for entry in self.steps)
        cases, crosses = int(self.cases.data or 0), int(self.crosses.data or 0)
        return Script(steps, self.rules_told, cases, crosses, bool(self.open_crosses.data))


def from_fields(fields: reshaping.Fields) -> TemplateForm:
    """The form as it was sent, its steps numbered anew."""
    rows = reshaping.rows_of(fields)
    return TemplateForm(formdata=MultiDict(reshaping.with_rows(fields, rows)))


def from_template(template: Template) -> TemplateForm:
    """The form as the template has it."""
    script = from_json(template.script)
    steps = [
        {**vars(step), "turn_seconds": step.turn_seconds or None, "shared": step.shared or None}
        for step in script.steps
    ]
    data = {**vars(script), "rules": "\n".join(script.rules), "steps": steps}
    return TemplateForm(
        formdata=None, data={**data, "name": template.name, "version": version_of(template)}
    )


def version_of(template: Template) -> str:
    """What a form remembers of the template that it was opened on."""
    return str(template.version)


def side_by_side(mine: TemplateForm, theirs: TemplateForm) -> list[tuple[Any, str, str, bool]]:
    """Each part of two forms: its label, mine as typed, theirs as saved, whether they differ."""
    names = ("name", "cases", "crosses", "open_crosses", "rules")
    rows = [(mine[name].label.text, shown(mine[name]), shown(theirs[name])) for name in names]
    for place, pair in enumerate(zip_longest(mine.steps, theirs.steps), 1):
        one, other = (_told(entry) for entry in pair)
        rows.append((_("Étape %(number)d", number=place), one, other))
    return [(label, one, other, one != other) for label, one, other in rows]


def _told(entry: FormField | None) -> str:
    """A step as lines of words."""
    if entry is None:
        return ""
    told = [(field.label.text, shown(field)) for field in entry.form]
    return "\n".join(_("%(label)s : %(text)s", label=label, text=text) for label, text in told)
