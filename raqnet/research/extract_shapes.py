"""The shapes of an extract's tables: every field with the title that its form gives it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from raqnet.actors.forms import ActorForm
from raqnet.actors.forms_own import CollaborationForm
from raqnet.actors.words import CAPACITIES, INITIATORS
from raqnet.calendar.forms import ENOUGH, MARKS, EvaluationForm
from raqnet.calendar.forms_action import ActionForm
from raqnet.calendar.models import Kind
from raqnet.calendar.words import KINDS, MODES, STATUSES
from raqnet.datapackage import Field, Key, Table
from raqnet.db import db
from raqnet.journal.forms_interventions import InterventionForm
from raqnet.lists.models import ListValue
from raqnet.research.extract_rows import word

VERSION = "1.0.0"  # of the shapes: a field added raises the second number, one changed the first
MARK_LISTS = ("theme", "deed", "non_recours", "barrier")
TEXTS = {
    "interventions": ("note",),
    "actions": ("title", "aim", "audience", "partners"),
    "evaluations": ("difficulties", "follow_up"),
    "actors": ("name", "publics", "specifics", "specifics_nl", "capacity_note"),
    "notes": ("text",),
}


def title(form: Any, name: str) -> str:
    """What a form calls a field."""
    return str(getattr(form, name).args[0])


def coded(words: Mapping[Any, Any]) -> str:
    """What the codes of a field mean."""
    return " ; ".join(f"{code} = {label}" for code, label in words.items() if code != "")


def choice(name: str, words: str, codes: Mapping[Any, Any], **more: Any) -> Field:
    """A field that holds one of some codes; what they mean is told with it."""
    enum = tuple(str(code) for code in codes if code != "")
    return Field(name, words, description=coded(codes), enum=enum, **more)


class Shapes:
    """The tables of one extract; lists are read once."""

    def __init__(self, with_text: bool) -> None:
        self.with_text = with_text
        self._lists: dict[str, tuple[str, ...]] = {}
        query = select(ListValue.list_name, ListValue.name).order_by(ListValue.id)
        for list_name, name in db.session.execute(query):
            self._lists[list_name] = (*self._lists.get(list_name, ()), word(name) or "")

    def of(self, groups: Iterable[str]) -> list[Table]:
        """Every table of these groups, and the lists."""
        chosen = set(groups)
        return [table for group, make in _GROUPS if group in (*chosen, "") for table in make(self)]

    def value(self, name: str, words: str, list_name: str, **more: Any) -> Field:
        """A field that holds a value of a list, as it was ticked."""
        return Field(name, words, enum=self._lists.get(list_name, ()), **more)

    def texts(self, *fields: Field) -> tuple[Field, ...]:
        """Fields of free text, where the extract takes them."""
        return fields if self.with_text else ()


def _id(words: str) -> Field:
    note = _("Pseudonyme, propre à cet extrait ; aucun numéro de la base de données.")
    return Field("id", words, description=note, required=True)


def _places() -> tuple[Field, ...]:
    words = {"neighbourhood": _("Quartier"), "zone": _("Zone"), "commune": _("Commune")}
    return tuple(Field(name, title_) for name, title_ in words.items())


def _interventions(shapes: Shapes) -> list[Table]:
    form = InterventionForm
    fields = (
        _id(_("Intervention")),
        Field("date", title(form, "happened_on"), "date", required=True),
        Field("contacts", _("Personnes rencontrées"), "integer", required=True, minimum=0),
        shapes.value("place", title(form, "place"), "place", required=True),
        shapes.value("initiator", title(form, "initiator"), "initiator"),
        *_places(),
        Field("language", title(form, "language")),
        Field("minutes", title(form, "minutes"), "integer", minimum=0),
        Field("occurrence", _("Date du calendrier où la sortie a eu lieu (pseudonyme)")),
        *shapes.texts(Field("note", title(form, "note"))),
    )
    about = _("Interventions anonymes, et sorties (plusieurs personnes à la fois)")
    return [Table("interventions", about, fields, ("id",)), _marks(form), _also_spoken()]


def _also_spoken() -> Table:
    fields = (
        Field("intervention", _("Intervention"), required=True),
        Field("language", _("Langue"), required=True),
    )
    about = _("Langues parlées lors d'une sortie, à côté de celle qui l'a été le plus")
    to = (Key(("intervention",), "interventions", ("id",)),)
    return Table("intervention_languages", about, fields, ("intervention", "language"), to)


def _marks(form: Any) -> Table:
    titles = dict(zip(MARK_LISTS, ("themes", "deeds", "non_recours", "barriers"), strict=True))
    lists = {name: title(form, titles[name]) for name in MARK_LISTS}
    fields = (
        Field("intervention", _("Intervention"), required=True),
        choice("list", _("Liste"), lists, required=True),
        Field("value", _("Valeur, comme elle a été cochée"), required=True),
        Field("value_now", _("Valeur avec laquelle elle compte aujourd'hui"), required=True),
        Field("count", _("Combien de fois"), "integer", required=True, minimum=0),
    )
    keys = (
        Key(("intervention",), "interventions", ("id",)),
        Key(("list", "value"), "list_values", ("list", "value")),
        Key(("list", "value_now"), "list_values", ("list", "value")),
    )
    about = _("Ce qui a été coché pour une intervention")
    return Table("intervention_marks", about, fields, ("intervention", "list", "value"), keys)


def _occurrences(shapes: Shapes) -> list[Table]:
    form = ActionForm
    kinds = {kind: words for kind, words in KINDS.items() if kind != Kind.TEAM}
    fields = (
        _id(_("Date du calendrier")),
        Field("date", _("Date"), "date", required=True),
        Field("start", _("Début (heure de Bruxelles)"), "time"),
        Field("minutes", _("Durée en minutes"), "integer", minimum=0),
        Field("series", _("Action ou série dont c'est une date (pseudonyme)"), required=True),
        choice("kind", title(form, "kind"), kinds, required=True),
        Field("activity", title(form, "activity")),
        choice("mode", title(form, "mode"), MODES),
        choice("status", _("État"), STATUSES, required=True),
        Field("same_audience", title(form, "same_audience"), "boolean"),
        *_places(),
        *_judged(),
        *shapes.texts(
            *(Field(name, title(form, name)) for name in TEXTS["actions"]),
            *(Field(name, title(EvaluationForm, name)) for name in TEXTS["evaluations"]),
        ),
    )
    about = _("Dates d'actions collectives et de permanences, avec leur évaluation")
    return [Table("occurrences", about, fields, ("id",)), *_beside_occurrences()]


def _judged() -> tuple[Field, ...]:
    form, marks = EvaluationForm, coded(MARKS)
    return (
        Field("evaluated", _("Évaluée"), "boolean", required=True),
        choice("participants_enough", title(form, "participants_enough"), ENOUGH),
        Field("organisation", title(form, "organisation"), "integer", marks),
        Field("satisfaction", title(form, "satisfaction"), "integer", marks),
        Field("expected", title(form, "expected"), "integer", minimum=0),
        Field("present", title(form, "present"), "integer", minimum=0),
        Field("objects_useful", title(form, "objects_useful"), "boolean"),
    )


def _beside_occurrences() -> list[Table]:
    to = (Key(("occurrence",), "occurrences", ("id",)),)
    occurrence = Field("occurrence", _("Date du calendrier"), required=True)
    mission = Field("mission", title(ActionForm, "missions"), required=True)
    missions = Table(
        "occurrence_missions", _("Missions d'une date : une action peut en servir plusieurs"),
        (occurrence, mission), ("occurrence", "mission"), to,
    )  # fmt: skip
    origins = {"action": _("prévue"), "evaluation": _("parlée")}
    origin = choice("of", _("D'où"), origins, required=True)
    language = Field("language", _("Langue"), required=True)
    languages = Table(
        "occurrence_languages", _("Langues prévues, et langues parlées d'après l'évaluation"),
        (occurrence, origin, language), ("occurrence", "of", "language"), to,
    )  # fmt: skip
    return [missions, languages]


def _actors(shapes: Shapes) -> list[Table]:
    form = ActorForm
    fields = (
        _id(_("Acteur")),
        shapes.value("type", title(form, "type"), "actor_type"),
        shapes.value("type_now", _("Type avec lequel il compte aujourd'hui"), "actor_type"),
        *_places(),
        choice("capacity", title(form, "capacity"), CAPACITIES),
        Field("capacity_on", _("Capacité notée le"), "date"),
        Field("verified_on", _("Vérifié le"), "date"),
        *shapes.texts(*(Field(name, title(form, name)) for name in TEXTS["actors"])),
    )
    about = _("Acteurs locaux, comme ils sont connus aujourd'hui")
    return [Table("actors", about, fields, ("id",)), _contacts(shapes)]


def _contacts(shapes: Shapes) -> Table:
    form = CollaborationForm
    fields = (
        Field("actor", _("Acteur"), required=True),
        Field("first_contact_on", title(form, "first_contact_on"), "date"),
        Field(
            "counted_on",
            _("Jour où il compte : le sien, sinon celui où la fiche a été écrite"),
            "date",
            required=True,
        ),
        shapes.value("known_through", title(form, "known_through"), "known_through"),
        choice("initiated_by", title(form, "initiated_by"), INITIATORS),
        shapes.value("outcome", title(form, "outcome"), "outcome"),
        shapes.value("refusal", title(form, "refusal"), "refusal"),
    )
    about = _("Premiers contacts avec les acteurs")
    note = _(
        "Les contacts de toute l'équipe, sans dire de qui. Un contact sans date compte, comme dans "
        "les chiffres, au jour où sa fiche a été écrite ; la période porte sur ce jour."
    )
    to = (Key(("actor",), "actors", ("id",)),)
    return Table("collaborations", about, fields, (), to, note)


def _notes(shapes: Shapes) -> list[Table]:
    if not shapes.with_text:
        return []
    moment = _("Moment, en secondes depuis le début")
    fields = (
        Field("recording", _("Enregistrement (pseudonyme)"), required=True),
        Field("month", _("Mois de la séance"), "yearmonth", required=True),
        Field("at_seconds", moment, "integer", required=True, minimum=0),
        Field("text", _("Note")),
    )
    about = _("Notes diffusées d'intervisions enregistrées")
    note = _("Relues par deux personnes de la séance avant d'être diffusées à la recherche.")
    return [Table("notes", about, fields, (), (), note)]


def _values(_shapes: Shapes) -> list[Table]:
    specials = {"other": _("Autre"), "unknown": _("Non renseigné")}
    fields = (
        Field("list", _("Liste"), required=True),
        Field("value", _("Valeur"), required=True),
        Field("position", _("Rang"), "integer", required=True),
        choice("special", _("Valeur qui termine la liste"), specials),
        Field("retired_on", _("Retirée le"), "date"),
        Field("merged_into", _("Réunie avec")),
    )
    about = _("Les listes de valeurs et ce que chaque valeur est devenue")
    into = (Key(("list", "merged_into"), "", ("list", "value")),)
    return [Table("list_values", about, fields, ("list", "value"), into)]


_GROUPS = (
    ("interventions", _interventions), ("occurrences", _occurrences), ("actors", _actors),
    ("notes", _notes), ("", _values),
)  # fmt: skip
