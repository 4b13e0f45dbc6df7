"""The demo's journal: actors in the report's known shares, interventions in its known order.

The report gives shares and orders, no table of the journal: every single line here is invented, and
so are all figures beyond those shares (l.607-1000, 2050-2140).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TypeVar

from raqnet.demo.days import between, is_working
from raqnet.demo.people import assignments, neighbourhoods

Value = TypeVar("Value")
Weights = tuple[tuple[str, int], ...]
SEED = 2021
ACTORS_FROM, AUTUMN = date(2021, 4, 1), (date(2021, 9, 1), date(2021, 12, 20))
LATELY = timedelta(weeks=8)

# About 130 actors (l.2050): the five most frequent types first, as the report names them.
TYPES: Weights = (
    ("maison médicale", 17), ("culture", 15), ("commune", 13), ("service social généraliste", 12),
    ("pharmacie", 11), ("enseignement", 9), ("maison de quartier", 9), ("AMO", 8), ("jeunesse", 7),
    ("épicerie sociale", 5), ("CPAS", 5), ("comité de quartier", 4), ("police", 4),
    ("commerce", 4), ("logement", 2), ("droit / séjour", 2), ("santé mentale", 2), ("sport", 1),
)  # fmt: skip
KNOWN_THROUGH: Weights = (
    ("internet", 40), ("promenade dans le quartier", 34), ("réseau du PH", 26), ("binôme", 10),
    ("collègue RAQ", 8), ("habitant·e", 5), ("autre acteur", 4), ("coordination sociale", 3),
)  # fmt: skip
INITIATED_BY: Weights = (("raq", 117), ("actor", 9), ("third", 4))  # 90 % by the worker
OUTSIDE = 26  # of 130: 20 % lie in another zone
# 50 % meeting or information, 20 % no answer or refusal, 15 % collaboration; the rest is unsaid.
OUTCOMES: Weights = (
    ("simple rencontre", 38), ("échange d'information", 27), ("pas de réponse", 15), ("refus", 11),
    ("activité collective", 9), ("sensibilisation", 7), ("action communautaire", 4),
    ("à relancer", 10), ("orientation mutuelle", 6), ("prêt de local", 3),
)  # fmt: skip
REFUSALS: Weights = (
    ("manque de temps ou de moyens", 4), ("manque d'intérêt", 3), ("projet trop court", 2),
    ("missions floues", 1), ("hors mandat", 1),
)  # fmt: skip
INITIATORS: Weights = (
    ("RAQ (aller-vers)", 54), ("une tierce personne", 24), ("la personne elle-même", 12),
    ("le PH", 7), ("un·e collègue RAQ", 3),
)  # fmt: skip
PLACES: Weights = (
    ("bureau chez le PH", 42), ("rue / maraude", 16), ("activité collective", 12),
    ("téléphone / message", 8), ("vaccibus ou pop-up", 7), ("pharmacie", 5),
    ("marché / stand", 4), ("épicerie sociale / colis", 3), ("maison médicale", 3),
)  # fmt: skip
THEMES: Weights = (
    ("Covid", 30), ("santé physique", 18), ("psychosocial", 14), ("logement", 13),
    ("santé mentale", 8), ("CPAS / revenu", 6), ("AMU / assurance santé", 5), ("séjour", 4),
    ("alimentation", 4), ("dettes", 3), ("numérique", 3), ("alphabétisation / français", 2),
    ("isolement", 2),
)  # fmt: skip
DEEDS: Weights = (
    ("informer", 46), ("action directe", 38), ("écoute et soutien", 22),
    ("réorientation vers un service", 12), ("réorientation vers une activité collective", 5),
    ("accompagnement physique", 4), ("traduction", 4),
)  # fmt: skip
NON_RECOURS: Weights = (
    ("non-connaissance", 44), ("non-demande", 30), ("non-réception", 13), ("non-proposition", 8),
    ("exclusion", 5),
)  # fmt: skip
BARRIERS: Weights = (
    ("numérique", 26), ("langue", 22), ("information manquante", 18), ("attente", 12),
    ("renvoi d'un service à l'autre", 8), ("méfiance", 6), ("coût", 5), ("distance", 3),
)  # fmt: skip
LANGUAGES: Weights = (
    ("français", 55), ("arabe", 18), ("turc", 8), ("espagnol", 6), ("anglais", 5), ("roumain", 4),
)  # fmt: skip
HOST_WORK: Weights = (
    ("permanence sociale", 8), ("réunion d'équipe", 6), ("activité collective", 4),
    ("permanence numérique", 3), ("interprétariat", 2), ("remplacement", 1),
)  # fmt: skip
NOTES = (
    "", "", "", "Repasser avec le formulaire imprimé.", "Rendez-vous pris par téléphone.",
    "Demande de traduction pour la prochaine fois.", "Le guichet était fermé, à revoir.",
)  # fmt: skip
_WORDS = (
    "du Tilleul", "de la Fontaine", "de la Passerelle", "du Marronnier", "de l'Horizon",
    "des Quatre Vents", "du Lavoir", "de la Colombe", "du Tramway", "de la Lanterne", "du Moulin",
    "de l'Atelier", "des Mésanges", "du Verger", "de l'Écluse", "du Pont", "de la Ruche",
)  # fmt: skip
_NAMES = {
    "culture": "Centre culturel", "commune": "Guichet communal",
    "service social généraliste": "Service social", "enseignement": "École",
    "jeunesse": "Maison de jeunes", "commerce": "Épicerie", "logement": "Agence du logement",
    "droit / séjour": "Permanence juridique", "santé mentale": "Centre de santé mentale",
    "sport": "Club de sport",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoActor:
    """An actor, and the sheet of the worker who met them first."""

    name: str
    type: str
    neighbourhood: str
    worker: str
    met_on: date
    known_through: str
    initiated_by: str
    outcome: str
    refusal: str | None
    shared: bool
    verified_days_ago: int
    capacity: str


@dataclass(frozen=True, slots=True)
class DemoIntervention:
    """An intervention of a worker on a day."""

    worker: str
    on: date
    place: str
    initiator: str
    themes: tuple[str, ...]
    deeds: tuple[str, ...]
    non_recours: str | None
    barrier: str | None
    language: str | None
    minutes: int | None
    note: str


@dataclass(frozen=True, slots=True)
class DemoHostWork:
    """Work for the host on a day."""

    worker: str
    on: date
    kind: str
    minutes: int
    also_mission: bool


def _spread(weights: Weights, random: Random) -> list[str]:
    """Each value as often as its weight says, in some order."""
    every = [name for name, count in weights for _time in range(count)]
    random.shuffle(every)
    return every


def _pick(weights: Weights, random: Random) -> str:
    names, shares = zip(*weights, strict=True)
    return str(random.choices(names, shares)[0])


def _several(weights: Weights, random: Random, most: int) -> tuple[str, ...]:
    wanted = random.randint(1, most)
    return tuple(dict.fromkeys(_pick(weights, random) for _time in range(wanted)))


@cache
def _areas() -> dict[str, list[str]]:
    """The neighbourhoods of each worker."""
    found: dict[str, list[str]] = {}
    for each in assignments():
        found.setdefault(each.worker, []).append(each.neighbourhood)
    return found


def actors() -> list[DemoActor]:
    """About 130 actors with the report's known shares."""
    random = Random(SEED)  # noqa: S311 - nothing secret
    types = [name for name, count in TYPES for _time in range(count)]
    columns = [_spread(weights, random) for weights in (KNOWN_THROUGH, INITIATED_BY, OUTCOMES)]
    refusals = iter(_spread(REFUSALS, random))
    outside = {random.randrange(5 * n, 5 * n + 5) for n in range(OUTSIDE)}
    made = []
    for n, (kind, known, initiated, outcome) in enumerate(zip(types, *columns, strict=True)):
        worker = f"RAQ {n % 18 + 1}"
        refusal = next(refusals) if outcome == "refus" else None
        made.append(
            DemoActor(
                _name(kind, n), kind, _where(worker, n in outside, random), worker,
                ACTORS_FROM + timedelta(days=random.randrange(260)), known, initiated, outcome,
                refusal, n % 3 != 0, random.choice((12, 40, 95, 150, 260)),
                "saturated" if n % 17 == 3 else ("open" if n % 2 else ""),
            )
        )  # fmt: skip
    return made


def _name(kind: str, n: int) -> str:
    title = _NAMES.get(kind, kind if kind.isupper() else kind.capitalize())
    return f"{title} {_WORDS[n % len(_WORDS)]}"


def _where(worker: str, outside: bool, random: Random) -> str:
    """A neighbourhood of the worker's own zone, or of another."""
    own = _areas()[worker]
    zone = {place.name: place.zone for place in neighbourhoods()}
    if not outside:
        return random.choice(own)
    here = {zone[name] for name in own}
    return random.choice([name for name in zone if zone[name] not in here])


def interventions(today: date) -> Iterator[DemoIntervention]:
    """A season of 2021, and the weeks before today."""
    random = Random(SEED + 1)  # noqa: S311
    for first, last, share in ((*AUTUMN, 0.3), (today - LATELY, today, 0.7)):
        for on in _working_days(first, last):
            for worker in _areas():
                if random.random() < share:
                    yield _intervention(worker, on, random)


def _intervention(worker: str, on: date, random: Random) -> DemoIntervention:
    minutes = random.choice((20, 30, 45, 60, 90, 120)) if on > AUTUMN[1] else None
    return DemoIntervention(
        worker, on, _pick(PLACES, random), _pick(INITIATORS, random), _several(THEMES, random, 2),
        _several(DEEDS, random, 2), _pick(NON_RECOURS, random) if random.random() < 0.35 else None,
        _pick(BARRIERS, random) if random.random() < 0.3 else None,
        _pick(LANGUAGES, random) if random.random() < 0.6 else None, minutes, random.choice(NOTES),
    )  # fmt: skip


def host_works(today: date) -> Iterator[DemoHostWork]:
    """An afternoon a week for the host, some of them the project's too."""
    random = Random(SEED + 2)  # noqa: S311
    for on in _working_days(today - LATELY, today):
        for n, worker in enumerate(_areas()):
            if (on.toordinal() + n) % 5 == 0:
                minutes = random.choice((60, 90, 120, 180))
                yield DemoHostWork(
                    worker, on, _pick(HOST_WORK, random), minutes, random.random() < 0.2
                )


def _working_days(first: date, last: date) -> Sequence[date]:
    return [day for day in between(first, last) if is_working(day)]
