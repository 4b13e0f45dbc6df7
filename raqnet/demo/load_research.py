"""What the demo's team says of its figures, and where it places its actions, as rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.demo import autumn_2021, research
from raqnet.demo.load_people import Directory
from raqnet.research import catalogue, services_annotations, services_discussions
from raqnet.research import services_placements as placements
from raqnet.research import services_reports as reports
from raqnet.research.scope import Scope

FIRST, LAST = autumn_2021.FIRST, autumn_2021.LAST


def load_research(directory: Directory, made: Mapping[str, Action], today: date) -> None:
    """Annotations, a discussion, a report, placements."""
    coordination = directory.users["coordination@raqnet.test"].id
    for first, last, text in research.ANNOTATIONS:
        days = date.fromisoformat(first), date.fromisoformat(last)
        services_annotations.note(coordination, *days, text)
    _load_discussion(directory)
    _load_report(directory.users["recherche@raqnet.test"].id)
    for each in research.placements(today):
        if each.action in made:
            placements.place(
                made[each.action].id, coordination,
                placed_on=each.day, levels=each.levels, note=each.note,
            )  # fmt: skip


def _load_discussion(directory: Directory) -> None:
    entry = catalogue.FIGURES["actions-par-commune"]
    discussion = services_discussions.opened(entry, Scope(FIRST, LAST))
    for day, email, standing, text in research.REMARKS:
        author_id = directory.users[email].id
        remark = services_discussions.say(discussion, author_id, text, standing)
        remark.at = datetime.combine(date.fromisoformat(day), time(10), UTC)
        db.session.flush()


def _load_report(author_id: int) -> None:
    report = reports.create(author_id, research.TITLE, FIRST, LAST, "")
    for figure, text in research.PARTS:
        if not figure or figure in catalogue.FIGURES:
            reports.add(report, [figure] if figure else (), text)
