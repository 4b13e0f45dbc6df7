"""The rules of signals: told once, seen by many, changed until they leave the team.

Services change the session; the caller commits once.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.signals import access, queries
from raqnet.signals.models import OVER, Echo, Signal


class Gone(Exception):
    """It has left the team meanwhile: it stays as it was sent."""


def tell(
    user: Principal, kind: str, text: str, neighbourhood_id: int | None, actor_id: int | None
) -> Signal:
    """A new signal; whoever tells it is the first to have seen it."""
    signal = Signal(kind=kind, text=text, actor_id=actor_id, author_id=user.id)
    signal.echoes = [Echo(user_id=user.id, neighbourhood_id=neighbourhood_id)]
    db.session.add(signal)
    db.session.flush()
    return signal


def retell(
    user: Principal,
    signal: Signal,
    kind: str,
    text: str,
    neighbourhood_id: int | None,
    actor_id: int | None,
) -> None:
    """Change one's own. Errors: Gone once it has been sent."""
    _refuse_sent(signal)
    signal.kind, signal.text, signal.actor_id = kind, text, actor_id
    see_too(user, signal, neighbourhood_id)


def withdraw(signal: Signal) -> None:
    """Take it back, echoes and all. Errors: Gone once it has been sent."""
    _refuse_sent(signal)
    signal.withdrawn_at = signal.withdrawn_at or clock.now()


def put_back(signal: Signal) -> None:
    """Undo `withdraw`; where its file has left without it, it is in none."""
    signal.withdrawn_at = None
    if access.is_sent(signal):
        signal.dossier = None


def _refuse_sent(signal: Signal) -> None:
    if access.is_sent(signal):
        raise Gone


# Echoes ----------------------------------------------------------------------------------------


def see_too(user: Principal, signal: Signal, neighbourhood_id: int | None) -> None:
    """Say that one saw it too, and where; said again, it moves."""
    echo = queries.echo_of(user, signal.id)
    if echo is None:
        echo = _first_echo(user, signal)
    echo.neighbourhood_id = neighbourhood_id


def _first_echo(user: Principal, signal: Signal) -> Echo:
    """One's echo; sent twice at the same moment, there is one all the same."""
    echo = Echo(signal_id=signal.id, user_id=user.id)
    if signal.dossier is not None and signal.dossier.state in OVER:
        echo.seen_at = clock.exact()  # what became of it stands beside the button
    try:
        with db.session.begin_nested():
            db.session.add(echo)
    except IntegrityError:
        found = queries.echo_of(user, signal.id)
        assert found is not None
        return found
    return echo


def unsee(user: Principal, signal: Signal) -> None:
    """Take one's echo back."""
    db.session.execute(delete(Echo).where(Echo.signal_id == signal.id, Echo.user_id == user.id))


def read_answer(user: Principal, signal: Signal) -> None:
    """One has read what became of it, and of all that the same file answers."""
    same = select(Signal.id).where(Signal.dossier_id == signal.dossier_id)
    db.session.execute(
        update(Echo)
        .where(Echo.user_id == user.id, Echo.signal_id.in_(same))
        .values(seen_at=clock.exact())
        .execution_options(synchronize_session=False)
    )
