"""Who sees and who changes which project."""

from sqlalchemy import ColumnElement

from raqnet.access import Principal, Role
from raqnet.calendar.access import REACH, audience
from raqnet.planning.models import Project


def visible(user: Principal) -> ColumnElement[bool]:
    """Only the projects that this person may see."""
    return Project.visibility.in_(REACH[audience(user)])


def can_edit(user: Principal, project: Project, takes_part: bool) -> bool:
    """Its author, whoever works at one of its actions and the coordination change a project."""
    if user.role == Role.COORDINATION:
        return True
    return user.role == Role.RAQ and (takes_part or project.author_id == user.id)
