"""A figure as one reader may have it: whole for the team, in its protected form for others."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import Role
from raqnet.research import counting, met, presets, published, spans
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


class Desk:
    """Gives one reader the figures of a page; those that are asked the same share a question."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._asked: dict[Any, Question] = {}
        self._lodging: dict[tuple[date, date], list[int]] = {}

    def answer(self, entry: Entry, asked: Scope, whole: bool) -> Answer:
        """The figure of these days; `whole` with its small numbers, where it may be."""
        ignored = tuple(name for name in asked.set() if name not in entry.filters)
        scope = counting.narrowed(entry, asked)
        if (whole and not self.reader.is_host) or not entry.about_people:
            return Answer(entry, scope, entry.count(entry, self._compared(scope)), ignored)
        return replace(self._protected(entry, scope), ignored=ignored)

    def outside(self, entry: Entry, asked: Scope) -> Answer:
        """The figure as it may leave the team; what not even hosts read stays in."""
        if Role.HOST not in entry.roles:
            return Answer(entry, asked, None, why=_for_the_team())
        return self.answer(entry, asked, whole=False)

    def _protected(self, entry: Entry, scope: Scope) -> Answer:
        if set(scope.set()) - {HOST}:
            return Answer(entry, scope, None, why=_filtered())
        over = presets.over(scope, clock.today())
        if over is None:
            return Answer(entry, scope, None, why=_not_over())
        kept = _last_months(over)
        columns = _columns(kept)
        counted = self._counted(entry, kept, published.months_of(columns.values()))
        if counted is None:
            return Answer(entry, kept, None, why=_for_the_team())
        figure = published.protected(counted, columns, kept)
        moved = (kept.first, kept.last) != (scope.first, scope.last)
        return Answer(entry, kept, figure, moved=moved)

    def _counted(self, entry: Entry, scope: Scope, months: tuple[Scope, ...]) -> Monthly | None:
        """The figure's months, the project's beside a house's; None where it has no such form."""
        figure = entry.count(entry, self._monthly(scope, months))
        if not published.is_monthly(figure, months):
            return None
        if scope.organisation is None:
            return Monthly(figure)
        whole = entry.count(entry, self._monthly(*_of_house(scope, months, None)))
        others = self._of_others(entry, scope, months)
        return Monthly(figure, whole, (figure, *others))

    def _of_others(
        self, entry: Entry, scope: Scope, months: tuple[Scope, ...]
    ) -> tuple[Figure, ...]:
        """The same of all other houses whose tables may be laid beside this one's, in one go."""
        others = [id_ for id_ in self._houses(months) if id_ != scope.organisation]
        if not others:
            return ()
        asked, _months = _of_house(scope, months, None)
        stretches = [month for id_ in others for month in _of_house(scope, months, id_)[1]]
        question = self._monthly(asked, tuple(stretches), by_house=True)
        return published.houses(entry.count(entry, question), len(months))

    def _houses(self, months: tuple[Scope, ...]) -> list[int]:
        """The houses that lodged somebody in these months, read once."""
        days = months[0].first, months[-1].last
        if days not in self._lodging:
            self._lodging[days] = met.lodging(*days)
        return self._lodging[days]

    def _compared(self, scope: Scope) -> Question:
        return self._asked.setdefault(scope, spans.compared(scope, self.reader))

    def _monthly(self, scope: Scope, months: tuple[Scope, ...], by_house: bool = False) -> Question:
        question = Question(scope, self.reader, months, by_month=True, by_house=by_house)
        return self._asked.setdefault((scope, months), question)


def _of_house(
    scope: Scope, months: tuple[Scope, ...], id_: int | None
) -> tuple[Scope, tuple[Scope, ...]]:
    """The same days of another house, or of none."""
    return replace(scope, organisation=id_), tuple(replace(m, organisation=id_) for m in months)


def _filtered() -> str:
    return _(
        "Avec ces filtres, ces chiffres ne peuvent pas être diffusés. Pour une version à diffuser,"
        " retirer les filtres ; seul l'hébergeur peut être choisi."
    )


def _not_over() -> str:
    return _(
        "Les chiffres sur des personnes paraissent par mois entiers, une fois le mois terminé."
    )


def _for_the_team() -> str:
    return _("Ce tableau ne peut pas être diffusé : il n'existe que pour l'équipe.")


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
