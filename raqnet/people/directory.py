"""The directory: who covers which neighbourhood from where, found by any word about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from raqnet.paths import as_id
from raqnet.people.rows import AbsenceRow, CoverRow, Named, NeighbourhoodRow, TraitRow
from raqnet.people.words import natural
from raqnet.text import clean, fold

MAX_WORDS = 100
# The French words of the URL, for each field.
PARAMS = {"words": "q", "language": "langue", "skill": "competence"}
LANGUAGES, SKILLS = "languages", "skills"


@dataclass(frozen=True)
class Search:
    """What one looks for; nothing set shows everybody."""

    words: str | None = None
    language: int | None = None
    skill: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Search":
        """A search out of a URL's arguments; what cannot be read counts as not set."""
        words = clean(args.get("q", "")).replace("\n", " ")[:MAX_WORDS]
        return cls(words or None, as_id(args.get("langue")), as_id(args.get("competence")))

    def params(self) -> dict[str, Any]:
        """The URL's arguments that give this search again."""
        return {PARAMS[name]: value for name, value in asdict(self).items() if value is not None}

    def without(self, name: str) -> "Search":
        """This search, one field cleared."""
        return replace(self, **{name: None})


@dataclass(frozen=True)
class Trait:
    """A language or a skill; `hit` when it is what one looks for."""

    id: int
    name: str
    hit: bool


@dataclass(frozen=True)
class Person:
    """A worker as the directory shows them; `back_after` is the last day of today's absence."""

    id: int
    name: str
    phone: str
    site: str
    organisation: str
    languages: tuple[Trait, ...]
    skills: tuple[Trait, ...]
    back_after: date | None


@dataclass
class Spot:
    """A neighbourhood and who covers it; without a name, those who cover none."""

    name: str
    commune: str
    people: list[Person] = field(default_factory=list)


@dataclass
class ZoneGroup:
    """A zone's neighbourhoods; an empty code for those who cover none."""

    code: str
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What a search finds, how many people that is, and what one may filter by."""

    zones: list[ZoneGroup]
    people: int
    languages: list[Named]
    skills: list[Named]


class Directory:
    """The rows of one day, put together."""

    def __init__(
        self,
        neighbourhoods: Sequence[NeighbourhoodRow],
        cover: Iterable[CoverRow],
        traits: Sequence[TraitRow],
        absences: Iterable[AbsenceRow],
    ) -> None:
        self.neighbourhoods = sorted(neighbourhoods, key=lambda n: (natural(n.zone), n.zone))
        self.traits = traits
        self.cover: dict[int | None, list[CoverRow]] = {}
        for row in cover:
            self.cover.setdefault(row.neighbourhood_id, []).append(row)
        self.by_worker: dict[int, list[TraitRow]] = {}
        for trait in traits:
            self.by_worker.setdefault(trait.worker_id, []).append(trait)
        self.away: dict[int, date] = {}
        for absence in absences:
            last = self.away.get(absence.worker_id, absence.ends_on)
            self.away[absence.worker_id] = max(last, absence.ends_on)

    def find(self, search: Search) -> Found:
        """The zones, neighbourhoods and people that match every word and filter."""
        words = fold(search.words or "").split()
        groups: dict[str, ZoneGroup] = {}
        for place in [*self.neighbourhoods, None]:
            spot = self._spot(place, words, search)
            if spot is not None:
                code = place.zone if place else ""
                groups.setdefault(code, ZoneGroup(code)).spots.append(spot)
        people = {p.id for group in groups.values() for spot in group.spots for p in spot.people}
        return Found(
            list(groups.values()), len(people), self._choices(LANGUAGES), self._choices(SKILLS)
        )

    def _spot(
        self, place: NeighbourhoodRow | None, words: list[str], search: Search
    ) -> Spot | None:
        where = f"{place.name} {place.commune} zone {place.zone}" if place else ""
        rows = self.cover.get(place.id if place else None, [])
        people = [
            self._person(row, words, search)
            for row in rows
            if self._matches(row, where, words, search)
        ]
        vacant = place and not rows and not search.language and not search.skill
        if people or (vacant and _has_all(words, where)):
            name, commune = (place.name, place.commune) if place else ("", "")
            return Spot(name, commune, people)
        return None

    def _matches(self, row: CoverRow, where: str, words: list[str], search: Search) -> bool:
        mine = self.by_worker.get(row.worker_id, [])
        for kind, wanted in ((LANGUAGES, search.language), (SKILLS, search.skill)):
            if wanted and not any(t.kind == kind and t.id == wanted for t in mine):
                return False
        told = (row.worker, where, row.site or "", row.organisation or "", *(t.name for t in mine))
        return _has_all(words, " ".join(told))

    def _person(self, row: CoverRow, words: list[str], search: Search) -> Person:
        return Person(
            id=row.worker_id,
            name=row.worker,
            phone=row.phone,
            site=row.site or "",
            organisation=row.organisation or "",
            languages=self._traits(row.worker_id, LANGUAGES, words, search.language),
            skills=self._traits(row.worker_id, SKILLS, words, search.skill),
            back_after=self.away.get(row.worker_id),
        )

    def _traits(
        self, worker_id: int, kind: str, words: list[str], wanted: int | None
    ) -> tuple[Trait, ...]:
        mine = (t for t in self.by_worker.get(worker_id, []) if t.kind == kind)
        return tuple(
            Trait(t.id, t.name, t.id == wanted or any(_has_all([w], t.name) for w in words))
            for t in mine
        )

    def _choices(self, kind: str) -> list[Named]:
        """What somebody here brings, so that no choice leads to nobody."""
        known = {t.id: t.name for t in self.traits if t.kind == kind and not t.retired}
        return [Named(id_, name) for id_, name in known.items()]


def _has_all(words: Iterable[str], told: str) -> bool:
    """Does each word begin a word of what is told?"""
    folded = f" {fold(told)}"
    return all(f" {word}" in folded for word in words)
