"""What collective actions are of: activity, missions, mode; one query that several figures share.

An action may serve several missions, or none: their sums and the total differ, and notes say by how
much, and which activities make the difference.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select

from raqnet.calendar.models import Action, Activity, Mission, Status, action_missions
from raqnet.research import counting, held, names
from raqnet.research.counting import Numbers, Tally
from raqnet.research.spans import Question

MOST_NAMES = 5


class Cell(NamedTuple):
    """How many actions of one activity and mode serve a mission; `number`: how many they serve."""

    activity_id: int | None
    mission_id: int | None
    mode: str | None
    number: int
    cancelled: bool
    mission: str | None
    code: str | None
    place: int
    values: Numbers


def cells(question: Question) -> list[Cell]:
    """Those that were not cancelled."""
    return [cell for cell in _every(question) if not cell.cancelled]


def cancelled(question: Question) -> tuple[str, ...]:
    """How many dates were cancelled, where any were."""
    left = [each for each in _every(question) if each.cancelled]
    count = counting.whole(question, _once(question, left))
    if not count:
        return ()
    told = ngettext(
        "%(num)s date annulée n'est pas comptée.",
        "%(num)s dates annulées ne sont pas comptées.", count,
    )  # fmt: skip
    return (told,)


def _every(question: Question) -> list[Cell]:
    return question.once("missions", lambda: _read(question))


def _read(question: Question) -> list[Cell]:
    number = func.count(action_missions.c.mission_id).label("number")
    serves = select(action_missions.c.action_id, number).group_by(action_missions.c.action_id)
    served = serves.subquery()
    keys = (
        Action.activity_id, action_missions.c.mission_id, Action.mode, served.c.number,
        Action.status, Mission.name, Mission.code, Mission.position,
    )  # fmt: skip
    counted = counting.tally(question, partial(_planned, question, served), held.within, *keys)
    return [_cell(key, values) for key, values in counted.items()]


def _planned(question: Question, served: Any, days: ColumnElement[bool]) -> Select[Any]:
    """Dates once for each mission that they serve."""
    return (
        held.planned(question, days)
        .outerjoin(served, served.c.action_id == Action.id)
        .outerjoin(action_missions, action_missions.c.action_id == Action.id)
        .outerjoin(Mission, Mission.id == action_missions.c.mission_id)
    )


def _cell(key: Any, values: Numbers) -> Cell:
    activity_id, mission_id, mode, number, status, mission, code, place = key
    is_cancelled = status == Status.CANCELLED
    return Cell(
        activity_id, mission_id, mode, number or 0, is_cancelled, mission, code, place or 0, values
    )


def tally(cells_: Iterable[Cell], key: Callable[[Cell], Any]) -> Tally:
    """The sums by some key, for cells that count nothing twice."""
    found: Tally = {}
    for cell in cells_:
        known = found.get(key(cell))
        found[key(cell)] = counting.plus(known, cell.values) if known else cell.values
    return found


def by_activity(question: Question) -> Tally:
    """Each action once, under its activity."""
    by_id: dict[int | None, list[Cell]] = {}
    for cell in cells(question):
        by_id.setdefault(cell.activity_id, []).append(cell)
    return {id_: _once(question, inner) for id_, inner in by_id.items()}


def totals(question: Question) -> Numbers:
    """How many actions there were, each counted once."""
    return _once(question, cells(question))


def _once(question: Question, cells_: Iterable[Cell]) -> Numbers:
    """An action stands in as many cells as it has missions."""
    sums: dict[int, Numbers] = tally(cells_, lambda cell: max(cell.number, 1))
    once = [tuple(each // number for each in values) for number, values in sums.items()]
    return counting.total(question, once)


# Why the sums and the total differ ---------------------------------------------------------------


def explained(question: Question) -> tuple[str, ...]:
    """The sum of the missions beside the total, and the names that make the difference."""
    every = [cell for cell in cells(question) if counting.whole(question, cell.values)]
    several = [cell for cell in every if cell.number > 1]
    none = [cell for cell in every if not cell.number]
    if not several and not none:
        return ()
    more = sum(_count(question, several)) - counting.whole(question, _once(question, several))
    missing = sum(_count(question, none))
    parts = _parts(question, every)
    signed = [f"− {more}"] * bool(more) + [f"+ {missing}"] * bool(missing)
    told = _("Par mission : %(parts)s = %(sum)s, et %(sum)s %(rest)s = %(total)s.",
             parts=" + ".join(map(str, parts)) or "0", sum=sum(parts), rest=" ".join(signed),
             total=counting.whole(question, totals(question)))  # fmt: skip
    return (" ".join((told, *_several(question, several), *_none(question, none))),)


def _count(question: Question, cells_: Iterable[Cell]) -> list[int]:
    return [counting.whole(question, cell.values) for cell in cells_]


def _parts(question: Question, cells_: list[Cell]) -> list[int]:
    """A number per mission; a number per mode where each action of the mission has one."""
    parts: list[int] = []
    for mission in sorted({(cell.place, cell.mission_id) for cell in cells_ if cell.mission_id}):
        inner = [cell for cell in cells_ if cell.mission_id == mission[1]]
        modes = tally(inner, lambda cell: cell.mode)
        counts = {mode: counting.whole(question, values) for mode, values in modes.items()}
        told = [sum(counts.values())]
        if None not in counts:
            told = [counts[mode] for mode in sorted(counts, reverse=True)]
        parts += told
    return parts


def _several(question: Question, cells_: list[Cell]) -> list[str]:
    count = counting.whole(question, _once(question, cells_))
    told = ngettext(
        "%(num)s action sert plusieurs missions et compte dans chacune (%(names)s).",
        "%(num)s actions servent plusieurs missions et comptent dans chacune (%(names)s).",
        count, names=_named(question, cells_),
    )  # fmt: skip
    return [told] if count else []


def _none(question: Question, cells_: list[Cell]) -> list[str]:
    count = counting.whole(question, _once(question, cells_))
    told = ngettext(
        "%(num)s action n'est d'aucune mission (%(names)s).",
        "%(num)s actions ne sont d'aucune mission (%(names)s).",
        count, names=_named(question, cells_),
    )  # fmt: skip
    return [told] if count else []


def _named(question: Question, cells_: list[Cell]) -> str:
    by_name: dict[str, list[Cell]] = {}
    known = names.of(question, Activity)
    for cell in cells_:
        activity = known.get(cell.activity_id or 0)
        name = activity.name if activity else _("activité non renseignée")
        by_name.setdefault(name, []).append(cell)
    counts = {
        name: counting.whole(question, _once(question, inner)) for name, inner in by_name.items()
    }
    told = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{name} : {count}" for name, count in told[:MOST_NAMES]]
    return " ; ".join(words + ["…"] * (len(told) > MOST_NAMES))
