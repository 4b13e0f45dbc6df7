"""What planning says, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from raqnet.calendar.clashes import Clash

FEW = 4  # clashes that are told at once

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


def at_once(clashes: list[Clash]) -> str:
    """What somebody already has at the time of dates that were given to them."""
    told = [f"« {each.title} »" if each.title else _("absence") for each in clashes[:FEW]]
    more = ["…"] if len(clashes) > FEW else []
    return _("À regarder : %(who)s a déjà, à ces heures, %(what)s.",
             who=clashes[0].who, what=", ".join([*told, *more]))  # fmt: skip


def missing(count: int, language: str | None, skill: str | None) -> str:
    """'il manque 2 personnes · arabe · animation'."""
    people = ngettext("il manque %(num)d personne", "il manque %(num)d personnes", count)
    return " · ".join(filter(None, (people, language, skill)))
