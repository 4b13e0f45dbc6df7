"""Long work on a recording: who does it, how far it is, and that it stops when the recording goes.

Whoever works says so every second; who has said nothing for a minute is gone, and another may
begin. A beat finds out that the recording was withdrawn, or that another has taken over.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import or_, select, update

from raqnet import clock
from raqnet.config import ConfigError
from raqnet.db import db
from raqnet.recordings.models import Recording, Work
from raqnet.recordings.sound import Unreadable
from raqnet.store import store
from raqnet.vault import VaultError

log = logging.getLogger(__name__)
STALE = timedelta(seconds=60)
EVERY = 1.0  # seconds


class Stopped(RuntimeError):
    """The recording is gone, is no longer as it was, or another works on it."""


class Beat:
    """The hold that somebody has on a recording while they work on it."""

    def __init__(self, recording_id: int, work: str, at: datetime) -> None:
        self._id, self._work, self._at = recording_id, work, at
        self._permille, self._told = 0, 0.0

    def __call__(self, permille: int | None = None) -> None:
        """Say that one is still there, once a second. Errors: Stopped."""
        if permille is not None:
            self._permille = min(1000, permille)
        if time.monotonic() - self._told >= EVERY:
            self.check()

    def check(self) -> None:
        """The same, at once. Errors: Stopped."""
        now = clock.now()
        held = (
            update(Recording)
            .where(
                Recording.id == self._id, Recording.work == self._work,
                Recording.work_beat_at == self._at,
            )
            .values(work_beat_at=now, work_permille=self._permille)
        )  # fmt: skip
        done = _changed(held)
        db.session.commit()
        if not done:
            raise Stopped
        self._at, self._told = now, time.monotonic()


Job = Callable[[int, Beat], None]


def is_running(recording: Recording) -> bool:
    """Does somebody work on it?"""
    beat = recording.work_beat_at
    busy = recording.work in (Work.PREPARING, Work.RELEASING)
    return busy and beat is not None and clock.now() - beat < STALE


def claim(recording_id: int, work: str) -> Beat | None:
    """Take hold of a recording; None while somebody else has it."""
    now = clock.now()
    free = or_(
        Recording.work.in_((Work.NONE, Work.FAILED)),
        Recording.work_beat_at.is_(None), Recording.work_beat_at <= now - STALE,
    )  # fmt: skip
    taken = update(Recording).where(Recording.id == recording_id, free)
    done = _changed(taken.values(work=work, work_permille=0, work_beat_at=now))
    db.session.commit()
    return Beat(recording_id, work, now) if done else None


def run(job: Job, recording_id: int, work: str) -> bool:
    """Do this work now; False where it was not done. What fails leaves everything as it was."""
    uid = db.session.scalar(select(Recording.uid).where(Recording.id == recording_id))
    beat = claim(recording_id, work)
    if beat is None or uid is None:
        return False
    try:
        job(recording_id, beat)
    except Stopped:
        db.session.rollback()
        _sweep(uid)
        _let_go(recording_id, work, Work.NONE)
        return False
    except (VaultError, ConfigError, OSError, Unreadable) as error:
        db.session.rollback()
        log.error("%s failed: %s", work, type(error).__name__)
        _let_go(recording_id, work, Work.FAILED)
        return False
    return True


def _sweep(uid: str) -> None:
    """Where the recording went while we worked, what was written since goes too."""
    there = db.session.scalar(select(Recording.id).where(Recording.uid == uid))
    db.session.rollback()
    if there is None:
        store().remove(f"recordings/{uid}")


def _let_go(recording_id: int, work: str, left: str) -> None:
    held = update(Recording).where(Recording.id == recording_id, Recording.work == work)
    db.session.execute(held.values(work=left, work_permille=0))
    db.session.commit()


def _changed(statement: Any) -> bool:
    done: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    return bool(done.rowcount)


def start(job: Job, recording_id: int, work: str) -> None:
    """Do this work in a thread of its own, while the request goes on."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_run_apart, args=(app, job, recording_id, work), daemon=True).start()


def _run_apart(app: Flask, job: Job, recording_id: int, work: str) -> None:
    with app.app_context():
        run(job, recording_id, work)
        db.session.remove()
