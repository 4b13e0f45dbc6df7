"""The lines of an import as a page shows them: what each says, and what of it would change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from raqnet.calendar import dates, details, history, previews, repetition
from raqnet.calendar.models import Action
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.words import KINDS
from raqnet.clock import INSTANT
from raqnet.db import db
from raqnet.i18n import full_day, hour
from raqnet.outside import dividing, matching, queries, updating, words
from raqnet.outside.models import CalendarImportLine, ImportedEvent, LineState
from raqnet.outside.parts import Part

_THERE = (matching.THEIRS, matching.OURS)
_KNOWN = (LineState.CHANGED, LineState.DIVIDED, LineState.GONE)
Difference = tuple[str, str, str]  # a field, what is there, what comes in its place


@dataclass
class Shown:
    """A line in words."""

    line: CalendarImportLine
    title: str
    when: str = ""
    place: str = ""
    reason: str = ""
    remarks: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # what a series was divided into here
    url: str = ""  # of what is there already
    choices: str = ""  # what was chosen for it alone

    @property
    def is_open(self) -> bool:
        """May it be taken or left out?"""
        return self.line.state in queries.TAKEN


def lines(user_id: int, rows: Sequence[CalendarImportLine]) -> list[Shown]:
    """Lines of a page, in a few queries more than they took, however many they are."""
    known = [line.uid for line in rows if line.state in _KNOWN]
    brought = queries.brought(user_id, known) if known else {}
    actions = _actions(row.action_id for found in brought.values() for row in found)
    asked = [line.uid for line in rows if line.state == LineState.DIVIDED]
    divided = dividing.parts_of([row.action_id for uid in asked for row in brought.get(uid, ())])
    return [_shown(line, brought.get(line.uid, []), actions, divided) for line in rows]


def _actions(ids: Iterable[int]) -> dict[int, Action]:
    some = list(ids)
    if not some:
        return {}
    rows = db.session.scalars(select(Action).where(Action.id.in_(some)).options(*WHOLE)).unique()
    return {action.id: action for action in rows}


def _shown(
    line: CalendarImportLine,
    brought: Sequence[ImportedEvent],
    actions: Mapping[int, Action],
    divided: Mapping[int, Sequence[Action]],
) -> Shown:
    found = [(row, actions[row.action_id]) for row in brought if row.action_id in actions]
    parts = [Part.from_json(told) for told in line.details.get("parts", ())]
    made = Shown(line, parts[0].title if parts else str(line.details.get("title", "")))
    made.title = made.title or _("Sans titre")
    if parts:
        made.when, made.place = when(parts), parts[0].place
    if line.reason:
        made.reason = words.reason(line.reason)
    said = line.details.get("remarks", ())
    made.remarks = [str(words.REMARKS[code]) for code in said if made.is_open or code in _THERE]
    if line.choices:
        made.choices = str(KINDS[line.choices["kind"]])
    if found:
        made.url = url_for("calendar.action", action_id=found[0][0].action_id)
    if line.state in (LineState.CHANGED, LineState.DIVIDED):
        made.differences = _differences(parts, found, divided)
    made.parts = [_words(each) for _row, action in found for each in divided.get(action.id, ())]
    return made


def _words(action: Action) -> str:
    """A part of a series: its title, its first date, how it goes on, where it is."""
    rule = repetition.words(str(action.rrule), action.exdates)
    said = (action.title, full_day(action.starts_at), hour(action.starts_at), rule, action.place)
    return ", ".join(filter(None, said))


def replaced(user_id: int, line: CalendarImportLine) -> list[previews.Group]:
    """What its calendar's version of a divided series makes of its dates. Errors: RuleError."""
    said = {part["key"]: Part.from_json(part) for part in line.details["parts"]}
    groups: list[previews.Group] = []
    for row in queries.brought(user_id, [line.uid]).get(line.uid, ()):
        if row.key in said:
            action, old = dates.whole(row.action_id), Part.from_json(row.said)
            new = updating.continued(action, old, said[row.key])
            version = dividing.preview(action, old, new)
            teller = previews.Teller(action.all_day, new.all_day, version.plan.spoken_of)
            groups += teller.groups(version.plan)
    return groups


def parts_of(line: CalendarImportLine) -> list[tuple[str, str]]:
    """Each action that a line becomes, and each date that differs: its title and when it is."""
    parts = [Part.from_json(told) for told in line.details.get("parts", ())]
    rows = [row for part in parts for row in (part, *part.dates)]
    return [(row.title or _("Sans titre"), when([row])) for row in rows]


def when(parts: Sequence[Part]) -> str:
    """When it takes place: the first date, and how it goes on."""
    first, *others = parts
    then = [each for each in others if each.rrule]
    said = [_repeated(first), *(_("puis %(when)s", when=_repeated(each)) for each in then)]
    if more := len(others) - len(then):
        said.append(ngettext("et %(num)d autre date", "et %(num)d autres dates", more))
    return ", ".join(said)


def _repeated(part: Part) -> str:
    rule = repetition.words(part.rrule, part.exdates) if part.rrule else ""
    return f"{_span(part)}, {rule}" if rule else _span(part)


def _span(part: Part) -> str:
    first, last = full_day(part.starts_at), full_day(part.ends_at - INSTANT)
    if part.all_day:
        return first if first == last else f"{first} - {last}"
    if first == last:
        return f"{first}, {hour(part.starts_at)}-{hour(part.ends_at)}"
    return f"{first}, {hour(part.starts_at)} - {last}, {hour(part.ends_at)}"


def _differences(
    parts: Sequence[Part],
    found: Sequence[tuple[ImportedEvent, Action]],
    divided: Collection[int],
) -> list[Difference]:
    there = {row.key: (row, action) for row, action in found}
    told: list[Difference] = []
    for part in parts:
        if part.key in there:
            row, action = there[part.key]
            told += _of_part(action, Part.from_json(row.said), part, action.id in divided)
    added = sum(part.key not in there for part in parts)
    gone = len(there.keys() - {part.key for part in parts})
    if added or gone:
        change = _("%(added)d de plus, %(gone)d annulées", added=added, gone=gone)
        told.append((_("Dates"), "", change))
    return told


def _of_part(action: Action, old: Part, new: Part, is_divided: bool) -> list[Difference]:
    before = dividing.as_if_whole(action, old) if is_divided else details.read(action)
    after = before | updating.changes(action, old, new)
    if is_divided:  # what changed there, as nothing of that is here
        after |= updating.when(new)
    was, will = history.told(before), history.told(after)
    found: list[Difference] = [
        (str(label), history.words(name, was[name]), history.words(name, will[name]))
        for name, label in history.LABELS.items()
        if name in was and was[name] != will[name]
    ]
    return found + _standing(old, new)


def _standing(old: Part, new: Part) -> list[Difference]:
    found: list[Difference] = []
    if old.cancelled != new.cancelled:
        change = _("annulée") if new.cancelled else _("rétablie")
        found.append((_("État"), "", change))
    before, after = {each.key: each for each in old.dates}, {each.key: each for each in new.dates}
    changed = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
    if changed:
        number = ngettext("%(num)d date change", "%(num)d dates changent", changed)
        found.append((_("Dates de la série"), "", number))
    return found
