"""Figures of the team: intervisions in numbers, and time between the project and the hosts.

Neither is ever of one worker: sessions tell how many took part, hours go by the journal's own rules
for groups (`journal.groups`).
"""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import clock
from raqnet.access import PERMISSIONS
from raqnet.i18n import month as month_words
from raqnet.intervision import figures as sessions
from raqnet.intervision.figures import Session
from raqnet.journal import queries_groups, stretches
from raqnet.journal.balance import Share
from raqnet.journal.queries_groups import Shown
from raqnet.research import counting, series
from raqnet.research.counting import Table
from raqnet.research.figure import Column, Figure, Kind, Number, Row
from raqnet.research.scope import Scope
from raqnet.research.series import Part
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def intervisions(entry: "Entry", question: Question) -> Figure:
    """How many sessions were held, how many took part, how many cases were worked on."""
    every, before = series.parts(question), question.scope.year_before()
    earlier = series.previous(question)
    first = min(before.first, earlier[0], question.scope.first)
    held = sessions.of(first, question.scope.last).sessions
    columns = (
        Column("sessions", _("Séances")), Column("cases", _("Situations travaillées")),
        Column("people", _("Participant·es en moyenne"), Kind.MEAN),
        Column("year_before", _("Séances un an plus tôt"), then=True),
    )  # fmt: skip
    rows = tuple(
        Row(series.key(part), series.name(part), _told(held, part, series.before(part)))
        for part in every
    )
    now, then = (question.scope.first, question.scope.last), (before.first, before.last)
    totals = _told(held, now, then)
    told = _sessions_sentence(int(totals[0] or 0))
    told += series.earlier(sum(1 for each in held if _is_in(each, earlier)))
    table = Table(
        _("Mois"), _("séances"), _("Séances"), rows, told,
        _("Intervisions closes, sans les répétitions"), by_time=True,
        notes=(_("D'une séance d'une seule personne, rien d'autre n'est dit."),),
    )  # fmt: skip
    return counting.finished(entry, question, table, columns, rows, totals)


def _told(held: list[Session], part: Part, before: Part) -> tuple[Number, ...]:
    inside = [each for each in held if _is_in(each, part)]
    told = [each for each in inside if each.people is not None]
    people = sum(each.people or 0 for each in told)
    mean = round(people / len(told), 1) if told else None
    earlier = sum(1 for each in held if _is_in(each, before))
    return len(inside), sum(each.cases or 0 for each in told), mean, earlier


def _is_in(session: Session, part: Part) -> bool:
    return part[0] <= clock.to_local(session.held_at).date() <= part[1]


def _sessions_sentence(count: int) -> str:
    if not count:
        return _("Aucune intervision close dans cette période.")
    return ngettext("%(num)s intervision.", "%(num)s intervisions.", count)


def shares(entry: "Entry", question: Question) -> Figure:
    """The last whole month of the scope that is over: which share of time was whose."""
    month = _last_whole_month(question.scope)
    shown, *then = (_shown(question, each) for each in _months(month))
    columns = (
        Column("project", _("Pour le projet (%)"), Kind.PERCENT),
        Column("host", _("Pour l'hébergeur (%)"), Kind.PERCENT),
        Column("blurred", _("Pour les deux (%)"), Kind.PERCENT),
        Column("hours", _("Heures, arrondies")),
        Column("previous", _("Pour le projet, le mois d'avant (%)"), Kind.PERCENT, then=True),
        Column("year_before", _("Pour le projet, un an plus tôt (%)"), Kind.PERCENT, then=True),
    )  # fmt: skip
    team, groups = (shown[0], shown[1:]) if shown else (None, [])
    rows = tuple(_group(each, then) for each in groups)
    table = Table(
        _("Groupe"), _("heures notées"), _("Pour le projet (%)"), rows,
        _shares_sentence(month, team), _("Journal et calendrier, par groupes de cinq RAQ ou plus"),
        notes=(
            _("Un seul mois à la fois, une fois terminé : le dernier mois entier de la période."),
            _("Un groupe n'est montré que si aucun calcul ne peut dire rien de moins de cinq RAQ."),
            _("Les groupes se recouvrent : le total est celui de l'équipe."),
        ),
    )  # fmt: skip
    totals = _numbers(team, then) if team else (None,) * len(columns)
    return counting.finished(entry, question, table, columns, rows, totals)


def _last_whole_month(scope: Scope) -> stretches.Stretch | None:
    whole = [
        each for each in scope.months()
        if scope.first <= each.first and each.last <= scope.last and each.last < clock.today()
    ]  # fmt: skip
    return stretches.of(stretches.Length.MONTH, whole[-1].first) if whole else None


def _months(month: stretches.Stretch | None) -> list[stretches.Stretch | None]:
    """A month, the one before and the same one a year before."""
    if month is None:
        return [None] * 3
    whole = Scope(month.first, month.last)
    firsts = (month.first, whole.previous().first, whole.year_before().first)
    return [stretches.of(stretches.Length.MONTH, first) for first in firsts]


def _shown(question: Question, month: stretches.Stretch | None) -> list[Shown]:
    """The team, then its groups; nothing where too few have noted their time."""
    allowed = question.reader.role in PERMISSIONS["journal.groups"]
    return (queries_groups.in_month(month) if month and allowed else None) or []


def _group(shown: Shown, then: list[list[Shown]]) -> Row:
    kinds = {
        queries_groups.COMMUNE: _("Commune"), queries_groups.ZONE: _("Zone"),
        queries_groups.HOST: _("Hébergeur"),
    }  # fmt: skip
    kind = kinds[shown.dimension]
    return Row(f"{shown.dimension}-{shown.name}", shown.name, _numbers(shown, then), group=kind)


def _numbers(shown: Shown, then: list[list[Shown]]) -> tuple[Number, ...]:
    """The shares of a group; for the project, those of the same group in earlier months."""
    earlier = ({(e.dimension, e.name): e.percents[Share.PROJECT] for e in month} for month in then)
    return (
        *(shown.percents[each] for each in (Share.PROJECT, Share.HOST, Share.BLURRED)),
        shown.hours, *(month.get((shown.dimension, shown.name)) for month in earlier),
    )  # fmt: skip


def _shares_sentence(month: stretches.Stretch | None, team: Shown | None) -> str:
    if month is None:
        return _("Aucun mois entier et terminé dans cette période.")
    words = month_words(month.first)
    if team is None:
        return _("En %(month)s, trop peu de RAQ ont noté leur temps pour en dire quelque chose.",
                 month=words)  # fmt: skip
    return _("En %(month)s, %(project)s %% du temps noté était pour le projet.", month=words,
             project=team.percents[Share.PROJECT])  # fmt: skip
