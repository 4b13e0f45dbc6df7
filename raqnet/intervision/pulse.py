"""The pulse of open rooms: most polls are answered before the application, after one query.

Hundreds of phones ask every second or two. The query finds the session alive, its person in the
room and the version together; then the answer is 204 when nothing is new, or a screen that was
drawn for all whose phones show the same (`screens.alike`), by the first of them. Whatever else it
meets goes on to the application, with its gate and its view (`views/rooms.state`), which decide.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, bindparam, select

from raqnet import clock
from raqnet.access import PERMISSIONS
from raqnet.accounts.access import SENSITIVE
from raqnet.accounts.models import User, UserSession
from raqnet.auth import SEEN_EVERY
from raqnet.cache import Kept
from raqnet.db import Raw, raw_instant
from raqnet.digest import hash_token
from raqnet.headers import HEADERS
from raqnet.intervision import screens
from raqnet.intervision.frozen import Snapshot
from raqnet.intervision.models import Room, Seat, SeatState

PATH = re.compile(r"/intervisions/(\d{1,9})/etat")
# A 204 holds nothing that a page's headers would protect, and phones pay for each byte.
_EMPTY = [("Cache-Control", "no-store")]
_HEADERS = [*HEADERS.items(), *_EMPTY]
_PAGE = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Vary", "HX-Request, HX-Request-Type, Cookie"),
]
_SALT = "wtf-csrf-token"  # Flask-WTF's
# Signatures take most of a poll's time; a phone sends the same cookie again and again.
_COOKIES, _TOKENS, _LASTS = 10_000, 400_000, timedelta(minutes=1)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# Draws what all phones of a session show; whether for members or guests, and in which language.
Draw = Callable[[Flask, Environ, int, bool, str], None]


class Cookie(NamedTuple):
    """What a signed cookie says of whoever asks; empty where it says nothing."""

    account: str = ""
    guest: str = ""
    csrf_token: str = ""


class Found(NamedTuple):
    """The row of whoever asks; a guest's ends with the seat."""

    version: int
    backstage: int
    state: str
    animates: bool
    seat_id: int
    locale: str = "fr"
    last_seen_at: Any = None
    expires_at: Any = None
    role: str | None = None
    owes_factor: bool = False
    has_factor: bool = False

    @property
    def member(self) -> bool:
        """Does this person sit here by their account?"""
        return self.role is not None


_SEAT = (Room.version, Room.backstage, Seat.state, Seat.animates, Seat.id)
_IN_ROOM = (Seat.intervision_id == bindparam("room"), Room.code.is_not(None))
_MEMBER = Raw(
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
_GUEST = Raw(
    select(*_SEAT)
    .join(Room, Room.intervision_id == Seat.intervision_id)
    .where(Seat.guest_hash == bindparam("secret"), *_IN_ROOM)
)


class Pulse:
    """The application, with the shortcut before it."""

    def __init__(self, app: Flask, engine: Engine, draw: Draw) -> None:
        self._app, self._engine, self._onward, self._draw = app, engine, app.wsgi_app, draw
        self._cookies: Kept[Cookie] = Kept(_COOKIES)
        self._tokens: Kept[str] = Kept(_TOKENS)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer what is certain; hand on the rest."""
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        if not found or environ["REQUEST_METHOD"] != "GET":
            return self._onward(environ, start)
        args = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        screen, version = args.get("vue", ""), args.get("v", "")
        cookie = self._cookie(environ)
        seat = self._seat(int(found[1]), cookie)
        if seat is None or not _sees(seat, screen):
            return self._onward(environ, start)
        if version == _newest(seat, screen):
            start("204 NO CONTENT", list(_EMPTY))
            return []
        if screen != "salle" or environ.get("HTTP_HX_REQUEST_TYPE") != "partial":
            return self._onward(environ, start)
        drawn = self._drawn(environ, int(found[1]), seat, cookie)
        if drawn is None:
            return self._onward(environ, start)
        start("200 OK", [*_HEADERS, *_PAGE, ("Content-Length", str(len(drawn)))])
        return [drawn]

    def _cookie(self, environ: Environ) -> Cookie:
        """What the signed cookie says; whether its session still holds is asked each time."""
        sent = environ.get("HTTP_COOKIE", "")
        known = self._cookies.get(sent)
        if known is None:
            request = self._app.request_class(environ)
            said: Mapping[str, Any] = (
                self._app.session_interface.open_session(self._app, request) or {}
            )
            names = ("_user_id", "guest", "csrf_token")
            known = Cookie(*(str(said.get(name) or "") for name in names))
            self._cookies.put(sent, known, clock.now() + _LASTS)
        return known

    def _seat(self, room: int, cookie: Cookie) -> Found | None:
        """The row of whoever asks, while nothing speaks against their session."""
        secret = cookie.account or cookie.guest
        if not secret:
            return None
        statement = _MEMBER if cookie.account else _GUEST
        row = statement.first(self._engine, room=room, secret=hash_token(secret))
        found = Found(*row) if row else None
        return found if found and (not found.member or self._alive(found)) else None

    def _alive(self, found: Found) -> bool:
        """Is this session one that owes nothing, seen lately, of a role that may join?

        One that was seen less lately goes the long way, which notes that it is alive.
        """
        required = self._app.config["SECOND_FACTOR_REQUIRED"] and found.role in SENSITIVE
        now = clock.now()
        return (
            not found.owes_factor
            and (found.has_factor or not required)
            and found.role in PERMISSIONS["intervision.join"]
            and now - raw_instant(found.last_seen_at) <= SEEN_EVERY
            and now < raw_instant(found.expires_at)
        )

    def _drawn(self, environ: Environ, room: int, found: Found, cookie: Cookie) -> bytes | None:
        """This phone's screen, with its token, where others show the same."""
        s = self._snapshot(environ, room, found)
        person = s.person(found.seat_id) if s else None
        if s is None or person is None or not cookie.csrf_token:
            return None
        key = screens.alike(s, person, found.member, found.locale)
        parts: Kept[str] = self._app.extensions["intervision_parts"]
        if key is not None and parts.get(key) is None:
            self._have_drawn(environ, room, found)
        drawn = parts.get(key) if key else None
        if drawn is None:
            return None
        token = self._token(cookie.csrf_token)
        return screens.filled(drawn, token, screens.line_of(s, person)).encode()

    def _snapshot(self, environ: Environ, room: int, found: Found) -> Snapshot | None:
        """The session at the version that was found, unless it has gone on meanwhile."""
        snapshots: Kept[Snapshot] = self._app.extensions["intervision_snapshots"]
        at = (room, found.version, found.backstage)
        if snapshots.get(at) is None:
            self._have_drawn(environ, room, found)
        return snapshots.get(at)

    def _have_drawn(self, environ: Environ, room: int, found: Found) -> None:
        """Have drawn what phones share; where that fails, the application tries, and says why."""
        with suppress(Exception):
            self._draw(self._app, environ, room, found.member, found.locale)

    def _token(self, raw: str) -> str:
        """The token that Flask-WTF signs for the forms of this session."""
        known = self._tokens.get(raw)
        if known is None:
            known = str(URLSafeTimedSerializer(str(self._app.secret_key), salt=_SALT).dumps(raw))
            self._tokens.put(raw, known, clock.now() + _LASTS)
        return known


def _sees(found: Found, screen: str) -> bool:
    """May this seat look at this screen?"""
    if screen == "salle":
        return found.state != SeatState.REFUSED
    at_projector = screen == "projecteur" and found.state == SeatState.PRESENT
    allowed = bool(found.animates) or at_projector
    return found.member and screen in ("animation", "projecteur") and allowed


def _newest(found: Found, screen: str) -> str:
    """The version that this screen has now."""
    whole = f"{found.version}.{found.backstage}"
    return str(found.version) if screen == "salle" else whole
