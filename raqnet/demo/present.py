"""A lively present: what the team did in the last three weeks and plans for the next five."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from raqnet.demo import autumn_2021, feedback
from raqnet.demo.days import between, is_working, working_from
from raqnet.demo.facts import activities, activity_texts, places, rows
from raqnet.demo.people import assignments, sites, workers
from raqnet.demo.planned import Override, PlannedAction, Rule, rule_days, spot

BEFORE = timedelta(days=21)
AFTER = timedelta(days=35)
TO_EVALUATE = "present-a-evaluer"
_RECENT = timedelta(days=4)
_THURSDAY = 3
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


def plan(today: date) -> list[PlannedAction]:
    """About 45 actions around `today`; none when that would touch the report's period."""
    if today - BEFORE <= autumn_2021.LAST and today + AFTER >= autumn_2021.FIRST:
        return []
    return [_action(row, today) for row in rows("present")]


def evaluations(actions: Iterable[PlannedAction], today: date) -> list[feedback.PlannedEvaluation]:
    """Evaluations of past occurrences; the recent ones and those meant to wait have none."""
    done = [action for action in actions if not action.key.startswith(TO_EVALUATE)]
    return feedback.evaluations(done, before=today - _RECENT)


def _action(row: Mapping[str, str], today: date) -> PlannedAction:
    rule, days = _when(row, today)
    exdates = tuple(day for day in days if not is_working(day)) if rule else ()
    cancelled = row["status"] == "cancelled"
    return PlannedAction(
        key=f"present-{row['key']}",
        title=row["title"],
        kind=row["kind"],
        team_kind=row["team_kind"] or None,
        first=days[0],
        last=days[-1] if row["days"] else None,
        start=_time(row["start"]),
        end=_time(row["end"]),
        rule=rule,
        exdates=exdates,
        overrides=_overrides(row, today, [d for d in days if d not in exdates]) if rule else (),
        workers=_workers(row["workers"]),
        status=row["status"],
        cancelled_reason=row["change"].partition(":")[2] if cancelled else None,
        visibility=row["visibility"],
        project=row["project"] or None,
        **spot(row["place"])._asdict(),
        **_area(row["place"]),
        **_words(row, recurring=rule is not None),
    )


def _when(row: Mapping[str, str], today: date) -> tuple[Rule | None, list[date]]:
    """The rule, if any, and the days: of the series, or of the one action.

    "MO" is every Monday, "MO/2" every other one, "TH@1" the second Thursday of the present;
    "-2" is two days ago or the free day before it, "+1!" tomorrow whatever the day.
    """
    code = row["when"]
    if code[:2] not in _WEEKDAYS:
        return None, _days(code, int(row["days"] or 1), today)
    weekday = _WEEKDAYS.index(code[:2])
    if code[2:3] == "@":
        start = today - BEFORE
        nth = start + timedelta(days=(weekday - start.weekday()) % 7, weeks=int(code[3:]))
        return None, [working_from(nth, -1)]
    return _series(weekday, int(code[3:] or 1), today)


def _days(code: str, length: int, today: date) -> list[date]:
    """`length` free days in a row at or after an offset, or before it when it is negative."""
    day = today + timedelta(days=int(code.rstrip("!")))
    if code.endswith("!"):
        return [day]
    step = timedelta(days=-1 if day < today else 1)
    while True:
        days = list(between(day, day + timedelta(days=length - 1)))
        if all(map(_is_free, days)):
            return days
        day += step


def _is_free(day: date) -> bool:
    """Thursdays are the team's."""
    return is_working(day) and day.weekday() != _THURSDAY


def _series(weekday: int, interval: int, today: date) -> tuple[Rule, list[date]]:
    """A weekly rule that runs through the whole present, from a working day on."""
    first = next(
        day
        for day in between(today - BEFORE, today)
        if day.weekday() == weekday and is_working(day)
    )
    rule = Rule("WEEKLY", interval, (weekday,), until=today + AFTER)
    return rule, rule_days(rule, first)


def _overrides(row: Mapping[str, str], today: date, days: list[date]) -> tuple[Override, ...]:
    """The one change that `change` announces, on the first date after tomorrow."""
    verb, _, text = row["change"].partition(":")
    if not verb:
        return ()
    day = next(day for day in days if day > today + timedelta(days=1))
    hours = text.split("-") if verb == "hours" else [row["start"], row["end"]]
    return (
        Override(
            original=day,
            day=day,
            start=_time(hours[0]),
            end=_time(hours[1]),
            place=text if verb == "place" else None,
            cancelled_reason=text if verb == "cancelled" else None,
        ),
    )


def _area(place: str) -> dict[str, Any]:
    """The commune and neighbourhood of a site or a place."""
    for site in sites():
        if site.name == place:
            covered = next(a.neighbourhood for a in assignments() if a.site == place)
            return {"commune": site.commune, "neighbourhood": covered}
    found = places()[place]
    return {"commune": found.commune, "neighbourhood": found.neighbourhood}


def _words(row: Mapping[str, str], *, recurring: bool) -> dict[str, Any]:
    """What the activity says of itself; other events only have an aim."""
    if not row["activity"]:
        return {"aim": row["aim"]}
    activity = activities()[row["activity"]]
    words = activity_texts()[activity.name]
    return {
        "activity": activity.name,
        "missions": activity.missions,
        "mode": activity.mode,
        "languages": words.languages,
        "aim": words.aim,
        "public": words.public,
        "partners": words.partners,
        "to_bring": words.to_bring,
        "same_public": words.same_public if recurring else None,
    }


def _workers(numbers: str) -> tuple[str, ...]:
    if numbers == "all":
        return tuple(worker.name for worker in workers())
    return tuple(f"RAQ {number}" for number in numbers.split())


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
