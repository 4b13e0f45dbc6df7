"""A small world with a person in every role, put back as it was after whatever a request does."""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, select, text

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import LinkPurpose, OneTimeLink, User, UserSession
from raqnet.cache import Kept
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Comment, Evaluation
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.drafts.models import Draft
from raqnet.people.models import Absence, Worker
from tests import factories as make

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
ANONYMOUS = "anonymous"
ROLES = {
    "raq": Role.RAQ,
    "other_raq": Role.RAQ,
    "host": Role.HOST,
    "other_host": Role.HOST,
    "coordination": Role.COORDINATION,
    "research": Role.RESEARCH,
    "admin": Role.ADMIN,
}
PEOPLE = tuple(ROLES)
ACTORS = (ANONYMOUS, *PEOPLE)
DRAFT_KEY = "/calendrier/actions/nouvelle"
SHADOW = "doors_world"


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
        if verb in ("INSERT", "UPDATE", "DELETE") and cursor.rowcount != 0:
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
        now = self.fingerprint()
        return [name for name, value in self.prints.items() if now[name] != value]

    # Putting back ------------------------------------------------------------------------------

    def keep(self) -> None:
        """Remember the world as it is now."""
        db.session.commit()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            shutil.copy(self._file("raqnet"), self._file("world"))
        else:
            _keep_postgresql()
        self.prints = self.fingerprint()
        self.others_prints = {actor: self.others_rows(actor) for actor in PEOPLE}
        self.written.clear()

    def restore(self) -> None:
        """Put everything back as it was kept."""
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            for suffix in ("-wal", "-shm"):
                Path(f"{self._file('raqnet')}{suffix}").unlink(missing_ok=True)
            shutil.copy(self._file("world"), self._file("raqnet"))
        else:
            _restore_postgresql()
        for kept in self.app.extensions.values():
            if isinstance(kept, Kept):
                kept.clear()
        self.written.clear()

    def tidy(self) -> None:
        """Put everything back where something was written."""
        if self.written:
            self.restore()

    def _file(self, name: str) -> Path:
        return Path(self.app.instance_path) / f"{name}.sqlite"


def _hurry(raw: Any, _record: Any) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit=off")
    cursor.close()
    if not sqlite:
        raw.commit()


def _keep_postgresql() -> None:
    with db.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SHADOW}"))
        for table in db.metadata.sorted_tables:
            connection.execute(text(f"CREATE TABLE {SHADOW}.{table.name} AS TABLE {table.name}"))


def _restore_postgresql() -> None:
    """Every row away, every row back: much quicker than TRUNCATE for so few."""
    tables = [table.name for table in db.metadata.sorted_tables]
    away = [f"DELETE FROM {name}" for name in reversed(tables) if name != "audit_entries"]
    back = [f"INSERT INTO {name} SELECT * FROM {SHADOW}.{name}" for name in tables]
    statements = ["TRUNCATE audit_entries", *away, *back]
    with db.engine.begin() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("; ".join(statements))
        cursor.close()


def forget_shadow() -> None:
    """Drop what was kept."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE"))


@contextmanager
def inhabited(app: Flask) -> Iterator[World]:
    """A world in an empty database, kept; the clock stands still in it."""
    clock.clock.freeze(NOW)
    world = World(app)
    _populate(world)
    world.keep()
    world.listen()
    try:
        yield world
    finally:
        world.deafen()
        db.session.remove()
        forget_shadow()
        clock.clock.freeze(None)


# Who and what is there -------------------------------------------------------------------------


def _populate(world: World) -> None:
    _people(world)
    _lists(world)
    for actor in PEOPLE:
        _belongings(world, actor)
    for actor in ("raq", "other_raq", "coordination"):
        _actions(world, actor)
    _hidden(world)
    _links(world)
    db.session.flush()


def _people(world: World) -> None:
    for actor, role in ROLES.items():
        if role == Role.RAQ:
            worker = make.worker(user=make.user(role, name=f"Personne {actor}"), phone="0470 1")
            user = worker.user
            world.mine["worker_id"][actor] = worker.id
        elif role == Role.HOST:
            organisation = make.organisation()
            user = make.host(organisation)
            world.mine["organisation_id"][actor] = organisation.id
            world.mine["site_id"][actor] = make.site(organisation=organisation).id
        else:
            user = make.user(role, name=f"Personne {actor}")
        world.users[actor] = user.id
        world.mine["user_id"][actor] = user.id
        _sessions(world, actor)


def _sessions(world: World, actor: str) -> None:
    for name, owes in ((actor, False), (f"owing {actor}", True), (f"spare {actor}", False)):
        world.tokens[name] = f"token of {name}"
        row = UserSession(
            user_id=world.users[actor], token_hash=hash_token(world.tokens[name]),
            expires_at=NOW + timedelta(days=30), awaits_second_factor=owes,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
    world.mine["session_id"][actor] = row.id


def _lists(world: World) -> None:
    entries: dict[str, Any] = {
        "zone": make.zone(), "commune": make.commune(), "neighbourhood": make.neighbourhood(),
        "organisation": make.organisation(), "site": make.site(),
        "language": make.language(), "skill": make.skill(),
        "activity": make.activity(),
    }  # fmt: skip
    for more in (make.mission, make.activity, make.language, make.skill):
        more()
    world.shared["entry_id"] = {kind: row.id for kind, row in entries.items()}


def _belongings(world: World, actor: str) -> None:
    user_id = world.users[actor]
    made, token = subscriptions.create(user_id, f"Flux {actor}", Filters())
    world.mine["subscription_id"][actor] = made.id
    world.mine["feed_token"][actor] = token
    db.session.add(Draft(user_id=user_id, key=DRAFT_KEY, body=f"title=Brouillon+de+{actor}"))
    if actor in world.mine["worker_id"]:
        worker = db.session.get_one(Worker, world.mine["worker_id"][actor])
        world.mine["assignment_id"][actor] = make.assignment(worker=worker).id
        today = clock.today()
        away = Absence(worker_id=worker.id, starts_on=today, ends_on=today + timedelta(days=2))
        db.session.add(away)
        db.session.flush()
        world.mine["absence_id"][actor] = away.id


def _actions(world: World, actor: str) -> None:
    """A future one, and a past one that waits for its evaluation."""
    today = clock.today()
    ahead = _action(world, actor, today + timedelta(days=3), visibility="hosts")
    past = _action(world, actor, today - timedelta(days=3), visibility="public")
    world.mine["action_id"][actor] = ahead.id
    world.mine["series_id"][actor] = ahead.id
    world.mine["occurrence_id"][actor] = make.occurrence_of(past).id
    comment = Comment(action_id=ahead.id, author_id=world.users[actor], text="Une remarque")
    db.session.add(comment)
    db.session.flush()
    world.mine["comment_id"][actor] = comment.id
    done = _action(world, actor, today - timedelta(days=9), visibility="hosts")
    db.session.add(
        Evaluation(
            occurrence_id=make.occurrence_of(done).id,
            author_id=world.users[actor],
            state="done",
            present=12,
            follow_up="À suivre",
            difficulties="La pluie",
        )  # fmt: skip
    )


def _action(world: World, actor: str, day: Any, **values: Any) -> Action:
    worker_id = world.mine["worker_id"].get(actor)
    workers = [db.session.get_one(Worker, worker_id)] if worker_id else []
    place = make.neighbourhood()
    return make.action(
        day, time(10), author=db.session.get_one(User, world.users[actor]), workers=workers,
        site=make.site(), commune=place.commune, neighbourhood=place,
        aim="Le but", place="Une place", **values,
    )  # fmt: skip


def _hidden(world: World) -> None:
    """What is the team's own."""
    today = clock.today()
    world.hidden["action_id"] = _action(world, "raq", today, visibility="team").id
    world.hidden["series_id"] = world.hidden["action_id"]
    past = _action(world, "raq", today - timedelta(days=5), visibility="team")
    world.hidden["occurrence_id"] = make.occurrence_of(past).id
    comment = Comment(
        action_id=world.hidden["action_id"], author_id=world.users["raq"], text="Entre nous"
    )
    db.session.add(comment)
    db.session.flush()
    world.hidden["comment_id"] = comment.id


def _links(world: World) -> None:
    for purpose in LinkPurpose:
        db.session.add(
            OneTimeLink(
                user_id=make.user(Role.RESEARCH).id,
                token_hash=hash_token(f"link-{purpose}"),
                purpose=purpose,
                expires_at=NOW + timedelta(hours=5),
            )  # fmt: skip
        )
    world.shared["link_token"] = f"link-{LinkPurpose.INVITATION}"
