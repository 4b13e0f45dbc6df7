"""Who sees and who changes which action."""

from raqnet.access import TEAM, Principal, Role
from raqnet.calendar.models import Action, Comment, Visibility

# What a role's eyes reach; the names are also those of the feeds' audiences.
REACH = {
    Visibility.TEAM: (Visibility.TEAM, Visibility.HOSTS, Visibility.PUBLIC),
    Visibility.HOSTS: (Visibility.HOSTS, Visibility.PUBLIC),
    Visibility.PUBLIC: (Visibility.PUBLIC,),
}


def narrowest(*visibilities: str) -> Visibility:
    """The one of these that the fewest people see."""
    order = list(Visibility)
    return min((Visibility(each) for each in visibilities), key=order.index)


def audience(user: Principal) -> Visibility:
    """The audience that a person belongs to: the team, or the hosts."""
    return Visibility.TEAM if user.role in TEAM else Visibility.HOSTS


def can_edit(user: Principal, action: Action) -> bool:
    """Its workers, its author and the coordination change an action and evaluate it."""
    if user.role == Role.COORDINATION:
        return True
    if user.role != Role.RAQ:
        return False
    mine = user.worker_id is not None and user.worker_id in {each.id for each in action.workers}
    return mine or action.author_id == user.id


def can_remove(user: Principal, action: Action) -> bool:
    """A wrong entry is taken away whole, by who made it or by the coordination."""
    if action.series_id is not None or not user.can("calendar.write"):
        return False
    return user.role == Role.COORDINATION or action.author_id == user.id


def can_unsay(user: Principal, comment: Comment) -> bool:
    """A comment is taken away by who wrote it or by the coordination."""
    return user.role == Role.COORDINATION or comment.author_id == user.id
