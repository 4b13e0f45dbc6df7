"""The pulse of open rooms: most polls are answered before the application, after one query.

Hundreds of phones ask every second or two. The query finds the session alive, its person in the
room and the version together; then the answer is 204 when nothing is new, or a screen that the
application has drawn for somebody whose phone shows the same (`screens.alike`). Whatever else it
meets goes on to the application, with its gate and its view (`views/rooms.state`), which decide.
"""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Engine, bindparam, select
from werkzeug.http import parse_cookie

from raqnet import clock
from raqnet.access import PERMISSIONS, Role
from raqnet.accounts.access import SENSITIVE
from raqnet.accounts.models import User, UserSession
from raqnet.cache import Kept
from raqnet.db import db, raw_instant
from raqnet.digest import hash_token
from raqnet.headers import HEADERS
from raqnet.intervision import screens
from raqnet.intervision.models import Room, Seat, SeatState
from raqnet.intervision.snapshot import Snapshot

PATH = re.compile(r"/intervisions/(\d{1,9})/etat")
# A session that was seen less lately goes the long way, which notes that it is alive.
FRESH = timedelta(minutes=5)
_HEADERS = [*HEADERS.items(), ("Cache-Control", "no-store")]
_PAGE = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Vary", "HX-Request, HX-Request-Type, Cookie"),
]
_SALT = "wtf-csrf-token"  # Flask-WTF's
_GUESTS_COLUMNS = 5

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_SEAT = (Room.version, Room.backstage, Seat.state, Seat.animates, Seat.id)
_IN_ROOM = (Seat.intervision_id == bindparam("room"), Room.code.is_not(None))
_MEMBER = (
    select(
        *_SEAT, User.locale, UserSession.last_seen_at, UserSession.expires_at, User.role,
        UserSession.awaits_second_factor, User.totp_sealed.is_not(None),
    )
    .join(User, User.id == UserSession.user_id)
    .join(Seat, Seat.user_id == User.id)
    .join(Room, Room.intervision_id == Seat.intervision_id)
    .where(
        UserSession.token_hash == bindparam("secret"), User.disabled_at.is_(None), *_IN_ROOM
    )
)  # fmt: skip
_GUEST = (
    select(*_SEAT)
    .join(Room, Room.intervision_id == Seat.intervision_id)
    .where(Seat.guest_hash == bindparam("secret"), *_IN_ROOM)
)


class Pulse:
    """The application, with the shortcut before it."""

    def __init__(self, app: Flask, onward: Wsgi) -> None:
        self._app, self._onward = app, onward
        self._statements: dict[str, tuple[str, list[str] | None]] = {}
        self._engine: Engine | None = None

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer what is certain; hand on the rest."""
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        if not found or environ["REQUEST_METHOD"] != "GET":
            return self._onward(environ, start)
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        screen, version = (asked.get(name, [""])[0] for name in ("vue", "v"))
        cookie = self._cookie(environ)
        seat = self._seat(int(found[1]), cookie)
        if seat is None or not _sees(seat, screen):
            return self._onward(environ, start)
        if version == _newest(seat, screen):
            start("204 NO CONTENT", list(_HEADERS))
            return []
        drawn = self._drawn(int(found[1]), seat, cookie) if screen == "salle" else None
        if drawn is None or environ.get("HTTP_HX_REQUEST_TYPE") != "partial":
            return self._onward(environ, start)
        start("200 OK", [*_HEADERS, *_PAGE, ("Content-Length", str(len(drawn)))])
        return [drawn]

    def _seat(self, room: int, cookie: dict[str, Any]) -> Any:
        """The row of whoever asks, while nothing speaks against their session."""
        if cookie.get("_user_id"):
            row = self._ask("member", _MEMBER, room, cookie["_user_id"])
            return row if row is not None and self._alive(row) else None
        return self._ask("guest", _GUEST, room, cookie["guest"]) if cookie.get("guest") else None

    def _drawn(self, room: int, seat: Any, cookie: dict[str, Any]) -> bytes | None:
        """A phone's screen that was drawn for another like it, with the token of this one."""
        snapshots: Kept[Snapshot] = self._app.extensions["intervision_snapshots"]
        s = snapshots.get((room, *seat[:2]))
        person = s.person(seat[4]) if s else None
        if s is None or person is None:
            return None
        member = len(seat) > _GUESTS_COLUMNS
        key = screens.alike(s, person, member, seat[5] if member else "fr")
        parts: Kept[str] = self._app.extensions["intervision_parts"]
        drawn = parts.get(key) if key else None
        if drawn is None or not cookie.get("csrf_token"):
            return None
        token = self._token(cookie["csrf_token"])
        return screens.filled(drawn, token, screens.line_of(s, person)).encode()

    def _token(self, raw: Any) -> str:
        """The token that Flask-WTF signs for the forms of this session."""
        return str(URLSafeTimedSerializer(str(self._app.secret_key), salt=_SALT).dumps(raw))

    def _cookie(self, environ: Environ) -> dict[str, Any]:
        """What the signed cookie says; nothing when it is not ours."""
        app = self._app
        value = parse_cookie(environ.get("HTTP_COOKIE")).get(app.config["SESSION_COOKIE_NAME"])
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        if not value or signer is None:
            return {}
        try:
            said: dict[str, Any] = signer.loads(
                value, max_age=int(app.permanent_session_lifetime.total_seconds())
            )
        except BadData:
            return {}
        return said

    def _alive(self, row: Any) -> bool:
        """Is this session one that owes nothing, seen lately, of a role that may join?"""
        last_seen, expires, role, owes, has_factor = row[6:]
        now = clock.now()
        lacks = self._app.config["SECOND_FACTOR_REQUIRED"] and role in SENSITIVE and not has_factor
        return (
            not owes
            and not lacks
            and Role(role) in PERMISSIONS["intervision.join"]
            and now - raw_instant(last_seen) <= FRESH
            and now < raw_instant(expires)
        )

    def _ask(self, name: str, statement: Any, room: int, secret: Any) -> Any:
        """The one row, by the driver's own cursor: half the cost of a session's."""
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        text, order = self._statements.get(name) or self._compile(name, statement)
        values = {"room": room, "secret": hash_token(str(secret))}
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(text, [values[each] for each in order] if order else values)
            return cursor.fetchone()
        finally:
            connection.close()

    def _compile(self, name: str, statement: Any) -> tuple[str, list[str] | None]:
        compiled: Any = statement.compile(self._engine)
        order = compiled.positiontup if compiled.positional else None
        self._statements[name] = (str(compiled), order)
        return self._statements[name]


def _sees(row: Any, screen: str) -> bool:
    """May this seat look at this screen?"""
    state, animates = row[2], row[3]
    if screen == "salle":
        return bool(state != SeatState.REFUSED)
    member = len(row) > _GUESTS_COLUMNS
    allowed = animates or (screen == "projecteur" and state == SeatState.PRESENT)
    return bool(member and screen in ("animation", "projecteur") and allowed)


def _newest(row: Any, screen: str) -> str:
    """The version that this screen has now."""
    return str(row[0]) if screen == "salle" else f"{row[0]}.{row[1]}"
