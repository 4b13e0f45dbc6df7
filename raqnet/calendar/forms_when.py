"""When an action takes place, as fields: days, hours, repetition."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from raqnet import clock
from raqnet.calendar import recurrence, repetition, schedule
from raqnet.forms import (
    YEARS,
    BaseForm,
    ChecklistField,
    OneOf,
    hour,
    number,
    refuse_gap,
    wall,
)
from raqnet.forms import day as day_field
from raqnet.i18n import day_short

NONE, WEEKLY, MONTHLY = "none", "weekly", "monthly"
REPEATS = {
    NONE: _l("Ne se répète pas"),
    WEEKLY: _l("Chaque semaine, ou toutes les … semaines"),
    MONTHLY: _l("Chaque mois, le même jour de la semaine"),
}
# A weekday's place in its month, as the first day has it unless said otherwise.
LIKE_FIRST = "0"
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


def blame(field: Field, message: str) -> None:
    """Tell an error at a field, unless it has one already."""
    if not field.errors:
        field.errors = [message]


class DaysField(TextAreaField):
    """Several days, one per line or separated by commas; `data` is a sorted tuple of dates."""

    data: tuple[date, ...] | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(day_short(day) for day in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        words = [word for word in re.split(r"[\s,;]+", text[:10_000]) if word]
        if len(text) > 10_000 or len(words) > recurrence.MAX_OCCURRENCES:
            raise ValueError(_("Cela fait trop de dates."))
        self.data = tuple(sorted({_read_day(word) for word in words}))


def _read_day(word: str) -> date:
    for pattern in FORMATS if DAY.fullmatch(word) else ():
        try:
            found = datetime.strptime(word, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise ValueError(_("« %(word)s » n'est pas une date : écrire 14/09/2026.", word=word[:20]))


class HoursForm(BaseForm):
    """The first day, the last one, the hours."""

    day = day_field(_l("Jour"), required=True)
    start = hour(_l("De"))
    end = hour(_l("À"))
    all_day = BooleanField(_l("Toute la journée"))
    last_day = day_field(_l("Dernier jour, si cela dure plusieurs jours"))

    def validate_start(self, field: Field) -> None:
        """Refuse an hour that the night to summer time skips."""
        if not self.all_day.data:
            refuse_gap(field, wall(self.day.data, field.data))

    def validate_end(self, field: Field) -> None:
        """The same for the end."""
        if not self.all_day.data:
            refuse_gap(field, wall(self._last(), field.data))

    def validate_last_day(self, field: Field) -> None:
        """The last day is not before the first."""
        if field.data and self.day.data and field.data < self.day.data:
            raise ValidationError(_l("Le dernier jour vient avant le premier."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape of each field, then what the fields say together."""
        shaped = super().validate(extra_validators)
        self._ask_hours()
        if shaped and not self.errors:
            self._check(lambda: schedule.check_hours(*self._hours(), bool(self.all_day.data)))
        return not self.errors

    def _ask_hours(self) -> None:
        if self.all_day.data:
            return
        for field in (self.start, self.end):
            if field.data is None:
                blame(field, _("Donner l'heure, ou cocher « Toute la journée »."))

    def _check(self, rule: Callable[[], None]) -> None:
        try:
            rule()
        except recurrence.RuleError as error:
            self.refuse(error)

    def refuse(self, error: recurrence.RuleError) -> None:
        """Tell at its field why this cannot be kept."""
        blame(self._guilty(error), repetition.wrong(error, self.when()))

    def _guilty(self, error: recurrence.RuleError) -> Field:
        return self.last_day if self.all_day.data or self.last_day.data else self.end

    def _last(self) -> date | None:
        return self.last_day.data or self.day.data

    def _hours(self) -> tuple[datetime, datetime]:
        first, last = cast(date, self.day.data), cast(date, self._last())
        if self.all_day.data:
            return clock.day_span(first, last)
        return (
            clock.from_local(datetime.combine(first, self.start.data)),
            clock.from_local(datetime.combine(last, self.end.data)),
        )

    def when(self) -> schedule.When:
        """When it takes place; ask only once the fields have their shape."""
        starts_at, ends_at = self._hours()
        return schedule.When(starts_at, ends_at, bool(self.all_day.data))


class RepetitionForm(HoursForm):
    """The same, and how it repeats."""

    repeat = OneOf(_l("Répétition"), [SelectChoice(*pair) for pair in REPEATS.items()])
    interval = number(
        _l("Toutes les … semaines, ou tous les … mois"), 1, recurrence.MAX_INTERVAL, default=1
    )
    weekdays = ChecklistField(_l("Quels jours de la semaine"))
    nth = OneOf(_l("Quelle semaine du mois"), default=LIKE_FIRST)
    until = day_field(_l("Jusqu'au (compris)"))
    count = number(_l("Ou combien de fois"), 1, recurrence.MAX_OCCURRENCES)
    exdates = DaysField(_l("Sauf ces jours"), render_kw={"class": "is-short", "rows": 2})
    skips_closed = BooleanField(_l("Sauf congés scolaires et fermetures"))

    def offer_days(self) -> None:
        """Fill in the choices that have the names of days."""
        self.weekdays.choices = [SelectChoice(n, repetition.day_name(n)) for n in range(7)]
        nths = [SelectChoice(str(n), words) for n, words in repetition.NTHS.items()]
        self.nth.choices = [SelectChoice(LIKE_FIRST, _("comme le premier jour")), *nths]

    def validate(self, extra_validators: Any = None) -> bool:
        """The hours, then the rule."""
        shaped = super().validate(extra_validators)
        if self.repeats and self.until.data is None and self.count.data is None:
            blame(self.until, str(repetition.WRONG["endless"]))
        elif self.repeats and shaped:
            self._check(lambda: schedule.check(self.when()))
        return not self.errors

    @property
    def repeats(self) -> bool:
        """Is this to be a series?"""
        return self.repeat.data in (WEEKLY, MONTHLY)

    def _guilty(self, error: recurrence.RuleError) -> Field:
        if error.field == "weekdays" and self.repeat.data == MONTHLY:
            return self.nth
        own = {"ends": self.until, "freq": self.repeat, "ends_at": super()._guilty(error)}
        return own.get(error.field) or self[error.field]

    def when(self) -> schedule.When:
        """When it takes place, with its rule."""
        once = super().when()
        if not self.repeats:
            return once
        return replace(
            once,
            rule=self._rule(),
            exdates=self.exdates.data or (),
            skips_closed=bool(self.skips_closed.data),
        )

    def _rule(self) -> recurrence.Rule:
        first = cast(date, self.day.data)
        monthly = self.repeat.data == MONTHLY
        return recurrence.Rule(
            "MONTHLY" if monthly else "WEEKLY",
            self.interval.data or 1,
            (first.weekday(),) if monthly else tuple(self.weekdays.data or (first.weekday(),)),
            self._nth(first) if monthly else None,
            self.until.data,
            self.count.data,
        )

    def _nth(self, first: date) -> int:
        if self.nth.data != LIKE_FIRST:
            return int(self.nth.data)
        nth = (first.day - 1) // 7 + 1
        return nth if nth <= 4 else -1


def hours_data(starts_at: datetime, ends_at: datetime, all_day: bool) -> dict[str, Any]:
    """What HoursForm's fields say of these hours."""
    first, over = clock.to_local(starts_at), clock.to_local(ends_at)
    last = clock.to_local(ends_at - timedelta(seconds=1)).date() if all_day else over.date()
    return {
        "day": first.date(),
        "start": None if all_day else first.time(),
        "end": None if all_day else over.time(),
        "all_day": all_day,
        "last_day": last if last != first.date() else None,
    }


def repetition_data(rrule: str | None, exdates: Iterable[str], skips: bool) -> dict[str, Any]:
    """What RepetitionForm's own fields say of an action's rule."""
    if rrule is None:
        return {"repeat": NONE}
    rule = recurrence.parse_rrule(rrule)
    return {
        "repeat": MONTHLY if rule.freq == "MONTHLY" else WEEKLY,
        "interval": rule.interval,
        "weekdays": list(rule.weekdays) if rule.freq == "WEEKLY" else [],
        "nth": str(rule.nth or LIKE_FIRST),
        "until": rule.until,
        "count": rule.count,
        "exdates": tuple(date.fromisoformat(text) for text in exdates or ()),
        "skips_closed": skips,
    }
