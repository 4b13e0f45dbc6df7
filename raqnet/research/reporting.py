"""A report as it is read: each part with its figure, counted anew, and where it stands."""

from dataclasses import dataclass

from raqnet.access import Principal
from raqnet.research import annotating, catalogue, panel, queries_discussions, reader
from raqnet.research.answers import Answer, Desk
from raqnet.research.catalogue import Entry
from raqnet.research.models import Annotation, Discussion, Report, ReportPart
from raqnet.research.scope import Scope


@dataclass(frozen=True)
class Chapter:
    """Words, then a figure where there is one; `answer` is None where it is not to be had."""

    part: ReportPart
    answer: Answer | None
    discussion: Discussion | None = None
    ignored: str = ""  # filters of the report that mean nothing to the figure, in words


@dataclass(frozen=True)
class Written:
    """All that a report says; `whole` with small numbers, which stays in the team."""

    report: Report
    scope: Scope
    chapters: tuple[Chapter, ...]
    annotations: tuple[Annotation, ...]
    whole: bool

    @property
    def has_people(self) -> bool:
        """Does it tell a figure about people, which has two forms?"""
        answers = (each.answer for each in self.chapters)
        return any(answer.entry.about_people for answer in answers if answer)

    @property
    def is_internal(self) -> bool:
        """Does it tell small numbers of people?"""
        return self.whole and self.has_people


def read(user: Principal, report: Report, scope: Scope, whole: bool) -> Written:
    """A report for one reader: whole, or in the form that may leave the team."""
    me = reader.of(user)
    desk, filters = Desk(me), panel.of(scope, me)
    known = [
        (part, catalogue.find(part.figure, me), scope.crossing(part.crossed))
        for part in report.parts
    ]
    asked = [(entry, mine) for _part, entry, mine in known if entry]
    said = queries_discussions.of_report(user, asked)
    chapters = []
    for part, entry, mine in known:
        answer = _answer(desk, entry, mine, whole) if entry else None
        ignored = filters.told(answer.ignored) if answer else ""
        chapters.append(Chapter(part, answer, said.get((part.figure, mine)), ignored))
    touching = annotating.touching(scope.first, scope.last)
    return Written(report, scope, tuple(chapters), tuple(touching), whole)


def _answer(desk: Desk, entry: Entry, scope: Scope, whole: bool) -> Answer:
    return desk.answer(entry, scope, whole) if whole else desk.outside(entry, scope)
