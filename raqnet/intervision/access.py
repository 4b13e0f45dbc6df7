"""Who plans, leads and joins a session, and who reads what remains of it."""

from raqnet.access import Principal, Role
from raqnet.intervision.models import Intervision


def can_lead(user: Principal, intervision: Intervision) -> bool:
    """Only those who were chosen to animate hold the console, whatever their role."""
    return user.id in {each.id for each in intervision.animators}


def can_plan(user: Principal, intervision: Intervision) -> bool:
    """Its animators, whoever planned it and the coordination, until the room opens."""
    if intervision.opened_at is not None:
        return False
    return (
        user.role == Role.COORDINATION
        or intervision.author_id == user.id
        or can_lead(user, intervision)
    )
