"""What the demo's team says of autumn 2021: annotations, comments, a report, placements."""

from dataclasses import dataclass
from datetime import date, timedelta

from raqnet.research.models import Standing

ANNOTATIONS = (
    ("2021-09-01", "2021-09-10", "Rentrée scolaire"),
    ("2021-09-06", "2021-09-30", "Reprise du travail en présence dans beaucoup de services"),
    ("2021-10-15", "2021-10-15", "Passe sanitaire à l'entrée des cafés et des hôpitaux"),
    ("2021-11-01", "2021-11-07", "Congé d'automne"),
    ("2021-11-20", "2021-12-20", "Reprise du télétravail : services moins joignables"),
)
REMARKS: tuple[tuple[str, str, Standing | None, str], ...] = (
    ("2021-12-21", "raq1@raqnet.test", None,
     "Les porte-à-porte du printemps n'y sont pas : le carnet commence en septembre."),
    ("2021-12-22", "raq9@raqnet.test", None,
     "Le Vaccibus pèse lourd : sans lui, les communes se ressemblent davantage."),
    ("2022-01-13", "recherche@raqnet.test", Standing.DISCUSSED,
     "Lu en restitution. Une date compte pour une action, quelle que soit sa durée."),
    ("2022-01-20", "coordination@raqnet.test", Standing.VALIDATED,
     "Relu avec les hébergeurs : on garde ces nombres."),
)  # fmt: skip
TITLE = "Automne 2021 : ce que nous avons fait, ce que nous avons vu"
# Figures and words, in the order of the report.
PARTS = (
    ("", "Ce rapport couvre l'automne 2021, de la rentrée aux fêtes.\n\n"
         "Les nombres viennent du calendrier et du journal ; les commentaires, des journées"
         " collectives. Ils ne classent personne : ni les communes, ni les collègues."),
    ("actions-par-commune",
     "Là où une antenne ou un Vaccibus revenait chaque semaine, les actions sont nombreuses."
     " Ailleurs, elles sont rares et durent longtemps."),
    ("actions-social-sante", ""),
    ("actions-covid",
     "Renforcer un dispositif a pris plus de place que nos propres initiatives ; celles-ci"
     " demandent du temps et des liens."),
    ("interventions-thematiques", ""),
    ("acteurs-types", ""),
    ("", "Ce qui reste à comprendre : qui ne vient pas, et pourquoi."),
)  # fmt: skip


@dataclass(frozen=True)
class DemoPlacement:
    """An action by its key, its day, the markers that were placed, the group's words."""

    action: str
    day: date
    levels: dict[str, int]
    note: str = ""


def placements(today: date) -> list[DemoPlacement]:
    """Some of the autumn, and some of late that the continuum shows by itself."""
    talk = "2021-et-si-on-discutait"
    autumn = [
        DemoPlacement(talk, date(2021, 9, 30), {"community": 1, "actors": 0, "sharing": 1}),
        DemoPlacement(
            talk, date(2021, 11, 4),
            {"community": 2, "actors": 1, "sharing": 2, "approach": 2},
            "Les sujets viennent maintenant du groupe.",
        ),
        DemoPlacement(
            talk, date(2021, 12, 9),
            {"community": 3, "actors": 2, "sharing": 2, "resources": 2, "approach": 3},
            "Deux participantes animent une fois sur deux.",
        ),
        DemoPlacement(
            "2021-vaccibus-bruxelles", date(2021, 11, 4),
            {"community": 0, "actors": 1, "sectors": 2},
            "Un dispositif qui arrive tout fait ; utile, et nous savons pourquoi.",
        ),
        DemoPlacement(
            "2021-brico-schaerbeek-officiel", date(2021, 12, 9),
            {"community": 3, "actors": 3, "sharing": 2, "evaluation": 2, "determinants": 3,
             "sectors": 3},
            "Le quartier a choisi ce qu'il fallait réparer d'abord.",
        ),
        DemoPlacement(
            "2021-maison-des-familles", date(2021, 12, 9),
            {"community": 2, "sharing": 1, "approach": 2},
        ),
    ]  # fmt: skip
    return autumn + [
        DemoPlacement(
            "present-et-si-on-discutait", today - timedelta(days=18),
            {"community": 2, "sharing": 1, "approach": 2},
        ),
        DemoPlacement(
            "present-et-si-on-discutait", today - timedelta(days=2),
            {"community": 2, "actors": 1, "sharing": 2, "resources": 2, "approach": 3},
            "On prépare la suite avec le groupe.",
        ),
        DemoPlacement(
            "present-stand-marche", today - timedelta(days=2),
            {"community": 0, "actors": 1, "sectors": 1},
        ),
    ]  # fmt: skip
