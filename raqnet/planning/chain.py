"""A project's chain as its page shows it: each step with its dates and tasks, what remains."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from raqnet import clock
from raqnet.calendar.listing import Entry
from raqnet.planning.models import ProjectStep, ProjectTask

Dates = Mapping[int | None, list[Entry]]


class Link(NamedTuple):
    """A step, its dates in order of time, what there is to do for it, how many dates it misses."""

    step: ProjectStep
    dates: list[Entry]
    tasks: list[ProjectTask]
    missing: int

    @property
    def is_done(self) -> bool:
        """Has it had its dates, and is nothing left to do?"""
        held = [each for each in self.dates if each.state != "cancelled"]
        open_tasks = any(each.done_at is None for each in self.tasks)
        return bool(held) and not self.missing and not open_tasks and not _ahead(held)


class Left(NamedTuple):
    """What remains of a project, in numbers."""

    tasks: int
    dates: int
    evaluations: int


def links(steps: Iterable[ProjectStep], dates: Dates, tasks: Iterable[ProjectTask]) -> list[Link]:
    """Each step of a chain."""
    told = list(tasks)
    return [
        Link(
            step,
            dates.get(step.id, []),
            [task for task in told if task.step_id == step.id],
            max(step.times - _count(dates.get(step.id, [])), 0),
        )
        for step in steps
    ]


def left(chain: list[Link], tasks: Iterable[ProjectTask], dates: Dates) -> Left:
    """What remains of it all."""
    every = [entry for entries in dates.values() for entry in entries]
    return Left(
        sum(task.done_at is None for task in tasks),
        sum(link.missing for link in chain),
        sum(entry.state == "todo" for entry in every),
    )


def _count(dates: list[Entry]) -> int:
    return sum(each.state != "cancelled" for each in dates)


def _ahead(dates: list[Entry]) -> bool:
    """Is one of these still to come, or to be evaluated?"""
    now = clock.now()
    return any(each.state == "todo" or each.ends_at > now for each in dates)
