"""A sheet on paper, its labels in French and in Dutch whatever the reader's own language."""

from typing import NamedTuple

from raqnet.actors import queries
from raqnet.actors.models import Actor, Capacity
from raqnet.i18n import day_short

CAPACITIES = {
    Capacity.OPEN: ("Ouvert", "Open"),
    Capacity.SATURATED: ("Saturé", "Volzet"),
    Capacity.CLOSED: ("Fermé", "Gesloten"),
}


class Line(NamedTuple):
    """A fact with its label twice; `dutch` where the fact itself is said in Dutch too."""

    french_label: str
    dutch_label: str
    text: str
    dutch: str = ""


def rows(actor: Actor) -> list[Line]:
    """What there is to print, in the order in which one looks for it."""
    every = (
        Line("Type", "Type", queries.type_name(actor)),
        Line("Adresse", "Adres", _place(actor)),
        Line("Téléphone", "Telefoon", actor.phone),
        Line("E-mail", "E-mail", actor.email),
        Line("Site web", "Website", actor.website),
        Line("Personne de contact", "Contactpersoon", actor.contact),
        Line("Heures d'ouverture", "Openingsuren", actor.opening_hours),
        Line("Langues parlées", "Gesproken talen", ", ".join(row.name for row in actor.languages)),
        Line("Publics", "Doelgroepen", actor.publics),
        Line("Particularités", "Bijzonderheden", actor.specifics, actor.specifics_nl),
        _capacity(actor),
        Line("Bruxelles Social", "Sociaal Brussel", actor.directory_url),
        Line(
            "Vérifié le", "Nagekeken op", day_short(actor.verified_on) if actor.verified_on else ""
        ),
    )
    return [line for line in every if line.text or line.dutch]


def _place(actor: Actor) -> str:
    parts = [actor.address, actor.commune.name if actor.commune else ""]
    quarter = f" ({actor.neighbourhood.name})" if actor.neighbourhood else ""
    return ", ".join(part for part in parts if part) + quarter


def _capacity(actor: Actor) -> Line:
    if not actor.capacity:
        return Line("", "", "")
    french, dutch = CAPACITIES[Capacity(actor.capacity)]
    on = f" ({day_short(actor.capacity_on)})" if actor.capacity_on else ""
    note = f" : {actor.capacity_note}" if actor.capacity_note else ""
    return Line("Capacité", "Capaciteit", f"{french}{on}{note}", f"{dutch}{on}")
