"""Reasons and remarks in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.outside import matching, parts
from raqnet.outside.models import LineState

REASONS: dict[str, Any] = {
    "no-start": _l("l'événement ne dit pas quand il commence"),
    "hours": _l("ses heures ne sont pas lisibles, ou la fin vient avant le début"),
    "year": _l("son année n'est pas possible ici (de 2000 à 2099)"),
    "zone": _l("son fuseau horaire n'est pas connu"),
    "long": _l("il dure plus de 31 jours d'affilée"),
    "rule": _l("sa répétition ne peut être ni une série ni cent dates au plus"),
    "many": _l("il a plus de mille dates changées ou exceptées"),
    "no-dates": _l("il ne donne plus aucune date"),
    "twice": _l("deux événements différents portent le même identifiant"),
    matching.REFUSED: _l(
        "ce changement ne peut pas être fait ici tel quel : le porter à la main sur ce qui est là"
    ),
    "broken": _l("l'événement est coupé, ou trop long pour en être un"),
}
REFUSALS: dict[str, Any] = {
    "big": _l("Ce fichier dépasse 10 Mo. Exporter une période plus courte, puis recommencer."),
    "zip": _l("Ce fichier est compressé : l'ouvrir, et apporter le fichier .ics qu'il contient."),
    "empty": _l("Ce fichier est vide."),
    "no-calendar": _l("Ce n'est pas un calendrier : un fichier .ics est attendu."),
    "no-events": _l("Ce calendrier ne contient aucun événement."),
    "too-many": _l("Plus de 10 000 événements : exporter une période plus courte."),
}
REMARKS: dict[str, Any] = {
    parts.CLIPPED: _l(
        "Se répète sans fin, ou trop longtemps : cette année et la suivante seront reprises."
    ),
    parts.CUT: _l("Un texte trop long est raccourci."),
    parts.NO_END: _l("Ne dit pas quand cela finit : une heure est comptée."),
    parts.APART: _l("Cette répétition n'existe pas ici : chaque date devient une action à part."),
    parts.FOLLOWING: _l(
        "Change à partir d'une date dans son agenda : la suite devient une série à part."
    ),
    parts.PRIVATE: _l("Privé dans son agenda : laissé de côté, sauf si on le coche."),
    matching.THEIRS: _l("Déjà apporté par quelqu'un d'autre : laissé comme il est."),
    matching.OURS: _l("Déjà dans RAQnet : laissé comme il est."),
}
TABS: dict[str, Any] = {
    LineState.NEW: _l("Nouveaux"),
    LineState.CHANGED: _l("Changés"),
    LineState.SAME: _l("Déjà là"),
    LineState.DIVIDED: _l("Divisés ici"),
    LineState.GONE: _l("Disparus"),
    LineState.UNREADABLE: _l("Illisibles"),
}
FAILURES: dict[str, Any] = {
    **REFUSALS,
    "big": _l("Ce calendrier dépasse 10 Mo."),
    "zip": _l("Le serveur envoie un fichier compressé, pas un calendrier."),
    "empty": _l("Le serveur a répondu, mais sans rien dire."),
    "no-calendar": _l(
        "La réponse n'est pas un calendrier : l'adresse mène peut-être à une page de connexion."
    ),
    "too-many": _l("Ce calendrier a plus de 10 000 événements : c'est plus que ce qui est repris."),
    "https": _l("L'adresse doit commencer par https:// (ou webcal://)."),
    "address": _l("Ce n'est pas l'adresse d'un calendrier."),
    "name": _l("Ce serveur n'existe pas, ou son nom n'est pas connu."),
    "inside": _l("Cette adresse mène dans un réseau privé : elle n'est pas suivie."),
    "redirects": _l("Le serveur renvoie d'une adresse à l'autre sans fin."),
    "time": _l("Le serveur n'a pas répondu à temps."),
    "certificate": _l("Le certificat du serveur n'est pas valable."),
    "unreachable": _l("Le serveur n'est pas joignable."),
    "broken": _l("La réponse du serveur s'est interrompue."),
    "encoding": _l("Le serveur envoie une forme comprimée qui n'était pas demandée."),
    "forbidden": _l("Le serveur refuse l'accès : l'adresse secrète a peut-être changé."),
    "missing": _l("Il n'y a plus de calendrier à cette adresse."),
    "server": _l("Le serveur est en panne."),
    "refused": _l("Le serveur n'a pas donné de calendrier."),
    "taking": _l("Ce calendrier n'a pas pu être repris."),
    "sealed": _l("L'adresse gardée n'est plus lisible : la donner à nouveau."),
}
STATES: dict[str, Any] = {
    LineState.NEW: _l("Nouveau"),
    LineState.CHANGED: _l("Changé"),
    LineState.SAME: _l("Déjà là"),
    LineState.DIVIDED: _l("Divisé ici"),
    LineState.GONE: _l("Disparu"),
    LineState.UNREADABLE: _l("Illisible"),
}


def reason(code: str) -> str:
    """Why an event is unreadable."""
    return str(REASONS[code]) if code in REASONS else _("il n'est pas lisible")


def refusal(code: str) -> str:
    """Why a calendar was not taken at all."""
    return str(REFUSALS[code]) if code in REFUSALS else _("Ce calendrier n'est pas lisible.")


def failure(code: str) -> str:
    """Why a followed calendar brought nothing."""
    return str(FAILURES[code]) if code in FAILURES else _("Ce calendrier n'est pas lisible.")
