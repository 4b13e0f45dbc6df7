"""The whole demo: autumn 2021 as the report counted it, and a lively present."""

from datetime import date

from sqlalchemy import func, select

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.demo import autumn_2021, feedback, people, present
from raqnet.demo.load_calendar import load_actions, load_comments, load_evaluations
from raqnet.demo.load_intervision import load_intervisions
from raqnet.demo.load_journal import load_journal
from raqnet.demo.load_people import load_people
from raqnet.demo.load_planning import load_planning
from raqnet.demo.load_public import load_public
from raqnet.demo.load_research import load_research
from raqnet.demo.load_signals import load_signals
from raqnet.intervision.seeds import seed_templates


def is_loaded() -> bool:
    """Does this instance hold people already?"""
    return bool(db.session.scalar(select(func.count()).select_from(User)))


def is_somebody_elses() -> bool:
    """Are there people here, and none of the demo's?"""
    first = people.accounts()[0].email
    known = select(func.count()).select_from(User).where(User.email == first)
    return is_loaded() and not db.session.scalar(known)


def load(today: date) -> None:
    """Fill an empty instance."""
    directory = load_people(today)
    past, now = autumn_2021.plan(), present.plan(today)
    planned = {action.key: action for action in (*past, *now)}
    made = load_actions(planned.values(), directory)
    evaluations = [*feedback.evaluations(past), *present.evaluations(now, today)]
    load_evaluations(evaluations, planned, made, directory)
    load_comments(feedback.host_comments(past), made, directory)
    load_planning(directory, made, today)
    seed_templates()
    load_intervisions(directory, today)
    load_journal(directory, today)
    load_research(directory, made, today)
    load_signals(directory, today)
    load_public(directory, made)
