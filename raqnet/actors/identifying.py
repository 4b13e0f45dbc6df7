"""The names of actors, for `raqnet.redaction`: a place that may tell who somebody is."""

from sqlalchemy import select

from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.redaction import Entries, Kind


def names() -> Entries:
    """What all actors are called, archived and merged ones too."""
    return [(Kind.PLACE, db.session.scalars(select(Actor.name)).all())]
