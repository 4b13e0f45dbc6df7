"""What a text to send on, or a poster, may take from us: the public's words, a page open to all."""

from flask import current_app, url_for

from raqnet.calendar.models import Action, Occurrence, Visibility
from raqnet.calendar.sharing import Words
from raqnet.public import bilingual, book
from raqnet.public.bilingual import DUTCH, FRENCH
from raqnet.public.opened import Shown


def words(action: Action, date: Occurrence) -> list[Words]:
    """A date that anybody may read, in French, and in Dutch where somebody has written it so."""
    if action.visibility != Visibility.PUBLIC or (day := book.day(date.id)) is None:
        return []
    shown = day.shown
    told = [Words(FRENCH, shown.title, shown.words_fr, _page(date, FRENCH))]
    return [*told, _in_dutch(shown, date)] if shown.title_nl or shown.words_nl else told


def _in_dutch(shown: Shown, date: Occurrence) -> Words:
    town = bilingual.commune(shown.town.name, DUTCH) if shown.town else ""
    when = bilingual.when(date.starts_at, date.ends_at, shown.all_day, DUTCH)
    off = bilingual.words(DUTCH)["cancelled"]
    link = _page(date, DUTCH)
    return Words(DUTCH, shown.title_nl, shown.words_nl, link, when=when, town=town, off=off)


def _page(date: Occurrence, language: str) -> str:
    path = url_for("public.date", occurrence_id=date.id, language=language)
    return f"{current_app.config['PUBLIC_URL']}{path}"
