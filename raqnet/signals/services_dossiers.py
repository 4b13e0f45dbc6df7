"""The rules of files: put together while open, then as they were sent; each state has its step.

Services change the session; the caller commits once.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.people.services import Refused
from raqnet.signals import letter
from raqnet.signals import queries_dossiers as queries
from raqnet.signals.models import Dossier, DossierState, DossierStep, Signal

MOST_FIGURES = 20


class NotNow(Exception):
    """Its state does not allow this (any more)."""


def begin(user: Principal, title: str, summary: str) -> Dossier:
    """A new file."""
    dossier = Dossier(title=title, summary=summary, author_id=user.id, figures=[])
    _step(user, dossier, DossierState.OPEN)
    db.session.add(dossier)
    db.session.flush()
    return dossier


def rewrite(dossier: Dossier, title: str, summary: str) -> None:
    """Change its words. Errors: NotNow once it has been sent."""
    _ask_open(dossier)
    dossier.title, dossier.summary = title, summary


def add_signals(dossier: Dossier, ids: Iterable[int]) -> int:
    """Put signals into it that are in no other file; how many there were. Errors: NotNow.

    A signal's own version stays: whoever is changing its words goes on.
    """
    _ask_open(dossier)
    return _move(_free(ids) & Signal.withdrawn_at.is_(None), dossier.id)


def take_out(dossier: Dossier, signal_id: int) -> None:
    """Take a signal out of it. Errors: NotNow."""
    _ask_open(dossier)
    _move((Signal.id == signal_id) & (Signal.dossier_id == dossier.id), None)


def _free(ids: Iterable[int]) -> ColumnElement[bool]:
    return Signal.id.in_(list(ids)) & Signal.dossier_id.is_(None)


def _move(which: ColumnElement[bool], dossier_id: int | None) -> int:
    done = db.session.execute(
        update(Signal)
        .where(which)
        .values(dossier_id=dossier_id, updated_at=Signal.updated_at)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def add_figure(dossier: Dossier, address: str) -> None:
    """Add a figure by its own address. Errors: NotNow; Refused when there are too many."""
    _ask_open(dossier)
    if len(dossier.figures) >= MOST_FIGURES:
        raise Refused(
            "address", _("%(most)d chiffres au plus : en enlever un d'abord.", most=MOST_FIGURES)
        )
    dossier.figures = [*dict.fromkeys([*dossier.figures, address])]


def drop_figure(dossier: Dossier, address: str) -> None:
    """Take a figure out again. Errors: NotNow."""
    _ask_open(dossier)
    dossier.figures = [each for each in dossier.figures if each != address]


# Its way ---------------------------------------------------------------------------------------


def send(
    user: Principal, dossier: Dossier, authority: str, sent_on: date, expected_on: date | None
) -> None:
    """It has left for an authority. Errors: NotNow; Refused where it carries nothing."""
    if dossier.state not in (DossierState.OPEN, DossierState.SENT):
        raise NotNow
    if not queries.signals_of(dossier, lock=True):
        raise Refused("authority", _("Ce dossier ne porte encore aucun signal."))
    if expected_on and expected_on < sent_on:
        raise Refused("expected_on", _("La réponse ne peut pas être attendue avant l'envoi."))
    dossier.authority, dossier.sent_on, dossier.expected_on = authority, sent_on, expected_on
    if dossier.state != DossierState.SENT:
        dossier.letter = letter.written(user, dossier)
        _step(user, dossier, DossierState.SENT)


def answer(user: Principal, dossier: Dossier, text: str, answered_on: date) -> None:
    """Write the answer down, or put it right: it is news to everybody who signalled.

    Errors: NotNow before it was sent.
    """
    if dossier.sent_on is None or dossier.state == DossierState.OPEN:
        raise NotNow
    if answered_on < dossier.sent_on:
        raise Refused("answered_on", _("La réponse ne peut pas précéder l'envoi."))
    dossier.answer, dossier.answered_on, dossier.answer_at = text, answered_on, clock.exact()
    if dossier.state != DossierState.ANSWERED:
        _step(user, dossier, DossierState.ANSWERED)


def close(user: Principal, dossier: Dossier) -> None:
    """Nothing more is expected of it. Errors: NotNow where it is over already.

    Where it never left, its signals are free again for another one; else it is news to everybody
    who signalled.
    """
    if dossier.state not in (DossierState.OPEN, DossierState.SENT):
        raise NotNow
    never_left = dossier.state == DossierState.OPEN
    released = _release(dossier) if never_left else []
    dossier.answer_at = None if never_left else clock.exact()
    _step(user, dossier, DossierState.CLOSED, released)


def _release(dossier: Dossier) -> list[int]:
    held = Signal.dossier_id == dossier.id
    ids = list(db.session.scalars(select(Signal.id).where(held).with_for_update()))
    _move(held, None)
    return ids


def undo(user: Principal, dossier: Dossier) -> None:
    """Back to the state before the last one, which stays in its history. Errors: NotNow.

    What the last one had set free comes back, unless another file took it meanwhile.
    """
    if len(dossier.steps) < 2:  # noqa: PLR2004 - the first state has none before it
        raise NotNow
    before, last = dossier.steps[-2:]
    _move(_free(last.released), dossier.id)
    if before.state == DossierState.OPEN:
        dossier.letter = {}  # it may change again
    _step(user, dossier, DossierState(before.state))


def _step(
    user: Principal, dossier: Dossier, state: DossierState, released: Sequence[int] = ()
) -> None:
    dossier.state = state
    step = DossierStep(author_id=user.id, state=state, at=clock.now(), released=list(released))
    dossier.steps.append(step)


def _ask_open(dossier: Dossier) -> None:
    if dossier.state != DossierState.OPEN:
        raise NotNow
