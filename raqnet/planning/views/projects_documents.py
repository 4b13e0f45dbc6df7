"""The documents of a project: bringing one, and showing those that it had before it was widened."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import reading, require
from raqnet.auth import principal
from raqnet.bounds import takes
from raqnet.documents import cleaning
from raqnet.documents.views import bringing
from raqnet.planning import services_projects
from raqnet.planning.views import blueprint
from raqnet.planning.views.projects import address, done, editable


@blueprint.route("/projets/<int:project_id>/documents", methods=["GET", "POST"])
@require("projects.write")
@takes(cleaning.MOST_BYTES)
@reading
def bring_document(project_id: int) -> ResponseReturnValue:
    """Bring a document to a project."""
    return bringing.take(
        editable(project_id).name, address(project_id),
        lambda brought: services_projects.bring(principal(), editable(project_id), brought),
    )  # fmt: skip


@blueprint.post("/projets/<int:project_id>/documents/montrer")
@require("projects.write")
def show_documents(project_id: int) -> ResponseReturnValue:
    """Show to whoever sees the project what it had when fewer people saw it."""
    services_projects.show_documents(editable(project_id))
    return done(project_id, _("Qui voit le projet voit tous ses documents."), "documents")
