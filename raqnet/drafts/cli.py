"""Commands for drafts."""

from flask.cli import AppGroup

from raqnet.db import db
from raqnet.drafts import sendings, services

group = AppGroup("drafts", help="Drafts: forget the old ones.")


@group.command()
def expire() -> None:
    """Delete drafts that nobody has touched for a month, and old keys of what devices sent."""
    services.expire()
    sendings.expire()
    db.session.commit()
