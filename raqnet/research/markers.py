"""The eight markers of community health (SEPSAC): names, short explanations, levels in words.

They have no order of worth, and no action holds them all at once.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Marker:
    """A marker: its key for ever, its name, one word for columns, what to ask oneself."""

    key: str
    name: Any
    short: Any
    ask: Any


MARKERS = (
    Marker(
        "community",
        _l("Concerner une communauté"),
        _l("Communauté"),
        _l("L'action s'adresse à un groupe qui se reconnaît comme tel : un quartier, un public."),
    ),
    Marker(
        "actors",
        _l("Impliquer tous les acteurs (co-construction)"),
        _l("Acteurs"),
        _l("Habitant·es et services construisent l'action ensemble, du début à la fin."),
    ),
    Marker(
        "sharing",
        _l("Partage des pouvoirs et des savoirs"),
        _l("Pouvoirs et savoirs"),
        _l("On décide à plusieurs, et le savoir d'expérience compte autant que les autres."),
    ),
    Marker(
        "resources",
        _l("Valoriser et mutualiser les ressources de la communauté"),
        _l("Ressources"),
        _l("Ce que les gens savent, font et ont déjà sert à l'action et circule entre eux."),
    ),
    Marker(
        "evaluation",
        _l("Évaluation partagée et planification souple"),
        _l("Évaluation"),
        _l("On regarde ensemble ce qui marche, et l'action change en chemin."),
    ),
    Marker(
        "approach",
        _l("Approche globale et positive de la santé"),
        _l("Santé globale"),
        _l("Le bien-être, les liens et le cadre de vie, et pas la maladie seule."),
    ),
    Marker(
        "determinants",
        _l("Agir sur les déterminants"),
        _l("Déterminants"),
        _l("L'action touche à ce qui fait la santé : logement, revenu, droits, isolement."),
    ),
    Marker(
        "sectors",
        _l("Intersectorialité"),
        _l("Intersectorialité"),
        _l("Santé, social, culture, logement, école : plusieurs secteurs agissent ensemble."),
    ),
)
BY_KEY = {marker.key: marker for marker in MARKERS}
LEVELS = {0: _l("Pas du tout"), 1: _l("Un peu"), 2: _l("Assez"), 3: _l("Tout à fait")}
MOST = max(LEVELS)
