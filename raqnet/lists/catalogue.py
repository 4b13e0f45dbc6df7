"""Every list that the coordination edits, and the values that a new instance starts with.

The values are those of the report, then those proposed for it; each list ends with "Autre" and
"Non renseigné".
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

OTHER, UNKNOWN = "Autre", "Non renseigné"


@dataclass(frozen=True)
class ListKind:
    """A list: its name in code, its address, its title, what it starts with."""

    name: str
    path: str
    title: Any
    values: tuple[str, ...]


_KINDS = (
    ListKind("initiator", "premier-contact", _l("Qui est à l'origine de la rencontre"), (
        "RAQ (aller-vers)", "une tierce personne", "la personne elle-même", "le PH",
        "un·e collègue RAQ",
    )),
    ListKind("place", "lieux", _l("Lieux des interventions"), (
        "bureau chez le PH", "rue / maraude", "marché / stand", "activité collective",
        "vaccibus ou pop-up", "pharmacie", "épicerie sociale / colis", "autre association",
        "domicile", "téléphone / message", "CPAS ou commune", "maison médicale", "école",
    )),
    ListKind("theme", "thematiques", _l("Thématiques"), (
        "Covid", "santé physique", "psychosocial", "logement", "santé mentale", "alimentation",
        "CPAS / revenu", "emploi", "dettes", "séjour", "AMU / assurance santé", "numérique",
        "alphabétisation / français", "isolement", "violences", "assuétudes", "scolarité",
        "impôts", "justice", "famille", "handicap", "énergie", "mobilité",
    )),
    ListKind("deed", "actes", _l("Ce qui a été fait"), (
        "informer", "action directe", "écoute et soutien", "réorientation vers un service",
        "réorientation vers une activité collective", "accompagnement physique", "traduction",
        "appel à un service", "confirmation du relais", "rappel",
    )),
    ListKind("non_recours", "non-recours", _l("Formes de non-recours"), (
        "non-connaissance", "non-demande", "non-réception", "non-proposition", "exclusion",
    )),
    ListKind("barrier", "obstacles", _l("Obstacles à l'accès"), (
        "distance", "numérique", "langue", "peur du contrôle", "coût", "attente",
        "renvoi d'un service à l'autre", "méfiance", "information manquante",
    )),
    ListKind("relay_failure", "echecs-de-relais", _l("Pourquoi un relais échoue"), (
        "service saturé", "mauvais endroit", "sans réponse",
    )),
    ListKind("host_work", "travail-hote", _l("Travail pour l'hébergeur"), (
        "permanence sociale", "Numéro Vert", "remplacement", "activité collective",
        "interprétariat", "permanence psy", "permanence numérique", "réunion d'équipe",
    )),
    ListKind("actor_type", "types-acteurs", _l("Types d'acteurs"), (
        "maison médicale", "culture", "commune", "service social généraliste", "pharmacie",
        "enseignement", "maison de quartier", "AMO", "jeunesse", "épicerie sociale",
        "comité de quartier", "police", "CPAS", "commerce", "logement", "droit / séjour",
        "santé mentale", "aîné·es", "sport", "culte", "mutuelle",
    )),
    ListKind("known_through", "connu-par", _l("Comment l'acteur a été connu"), (
        "internet", "promenade dans le quartier", "réseau du PH", "binôme", "collègue RAQ",
        "habitant·e", "autre acteur", "coordination sociale",
    )),
    ListKind("outcome", "premiers-contacts", _l("Ce que le premier contact a donné"), (
        "simple rencontre", "échange d'information", "pas de réponse", "refus",
        "activité collective", "sensibilisation", "action communautaire", "orientation mutuelle",
        "prêt de local", "à relancer",
    )),
    ListKind("refusal", "refus", _l("Raisons d'un refus"), (
        "manque de temps ou de moyens", "manque d'intérêt", "projet trop court",
        "missions floues", "double emploi", "hors mandat", "méfiance",
    )),
)  # fmt: skip
LISTS = {kind.name: kind for kind in _KINDS}
BY_PATH = {kind.path: kind for kind in _KINDS}
