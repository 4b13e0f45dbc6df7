"""The first page of intervision: what is there for me now, what comes, what I meant to do."""

from flask import render_template, request

from raqnet.access import require
from raqnet.auth import principal
from raqnet.intervision import lines, preparing, queries
from raqnet.intervision.access import can_lead
from raqnet.intervision.views import blueprint


@blueprint.get("/intervisions")
@require("intervision.join")
def index() -> str:
    """Open rooms first, then what is planned, my lines, and what I took part in."""
    user = principal()
    return render_template(
        "intervision/index.html",
        rooms=[(each, can_lead(user, each)) for each in queries.open_now(user)],
        coming=queries.coming(user),
        lines=lines.own(user),
        attended=queries.attended(user),
        is_cancelled=preparing.is_cancelled,
        here=request.path,
    )
