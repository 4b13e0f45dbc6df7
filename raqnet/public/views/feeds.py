"""The public feeds: of everything, or of one commune; no key, as anybody may read them."""

from flask import Response, abort

from raqnet.access import keyed
from raqnet.public import bilingual, book, feeds
from raqnet.public.bilingual import DUTCH, FRENCH
from raqnet.public.book import Book, House, Town
from raqnet.public.views import blueprint
from raqnet.public.views.answers import FEED, answer, kept


@blueprint.get("/quartiers/actions.ics", defaults={"language": FRENCH})
@blueprint.get("/wijken/actions.ics", defaults={"language": DUTCH})
@keyed
def feed(language: str) -> Response:
    """Every public action."""
    return calendar(book.now(), language)


@blueprint.get("/quartiers/communes/<int:commune_id>.ics", defaults={"language": FRENCH})
@blueprint.get("/wijken/communes/<int:commune_id>.ics", defaults={"language": DUTCH})
@keyed
def commune_feed(commune_id: int, language: str) -> Response:
    """Those of a commune where the team works."""
    everything = book.now()
    town = next((each for each in everything.towns() if each.id == commune_id), None)
    return calendar(everything, language, town or abort(404))


def calendar(
    everything: Book, language: str, town: Town | None = None, house: House | None = None
) -> Response:
    """A feed, kept by what it is chosen by."""
    name = bilingual.words(language)["feed_name"]
    if town or house:
        named = bilingual.commune(town.name, language) if town else house.name if house else ""
        name = f"{name} · {named}"
    key = ("feed", language, town, house)
    return answer(
        kept(everything, key, lambda: feeds.shelf(everything).feed(name, language, town, house)),
        FEED,
    )
