"""What planning says, in words."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

REFUSALS = {
    "over": _l("Cette date est passée."),
    "cancelled": _l("Cette date est annulée."),
    "not asked": _l("Aucun renfort n'est demandé pour cette date."),
    "there": _l("Vous faites déjà partie de l'équipe de cette date."),
    "away": _l("Vous êtes absent·e ce jour-là."),
    "unmatched": _l("Ce renfort demande une langue ou une compétence absente de votre fiche."),
    "full": _l("Quelqu'un a pris la dernière place juste avant. Merci quand même."),
}
STATES = {
    "asked": _l("À approuver"),
    "approved": _l("Approuvées"),
    "refused": _l("Refusées"),
}
BADGES = {"asked": "tentative", "approved": "done", "refused": "cancelled"}
PROPOSALS = {
    "open": _l("En attente"),
    "accepted": _l("Acceptée"),
    "amended": _l("Acceptée avec des changements"),
    "declined": _l("Déclinée"),
    "withdrawn": _l("Retirée"),
}
PROPOSAL_BADGES = {
    "open": "tentative",
    "accepted": "done",
    "amended": "done",
    "declined": "cancelled",
    "withdrawn": "",
}


def missing(count: int, language: str | None, skill: str | None) -> str:
    """'il manque 2 personnes · arabe · animation'."""
    people = ngettext("il manque %(num)d personne", "il manque %(num)d personnes", count)
    return " · ".join(filter(None, (people, language, skill)))
