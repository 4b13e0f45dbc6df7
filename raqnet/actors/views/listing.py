"""The list of actors as one searches it, and the same on a map."""

from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.actors import listing, panel, words
from raqnet.actors.filters import Cursor, Filters
from raqnet.actors.views import blueprint
from raqnet.htmx import render


@blueprint.get("/acteurs")
@require("actors.read")
def index() -> ResponseReturnValue:
    """The sheets that these words begin, in the order of their names."""
    filters = Filters.read(request.args)
    after = Cursor.read(request.args.get("suite", ""))
    page = listing.page(filters, after)
    following = url_for(".index", **_params(filters, page)) if page.following else None
    return render(
        "actors/index.html", "actors/_list.html",
        rows=page.rows, following=following, after=after, **_shared(filters),
    )  # fmt: skip


@blueprint.get("/acteurs/carte")
@require("actors.read")
def on_map() -> ResponseReturnValue:
    """The same, list first, then where they are."""
    filters = Filters.read(request.args)
    return render_template(
        "actors/map.html",
        spots=listing.spots(filters),
        tiles=current_app.config["MAP_TILES"],
        credit=current_app.config["MAP_TILES_CREDIT"],
        most=listing.MOST_SPOTS,
        **_shared(filters),
    )


def _params(filters: Filters, page: listing.Page) -> dict[str, Any]:
    return {**filters.params(), "suite": page.following}


def _shared(filters: Filters) -> dict[str, Any]:
    return {"filters": filters, "panel": panel.of(filters), "words": words}
