"""The small page that a host puts in a frame on its own site, and its feed.

Nothing can be done on it: it runs no script, sends no form and knows no cookie, so that any site
may hold it.
"""

from flask import Response, abort, request

from raqnet import headers
from raqnet.access import keyed
from raqnet.public import book, finding
from raqnet.public.bilingual import FRENCH, LANGUAGES
from raqnet.public.book import Book, House
from raqnet.public.views import blueprint
from raqnet.public.views.answers import answer, draw, kept
from raqnet.public.views.feeds import calendar

MOST = 30


@blueprint.get("/cadre/<slug>")
@keyed
def frame(slug: str) -> Response:
    """The coming public actions of a host."""
    everything, language = book.now(), _language()
    house = everything.houses.get(slug) or abort(404)
    body = kept(
        everything,
        ("frame", language, house),
        lambda: _frame(everything, house, language),
        finding.over_at(everything),
    )
    return headers.in_frames(answer(body))


def _frame(everything: Book, house: House, language: str) -> str:
    here = [
        each for each in everything.coming() if each.shown.organisation_id == house.organisation_id
    ]
    return draw(
        "public/frame.html", language, house=house, days=finding.by_day(here[:MOST]),
        feed=f"/cadre/{house.slug}/actions.ics",
    )  # fmt: skip


@blueprint.get("/cadre/<slug>/actions.ics")
@keyed
def frame_feed(slug: str) -> Response:
    """The same as a feed."""
    everything = book.now()
    return calendar(everything, _language(), house=everything.houses.get(slug) or abort(404))


def _language() -> str:
    asked = request.args.get("langue", "")
    return asked if asked in LANGUAGES else FRENCH
