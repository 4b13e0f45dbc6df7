"""A small world with a person in every role, put back as it was after whatever a request does."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, select

from raqnet import clock
from raqnet.cache import Kept
from raqnet.db import db
from tests.doors import keeping
from tests.doors.inhabitants import ACTORS, ANONYMOUS, DRAFT_KEY, NOW, PEOPLE, ROLES, populate

__all__ = ["ACTORS", "ANONYMOUS", "DRAFT_KEY", "NOW", "PEOPLE", "ROLES", "World", "inhabited"]


@dataclass
class World:
    """Who is there, what is theirs by kind of row, and the browser of each."""

    app: Flask
    users: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    # mine[argument][actor]: the id (or key, or token) of what belongs to this person
    mine: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    # hidden[argument]: what exists and no host may see
    hidden: dict[str, Any] = field(default_factory=dict)
    # shared[argument]: a row that belongs to nobody in particular; by kind for entries
    shared: dict[str, Any] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    prints: dict[str, str] = field(default_factory=dict)
    others_prints: dict[str, str] = field(default_factory=dict)
    _pending: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    # Asking ------------------------------------------------------------------------------------

    def ask(
        self, actor: str, method: str, path: str, *, htmx: bool = False, csrf: bool = True,
        owing: bool = False, headers: dict[str, str] | None = None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        """The answer that this person's browser gets; `owing` owes the second factor."""
        sent = dict(headers or {})
        if htmx:
            sent |= {"HX-Request": "true", "HX-Request-Type": "partial"}
        if csrf and method not in ("GET", "HEAD", "OPTIONS"):
            sent.setdefault("X-CSRFToken", self.csrf_token())
        browser = self.browser(actor, owing)
        with self.app.app_context():  # its own: the test's would keep who asked before
            return browser.open(path, method=method, headers=sent, **kwargs)

    def browser(self, actor: str, owing: bool = False) -> FlaskClient:
        """A browser that this person has signed in with."""
        browser = FlaskClient(self.app, self.app.response_class, use_cookies=True)
        browser.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookie(actor, owing))
        return browser

    def cookie(self, actor: str, owing: bool = False) -> str:
        """The session cookie of this person."""
        session: dict[str, Any] = {"csrf_token": "raw-token"}
        if actor != ANONYMOUS:
            token = self.tokens["owing " * owing + actor]
            session |= {"_user_id": token, "_fresh": True, "owner": self.users[actor]}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return str(signer.dumps(session))

    def csrf_token(self, raw: str = "raw-token") -> str:
        """The token that our own pages carry; another `raw` makes a wrong one."""
        token = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(raw)
        return str(token)

    # What was written --------------------------------------------------------------------------

    def listen(self) -> None:
        """Note every committed change of a row; wait for no disk, nothing here is to last."""
        event.listen(db.engine, "connect", _hurry)
        db.engine.dispose()
        event.listen(db.engine, "after_cursor_execute", self._executed)
        event.listen(db.engine, "commit", self._committed)
        event.listen(db.engine, "rollback", self._rolled_back)

    def deafen(self) -> None:
        """Note nothing more."""
        event.remove(db.engine, "after_cursor_execute", self._executed)
        event.remove(db.engine, "commit", self._committed)
        event.remove(db.engine, "rollback", self._rolled_back)
        event.remove(db.engine, "connect", _hurry)
        db.engine.dispose()

    def _executed(
        self, connection: Any, cursor: Any, statement: str, _p: Any, _c: Any, _m: Any
    ) -> None:
        verb = statement.lstrip()[:6].upper()
        # SQLite counts no row of an INSERT … RETURNING until it is read.
        if verb == "INSERT" or (verb in ("UPDATE", "DELETE") and cursor.rowcount != 0):
            self._pending[id(connection)].append(" ".join(statement.split()[:3]))

    def _committed(self, connection: Any) -> None:
        self.written += self._pending.pop(id(connection), [])

    def _rolled_back(self, connection: Any) -> None:
        self._pending.pop(id(connection), None)

    def written_tables(self) -> list[str]:
        """The tables of what was written."""
        return [words.split()[1 if words.startswith("UPDATE") else 2] for words in self.written]

    def fingerprint(self) -> dict[str, str]:
        """What every table holds, as a hash."""
        found = {}
        with db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                rows = connection.execute(select(table).order_by(*table.primary_key)).all()
                found[table.name] = hashlib.blake2b(repr(rows).encode()).hexdigest()
        return found

    def others_rows(self, actor: str) -> str:
        """What belongs to anybody but this person: rows with a `user_id`, as a hash."""
        found = []
        with db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                if "user_id" in table.c:
                    theirs = table.c.user_id != self.users[actor]
                    query = select(table).where(theirs).order_by(*table.primary_key)
                    found.append(repr(connection.execute(query).all()))
        return hashlib.blake2b("".join(found).encode()).hexdigest()

    def changed_tables(self) -> list[str]:
        """The tables that are not as they were when the world was made."""
        if not self._keeper.moved():
            return []
        now = self.fingerprint()
        changed = [name for name, value in self.prints.items() if now[name] != value]
        if not changed:
            self._keeper.found_whole()
        return changed

    # Putting back ------------------------------------------------------------------------------

    def keep(self) -> None:
        """Remember the world as it is now."""
        db.session.commit()
        db.session.remove()
        self._keeper.keep()
        self.prints = self.fingerprint()
        self.others_prints = {actor: self.others_rows(actor) for actor in PEOPLE}
        self.written.clear()

    def restore(self, touched: set[str] | None = None) -> None:
        """Put everything back as it was kept; only what is `touched`, where that is told."""
        db.session.remove()
        self._keeper.restore(touched)
        for kept in self.app.extensions.values():
            if isinstance(kept, Kept):
                kept.clear()
        self.written.clear()

    def tidy(self) -> None:
        """Put everything back where something was written."""
        if self.written:
            self.restore({*self.written_tables()})

    def forget(self) -> None:
        """Drop what was kept."""
        self._keeper.forget()

    @cached_property
    def _keeper(self) -> keeping.Keeper:
        return keeping.keeper(Path(self.app.instance_path))


def _hurry(raw: Any, _record: Any) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit=off")
    cursor.close()
    if not sqlite:
        raw.commit()


@contextmanager
def inhabited(app: Flask) -> Iterator[World]:
    """A world in an empty database, kept; the clock stands still in it."""
    clock.clock.freeze(NOW)
    world = World(app)
    populate(world)
    world.keep()
    world.listen()
    try:
        yield world
    finally:
        world.deafen()
        db.session.remove()
        world.forget()
        clock.clock.freeze(None)
