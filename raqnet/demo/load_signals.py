"""The demo's signals: what was seen, by how many; a file that waits, and one that was answered."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.actors.models import Actor, Capacity
from raqnet.db import db
from raqnet.demo.load_people import Directory
from raqnet.demo.people import assignments
from raqnet.research.scope import Scope
from raqnet.signals import figures
from raqnet.signals.models import Dossier, DossierState, DossierStep, Echo, Signal, SignalKind


class Told(NamedTuple):
    """A signal: who tells it, who saw it too, how many days ago."""

    kind: SignalKind
    text: str
    by: str
    seen_by: tuple[str, ...]
    days_ago: int
    full_service: bool = False


SIGNALS = (
    Told(SignalKind.BARRIER, "Rendez-vous en ligne seulement : sans adresse e-mail, plus moyen de "
         "prendre rendez-vous à l'administration communale.",
         "RAQ 1", ("RAQ 3", "RAQ 5", "RAQ 8", "RAQ 12"), 70),
    Told(SignalKind.BARRIER, "Le formulaire n'existe qu'en français et en néerlandais, et le "
         "guichet refuse qu'une tierce personne aide à le remplir.", "RAQ 5", ("RAQ 1",), 62),
    Told(SignalKind.SATURATED, "Trois mois d'attente pour un premier entretien : les gens "
         "renoncent avant.", "RAQ 7", ("RAQ 2", "RAQ 9", "RAQ 14"), 48, True),
    Told(SignalKind.SATURATED, "Plus aucune place à la permanence juridique avant la fin du "
         "trimestre.", "RAQ 10", ("RAQ 4",), 41),
    Told(SignalKind.IDEA, "La pharmacie glisse notre dépliant dans les sachets : des personnes que "
         "nous ne voyions jamais nous appellent.", "RAQ 2", ("RAQ 6",), 12),
    Told(SignalKind.BARRIER, "Les horaires du guichet tombent tous pendant ceux de l'école : les "
         "parents seuls n'y vont pas.", "RAQ 11", (), 4),
)  # fmt: skip
ANSWER = (
    "La commune rouvre un guichet sans rendez-vous deux matinées par semaine, et ajoute un numéro "
    "de téléphone à chaque formulaire."
)


def load_signals(directory: Directory, today: date) -> None:
    """Everything of the signals."""
    made = [_signal(each, directory) for each in SIGNALS]
    coordination = db.session.scalars(select(User).where(User.role == "coordination")).first()
    author_id = coordination.id if coordination else None
    _answered(made[:2], author_id, today)
    _sent(made[2:4], author_id, today)


def _signal(told: Told, directory: Directory) -> Signal:
    at = clock.now() - timedelta(days=told.days_ago)
    author = directory.workers[told.by].user_id
    signal = Signal(kind=told.kind, text=told.text, author_id=author, created_at=at, updated_at=at)
    if told.full_service:
        full = select(Actor).where(Actor.capacity == Capacity.SATURATED).order_by(Actor.id)
        signal.actor = db.session.scalars(full.limit(1)).first()
    signal.echoes = [
        Echo(
            user_id=directory.workers[name].user_id, at=at + timedelta(days=n),
            neighbourhood_id=directory.neighbourhoods[_area(name)].id,
        )
        for n, name in enumerate((told.by, *told.seen_by))
    ]  # fmt: skip
    db.session.add(signal)
    return signal


def _area(worker: str) -> str:
    return next(each.neighbourhood for each in assignments() if each.worker == worker)


def _answered(signals: list[Signal], author_id: int | None, today: date) -> None:
    """A file whose answer those who signalled have not read yet."""
    sent, answered = today - timedelta(days=55), today - timedelta(days=2)
    scope = next(Scope(sent, sent).months())
    dossier = Dossier(
        title="Des guichets où l'on peut entrer",
        summary="Nous demandons qu'un accueil sans rendez-vous ni écran reste ouvert.",
        figures=[figures.address("interventions-obstacles", scope)], author_id=author_id,
        authority="Conférence des bourgmestres", sent_on=sent,
        expected_on=sent + timedelta(days=45), answer=ANSWER, answered_on=answered,
        answer_at=clock.now() - timedelta(days=2), state=DossierState.ANSWERED, signals=signals,
    )  # fmt: skip
    days_ago = {DossierState.OPEN: 60, DossierState.SENT: 55, DossierState.ANSWERED: 2}
    _walked(dossier, author_id, days_ago)


def _sent(signals: list[Signal], author_id: int | None, today: date) -> None:
    """A file whose answer is three days late."""
    dossier = Dossier(
        title="Des services qui débordent",
        summary="Deux services vers lesquels nous orientons n'ont plus de place.", figures=[],
        authority="Commission communautaire commune", author_id=author_id,
        sent_on=today - timedelta(days=34), expected_on=today - timedelta(days=3),
        state=DossierState.SENT, signals=signals,
    )  # fmt: skip
    _walked(dossier, author_id, {DossierState.OPEN: 38, DossierState.SENT: 34})


def _walked(dossier: Dossier, author_id: int | None, days_ago: dict[DossierState, int]) -> None:
    dossier.steps = [
        DossierStep(state=state, author_id=author_id, at=clock.now() - timedelta(days=days))
        for state, days in days_ago.items()
    ]
    db.session.add(dossier)
