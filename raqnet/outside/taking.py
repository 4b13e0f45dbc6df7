"""Taking what waits: all that was decided, or nothing; and nothing that was not shown.

What is somebody else's is never touched. Services change the session; the caller commits once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from raqnet import clock
from raqnet.calendar import dates, many, services
from raqnet.calendar.models import Action, ActionChange, Occurrence
from raqnet.calendar.recurrence import RuleError
from raqnet.db import db
from raqnet.outside import continuing, dividing, matching, queries, removed, updating
from raqnet.outside.choosing import Choices
from raqnet.outside.continuing import Apart
from raqnet.outside.models import (
    CalendarImport,
    CalendarImportLine,
    ImportedEvent,
    LineState,
    OutsideCalendar,
)
from raqnet.outside.parts import SINCE, Part
from raqnet.outside.queries import TAKEN, Bringer


@dataclass
class Outcome:
    """What was done with an import: lines taken by what they were, and those to look at again."""

    new: int = 0
    changed: int = 0
    divided: int = 0
    gone: int = 0
    left: int = 0

    def count(self, state: LineState, lines: int) -> None:
        """Add lines of a state."""
        setattr(self, state, getattr(self, state) + lines)


Tell = Callable[[int], None]
_STATE = CalendarImportLine.state
_MATCHED = (LineState.NEW, LineState.CHANGED, LineState.DIVIDED)  # with what is there
# What is written and then let go, so that ten thousand events need no more room than some hundreds.
_PASSING = (Action, ActionChange, Occurrence, ImportedEvent, CalendarImportLine)


def _nobody(_done: int) -> None:
    """Who hears of progress where nobody does."""


def take(user: Bringer, row: CalendarImport, tell: Tell = _nobody) -> Outcome:
    """Take every line that is not left out, as it was shown; the import is over then.

    What has come to be something else since it was shown stays, to be looked at again.
    """
    held, refused = _look_again(row), set[int]()
    taker, outcome = _Taker(user, row), Outcome()
    for state in TAKEN:
        for lines in queries.each_line(row.id, state):
            shown = [line for line in lines if line.id not in held]
            not_so = taker.take(state, shown)
            outcome.count(state, len(shown) - len(not_so))
            refused |= not_so
            tell(len(shown))
    still = {line_id: state for line_id, state in held.items() if state != LineState.SAME}
    still |= dict.fromkeys(refused, LineState.UNREADABLE)
    outcome.left = len(still)
    _finish(row, still)
    return outcome


def _look_again(row: CalendarImport) -> dict[int, LineState]:
    """The lines that are no longer what was shown, and what they are now."""
    shown = select(CalendarImportLine).where(
        CalendarImportLine.import_id == row.id,
        CalendarImportLine.state.in_(_MATCHED),
    )
    columns = (CalendarImportLine.id, CalendarImportLine.uid, CalendarImportLine.mark)
    lines = db.session.execute(shown.with_only_columns(*columns, CalendarImportLine.state)).all()
    there = matching.known(row.user_id, [line.uid for line in lines])
    now = {line.id: matching.state(line.mark, there.get(line.uid)) for line in lines}
    return {line.id: now[line.id] for line in lines if now[line.id] != line.state}


def _finish(row: CalendarImport, still: Mapping[int, LineState]) -> None:
    """Forget what is done; what is still to be decided stays as it is now."""
    remember(row)
    mine = CalendarImportLine.import_id == row.id
    db.session.execute(delete(CalendarImportLine).where(mine, CalendarImportLine.id.not_in(still)))
    if still:
        states = [
            {"id": line_id, "state": state, "reason": _reason(state)}
            for line_id, state in still.items()
        ]
        db.session.execute(update(CalendarImportLine), states)
        ours = update(CalendarImportLine).where(mine, _STATE == LineState.DIVIDED)
        db.session.execute(ours.values(left_out=True))  # until its owner says otherwise
    else:
        db.session.delete(row)


def _reason(state: LineState) -> str:
    """Why what was shown could not be taken, if so."""
    return matching.REFUSED if state == LineState.UNREADABLE else ""


def remember(row: CalendarImport, everything: bool = False) -> None:
    """Of a followed calendar, note what its owner does not want or has seen to be unreadable,
    until it changes there."""
    if row.outside_id is None:
        return
    calendar = db.session.get_one(OutsideCalendar, row.outside_id)
    lines = select(CalendarImportLine).where(CalendarImportLine.import_id == row.id)
    if not everything:
        lines = lines.where(
            or_(CalendarImportLine.left_out.is_(True), _STATE == LineState.UNREADABLE)
        )
    columns = (CalendarImportLine.uid, CalendarImportLine.mark, CalendarImportLine.state)
    found = db.session.execute(lines.with_only_columns(*columns, CalendarImportLine.reason))
    told_of = {line.uid: told(line.mark, line.state, line.reason) for line in found}
    removed.keep(calendar, told_of)


def told(mark: str, state: str, reason: str) -> str:
    """What a line says, as it is remembered."""
    if state == LineState.DIVIDED:
        return f"{state}:{mark}"  # ours is kept, of this version
    if state == LineState.GONE:
        return state
    return mark if reason in ("", matching.REFUSED) else reason


class _Taker:
    """Takes lines for one person."""

    def __init__(self, user: Bringer, row: CalendarImport) -> None:
        self._user, self._outside_id = user, row.outside_id
        self._choices = Choices(user, row)

    def take(self, state: LineState, lines: Sequence[CalendarImportLine]) -> set[int]:
        """Take lines of one state; gives those that cannot be taken as they are."""
        refused = set[int]()
        if state == LineState.NEW:
            self._create([(line, part) for line in lines for part in _parts(line)])
        else:
            brought = queries.brought(self._user.id, [line.uid for line in lines])
            for line in lines:
                found = {row.key: row for row in brought.get(line.uid, ())}
                parts = _parts(line) if state != LineState.GONE else []
                if not self._updated(line, parts, found):
                    refused.add(line.id)
        db.session.flush()
        for each in [each for each in db.session if isinstance(each, _PASSING)]:
            db.session.expunge(each)
        return refused

    def _create(
        self,
        parts: Sequence[tuple[CalendarImportLine, Part]],
        lacking: Mapping[str, Apart] = MappingProxyType({}),
    ) -> None:
        """New actions; `lacking`: what those that continue a series here have not, by key."""
        rows = [
            self._choices.values(line, part)
            | updating.when(part, lacking[part.key].without if part.key in lacking else ())
            for line, part in parts
        ]
        first = dict[str, int]()
        for action, (line, part) in zip(many.create(self._user.id, rows), parts, strict=True):
            if part.key in lacking:
                action.continues_id = lacking[part.key].continues_id
            elif part.key.startswith(SINCE):  # new with the series that it continues
                action.continues_id = first.get(line.uid)
            first.setdefault(line.uid, action.id)
            db.session.add(
                ImportedEvent(
                    action_id=action.id, uid=line.uid, outside_id=self._outside_id, key=part.key,
                    mark=line.mark, said=part.as_json(),
                )
            )  # fmt: skip
            if part.cancelled:
                services.cancel(action, _cancelled(), self._user.id)
            changed = {each.key: each for each in part.dates}
            updating.follow_dates(action, {}, changed, part, self._user.id, _cancelled())

    def _updated(
        self, line: CalendarImportLine, parts: Sequence[Part], found: dict[str, ImportedEvent]
    ) -> bool:
        """Update, or leave all of it as it was; False where that cannot be done here."""
        try:
            with db.session.begin_nested():
                self._update(line, parts, found)
        except RuleError:
            return False
        return True

    def _update(
        self, line: CalendarImportLine, parts: Sequence[Part], found: dict[str, ImportedEvent]
    ) -> None:
        """What is there follows what is said now; what is said no more is cancelled."""
        if line.state == LineState.DIVIDED:
            self._reunite(found.values())
        lacking = continuing.fit(found, parts, self._user.id)
        new = [part for part in parts if part.key not in found]
        empty = [
            part for part in new
            if part.key in lacking and not updating.gives(part, lacking[part.key].without)
        ]  # fmt: skip
        self._create([(line, part) for part in new if part not in empty], lacking)
        removed.leave(self._outside_id, line.uid, {part.key: part.title for part in empty})
        for part in parts:
            if part.key in found:
                self._follow(found.pop(part.key), line, part)
        self._end(found.values())

    def _reunite(self, rows: Collection[ImportedEvent]) -> None:
        """What was divided here is one again, as its calendar had said before."""
        divided = dividing.parts_of([row.action_id for row in rows])
        for row in rows:
            if parts := divided.get(row.action_id):
                said = Part.from_json(row.said)
                dividing.reunite(dates.whole(row.action_id), said, self._user.id, parts)

    def _follow(self, row: ImportedEvent, line: CalendarImportLine, part: Part) -> None:
        action, old = dates.whole(row.action_id), Part.from_json(row.said)
        said = updating.continued(action, old, part)
        updating.follow(action, old, part, self._user.id, _cancelled())
        row.mark, row.said, row.at = line.mark, said.as_json(), clock.now()
        row.outside_id = self._outside_id or row.outside_id

    def _end(self, rows: Iterable[ImportedEvent]) -> None:
        """Cancel what is to come and is no longer in its own calendar."""
        for row in rows:
            action = dates.whole(row.action_id)
            if action.last_ends_at > clock.now():
                services.cancel(action, _("N'est plus dans l'agenda d'origine"), self._user.id)


def _cancelled() -> str:
    return _("Annulé dans l'agenda d'origine")


def _parts(line: CalendarImportLine) -> list[Part]:
    return [Part.from_json(each) for each in line.details["parts"]]
