"""Repetition in words: what a rule says, and what is wrong with one."""

from collections.abc import Iterable
from datetime import date
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


def words(rrule: str | None, exdates: Iterable[str] = (), skips_closed: bool = False) -> str:
    """'chaque semaine, le mardi, jusqu'au 20/12/2021'; nothing for what does not repeat."""
    if not rrule:
        return ""
    rule = parse_rrule(rrule)
    said = [_often(rule), _on(rule), _until(rule)]
    if skips_closed:
        said.append(_("sauf congés scolaires et fermetures"))
    days = ", ".join(day_short(date.fromisoformat(text)) for text in exdates)
    return ", ".join([*said, _("sauf %(days)s", days=days)] if days else said)


def _often(rule: Rule) -> str:
    if rule.freq == "MONTHLY":
        return ngettext("chaque mois", "tous les %(num)d mois", rule.interval)
    return ngettext("chaque semaine", "toutes les %(num)d semaines", rule.interval)


def _on(rule: Rule) -> str:
    names = [day_name(day) for day in rule.weekdays]
    if rule.nth:
        return _("le %(nth)s %(day)s", nth=NTHS[rule.nth], day=names[0])
    return _("le %(days)s", days=_(" et le ").join(names))


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
