"""The pages for the neighbourhood, in French and in Dutch; they know nobody's session."""

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from raqnet import clock
from raqnet.access import keyed
from raqnet.public import bilingual, book, finding
from raqnet.public.bilingual import DUTCH, FRENCH
from raqnet.public.book import Book, Day, Town
from raqnet.public.views import blueprint
from raqnet.public.views.answers import answer, body_of, draw, gone, kept
from raqnet.text import clean

MOST_WORDS = 80
ON_INDEX = 12
ON_PAGE = 60


@blueprint.get("/quartiers", defaults={"language": FRENCH})
@blueprint.get("/wijken", defaults={"language": DUTCH})
@keyed
def index(language: str) -> ResponseReturnValue:
    """Every neighbourhood, or those that some words name; the next public actions."""
    everything = book.now()
    words = clean(request.args.get("q", "")).replace("\n", " ")[:MOST_WORDS]
    if not words:
        return answer(
            kept(
                everything,
                ("index", language),
                lambda: _index(everything, language, ""),
                finding.over_at(everything),
            )
        )
    found = finding.areas(everything, words)
    if len(found) == 1:
        return redirect(f"{bilingual.ROOTS[language]}/{found[0].id}", 303)
    return answer(body_of(_index(everything, language, words)))


def _index(everything: Book, language: str, words: str) -> str:
    found = finding.areas(everything, words) if words else []
    coming = everything.coming()
    return draw(
        "public/index.html",
        language,
        towns=finding.by_town(found or everything.areas, language),
        words=words,
        found=found,
        days=finding.by_day(coming[:ON_INDEX]),
        more=len(coming) > ON_INDEX,
        here="",
        feed=_feed(language),
    )


@blueprint.get("/quartiers/<int:neighbourhood_id>", defaults={"language": FRENCH})
@blueprint.get("/wijken/<int:neighbourhood_id>", defaults={"language": DUTCH})
@keyed
def neighbourhood(neighbourhood_id: int, language: str) -> Response:
    """Whom one meets in a neighbourhood, and what is open to all there."""
    everything = book.now()
    if everything.area(neighbourhood_id) is None:
        return gone(language)
    return answer(
        kept(
            everything,
            ("neighbourhood", language, neighbourhood_id),
            lambda: _neighbourhood(everything, neighbourhood_id, language),
            finding.over_at(everything),
        )
    )


def _neighbourhood(everything: Book, neighbourhood_id: int, language: str) -> str:
    area = everything.area(neighbourhood_id)
    assert area is not None
    here = [each for each in everything.coming() if each.shown.town == area.town]
    inside = [each for each in here if each.shown.neighbourhood_id == area.id]
    around = [each for each in here if each.shown.neighbourhood_id != area.id]
    return draw(
        "public/neighbourhood.html",
        language,
        area=area,
        contacts=everything.contacts.get(area.id, ()),
        inside=finding.by_day(inside[:ON_PAGE]),
        around=finding.by_day(around[:ON_PAGE]),
        here=f"/{area.id}",
        feed=_feed(language, area.town.id),
    )


@blueprint.get("/quartiers/dates/<int:occurrence_id>", defaults={"language": FRENCH})
@blueprint.get("/wijken/data/<int:occurrence_id>", defaults={"language": DUTCH})
@keyed
def date(occurrence_id: int, language: str) -> Response:
    """One date of a public action: what was opened of it, and its other dates."""
    everything = book.now()
    found = book.day(occurrence_id)
    if found is None:
        return gone(language)
    family = [each for each in everything.coming() if each.shown.family_id == found.shown.family_id]
    others = [each for each in family if each.id != found.id]
    town = found.shown.town if found.shown.town in everything.towns() else None
    return answer(body_of(_date(found, others, town, language)))


def _date(found: Day, others: list[Day], town: Town | None, language: str) -> str:
    return draw(
        "public/date.html",
        language,
        day=found,
        over=found.ends_at <= clock.now(),
        others=others[:ON_INDEX],
        here=None,
        there=bilingual.date_path(found.id, bilingual.other(language)),
        feed=_feed(language, town.id if town else None),
    )


def _feed(language: str, town_id: int | None = None) -> str:
    """The address of a feed: everything, or one commune's."""
    return finding.feed_url(language, town_id)
