"""What remains of a session: its minutes, the words of its cases, the lines of their owners."""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import htmx, paths
from raqnet.access import require
from raqnet.accounts import audit
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.intervision import closing, lines, queries
from raqnet.intervision import minutes as all_minutes
from raqnet.intervision.models import ActionLine, Case, Intervision
from raqnet.intervision.views import blueprint


def _over(intervision_id: int) -> Intervision:
    """A session that is over, for those who were there."""
    return queries.find_minutes(principal(), intervision_id) or abort(404)


def _days() -> int:
    return int(current_app.config["INTERVISION_DAYS"])


@blueprint.get("/intervisions/<int:intervision_id>/compte-rendu")
@require("intervision.join")
def minutes(intervision_id: int) -> str:
    """The minutes, which hold nothing of what was said."""
    row = _over(intervision_id)
    return render_template(
        "intervision/minutes.html",
        intervision=row,
        minutes=all_minutes.of(principal(), row),
        expires_on=all_minutes.expires_on(row, _days()),
        here=request.path,
    )


@blueprint.get("/intervisions/<int:intervision_id>/cas")
@require("intervision.join")
def cases(intervision_id: int) -> ResponseReturnValue:
    """What was said of the cases, until it expires; every reading is noted."""
    row, user = _over(intervision_id), principal()
    audit.record_reading(user, "intervision.cases", row)
    return htmx.render(
        "intervision/minutes_cases.html",
        "intervision/_minutes_cases.html",
        intervision=row,
        said=all_minutes.said(user, row, _days()),
    )


@blueprint.route("/intervisions/cas/<int:case_id>/effacer", methods=["GET", "POST"])
@require("intervision.join")
def erase_case(case_id: int) -> ResponseReturnValue:
    """Erase a case of one's own, for good, once one has said so."""
    case = _own_case(case_id)
    back = url_for("intervision.prepare", intervision_id=case.intervision_id)
    if request.method == "GET":
        return render_template("intervision/minutes_erase.html", case=case, back=back)
    closing.erase_own(case)
    db.session.commit()
    flash(_("Le cas est effacé, avec ce qui en avait été noté."), "success")
    return see_other(back)


def _own_case(case_id: int) -> Case:
    return queries.find_own_case(principal(), case_id) or abort(404)


# Lines of action --------------------------------------------------------------------------------


@blueprint.post("/intervisions/lignes/<int:line_id>/fait")
@require("intervision.join")
def tick_line(line_id: int) -> ResponseReturnValue:
    """It is done."""
    return _change(line_id, lines.tick)


@blueprint.post("/intervisions/lignes/<int:line_id>/rouvrir")
@require("intervision.join")
def reopen_line(line_id: int) -> ResponseReturnValue:
    """It is not done, after all."""
    return _change(line_id, lines.reopen)


@blueprint.post("/intervisions/lignes/<int:line_id>/partager")
@require("intervision.join")
def share_line(line_id: int) -> ResponseReturnValue:
    """Tell it to the group when it meets again."""
    return _change(line_id, lambda line: lines.share(line, True))


@blueprint.post("/intervisions/lignes/<int:line_id>/garder")
@require("intervision.join")
def keep_line(line_id: int) -> ResponseReturnValue:
    """Keep it to oneself."""
    return _change(line_id, lambda line: lines.share(line, False))


@blueprint.post("/intervisions/lignes/<int:line_id>/effacer")
@require("intervision.join")
def erase_line(line_id: int) -> ResponseReturnValue:
    """Forget it for good."""
    return _change(line_id, lines.drop)


def _change(line_id: int, change: Callable[[ActionLine], Any]) -> ResponseReturnValue:
    """Change one of one's own lines, and go back to the page where one was."""
    change(queries.find_own_line(principal(), line_id) or abort(404))
    db.session.commit()
    page = request.form.get("suite") or url_for("intervision.index")
    return see_other(f"{paths.landing(page)}#lignes")
