"""An action sent on in few words, and hung up as a poster."""

from flask import abort, current_app, render_template, request, url_for

from raqnet import qr
from raqnet.access import require
from raqnet.calendar import sharing
from raqnet.calendar.models import Occurrence, Visibility
from raqnet.calendar.sharing import Notice
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import found_date


def _notices(date: Occurrence) -> list[Notice]:
    path = url_for("calendar.occurrence", occurrence_id=date.id)
    return sharing.notices(date.action, date, f"{current_app.config['PUBLIC_URL']}{path}")


@blueprint.get("/calendrier/dates/<int:occurrence_id>/partager")
@require("calendar.read")
def share(occurrence_id: int) -> str:
    """A short text with date, place and link, to copy or to send."""
    date = found_date(occurrence_id)
    return render_template(
        "calendar/share.html", action=date.action, date=date, notices=_notices(date)
    )


@blueprint.get("/calendrier/dates/<int:occurrence_id>/affiche")
@require("calendar.read")
def poster(occurrence_id: int) -> str:
    """A date on A4, with the code of its page; in the language that `langue` names.

    What stays in the team is hung up nowhere.
    """
    date = found_date(occurrence_id)
    if date.action.visibility == Visibility.TEAM:
        abort(404)
    known = {each.language: each for each in _notices(date)}
    notice = known.get(request.args.get("langue", sharing.FRENCH)) or abort(404)
    return render_template(
        "calendar/poster.html",
        action=date.action, date=date, notice=notice, known=list(known.values()),
        code=qr.drawn(notice.link), project=sharing.PROJECT,
    )  # fmt: skip
