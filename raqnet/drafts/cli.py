"""Commands for drafts."""

from flask.cli import AppGroup

from raqnet.db import db
from raqnet.drafts import services

group = AppGroup("drafts", help="Drafts: forget the old ones.")


@group.command()
def expire() -> None:
    """Delete drafts that nobody has touched for a month."""
    services.expire()
    db.session.commit()
