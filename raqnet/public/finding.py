"""Finding one's neighbourhood, and putting dates under their days."""

from collections.abc import Iterable
from datetime import date, datetime

from flask import current_app

from raqnet import clock
from raqnet.public import bilingual
from raqnet.public.bilingual import DUTCH
from raqnet.public.book import Area, Book, Day, Town
from raqnet.text import fold


def areas(book: Book, words: str) -> list[Area]:
    """The neighbourhoods of which each word begins a word: name, commune in either language, or
    postcode."""
    asked = fold(words).split()
    return [area for area in book.areas if asked and _is_named(area, asked)]


def _is_named(area: Area, asked: list[str]) -> bool:
    town = area.town
    names = fold(f"{area.name} {town.name} {bilingual.commune(town.name, DUTCH)} {town.postcode}")
    known = names.split()
    return all(any(name.startswith(word) for name in known) for word in asked)


def by_town(areas: Iterable[Area], language: str) -> list[tuple[Town, list[Area]]]:
    """The neighbourhoods under their communes, in the order of this language's names."""
    found: dict[Town, list[Area]] = {}
    for area in areas:
        found.setdefault(area.town, []).append(area)
    return sorted(found.items(), key=lambda pair: fold(bilingual.commune(pair[0].name, language)))


def by_day(days: Iterable[Day]) -> list[tuple[date, list[Day]]]:
    """Dates under the day on which they begin; what began earlier is under today."""
    today, found = clock.today(), dict[date, list[Day]]()
    for each in days:
        found.setdefault(max(clock.to_local(each.starts_at).date(), today), []).append(each)
    return sorted(found.items())


def over_at(book: Book) -> datetime | None:
    """The instant at which the next date is over, and leaves the pages."""
    return min((each.ends_at for each in book.coming()), default=None)


def feed_url(language: str, town_id: int | None = None) -> str:
    """The address of the feed of everything, or of one commune."""
    root = f"{current_app.config['PUBLIC_URL']}{bilingual.ROOTS[language]}"
    return f"{root}/communes/{town_id}.ics" if town_id else f"{root}/actions.ics"
