"""What the coordination watches over, and the act that hands dates over."""

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import choices
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.htmx import see_other, turn_back
from raqnet.planning import handing, words
from raqnet.planning import queries_watch as queries
from raqnet.planning.forms import HandOverForm
from raqnet.planning.views import blueprint


@blueprint.get("/calendrier/veille")
@require("zones.watch")
def watch() -> ResponseReturnValue:
    """Zones where nothing is planned, and dates that somebody has left behind."""
    user = auth.principal()
    form = HandOverForm(formdata=None)
    form.offer(choices.offer().workers)
    return render_template(
        "planning/watch.html",
        zones=queries.zones(user),
        left=queries.left_behind(user),
        form=form,
        weeks=queries.WEEKS,
        today=clock.today(),
    )


@blueprint.post("/calendrier/veille/<int:series_id>/<int:worker_id>")
@require("zones.watch")
def hand_over(series_id: int, worker_id: int) -> ResponseReturnValue:
    """Give the coming dates of somebody who has left to a colleague."""
    left = next(iter(_left(series_id, worker_id)), None) or abort(404)
    form = HandOverForm()
    form.offer(choices.offer().workers)
    if not form.validate():
        answer: ResponseReturnValue = turn_back(
            url_for("planning.watch"), _("Choisir à qui confier ces dates."), 422
        )
        return answer
    name = form.chosen.user.name
    clashes = handing.clashes_of(left, form.chosen)
    count = handing.hand_over(auth.principal(), left, form.chosen)
    db.session.commit()
    told = ngettext("%(num)d date confiée à %(name)s.", "%(num)d dates confiées à %(name)s.",
                    count, name=name)  # fmt: skip
    flash(told, "success")
    if clashes:
        flash(words.at_once(clashes), "warning")
    return see_other(url_for("planning.watch"))


def _left(series_id: int, worker_id: int) -> list[queries.LeftBehind]:
    of_series = Occurrence.series_id == series_id
    found = queries.left_behind(auth.principal(), of_series)
    return [each for each in found if each.worker_id == worker_id]
