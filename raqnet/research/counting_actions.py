"""Figures of the calendar: each date of a collective action that was not cancelled counts once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet.calendar.models import Action, Activity, Mission
from raqnet.calendar.words import MODES
from raqnet.people.models import Commune
from raqnet.research import counting, held, missions, names, series
from raqnet.research.counting import Numbers, Table, Tally
from raqnet.research.figure import Figure, Row
from raqnet.research.missions import Cell
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

Listing = Callable[[int], str]
# The missions that the report tells of, by the codes that they keep whatever they are called.
SOCIAL, COVID = "social_sante", "covid"


def by_commune(entry: "Entry", question: Question) -> Figure:
    """How many actions each commune had."""
    source = partial(held.collective, question)
    counted = counting.tally(question, source, held.within, Action.commune_id)
    known = names.of(question, Commune)
    rows = counting.rows(counted, known, held.listing(question, "commune"))
    places = sum(1 for row in rows if row.known and row.values[0])
    rest = ngettext("dans %(num)s commune", "dans %(num)s communes", places)
    notes = names.told(known, counting.present(question, counted))
    return _made(entry, question, _("Commune"), rows, rest, notes)


def by_activity(entry: "Entry", question: Question) -> Figure:
    """Which share of the actions each activity had."""
    listing = held.listing(question, "activity")
    return _of_activities(entry, question, missions.by_activity(question), listing)


def social(entry: "Entry", question: Question) -> Figure:
    """The actions of the mission social / health, by activity: the report's titles."""
    cells = _of_mission(question, SOCIAL)
    counted = missions.tally(cells, lambda cell: cell.activity_id)
    return _of_activities(entry, question, counted, _listing(question, cells))


def _of_activities(entry: "Entry", question: Question, counted: Tally, url: Listing) -> Figure:
    known = names.of(question, Activity)
    rows = counting.rows(counted, known, url)
    titles = sum(1 for row in rows if row.known and row.values[0])
    rest = ngettext("en %(num)s titre", "en %(num)s titres", titles)
    notes = names.told(known, counting.present(question, counted))
    return _made(entry, question, _("Activité"), rows, rest, notes, shares=True)


def covid(entry: "Entry", question: Question) -> Figure:
    """The actions against Covid: support of what exists, and the workers' own."""
    rows = tuple(_by_mode(question, _of_mission(question, COVID)))
    parts = [f"{row.values[0]} {_mode_words(row.key)}" for row in rows if row.values[0]]
    rest = _("contre le Covid : %(parts)s", parts=", ".join(parts))
    return _made(entry, question, _("Mode"), rows, rest, shares=True)


def covid_activities(entry: "Entry", question: Question) -> Figure:
    """The same by activity, under each mode."""
    cells, known = _of_mission(question, COVID), names.of(question, Activity)
    rows: list[Row] = []
    for mode in _by_mode(question, cells):
        inner = [cell for cell in cells if _mode_key(cell.mode) == mode.key]
        by_activity = missions.tally(inner, lambda cell: cell.activity_id)
        listing = _listing(question, cells, mode=mode.key) if mode.known else None
        rows += _under(mode, counting.rows(by_activity, known, listing))
    titles = len({cell.activity_id for cell in cells if cell.values[0]})
    rest = ngettext(
        "contre le Covid, en %(num)s titre", "contre le Covid, en %(num)s titres", titles
    )
    return _made(entry, question, _("Activité"), tuple(rows), rest, shares=True)


def by_mission_and_mode(entry: "Entry", question: Question) -> Figure:
    """Each mission with its modes: an action of two missions stands under both."""
    cells = missions.cells(question)
    order = sorted({(cell.mission_id is None, cell.place, cell.mission_id) for cell in cells})
    rows: list[Row] = []
    for _none, _place, id_ in order:
        inner = [cell for cell in cells if cell.mission_id == id_]
        name = inner[0].mission or _("Sans mission")
        rows += _under(Row(str(id_ or counting.UNKNOWN_KEY), name, ()), _by_mode(question, inner))
    number = sum(1 for none, _place, _id in order if not none)
    rest = ngettext("dans %(num)s mission", "dans %(num)s missions", number)
    counted = {cell.mission_id for cell in cells if counting.whole(question, cell.values)}
    notes = names.told(names.of(question, Mission), counted)
    return _made(entry, question, _("Mission et mode"), tuple(rows), rest, notes, shares=True,
                 totals=missions.totals(question))  # fmt: skip


def per_month(entry: "Entry", question: Question) -> Figure:
    """How many actions each month had, and the same month a year before."""
    counted = series.of_dates(question, held.collective, series.all_three(question))
    rows = series.rows(question, counted, lambda part: held.listed(question, part))
    table = Table(
        _("Mois"), _("actions"), _("Actions"), rows, "", held.source(),
        notes=held.notes(question), sums=missions.cancelled(question), by_time=True,
    )  # fmt: skip
    return series.made(entry, question, table, held.sentence, counted[series.previous(question)][0])


# What they share ---------------------------------------------------------------------------------


def _of_mission(question: Question, code: str) -> list[Cell]:
    return [cell for cell in missions.cells(question) if cell.code == code]


def _listing(question: Question, cells: Sequence[Cell], **filters: str) -> Listing:
    """Where the actions of each activity are listed, all cells being of one mission."""
    mission = cells[0].mission_id if cells else None
    return held.listing(question, "activity", mission=mission, **filters)


def _by_mode(question: Question, cells: Sequence[Cell]) -> list[Row]:
    """Of one mission: support first, then the workers' own, then those of which nobody said."""
    counted = missions.tally(cells, lambda cell: _mode_key(cell.mode))
    mission = cells[0].mission_id if cells else None
    rows = [
        Row(str(key), str(MODES[key]), counted[key],
            url=held.listed(question, mission=mission, mode=key) if mission else "")
        for key in MODES if key in counted
    ]  # fmt: skip
    if counting.UNKNOWN_KEY in counted:
        unknown = counted[counting.UNKNOWN_KEY]
        rows.append(Row(counting.UNKNOWN_KEY, _("Non renseigné"), unknown, known=False))
    return rows


def _mode_key(mode: str | None) -> str:
    return mode if mode in MODES else counting.UNKNOWN_KEY


def _mode_words(key: str) -> str:
    words: Mapping[str, str] = {
        "renfort": _("en renfort d'un dispositif existant"),
        "initiative": _("à l'initiative des RAQ"),
    }
    return words.get(key, _("de mode non renseigné"))


def _under(above: Row, rows: Any) -> list[Row]:
    """Rows of the second level, under the name of the first."""
    return [
        Row(f"{above.key}-{row.key}", row.name, row.values, row.known, row.url, above.name)
        for row in rows
    ]


def _made(
    entry: "Entry",
    question: Question,
    heading: str,
    rows: tuple[Row, ...],
    rest: str,
    notes: tuple[str, ...] = (),
    shares: bool = False,
    totals: Numbers | None = None,
) -> Figure:
    count = counting.whole(question, totals or counting.total(question, _values(rows)))
    sums = (*missions.explained(question), *missions.cancelled(question))
    table = Table(
        heading, _("actions"), _("Actions"), rows, held.sentence(count, rest), held.source(),
        totals, (*notes, *held.notes(question)), sums, shares,
    )  # fmt: skip
    return counting.made(entry, question, table)


def _values(rows: tuple[Row, ...]) -> list[Any]:
    return [row.values for row in rows]
