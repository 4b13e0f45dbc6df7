"""Repetition in words: what a rule says, and what is wrong with one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.calendar import schedule
from raqnet.calendar.recurrence import (
    MAX_INTERVAL,
    MAX_OCCURRENCES,
    MAX_YEARS,
    Rule,
    RuleError,
    parse_rrule,
)
from raqnet.i18n import day_short, full_day

NTHS: dict[int, Any] = {
    1: _l("premier"),
    2: _l("deuxième"),
    3: _l("troisième"),
    4: _l("quatrième"),
    -1: _l("dernier"),
}
WRONG: dict[str, Any] = {
    "endless": _l("Dire jusqu'à quelle date, ou combien de fois."),
    "both": _l("Donner soit une date de fin, soit un nombre de fois."),
    "until-before-start": _l("Cette date vient avant le premier jour."),
    "empty": _l("Il ne reste aucune date."),
    "single": _l("Cela ne donne qu'une date : choisir « Ne se répète pas », ou aller plus loin."),
    "too-long": _l("C'est trop loin : %(years)d ans au plus.", years=MAX_YEARS),
    "too-many": _l("Cela fait trop de dates : %(most)d au plus.", most=MAX_OCCURRENCES),
    "overlap": _l("L'action dure plus longtemps que l'intervalle entre deux dates."),
    "out-of-range": _l("Un nombre entre 1 et %(most)d est attendu.", most=MAX_INTERVAL),
    "missing": _l("Choisir au moins un jour."),
    "one-only": _l("Choisir un seul jour."),
    "unsupported": _l("Cette répétition n'est pas possible."),
    "end-before-start": _l("La fin vient avant le début."),
    "all-closed": _l("Toutes les dates tombent pendant des congés ou une fermeture."),
    "not-in-rule": _l("Une de ces dates ne fait pas partie de la série."),
}


def day_name(weekday: int) -> str:
    """'mardi' for 1."""
    return get_day_names("wide", locale=get_locale())[weekday]


def nth_of(day: date) -> int:
    """Which of its weekdays a day is in its month: 1 to 4, or -1 for a fifth, the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth <= 4 else -1


def _is_last(day: date) -> bool:
    return (day + timedelta(weeks=1)).month != day.month


def patterns() -> dict[str, str]:
    """The ways to repeat that people ask for, to be named after a day (also by series.js)."""
    return {
        "every": _("Tous les {day}s"),
        "second": _("Toutes les deux semaines, le {day}"),
        "nth": _("Le {nth}e {day} du mois"),
        "first": _("Le 1er {day} du mois"),
        "last": _("Le dernier {day} du mois"),
    }


def day_names() -> list[str]:
    """The days of the week from Monday on."""
    return [day_name(weekday) for weekday in range(7)]


def presets(day: date) -> dict[str, str]:
    """The ways to repeat, named after a day; then those that ask for more."""
    nth, weekday = nth_of(day), day_name(day.weekday())
    called = {name: words.format(day=weekday, nth=nth) for name, words in patterns().items()}
    found = {
        "none": _("Ne se répète pas"),
        "every": called["every"],
        "second": called["second"],
        "nth": called[{1: "first", -1: "last"}.get(nth, "nth")],
    }
    if nth == 4 and _is_last(day):
        found["last"] = called["last"]
    return found | {
        "weekly": _("Plusieurs jours, ou toutes les … semaines"),
        "monthly": _("Tous les … mois, un certain jour de la semaine"),
    }


def preset_of(rule: Rule, first: date) -> str | None:
    """The way of `presets` that gives this rule from its first day on, if one does."""
    if rule.weekdays != (first.weekday(),):
        return None
    if rule.freq == "WEEKLY":
        return {1: "every", 2: "second"}.get(rule.interval)
    if rule.interval != 1:
        return None
    if rule.nth == nth_of(first):
        return "nth"
    return "last" if rule.nth == -1 else None


def words(rrule: str | None, exdates: Iterable[str] = (), skips_closed: bool = False) -> str:
    """'tous les mardis, jusqu'au 20/12/2021'; nothing for what does not repeat."""
    if not rrule:
        return ""
    rule = parse_rrule(rrule)
    said = [part for part in (_often(rule), _on(rule), _until(rule)) if part]
    if skips_closed:
        said.append(_("sauf congés scolaires et fermetures"))
    days = ", ".join(day_short(date.fromisoformat(text)) for text in exdates)
    return ", ".join([*said, _("sauf %(days)s", days=days)] if days else said)


def _often(rule: Rule) -> str:
    if rule.freq == "MONTHLY":
        return ngettext("chaque mois", "tous les %(num)d mois", rule.interval)
    if rule.interval == 1:
        names = [_("%(day)ss", day=day_name(day)) for day in rule.weekdays]
        return _("tous les %(days)s", days=_(" et ").join(names))
    if rule.interval == 2:
        return _("toutes les deux semaines")
    return _("toutes les %(num)d semaines", num=rule.interval)


def _on(rule: Rule) -> str:
    names = [day_name(day) for day in rule.weekdays]
    if rule.nth:
        return _("le %(nth)s %(day)s", nth=NTHS[rule.nth], day=names[0])
    return _("le %(days)s", days=_(" et le ").join(names)) if rule.interval > 1 else ""


def _until(rule: Rule) -> str:
    if rule.until:
        return _("jusqu'au %(day)s", day=day_short(rule.until))
    return ngettext("%(num)d fois", "%(num)d fois", rule.count or 0)


def wrong(error: RuleError, when: schedule.When) -> str:
    """What is wrong, and what to do."""
    if error.code == "start-not-in-rule":
        return _start_not_in_rule(when)
    if error.field == "ends_at" and error.code == "too-long":
        return _("Une action dure %(days)d jours au plus.", days=schedule.MAX_DURATION.days)
    return str(WRONG[error.code])


def _start_not_in_rule(when: schedule.When) -> str:
    first, following = full_day(when.starts_at), schedule.next_day(when)
    if following is None:
        return _("Le premier jour (%(first)s) n'en fait pas partie.", first=first)
    return _(
        "Le premier jour (%(first)s) n'en fait pas partie : l'ajouter, ou commencer le %(next)s.",
        first=first, next=full_day(following),
    )  # fmt: skip
