"""Feeds, as calendar clients ask for them: no cookie, no redirect, no ORM session."""

from flask import Response, abort, current_app, request
from werkzeug.http import http_date, parse_date

from raqnet.access import keyed
from raqnet.calendar import feeds
from raqnet.calendar.views import blueprint
from raqnet.headers import FEED

OPEN = ("/flux/", "/quartiers", "/wijken", "/cadre/")
ROBOTS = "\n".join(("User-agent: *", *(f"Allow: {path}" for path in OPEN), "Disallow: /", ""))


@blueprint.get("/flux/<token>.ics")
@keyed
def feed(token: str) -> Response:
    """A subscription's calendar, or word that it has not changed (RFC 9110, 13.1)."""
    found = feeds.find(token)
    if found is None:
        abort(404)
    zipped = current_app.config["FEED_GZIP"] and "gzip" in request.headers.get(
        "Accept-Encoding", ""
    )
    headers = {
        "ETag": f'"{found.etag}{"-gzip" if zipped else ""}"',
        "Last-Modified": http_date(found.last_modified),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
        "Content-Type": f"{FEED}; charset=utf-8",
    }
    feeds.note_fetch(found, request.headers.get("User-Agent", ""))
    if _unchanged(headers["ETag"], found):
        return Response(status=304, headers=headers)
    return _answer(found, zipped, headers)


def _unchanged(etag: str, found: feeds.Feed) -> bool:
    """Does the client hold what is so now? Its ETag counts before its date."""
    known = request.headers.get("If-None-Match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return etag in tags or "*" in tags
    since = parse_date(request.headers.get("If-Modified-Since"))
    return since is not None and found.last_modified.replace(microsecond=0) <= since


def _answer(found: feeds.Feed, zipped: bool, headers: dict[str, str]) -> Response:
    headers["Content-Disposition"] = 'inline; filename="raqnet.ics"'
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(feeds.body(found, zipped), headers=headers)


@blueprint.get("/robots.txt")
@keyed
def robots() -> Response:
    """Calendar services may fetch feeds, anybody the public pages; nothing else is for robots."""
    return Response(ROBOTS, mimetype="text/plain")
