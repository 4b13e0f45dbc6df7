"""The template that every instance starts with; the coordination copies and edits it."""

from sqlalchemy import select

from raqnet.db import db
from raqnet.intervision import default
from raqnet.intervision.models import Template


def seed_templates() -> int:
    """Add the nine steps where there is no template; returns how many are new."""
    if db.session.scalar(select(Template.id).limit(1)) is not None:
        return 0
    db.session.add(Template(name=default.NAME, script=default.SCRIPT.to_json(), is_default=True))
    return 1
