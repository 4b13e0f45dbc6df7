"""What the owners of cases will do: their lines of action as they read them, and what they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.intervision import queries, texts
from raqnet.intervision.models import ActionLine, Intervision


@dataclass(frozen=True)
class Line:
    """A line, opened; `owner` is told where it is another's."""

    id: int
    what: str
    due_on: date | None
    done_at: datetime | None
    shared: bool
    owner: str = ""

    @property
    def done(self) -> bool:
        """Is it ticked off?"""
        return self.done_at is not None

    @property
    def late(self) -> bool:
        """Is its day over, and it is not done?"""
        return not self.done and self.due_on is not None and self.due_on < clock.today()


def own(user: Principal) -> list[Line]:
    """One's own lines: the open ones, the most urgent first, then what was ticked off today."""
    return _opened(queries.own_lines(user))


def of_session(user: Principal, intervision: Intervision) -> list[Line]:
    """One's own lines of a session, the open ones first."""
    return _opened(queries.own_lines_of(user, intervision))


def _opened(rows: Iterable[ActionLine]) -> list[Line]:
    return sorted((_line(row) for row in rows), key=lambda line: line.done)


def shared(user: Principal, intervision: Intervision) -> list[Line]:
    """Others' open lines of a session, told by their owners to those who were there."""
    return [
        _line(row, row.case.owner.name)
        for row in queries.shared_lines(user, intervision)
        if row.case.owner is not None and row.case.owner.user_id != user.id
    ]


def _line(row: ActionLine, owner: str = "") -> Line:
    what = texts.read_line(row)
    return Line(row.id, what, row.due_on, row.done_at, row.shared, owner)


def tick(line: ActionLine) -> None:
    """It is done; ticked twice, the first time counts."""
    line.done_at = line.done_at or clock.now()


def reopen(line: ActionLine) -> None:
    """It is not done, after all."""
    line.done_at = None


def share(line: ActionLine, shared: bool) -> None:
    """Tell it to those who were there when they meet again, or keep it to oneself."""
    line.shared = shared


def drop(line: ActionLine) -> None:
    """Forget it for good."""
    db.session.delete(line)
