"""Interventions as a table: the columns that come in, those that leave, and one's own rows."""

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.tables import matching
from raqnet.tables.kinds import Field
from raqnet.text import fold

TITLE = _l("Mes interventions")
BETWEEN = " | "  # several values in a cell
FIELDS = (
    Field("happened_on", _l("Date"), ("date de l'intervention", "date intervention", "jour"), True),
    Field("place", _l("Lieu"), ("endroit", "lieu de l'intervention", "nom du lieu"), True),
    Field("themes", _l("Thématiques"),
          ("thématique", "thème", "thèmes", "problématique", "domaine", "sujet", "demande"),
          True, several=True),
    Field("deeds", _l("Ce qui a été fait"),
          ("acte", "actes", "action", "actions", "type d'intervention"), several=True),
    Field("initiator", _l("À l'origine de la rencontre"),
          ("origine", "initiateur", "premier contact", "initiative")),
    Field("non_recours", _l("Non-recours"), ("forme de non-recours",), several=True),
    Field("barriers", _l("Obstacle"), ("obstacles", "frein", "freins"), several=True),
    Field("neighbourhood", _l("Quartier"), ("nom du quartier",)),
    Field("language", _l("Langue"), ("langue parlée", "langue utilisée", "langues")),
    Field("minutes", _l("Minutes"), ("durée", "temps", "durée en minutes", "durée (min)")),
    Field("note", _l("Note"), ("remarque", "remarques", "commentaire", "observations")),
)  # fmt: skip
# The fields that hold several values, by the list that they are of.
SEVERAL = {
    "themes": "theme",
    "deeds": "deed",
    "non_recours": "non_recours",
    "barriers": "barrier",
}
HEADING = [*(each.title for each in FIELDS), _l("Personnes")]

# Who somebody is: by a word of a heading, by a whole heading, by letters within a longer word.
_WORDS = frozenset(
    {
        "nom", "noms", "prenom", "prenoms", "name", "names", "surname", "naam", "voornaam",
        "familienaam", "niss", "nrn", "insz", "bis", "rn", "national", "nationaal",
        "rijksregister", "rijksregisternummer", "registre", "telephone", "telephones", "tel",
        "gsm", "mobile", "portable", "phone", "telefoon", "fixe", "naissance", "ddn", "dob",
        "birth", "birthday", "geboorte", "geboortedatum", "adresse", "adres", "email", "mail",
        "courriel", "iban", "dossier", "matricule", "initiales", "identite",
    }
)  # fmt: skip
_WHOLE = frozenset({"qui", "rue", "reference", "ref", "code", "id"})
_WITHIN = (
    "naiss", "annivers", "prenom", "surnom", "alias", "pseudo", "telephone", "whatsapp", "domicil",
    "adresse", "identifi", "firstname", "lastname", "geboort", "rijksreg",
)  # fmt: skip
# Whom a heading speaks of; harmless behind what is chosen from a list ("langue de la personne").
_PERSON = ("personne", "usager", "benefici", "client", "patient", "participant", "famil", "referen")
_OF = re.compile(r" (?:de|du|des|par) ")
_CHOSEN = {*SEVERAL, "neighbourhood", "language"}
_BORN = re.compile(r"\bne(?: e|e)? le\b")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_TOGETHER = 200


def names_somebody(heading: str) -> bool:
    """Does a column of this heading say who the person is? Then nothing of it is ever taken."""
    if fold(heading) in _headings(*(each.name for each in FIELDS)):
        return False
    bare = fold(_CAMEL.sub(" ", heading).replace("_", " "))
    words = set(re.sub(r"\d+", " ", bare).split())
    joined = bare.replace(" ", "")
    return bool(
        words & _WORDS
        or " ".join(sorted(words)) in _WHOLE
        or _BORN.search(bare)
        or any(part in joined for part in _WITHIN)
        or (any(part in joined for part in _PERSON) and not _is_chosen(bare))
    )


def is_left_out(heading: str) -> bool:
    """Is nothing of a column kept? Only what is recognised is, and only if it names nobody."""
    return names_somebody(heading) or not matching.recognises(FIELDS, heading)


def _is_chosen(bare: str) -> bool:
    return _OF.split(bare)[0] in _headings(*_CHOSEN)


def _headings(*names: str) -> set[str]:
    """The headings of some fields, word for word."""
    fields = (each for each in FIELDS if each.name in names)
    return {fold(str(title)) for each in fields for title in (each.title, *each.synonyms)}


def row(intervention: Intervention) -> list[Any]:
    """An intervention's cells."""
    return [*(_cell(intervention, each.name) for each in FIELDS), intervention.contacts]


def _cell(intervention: Intervention, name: str) -> Any:
    if name in SEVERAL:
        marks = [mark for mark in intervention.marks if mark.value.list_name == SEVERAL[name]]
        marks.sort(key=lambda mark: (mark.value.position, mark.value.name))
        return BETWEEN.join(_counted(mark) for mark in marks)
    value = getattr(intervention, name)
    if name == "language" and intervention.also_spoken:
        spoken = filter(None, [value, *intervention.also_spoken])
        return BETWEEN.join(each.name for each in spoken)
    return value.name if hasattr(value, "name") else value


def _counted(mark: InterventionMark) -> str:
    return mark.value.name if mark.count == 1 else f"{mark.value.name} ×{mark.count}"


def own(user: Principal) -> Iterator[Intervention]:
    """One's own interventions, newest first, some at a time: their number takes no more room."""
    query = (
        select(Intervention)
        .where(Intervention.worker_id == user.worker_id)
        .options(
            joinedload(Intervention.place), joinedload(Intervention.initiator),
            joinedload(Intervention.neighbourhood), joinedload(Intervention.language),
            selectinload(Intervention.also_spoken),
            selectinload(Intervention.marks).joinedload(InterventionMark.value),
        )
        .order_by(Intervention.happened_on.desc(), Intervention.id.desc())
        .limit(_TOGETHER)
    )  # fmt: skip
    place: Any = tuple_(Intervention.happened_on, Intervention.id)
    found = db.session.scalars(query).all()
    while found:
        after = (found[-1].happened_on, found[-1].id)
        yield from found
        found = db.session.scalars(query.where(place < after)).all()
