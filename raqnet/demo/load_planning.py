"""The demo's planning: colleagues wanted, evenings to approve, what hosts propose."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar import services
from raqnet.calendar.models import Action, Kind, Occurrence, Status, Visibility
from raqnet.db import db
from raqnet.demo.days import working_from
from raqnet.demo.load_people import Directory
from raqnet.planning import hours, reinforcing
from raqnet.planning.models import (
    HostProposal,
    HourApproval,
    ProposalState,
    Recovery,
    ReinforcementJoin,
)
from raqnet.planning.queries_reinforcement import asked
from raqnet.planning.reinforcing import Wish

# Which action looks for how many, who bring what, for what, and who has joined.
WANTED = (
    ("present-stand-a-confirmer", 2, "arabe", None, "Accueillir au stand, deux heures.", ()),
    ("present-repas-a-confirmer", 1, None, "animation de groupe", "La table des enfants.", ()),
    ("present-atelier-a-confirmer", 2, "espagnol", None, "", ("RAQ 7",)),
)  # fmt: skip


def load_planning(directory: Directory, made: Mapping[str, Action], today: date) -> None:
    """Everything of planning; nothing where the demo has no present."""
    if WANTED[0][0] not in made:
        return
    for key, wanted, language, skill, note, joined in WANTED:
        wish = Wish(
            wanted,
            directory.languages[language].id if language else None,
            directory.skills[skill].id if skill else None,
            note,
        )
        _want(directory, made[key], wish, joined)
    _evenings(directory, today)
    _proposals(directory, today)


def _want(directory: Directory, action: Action, wish: Wish, joined: tuple[str, ...]) -> None:
    date_id = db.session.scalars(select(Occurrence.id).filter_by(series_id=action.id)).one()
    reinforcing.ask([date_id], wish, action.author_id or 0)
    row = asked(date_id)
    assert row is not None
    for name in joined:
        worker = directory.workers[name]
        db.session.add(ReinforcementJoin(reinforcement_id=row.id, worker_id=worker.id))
        services.edit(action, worker.user_id, workers=[*action.workers, worker])
        row.taken += 1
    db.session.flush()


def _evenings(directory: Directory, today: date) -> None:
    """One that was approved and worked, some of it taken back; two that wait."""
    past, worker = working_from(today - timedelta(days=9), -1), directory.workers["RAQ 1"]
    over = _evening(directory, "RAQ 1", past, "Réunion du comité de quartier")
    _evening(directory, "RAQ 5", working_from(today + timedelta(days=6), 1), "Soirée jeux")
    _evening(directory, "RAQ 9", working_from(today + timedelta(days=9), 1), "Soirée santé au café")
    row = db.session.scalars(
        select(HourApproval).join(Occurrence).where(Occurrence.series_id == over.id)
    ).one()
    hours.decide(_coordination(), [row], True)
    db.session.add(Recovery(worker_id=worker.id, day=today, minutes=60, author_id=worker.user_id))


def _evening(directory: Directory, name: str, day: date, title: str) -> Action:
    worker = directory.workers[name]
    starts_at = clock.from_local(datetime.combine(day, time(18)))
    return services.add(
        Action(
            kind=Kind.PERMANENCE, status=Status.CONFIRMED, visibility=Visibility.HOSTS,
            title=title, workers=[worker], author_id=worker.user_id, exdates=[],
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        )
    )  # fmt: skip


def _proposals(directory: Directory, today: date) -> None:
    """One that waits for RAQ 1's zone, and one that was declined."""
    site = directory.sites["MM Neptune"]
    author_id = db.session.scalar(
        select(User.id).where(User.role == "host").order_by(User.id).limit(1)
    )
    for days, title, state, word in (
        (12, "Matinée vaccination dans la salle d'attente", ProposalState.OPEN, ""),
        (7, "Stand à la fête de l'école", ProposalState.DECLINED,
         "Nous sommes au marché ce jour-là ; avec plaisir le mois prochain."),
    ):  # fmt: skip
        morning = datetime.combine(working_from(today + timedelta(days=days), 1), time(10))
        starts_at, declined = clock.from_local(morning), state == ProposalState.DECLINED
        db.session.add(
            HostProposal(
                organisation_id=site.organisation_id, site_id=site.id, author_id=author_id,
                title=title, text="Avec l'équipe de la maison.", state=state, word=word,
                starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
                decided_at=clock.now() if declined else None,
                decided_by_id=_coordination() if declined else None,
            )
        )  # fmt: skip
    db.session.flush()


def _coordination() -> int | None:
    return db.session.scalar(select(User.id).where(User.role == "coordination").limit(1))
