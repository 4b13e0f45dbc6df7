"""The fields that a cross-table sets against each other, by their words in the address.

A field says what the query groups by and what the value is called. Of a set (`is_set`) something
may have several values at once, and counts in each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, Select
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.calendar.models import Action, Activity, Mission, Occurrence, action_missions
from raqnet.calendar.words import MODES
from raqnet.i18n import pattern
from raqnet.journal.models import Intervention
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Language, Neighbourhood, Organisation, Site, Zone

Joined = Callable[[Select[Any]], Select[Any]]
MONDAY = date(2024, 1, 1)  # any Monday: weekdays are named by the days after it


def _as_is(query: Select[Any]) -> Select[Any]:
    return query


@dataclass(frozen=True, eq=False)
class Field:
    """What rows or columns are of."""

    name: str
    title: Any
    column: Any  # of the query; None where `list_name` tells which marks
    model: Any = None  # whose names its values bear
    joined: Joined = _as_is
    key: Callable[[Any], Any] | None = None  # what stands for a value that has no name
    words: Callable[[Any], str] = str  # and how it is told
    filter: str = ""  # of the calendar's list
    is_set: bool = False
    list_name: str = ""

    @property
    def type(self) -> Any:
        """Of the column; the marks of a list are told by the ids of values."""
        return Integer() if self.list_name else self.column.type

    @property
    def in_order(self) -> bool:
        """Do its values have an order of their own (time), rather than by size?"""
        return self.key in (_month, _weekday, _month_of_day)


def _month(instant: datetime) -> str:
    return f"{clock.to_local(instant):%Y-%m}"


def _month_of_day(day: date) -> str:
    return f"{day:%Y-%m}"


def _month_words(key: str) -> str:
    return pattern(date.fromisoformat(f"{key}-01"), "LLLL y")


def _weekday(instant: datetime) -> str:
    return str(clock.to_local(instant).isoweekday())


def _weekday_words(key: str) -> str:
    return pattern(MONDAY.replace(day=int(key)), "EEEE")


_ZONED = Neighbourhood.zone_id
_HOUSE = aliased(Site)  # beside the site whose kind is told
_ACTIONS = (
    Field("commune", _l("Commune"), Action.commune_id, Commune, filter="commune"),
    Field("zone", _l("Zone"), _ZONED, Zone, filter="zone",
          joined=lambda query: query.outerjoin(
              Neighbourhood, Neighbourhood.id == Action.neighbourhood_id)),
    Field("quartier", _l("Quartier"), Action.neighbourhood_id, Neighbourhood,
          filter="neighbourhood"),
    Field("activite", _l("Activité"), Action.activity_id, Activity, filter="activity"),
    Field("mission", _l("Mission"), action_missions.c.mission_id, Mission, filter="mission",
          is_set=True, joined=lambda query: query.outerjoin(
              action_missions, action_missions.c.action_id == Action.id)),
    Field("mode", _l("Mode"), Action.mode, key=str, words=lambda key: str(MODES.get(key, key)),
          filter="mode"),
    Field("hebergeur", _l("Hébergeur"), _HOUSE.organisation_id, Organisation,
          filter="organisation",
          joined=lambda query: query.outerjoin(_HOUSE, _HOUSE.id == Action.site_id)),
    Field("type-hebergeur", _l("Type d'hébergeur"), Site.kind, key=str,
          joined=lambda query: query.outerjoin(Site, Site.id == Action.site_id)),
    Field("mois", _l("Mois"), Occurrence.starts_at, key=_month, words=_month_words),
    Field("jour", _l("Jour de la semaine"), Occurrence.starts_at, key=_weekday,
          words=_weekday_words),
)  # fmt: skip
_INTERVENTIONS = (
    Field("lieu", _l("Lieu"), Intervention.place_id, ListValue),
    Field("origine", _l("Origine de la rencontre"), Intervention.initiator_id, ListValue),
    Field("thematique", _l("Thématique"), None, ListValue, is_set=True, list_name="theme"),
    Field("acte", _l("Ce qui a été fait"), None, ListValue, is_set=True, list_name="deed"),
    Field("non-recours", _l("Forme de non-recours"), None, ListValue, is_set=True,
          list_name="non_recours"),
    Field("obstacle", _l("Obstacle"), None, ListValue, is_set=True, list_name="barrier"),
    Field("quartier", _l("Quartier"), Intervention.neighbourhood_id, Neighbourhood),
    Field("langue", _l("Langue"), Intervention.language_id, Language),
    Field("mois", _l("Mois"), Intervention.happened_on, key=_month_of_day, words=_month_words),
)  # fmt: skip
ACTIONS: Mapping[str, Field] = {each.name: each for each in _ACTIONS}
INTERVENTIONS: Mapping[str, Field] = {each.name: each for each in _INTERVENTIONS}
# The fields that each cross-table knows, by its name.
OF = {"tableau-croise": ACTIONS, "tableau-croise-interventions": INTERVENTIONS}
# Of rows, then of columns, where the address names none.
FIRST = {
    "tableau-croise": ("commune", "mission"),
    "tableau-croise-interventions": ("lieu", "origine"),
}
