"""Every figure by its name, which is its address for ever, and the function that counts it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.access import COLLEAGUES, Role
from raqnet.research import counting_actions
from raqnet.research.figure import Figure
from raqnet.research.reader import Reader
from raqnet.research.spans import Question

Counter = Callable[["Entry", Question], Figure]


@dataclass(frozen=True)
class Theme:
    """A part of the page of figures."""

    name: str
    title: Any


@dataclass(frozen=True)
class Entry:
    """A figure that can be asked for."""

    name: str
    title: Any
    theme: str
    count: Counter
    filters: tuple[str, ...]  # the scope's filters that mean something to it
    roles: frozenset[Role] = COLLEAGUES | {Role.HOST}
    about_people: bool = False


THEMES = (
    Theme("actions", _l("Actions collectives")),
    Theme("interventions", _l("Interventions")),
    Theme("actors", _l("Acteurs locaux")),
    Theme("relays", _l("Relais")),
    Theme("team", _l("Équipe")),
)
PLACES = ("commune", "zone", "neighbourhood", "organisation", "mission")

_ENTRIES = (
    Entry("actions-par-commune", _l("Actions collectives par commune"), "actions",
          counting_actions.by_commune, PLACES),
    Entry("actions-par-mois", _l("Actions collectives par mois"), "actions",
          counting_actions.per_month, PLACES),
    Entry("actions-par-activite", _l("Part de chaque activité dans les actions collectives"),
          "actions", counting_actions.by_activity, PLACES),
    Entry("actions-par-mission-et-mode", _l("Actions collectives par mission et mode"), "actions",
          counting_actions.by_mission_and_mode, PLACES),
    Entry("actions-social-sante", _l("Actions en social et santé"), "actions",
          counting_actions.social, PLACES),
    Entry("actions-covid", _l("Actions contre le Covid"), "actions",
          counting_actions.covid, PLACES),
    Entry("actions-covid-activites", _l("Actions contre le Covid, par activité"), "actions",
          counting_actions.covid_activities, PLACES),
)  # fmt: skip
FIGURES = {entry.name: entry for entry in _ENTRIES}


def find(name: str, reader: Reader) -> Entry | None:
    """The figure of this name, where this person may read it."""
    entry = FIGURES.get(name)
    return entry if entry and reader.role in entry.roles else None
