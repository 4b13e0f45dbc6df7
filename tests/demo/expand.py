"""Days of a planned action, by dateutil and not by our own reading of the rule."""

from datetime import date, datetime, time

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from raqnet.demo.planned import PlannedAction


def originals(action: PlannedAction) -> list[date]:
    """The days that the rule gives, exceptions taken out."""
    return [day for day in rule_days(action) if day not in action.exdates]


def rule_days(action: PlannedAction) -> list[date]:
    """The days that the rule gives."""
    rule = action.rule
    if rule is None:
        return [action.first]
    days = rrule(
        MONTHLY if rule.freq == "MONTHLY" else WEEKLY,
        dtstart=datetime.combine(action.first, time()),
        interval=rule.interval,
        byweekday=[weekday(number, rule.nth) for number in rule.weekdays],
        until=datetime.combine(rule.until, time()) if rule.until else None,
        count=rule.count,
    )
    return [day.date() for day in days]


def days(action: PlannedAction) -> list[date]:
    """The days on which the action takes place."""
    moved = {o.original: o.day for o in action.overrides}
    gone = {o.original for o in action.overrides if o.cancelled_reason}
    return [moved.get(day, day) for day in originals(action) if day not in gone]
