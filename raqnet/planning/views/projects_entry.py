"""Projects enter the application: their pages, and what they show on those of earlier subjects."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_absorb, on_change
from raqnet.calendar.sources import add_source
from raqnet.documents.holders import Holder, add_holder
from raqnet.documents.models import Attachment
from raqnet.face import Place, add_place
from raqnet.planning import beside_projects, queries_projects, services_projects
from raqnet.planning.views import (
    projects,
    projects_actions,
    projects_documents,
    projects_kinds,
    projects_steps,
    projects_tasks,
)

PAGES = (
    projects, projects_actions, projects_documents, projects_kinds, projects_steps, projects_tasks,
)  # fmt: skip


def _back(document: Attachment) -> str | None:
    held_by = queries_projects.holder_of(document)
    return projects.address(held_by.id, "documents") if held_by else None


def init_app(app: Flask) -> None:
    """Enter the pages and hooks."""
    add_aside(app, beside_projects.aside)
    add_source(app, beside_projects.ARGUMENT, beside_projects.SOURCE)
    on_change(app, services_projects.follow)
    on_absorb(app, services_projects.rejoin)
    add_holder(
        app,
        Holder(
            readable=queries_projects.readable_documents,
            can_change=queries_projects.can_change_document,
            seen_by=queries_projects.documents_seen_by,
            back=_back,
        ),
    )
    add_place(app, Place(_l("Projets"), "layers", "planning.projects", "projects.read", 36))
