"""One search for everything, from the top of every page."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet import auth
from raqnet.access import require
from raqnet.calendar import shown
from raqnet.calendar.filters import MAX_WORDS
from raqnet.home.search import search
from raqnet.home.views import blueprint
from raqnet.text import clean, fold


@blueprint.get("/recherche-rapide")
@require("calendar.read")
def quick_search() -> ResponseReturnValue:
    """Dates and people that these words begin."""
    words = clean(request.args.get("q", "")).replace("\n", " ")[:MAX_WORDS]
    return render_template(
        "home/search.html",
        words=words,
        found=search(auth.principal(), words) if fold(words) else None,
        prefix=url_for("calendar.occurrence", occurrence_id=0)[:-1],
        shown=shown,
    )
