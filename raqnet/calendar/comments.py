"""Comments and requests on an action, by anybody who sees it."""

from raqnet.calendar.models import Action, Comment
from raqnet.db import db


def say(action: Action, author_id: int | None, text: str, is_request: bool = False) -> Comment:
    """Leave a comment or a request on an action, or on one date that has its own row."""
    comment = Comment(
        action_id=action.id,
        author_id=author_id,
        text=text,
        is_request=is_request,
        visibility=action.visibility,
    )
    db.session.add(comment)
    return comment


def unsay(comment: Comment) -> None:
    """Take a comment away."""
    db.session.delete(comment)
