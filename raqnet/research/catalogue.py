"""Every figure by its name, which is its address for ever, and the function that counts it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.access import COLLEAGUES, Role
from raqnet.research import (
    counting_actions,
    counting_actors,
    counting_crossed,
    counting_evaluations,
    counting_interventions,
    counting_relays,
    counting_team,
)
from raqnet.research.figure import Figure
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
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

    def ignored(self, scope: Scope) -> tuple[str, ...]:
        """The filters of a scope that mean nothing to it: it is counted without them."""
        return tuple(name for name in scope.set() if name not in self.filters)


THEMES = (
    Theme("actions", _l("Actions collectives")),
    Theme("interventions", _l("Interventions")),
    Theme("actors", _l("Acteurs locaux")),
    Theme("relays", _l("Relais")),
    Theme("team", _l("Équipe")),
    Theme("crossed", _l("Tableaux croisés")),
)
PLACES = ("commune", "zone", "neighbourhood", "organisation", "mission")
AROUND = ("commune", "zone", "neighbourhood")
HOSTED = ("organisation",)
PEOPLE = ("commune", "zone", "neighbourhood", "organisation")

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
    Entry("interventions-par-mois", _l("Interventions par mois"), "interventions",
          counting_interventions.per_month, PEOPLE, about_people=True),
    Entry("interventions-premier-contact", _l("Qui est à l'origine de la rencontre"),
          "interventions", counting_interventions.initiators, PEOPLE, about_people=True),
    Entry("interventions-lieux", _l("Lieux des interventions"), "interventions",
          counting_interventions.places, PEOPLE, about_people=True),
    Entry("interventions-thematiques", _l("Thématiques des interventions"), "interventions",
          counting_interventions.themes, PEOPLE, about_people=True),
    Entry("interventions-actes", _l("Ce qui a été fait"), "interventions",
          counting_interventions.deeds, PEOPLE, about_people=True),
    Entry("interventions-non-recours", _l("Formes de non-recours"), "interventions",
          counting_interventions.non_recours, PEOPLE, about_people=True),
    Entry("interventions-obstacles", _l("Obstacles à l'accès"), "interventions",
          counting_interventions.barriers, PEOPLE, about_people=True),
    Entry("interventions-langues", _l("Langues des interventions"), "interventions",
          counting_interventions.languages, PEOPLE, about_people=True),
    Entry("sorties-autres-langues", _l("Autres langues parlées lors de sorties"), "interventions",
          counting_interventions.also_spoken, PEOPLE, COLLEAGUES, about_people=True),
    Entry("interventions-quartiers", _l("Interventions par quartier"), "interventions",
          counting_interventions.neighbourhoods, PEOPLE, about_people=True),
    Entry("personnes-presentes", _l("Personnes présentes aux actions collectives"), "actions",
          counting_evaluations.present, PLACES),
    Entry("actions-langues", _l("Langues parlées dans les actions collectives"), "actions",
          counting_evaluations.languages, PLACES),
    Entry("evaluations-tendances", _l("Ce que disent les évaluations, mois par mois"), "actions",
          counting_evaluations.trends, PLACES, COLLEAGUES),
    Entry("acteurs-types", _l("Types d'acteurs locaux"), "actors",
          counting_actors.types, AROUND),
    Entry("acteurs-zone", _l("Acteurs dans la zone et hors de la zone"), "actors",
          counting_actors.zones, AROUND),
    Entry("acteurs-premier-contact", _l("Qui a pris contact le premier"), "actors",
          counting_actors.initiators, AROUND),
    Entry("acteurs-connus-par", _l("Comment les acteurs ont été connus"), "actors",
          counting_actors.known_through, AROUND),
    Entry("acteurs-premiers-resultats", _l("Ce que le premier contact a donné"), "actors",
          counting_actors.outcomes, AROUND),
    Entry("acteurs-refus", _l("Pourquoi des acteurs ont refusé"), "actors",
          counting_actors.refusals, AROUND),
    Entry("relais-etats", _l("Où en sont les relais"), "relays",
          counting_relays.states, HOSTED, about_people=True),
    Entry("relais-echecs", _l("Pourquoi des relais échouent"), "relays",
          counting_relays.failures, HOSTED, about_people=True),
    Entry("relais-saturation", _l("Services où des relais échouent"), "relays",
          counting_relays.saturation, PEOPLE, about_people=True),
    Entry("intervisions", _l("Intervisions, en nombres"), "team",
          counting_team.intervisions, (), COLLEAGUES),
    Entry("partage-80-20", _l("Partage entre le projet et les hébergeurs"), "team",
          counting_team.shares, (), COLLEAGUES),
    Entry("tableau-croise", _l("Tableau croisé des actions collectives"), "crossed",
          counting_crossed.actions, PLACES, COLLEAGUES),
    Entry("tableau-croise-interventions", _l("Tableau croisé des interventions"), "crossed",
          counting_crossed.interventions, PEOPLE, COLLEAGUES, about_people=True),
)  # fmt: skip
FIGURES = {entry.name: entry for entry in _ENTRIES}


def find(name: str, reader: Reader) -> Entry | None:
    """The figure of this name, where this person may read it."""
    entry = FIGURES.get(name)
    return entry if entry and reader.role in entry.roles else None
