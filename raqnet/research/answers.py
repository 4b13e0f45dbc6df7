"""A figure as one reader may have it: whole for the team, in its protected form for others."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from raqnet import clock
from raqnet.research import presets, published, spans
from raqnet.research.catalogue import Entry
from raqnet.research.figure import Column, Figure, Kind
from raqnet.research.published import Monthly
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from raqnet.research.spans import Question

HOST = "organisation"  # the one filter that the protected form takes
_COMPARED_MONTHS = 12


@dataclass(frozen=True)
class Answer:
    """What is given; `figure` is None where nothing may be, and `why` says so."""

    entry: Entry
    scope: Scope  # what was counted
    figure: Figure | None
    ignored: tuple[str, ...] = ()  # filters that mean nothing to this figure
    moved: bool = False  # its days are not those that were asked for
    why: str = ""


def answer(entry: Entry, asked: Scope, reader: Reader, whole: bool) -> Answer:
    """The figure of these days; `whole` with its small numbers, where it may be."""
    ignored = tuple(name for name in asked.set() if name not in entry.filters)
    scope = _without(asked, ignored)
    if (whole and not reader.is_host) or not entry.about_people:
        return Answer(entry, scope, entry.count(entry, spans.compared(scope, reader)), ignored)
    found = _protected(entry, scope, reader)
    return replace(found, ignored=ignored)


def _protected(entry: Entry, scope: Scope, reader: Reader) -> Answer:
    if set(scope.set()) - {HOST}:
        return _none(entry, scope, _("Avec ces filtres, ces chiffres ne peuvent pas être diffusés."
                                     " Pour une version à diffuser, retirer les filtres ;"
                                     " seul l'hébergeur peut être choisi."))  # fmt: skip
    over = presets.over(scope, clock.today())
    if over is None:
        return _none(entry, scope, _("Les chiffres sur des personnes paraissent par mois entiers,"
                                     " une fois le mois terminé."))  # fmt: skip
    kept = _last_months(over)
    columns = _columns(kept)
    counted = _monthly(entry, kept, reader, tuple(columns.values()))
    if counted is None:
        return _none(entry, kept, _("Ce tableau ne peut pas être diffusé : il n'existe que pour"
                                    " l'équipe."))  # fmt: skip
    figure = published.protected(counted, columns, kept)
    moved = (kept.first, kept.last) != (scope.first, scope.last)
    return Answer(entry, kept, figure, moved=moved)


def _without(scope: Scope, names: tuple[str, ...]) -> Scope:
    for name in names:
        scope = scope.without(name)
    return scope


def _none(entry: Entry, scope: Scope, why: str) -> Answer:
    return Answer(entry, scope, None, why=why)


def _monthly(
    entry: Entry, scope: Scope, reader: Reader, stretches: tuple[Scope, ...]
) -> Monthly | None:
    """The figure's months, the project's beside a house's; None where it has no such form."""
    months = published.months_of(stretches)
    figure = entry.count(entry, Question(scope, reader, months, by_month=True))
    if not published.is_monthly(figure, months):
        return None
    if scope.organisation is None:
        return Monthly(figure)
    project = scope.without(HOST)
    bare = tuple(month.without(HOST) for month in months)
    return Monthly(figure, entry.count(entry, Question(project, reader, bare, by_month=True)))


def _columns(scope: Scope) -> dict[Column, Scope]:
    """The scope; beside it, where it is a year at most, the one before and that of a year ago."""
    columns = {Column("count", _("Au moins")): scope}
    if len(list(scope.months())) <= _COMPARED_MONTHS:
        before = Column("previous", _("Période précédente"), Kind.COUNT, then=True)
        ago = Column("year_before", _("Un an plus tôt"), Kind.COUNT, then=True)
        columns |= {before: scope.previous(), ago: scope.year_before()}
    return columns


def _last_months(scope: Scope) -> Scope:
    """No more months than a query can hold side by side: the last ones."""
    months = list(scope.months())[-published.MOST_MONTHS :]
    return replace(scope, first=months[0].first)
