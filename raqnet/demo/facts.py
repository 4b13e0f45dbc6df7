"""The small tables shipped in `data/`, read once."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
Coordinates = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune; the coordinates are those of a central public square, roughly."""

    name: str
    postcode: str
    coordinates: Coordinates


@dataclass(frozen=True, slots=True)
class Place:
    """A public square (approximate coordinates), or an invented place at its commune's centre."""

    name: str
    commune: str
    neighbourhood: str | None
    address: str | None
    coordinates: Coordinates
    invented: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """What actions are counted by; `events` is the report's figure, 0 for invented ones."""

    name: str
    missions: tuple[str, ...]
    mode: str | None
    events: int
    invented: bool


@dataclass(frozen=True, slots=True)
class ActivityTexts:
    """Invented words that every action of an activity shares."""

    aim: str
    public: str
    partners: str
    to_bring: str
    languages: tuple[str, ...]
    visibility: str
    same_public: bool | None
    expected: int


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `data/<name>.csv`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


@cache
def communes() -> Mapping[str, Commune]:
    """The ten communes by name."""
    return {
        row["commune"]: Commune(row["commune"], row["postcode"], _coordinates(row))
        for row in rows("communes")
    }


@cache
def places() -> Mapping[str, Place]:
    """The places by name."""
    return {row["place"]: _place(row) for row in rows("places")}


@cache
def activities() -> Mapping[str, Activity]:
    """The report's activities by name, then the invented ones of the present."""
    reported = [_activity(row) for row in rows("activities")]
    invented = [
        Activity(row["activity"], ("social_sante",), None, 0, True)
        for row in rows("activity_texts")
        if row["invented"] == "1"
    ]
    return {activity.name: activity for activity in reported + invented}


@cache
def activity_texts() -> Mapping[str, ActivityTexts]:
    """The words of each activity, by the activity's name."""
    return {row["activity"]: _texts(row) for row in rows("activity_texts")}


def _coordinates(row: Mapping[str, str]) -> Coordinates:
    return float(row["latitude"]), float(row["longitude"])


def _place(row: Mapping[str, str]) -> Place:
    commune = communes()[row["commune"]]
    invented = row["invented"] == "1"
    return Place(
        name=row["place"],
        commune=commune.name,
        neighbourhood=row["neighbourhood"] or None,
        address=None if invented else f"{row['place']}, {commune.postcode} {commune.name}",
        coordinates=commune.coordinates if invented else _coordinates(row),
        invented=invented,
    )


def _activity(row: Mapping[str, str]) -> Activity:
    missions = tuple(row["mission"].split("+")) if row["mission"] else ()
    return Activity(row["activity"], missions, row["mode"] or None, int(row["events"]), False)


def _texts(row: Mapping[str, str]) -> ActivityTexts:
    return ActivityTexts(
        aim=row["aim"],
        public=row["public"],
        partners=row["partners"],
        to_bring=row["to_bring"],
        languages=tuple(row["languages"].split(";")),
        visibility=row["visibility"],
        same_public={"1": True, "0": False, "": None}[row["same_public"]],
        expected=int(row["expected"]),
    )
