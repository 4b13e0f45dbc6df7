"""What a plan for the dates of an action comes to, in the words of a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import clock
from raqnet.calendar import history
from raqnet.calendar.dates import Glimpse
from raqnet.calendar.hanging import words
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.redating import Kept, Plan
from raqnet.i18n import span

FEW = 6  # dates of a group that are shown at once


@dataclass(frozen=True)
class Line:
    """One date, what it becomes where it moves, and what is particular about it."""

    words: str
    then: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The dates to which the same thing happens; `code` names the thing."""

    code: str
    title: str
    about: str
    lines: list[Line]

    @property
    def first(self) -> list[Line]:
        """Those that are shown at once."""
        return self.lines if len(self.lines) <= FEW + 1 else self.lines[:FEW]

    @property
    def rest(self) -> list[Line]:
        """Those that are folded."""
        return self.lines[len(self.first) :]


def of(action: Action, plan: Plan | None) -> list[Group]:
    """What happens to a series whose hours stay; nothing where there is no plan."""
    if plan is None:
        return []
    return Teller(action.all_day, action.all_day, plan.spoken_of).groups(plan)


@dataclass(frozen=True)
class Teller:
    """Tells a plan; whether days last all day before and after, which dates are spoken of."""

    all_day: bool
    all_day_then: bool
    evaluated: frozenset[int] = frozenset()

    def groups(self, plan: Plan) -> list[Group]:
        """What happens, the gravest first; last what stays where one could expect otherwise."""
        found = (
            self._apart(plan), self._gone(plan),
            self._overwritten(plan), self._moved(plan.moved), self._appeared(plan.appeared),
            self._staying(plan.staying),
        )  # fmt: skip
        return [group for group in found if group.lines]

    def keeping(self, seen: Glimpse) -> list[Group]:
        """The dates because of which an action is not removed."""
        those = [each for each in seen.dates if each.id in seen.spoken_of]
        title = ngettext(
            "%(num)d date est évaluée, rejointe ou liée à autre chose",
            "%(num)d dates sont évaluées, rejointes ou liées à autre chose",
            len(those),
        )
        group = Group("apart", title, "", self._told(those, seen))
        return [group] if those else []

    def _apart(self, plan: Plan) -> Group:
        title = ngettext(
            "%(num)d date déjà évaluée ou rejointe est gardée à part",
            "%(num)d dates déjà évaluées ou rejointes sont gardées à part",
            len(plan.apart),
        )
        about = _(
            "Elles ne font plus partie de la série, et gardent ce qui leur est lié, leur projet "
            "aussi. Les documents restent auprès de la série, et se voient aussi depuis ces dates."
        )
        return Group("apart", title, about, self._told(plan.apart, plan))

    def _gone(self, plan: Plan) -> Group:
        title = ngettext("%(num)d date disparaît", "%(num)d dates disparaissent", len(plan.gone))
        about = _(
            "Ce qui en a été dit reste auprès de la série ; une demande de renfort s'en va avec "
            "sa date, et revient avec elle si l'on défait ce changement."
        )
        return Group("gone", title, about, self._told(plan.gone, plan))

    def _overwritten(self, plan: Plan) -> Group:
        lines = [
            Line(f"{history.LABELS[name]} : {history.words(name, own)}", history.words(name, then))
            for name, own, then in plan.overwritten
        ]
        title = _("Ce que la date qui reste avait de particulier est remplacé")
        return Group("overwritten", title, "", lines)

    def _moved(self, moved: list[Kept]) -> Group:
        title = ngettext("%(num)d date change", "%(num)d dates changent", len(moved))
        lines = [
            self._line(each.occurrence, span(each.starts_at, each.ends_at, self.all_day_then))
            for each in moved
        ]
        about = ""
        if any(each.occurrence.starts_at <= clock.now() for each in moved):
            about = _(
                "Des dates passées changent aussi : « Celle-ci et les suivantes » les laisse."
            )
        return Group("moved", title, about, lines)

    def _appeared(self, appeared: Iterable[Slot]) -> Group:
        lines = [
            Line(span(each.starts_at, each.ends_at, self.all_day_then), notes=self._past(each))
            for each in appeared
        ]
        title = ngettext("%(num)d date apparaît", "%(num)d dates apparaissent", len(lines))
        return Group("appeared", title, "", lines)

    def _staying(self, staying: list[Kept]) -> Group:
        title = ngettext(
            "%(num)d date garde son jour et ses heures",
            "%(num)d dates gardent leur jour et leurs heures",
            len(staying),
        )
        about = _(
            "Ce qui a eu lieu et qui est évalué ou lié reste tel quel, et une date qui reste seule "
            "garde ses heures : les corriger une à une."
        )
        return Group("staying", title, about, [self._line(each.occurrence) for each in staying])

    def _told(self, those: list[Occurrence], seen: Plan | Glimpse) -> list[Line]:
        return [self._line(each, hung=words(seen.hung.get(each.id, ()))) for each in those]

    def _line(self, each: Occurrence, then: str = "", hung: tuple[str, ...] = ()) -> Line:
        own = (_("date particulière"),) if each.action_id != each.series_id else ()
        said = (_("évaluée ou rejointe"),) if each.id in self.evaluated else ()
        return Line(self._now(each), then, (*own, *said, *hung, *self._past(each)))

    def _now(self, each: Occurrence) -> str:
        return span(each.starts_at, each.ends_at, self.all_day)

    def _past(self, each: Occurrence | Slot) -> tuple[str, ...]:
        return (_("passée"),) if each.starts_at <= clock.now() else ()
