"""The value lists that a new calendar starts with; the coordination edits them afterwards."""

from sqlalchemy import select

from raqnet.calendar import closing, closures
from raqnet.calendar.models import Activity, Mission
from raqnet.db import db

MISSIONS = {"social_sante": "Social / santé", "covid": "Lutte contre le Covid"}
# Activities are the coordination's own words: only the two ends that each list has.
ACTIVITIES = {"Autre": 900, "Non renseigné": 901}


def seed_lists() -> int:
    """Add what is missing; returns how many values are new."""
    codes = set(db.session.scalars(select(Mission.code)))
    missions = [
        Mission(code=code, name=name, position=position)
        for position, (code, name) in enumerate(MISSIONS.items())
        if code not in codes
    ]
    names = set(db.session.scalars(select(Activity.name)))
    activities = [
        Activity(name=name, position=position)
        for name, position in ACTIVITIES.items()
        if name not in names
    ]
    db.session.add_all([*missions, *activities])
    return len(missions) + len(activities) + _seed_closed_periods()


def _seed_closed_periods() -> int:
    """School holidays, where the coordination has not begun a list of its own."""
    new = [] if closures.periods() else closing.unknown_holidays()
    closing.add(new)
    return len(new)
