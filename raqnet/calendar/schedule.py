"""When an action takes place: hours, rule and exceptions, and which of these can be kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from raqnet.calendar import recurrence
from raqnet.calendar.recurrence import Rule, RuleError
from raqnet.clock import to_local

# What the range queries of the calendar rely on: nothing lasts longer.
MAX_DURATION = timedelta(days=31)


@dataclass(frozen=True)
class When:
    """The hours of the first date (UTC; all-day: Brussels midnights, the end exclusive), the rule.

    exdates: the local days that the rule gives and on which nothing takes place. skips_closed:
    nothing does in closed periods either.
    """

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    rule: Rule | None = None
    exdates: tuple[date, ...] = ()
    skips_closed: bool = False

    def columns(self) -> dict[str, object]:
        """The same as the columns of an action."""
        rule = self.rule
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "all_day": self.all_day,
            "rrule": recurrence.rrule_text(rule, self.all_day) if rule else None,
            "exdates": [day.isoformat() for day in self.exdates] if rule else [],
            "skips_closed": self.skips_closed and rule is not None,
        }

    def days(self) -> list[date]:
        """The local days that the rule gives, exceptions not yet taken out."""
        rrule = recurrence.rrule_text(self.rule, self.all_day) if self.rule else None
        slots = recurrence.expand(self.starts_at, self.ends_at, self.all_day, rrule)
        return [to_local(slot.recurrence_id).date() for slot in slots]


def check(when: When) -> None:
    """Raise RuleError unless this can be kept; `field` is one of When's or of Rule's."""
    check_hours(when.starts_at, when.ends_at, when.all_day)
    if when.rule:
        recurrence.check(when.rule, when.starts_at, when.ends_at, when.all_day)
        _check_exceptions(when)


def check_hours(starts_at: datetime, ends_at: datetime, all_day: bool) -> None:
    """Raise RuleError unless this lasts some time, and at most MAX_DURATION."""
    if ends_at <= starts_at:
        raise RuleError("ends_at", "end-before-start")
    duration = ends_at - starts_at
    if all_day:  # a month of days is one, though a night in it be longer
        duration = to_local(ends_at).replace(tzinfo=None) - to_local(starts_at).replace(tzinfo=None)
    if duration > MAX_DURATION:
        raise RuleError("ends_at", "too-long")


def _check_exceptions(when: When) -> None:
    days = set(when.days())
    if not set(when.exdates) <= days:
        raise RuleError("exdates", "not-in-rule")
    if set(when.exdates) == days:
        raise RuleError("exdates", "empty")


def next_day(when: When) -> date | None:
    """The first day that the rule does give."""
    days = when.days()
    return days[0] if days else None
