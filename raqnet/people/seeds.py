"""The value lists that a new directory starts with; the coordination edits them afterwards."""

from sqlalchemy import select

from raqnet.db import db
from raqnet.people.models import Commune, Language, Skill

LANGUAGES = (
    "français",
    "néerlandais",
    "anglais",
    "arabe",
    "tamazight/rifain",
    "turc",
    "espagnol",
    "portugais",
    "italien",
    "polonais",
    "roumain",
    "bulgare",
    "romani",
    "albanais",
    "russe",
    "ukrainien",
    "lingala",
    "swahili",
    "peul",
    "pachto",
    "dari/farsi",
    "tigrigna",
    "somali",
    "langue des signes",
)
SKILLS = (
    "animation de groupe",
    "santé mentale",
    "promotion de la santé",
    "premiers secours",
    "logement",
    "dettes",
    "droit au séjour",
    "aide alimentaire",
    "énergie",
    "permanence numérique",
    "graphisme et affiches",
)
COMMUNES = {
    "Anderlecht": "1070",
    "Auderghem": "1160",
    "Berchem-Sainte-Agathe": "1082",
    "Etterbeek": "1040",
    "Evere": "1140",
    "Forest": "1190",
    "Ganshoren": "1083",
    "Ixelles": "1050",
    "Jette": "1090",
    "Koekelberg": "1081",
    "Molenbeek": "1080",
    "Saint-Gilles": "1060",
    "Saint-Josse": "1210",
    "Schaerbeek": "1030",
    "Uccle": "1180",
    "Ville de Bruxelles": "1000",
    "Watermael-Boitsfort": "1170",
    "Woluwe-Saint-Lambert": "1200",
    "Woluwe-Saint-Pierre": "1150",
}


def seed_lists() -> int:
    """Add what is missing; returns how many values are new."""
    new: list[Language | Skill | Commune] = [
        *(Language(name=name, position=n) for n, name in _missing(Language, LANGUAGES)),
        *(Skill(name=name, position=n) for n, name in _missing(Skill, SKILLS)),
        *(
            Commune(name=name, postcode=COMMUNES[name])
            for _n, name in _missing(Commune, tuple(COMMUNES))
        ),
    ]
    db.session.add_all(new)
    return len(new)


def _missing(
    model: type[Language] | type[Skill] | type[Commune], names: tuple[str, ...]
) -> list[tuple[int, str]]:
    """The names that the list does not have, each with its place."""
    held = set(db.session.scalars(select(model.name)))
    return [(place, name) for place, name in enumerate(names) if name not in held]
