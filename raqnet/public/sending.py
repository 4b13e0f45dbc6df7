"""What a text to send on, or a poster, may take from us: the public's words, a page open to all."""

from raqnet.calendar.models import Action, Occurrence, Visibility
from raqnet.calendar.sharing import Facts, Words
from raqnet.public import bilingual, book
from raqnet.public.bilingual import DUTCH, FRENCH
from raqnet.public.opened import Shown


def words(action: Action, date: Occurrence) -> list[Words]:
    """A date that anybody may read, in French, and in Dutch where somebody has written it so."""
    if action.visibility != Visibility.PUBLIC or (day := book.day(date.id)) is None:
        return []
    told = [_in_french(day.shown, date)]
    written = day.shown.title_nl or day.shown.words_nl
    return [*told, _in_dutch(day.shown, date)] if written else told


def _in_french(shown: Shown, date: Occurrence) -> Words:
    facts = _facts(shown, FRENCH)
    return Words(
        FRENCH, shown.title, shown.words_fr, bilingual.date_url(date.id, FRENCH), facts=facts
    )


def _in_dutch(shown: Shown, date: Occurrence) -> Words:
    return Words(
        DUTCH, shown.title_nl, shown.words_nl, bilingual.date_url(date.id, DUTCH),
        when=bilingual.when(date.starts_at, date.ends_at, shown.all_day, DUTCH),
        town=bilingual.commune(shown.town.name, DUTCH) if shown.town else "",
        off=bilingual.words(DUTCH)["cancelled"], facts=_facts(shown, DUTCH),
    )  # fmt: skip


def _facts(shown: Shown, language: str) -> Facts:
    """What was opened of it, field by field; who it is for was written in French."""
    return Facts(
        place=shown.place, address=shown.address, neighbourhood=shown.neighbourhood,
        audience=shown.audience if language == FRENCH else "", house=shown.host,
        languages=tuple(bilingual.spoken(each, language).text for each in shown.languages),
    )  # fmt: skip
