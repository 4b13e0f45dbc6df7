"""Autumn 2021: the report's 152 actions, with invented days, hours, places and teams."""

from collections.abc import Mapping
from datetime import date, time

from raqnet.demo.facts import activities, activity_texts, rows
from raqnet.demo.feedback import evaluations, host_comments
from raqnet.demo.planned import Override, PlannedAction, Rule, spot

__all__ = ["FIRST", "LAST", "evaluations", "host_comments", "plan"]

FIRST = date(2021, 9, 1)
LAST = date(2021, 12, 20)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def plan() -> list[PlannedAction]:
    """The actions of the period; expanded, they are the 152 events of annex 5."""
    return [_action(row) for row in rows("autumn_2021")]


def _action(row: Mapping[str, str]) -> PlannedAction:
    activity = activities()[row["activity"]]
    words = activity_texts()[activity.name]
    where = spot(row["place"])
    rule = _rule(row)
    return PlannedAction(
        key=f"2021-{row['key']}",
        title=row["title"],
        kind="collective",
        activity=activity.name,
        missions=activity.missions,
        mode=activity.mode,
        first=date.fromisoformat(row["first"]),
        last=_day(row["last"]),
        start=_time(row["start"]),
        end=_time(row["end"]),
        rule=rule,
        exdates=tuple(date.fromisoformat(day) for day in row["exdates"].split()),
        overrides=_overrides(row["key"]),
        commune=row["commune"],
        neighbourhood=row["neighbourhood"] or None,
        **where._asdict(),
        workers=tuple(f"RAQ {number}" for number in row["workers"].split()),
        languages=words.languages,
        aim=words.aim,
        public=words.public,
        partners=words.partners,
        to_bring=words.to_bring,
        same_public=words.same_public if rule else None,
        visibility=words.visibility,
        project=_project(row),
    )


def _project(row: Mapping[str, str]) -> str | None:
    """The chain that a BRI-Co step belongs to: one per commune."""
    return f"BRI-Co {row['commune']}" if row["activity"].startswith("Bri-co") else None


def _rule(row: Mapping[str, str]) -> Rule | None:
    if not row["freq"]:
        return None
    return Rule(
        freq="MONTHLY" if row["freq"] == "MONTHLY" else "WEEKLY",
        interval=int(row["interval"]),
        weekdays=tuple(_WEEKDAYS.index(code) for code in row["weekdays"].split()),
        nth=_number(row["nth"]),
        until=_day(row["until"]),
        count=_number(row["count"]),
    )


def _overrides(key: str) -> tuple[Override, ...]:
    return tuple(
        Override(
            original=date.fromisoformat(row["original"]),
            day=date.fromisoformat(row["day"]),
            start=_time(row["start"]),
            end=_time(row["end"]),
            place=row["place"] or None,
            cancelled_reason=None,
        )
        for row in rows("overrides_2021")
        if row["key"] == key
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None
