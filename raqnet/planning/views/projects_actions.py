"""Which project an action belongs to."""

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import can_edit
from raqnet.db import db
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.planning import queries_projects, services_projects
from raqnet.planning.forms_projects import BindForm
from raqnet.planning.views import blueprint


@blueprint.route("/calendrier/actions/<int:action_id>/projet", methods=["GET", "POST"])
@require("calendar.write")
def bind_action(action_id: int) -> ResponseReturnValue:
    """Let an action (its whole series) belong to a step of a project, or to none."""
    user = principal()
    action = calendar.find_action(user, action_id) or abort(404)
    ensure(can_edit(user, action))
    back = url_for("calendar.action", action_id=action.id, _anchor="projet")
    bound = queries_projects.bound(user, action)
    projects = queries_projects.open_projects(user, [bound[0].id] if bound else [])
    form = BindForm(data={"link": _value(bound)})
    form.offer(projects)
    if not form.validate_on_submit():
        return form_page("projects/bind.html", form, back=back, action=action, projects=projects)
    services_projects.bind(action, *form.chosen)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(back)


def _value(bound: queries_projects.Bound | None) -> str:
    if bound is None:
        return ""
    project, step = bound
    return f"{project.id}.{step.id}" if step else f"{project.id}"
