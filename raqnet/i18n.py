"""Language: which one a person reads, and days, hours and delays in words."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import Babel, get_locale, get_translations, gettext, ngettext
from flask_login import current_user
from jinja2 import pass_eval_context
from markupsafe import Markup

from raqnet import clock, durations
from raqnet.config import ROOT

babel = Babel()
LOCALES = ("fr", "nl")


def init_app(app: Flask) -> None:
    """Choose the language per person; give the templates their words for time."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "raqnet" / "translations")
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _word
    for filter_ in (day, day_short, full_day, hour, month, weekday, delay, span, iso, stamp):
        app.add_template_filter(filter_)
    app.add_template_filter(durations.written, "duration")


def _locale() -> str:
    return current_user.locale if current_user and current_user.is_authenticated else "fr"


def language() -> str:
    """The code of the language in use."""
    return _code(get_locale())


@lru_cache(16)
def _code(locale: Any) -> str:
    return str(locale or "fr")


@pass_eval_context
def _word(within: Any, text: str, **values: Any) -> Any:
    """A text in the language in use, for templates; Jinja's own way passes three calls more."""
    word = _catalogue().ugettext(text)
    if within.autoescape:
        word = Markup(word)  # noqa: S704 - catalogues are ours; the values are escaped
    return word % values if values or "%" in word else word


def _catalogue() -> Any:
    """The words of the language in use.

    Flask-Babel's own look-up spells out the locale at each word: a third of a page's time.
    """
    locale = get_locale()
    if locale is None:
        return get_translations()
    found = _catalogues.get(locale.language)
    if found is None:
        found = _catalogues[locale.language] = get_translations()
    return found


_catalogues: dict[str, Any] = {}


@lru_cache(4096)
def _format(value: date, pattern: str, locale: str) -> str:
    return format_date(value, pattern, locale)


def _local_day(value: date | datetime) -> date:
    return clock.to_local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """'mardi 14 septembre', with the year when it is another one."""
    local = _local_day(value)
    pattern = "EEEE d MMMM" if local.year == clock.today().year else "EEEE d MMMM y"
    return _format(local, pattern, language())


def full_day(value: date | datetime) -> str:
    """'mardi 14 septembre 2021'."""
    return _format(_local_day(value), "EEEE d MMMM y", language())


def day_short(value: date | datetime) -> str:
    """'14/09/2021'."""
    return _local_day(value).strftime("%d/%m/%Y")


def weekday(value: date | datetime) -> str:
    """'mar.'."""
    return _format(_local_day(value), "EEE", language())


def month(value: date | datetime) -> str:
    """'septembre 2021'."""
    return _format(_local_day(value), "LLLL y", language())


def pattern(value: date | datetime, pattern: str) -> str:
    """A day in any of Babel's patterns: 'mar. 14 sept.' for 'EEE d MMM'."""
    return _format(_local_day(value), pattern, language())


def hour(value: datetime) -> str:
    """'9h' or '14h30'."""
    local = clock.to_local(value)
    return f"{local.hour}h{local.minute:02d}" if local.minute else f"{local.hour}h"


def iso(value: date | datetime) -> str:
    """The machine's form, for `datetime` attributes."""
    return clock.to_local(value).isoformat() if isinstance(value, datetime) else value.isoformat()


def stamp(value: datetime) -> str:
    """'14/09/2021 à 10h32'."""
    return gettext("%(day)s à %(hour)s", day=day_short(value), hour=hour(value))


def span(starts_at: datetime, ends_at: datetime, all_day: bool) -> str:
    """'mardi 14 septembre, 10h-12h', over one day or several."""
    first = clock.to_local(starts_at).date()
    last = _last_day(ends_at, all_day)
    if first == last:
        hours = gettext("toute la journée") if all_day else f"{hour(starts_at)}-{hour(ends_at)}"
        return f"{day(first)}, {hours}"
    if all_day:
        return gettext("du %(first)s au %(last)s", first=day(first), last=day(last))
    return gettext(
        "du %(first)s, %(from_)s au %(last)s, %(to)s",
        first=day(first), from_=hour(starts_at), last=day(last), to=hour(ends_at),
    )  # fmt: skip


def _last_day(ends_at: datetime, all_day: bool) -> date:
    """The last day that is still part of it: an all-day event ends at the next midnight."""
    local = clock.to_local(ends_at)
    if all_day or (local.hour, local.minute) == (0, 0):
        local = clock.to_local(ends_at - clock.INSTANT)
    return local.date()


def delay(value: date | datetime) -> str:
    """'aujourd'hui', 'dans 2 jours', 'il y a 3 semaines'."""
    days = (_local_day(value) - clock.today()).days
    if days in (-1, 0, 1):
        return {-1: gettext("hier"), 0: gettext("aujourd'hui"), 1: gettext("demain")}[days]
    size = abs(days)
    if size < 14:
        amount = ngettext("%(num)d jour", "%(num)d jours", size)
    elif size < 60:
        amount = ngettext("%(num)d semaine", "%(num)d semaines", size // 7)
    elif size < 730:
        amount = gettext("%(num)d mois", num=size // 30)
    else:
        amount = ngettext("%(num)d an", "%(num)d ans", size // 365)
    if days > 0:
        return gettext("dans %(amount)s", amount=amount)
    return gettext("il y a %(amount)s", amount=amount)
