"""An action in few words, to be sent on or hung up, in French and in the languages in which a
later subject knows it.

An action that anybody may read says what its workers have opened and not a word more; what is for
partners says its title, day, place and address: what whoever is invited has to know.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Occurrence, Status, Visibility
from raqnet.i18n import span

FRENCH = "fr"
LANGUAGES = {"fr": "Français", "nl": "Nederlands"}
# Who invites, as the street reads it in both languages.
PROJECT = {"fr": "Relais d'action de quartier", "nl": "Buurtactierelais"}


@dataclass(frozen=True)
class Facts:
    """What is said of an action besides its title and day, its words and its commune."""

    place: str = ""
    address: str = ""
    neighbourhood: str = ""
    audience: str = ""
    languages: tuple[str, ...] = ()
    house: str = ""


@dataclass(frozen=True)
class Words:
    """What is said of an action in a language; `link`: a page of it that anybody may read.

    Empty words are said as the calendar says them; `off`: that it is cancelled; `facts`: all that
    may be said besides.
    """

    language: str
    title: str
    about: str = ""
    link: str = ""
    when: str = ""
    town: str = ""
    off: str = ""
    facts: Facts = Facts()


Maker = Callable[[Action, Occurrence], list[Words]]


@dataclass(frozen=True)
class Notice:
    """An action on a poster, or in a message."""

    language: str
    title: str
    when: str
    where: str
    address: str
    about: str
    facts: Facts
    cancelled: bool
    cancelled_words: str  # 'Annulée', in its language
    link: str
    is_open: bool  # may anybody follow the link?

    @property
    def name(self) -> str:
        """What its language is called, in that language."""
        return LANGUAGES.get(self.language, self.language)

    @property
    def text(self) -> str:
        """The whole as a message."""
        title = f"{self.cancelled_words} : {self.title}" if self.cancelled else self.title
        lines = (title, self.when, self.where, self.address, self.about, self.link)
        return "\n".join(line for line in lines if line)


def init_app(app: Flask) -> None:
    """Make room for those who know an action in other words."""
    app.extensions["calendar_words"] = []


def add_words(app: Flask, maker: Maker) -> None:
    """Let `maker` say an action in other languages, or give it an open page."""
    app.extensions["calendar_words"].append(maker)


def notices(action: Action, date: Occurrence, link: str) -> list[Notice]:
    """A date in each language that it is known in, French first; `link`: its page in RAQnet."""
    makers: list[Maker] = current_app.extensions["calendar_words"]
    told = {words.language: words for maker in makers for words in maker(action, date)}
    french = told.pop(FRENCH, None) or Words(FRENCH, action.title, facts=_of_partners(action))
    return [_notice(action, date, words, link) for words in (french, *told.values())]


def _of_partners(action: Action) -> Facts:
    """Of what anybody may read, nothing unless somebody has opened it."""
    if action.visibility == Visibility.PUBLIC:
        return Facts()
    return Facts(place=action.place, address=action.address)


def _notice(action: Action, date: Occurrence, words: Words, link: str) -> Notice:
    with force_locale(words.language):
        when = words.when or span(date.starts_at, date.ends_at, action.all_day)
        off = words.off or _("Annulée")
    commune = words.town or (action.commune.name if action.commune else "")
    where, address = _where(words.facts, commune)
    return Notice(
        language=words.language, title=words.title or action.title,
        when=when[:1].upper() + when[1:], where=where, address=address, about=words.about,
        facts=words.facts, cancelled=action.status == Status.CANCELLED, cancelled_words=off,
        link=words.link or link, is_open=bool(words.link),
    )  # fmt: skip


def _where(facts: Facts, commune: str) -> tuple[str, str]:
    """A place with its address; without a place, the address or the commune says it all."""
    parts = (facts.address, facts.neighbourhood, commune)
    address = ", ".join(part for part in parts if part)
    return (facts.place, address) if facts.place else (address, "")


def aside(_user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """The ways to send a date on and to hang it up."""
    if date is None:
        return None
    shared = action.visibility != Visibility.TEAM
    context = {"date_id": date.id, "shared": shared}
    return Aside("calendar/_share_aside.html", context, _("Partage"))
