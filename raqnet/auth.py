"""Signing in: Flask-Login over sessions that live in the database, and the gate at every route."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import bindparam, delete, select, update

from raqnet import clock
from raqnet.access import (
    PUBLIC,
    SEAT,
    SECOND_FACTOR,
    Forbidden,
    Principal,
    Role,
    policy_of,
)
from raqnet.accounts.access import must_have_factor
from raqnet.accounts.models import User, UserSession
from raqnet.db import SAFE_METHODS, db
from raqnet.digest import hash_token
from raqnet.htmx import is_htmx
from raqnet.people.models import HostMember, Worker

login_manager = LoginManager()
login_manager.session_protection = None  # sessions live here, and phones change their address
SEEN_EVERY = timedelta(minutes=5)

_PRINCIPAL = (
    select(
        UserSession.id.label("session_id"),
        UserSession.last_seen_at,
        UserSession.expires_at,
        UserSession.awaits_second_factor,
        User.id,
        User.name,
        User.email,
        User.role,
        User.locale,
        User.approves_hours,
        User.totp_sealed.is_not(None).label("has_second_factor"),
        HostMember.organisation_id,
        Worker.id.label("worker_id"),
    )
    .join(User, User.id == UserSession.user_id)
    .outerjoin(HostMember, HostMember.user_id == User.id)
    .outerjoin(Worker, Worker.user_id == User.id)
    .where(User.disabled_at.is_(None), UserSession.token_hash == bindparam("token"))
)


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookies, their signer made once instead of with every request."""

    def __init__(self) -> None:
        self._signer = cache(super().get_signing_serializer)

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer of this application."""
        return self._signer(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Bring the cookie with an answer; a file is the same for everybody."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Put the gate before every request."""
    app.session_interface = Cookies()
    login_manager.init_app(app)
    app.before_request(gate)


@login_manager.user_loader
def load(token: str) -> Principal | None:
    """The person of this session, or None when it has ended."""
    # Prepared once and through the connection: half the cost, at every request.
    row = db.session.connection().execute(_PRINCIPAL, {"token": hash_token(token)}).one_or_none()
    if row is None or _over(row.last_seen_at, row.expires_at):
        return None
    if clock.now() - row.last_seen_at > SEEN_EVERY:
        _touch(row.session_id)
    return Principal(
        id=row.id,
        session_id=row.session_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        locale=row.locale,
        approves_hours=row.approves_hours,
        organisation_id=row.organisation_id,
        worker_id=row.worker_id,
        awaits_second_factor=row.awaits_second_factor or _lacks_factor(row),
        has_second_factor=row.has_second_factor,
        token=token,
    )


def _lacks_factor(row: Any) -> bool:
    """Sessions that are older than the instance's wish owe their factor too."""
    return must_have_factor(row.role) and not row.has_second_factor


def _over(last_seen_at: datetime, expires_at: datetime) -> bool:
    idle = timedelta(hours=current_app.config["SESSION_IDLE_HOURS"])
    return clock.now() >= expires_at or clock.now() - last_seen_at >= idle


def _touch(session_id: int) -> None:
    """Note that a session is alive, in a transaction of its own: the request may only read.

    The request's own transaction has only asked who this is; it ends first, or the two would wait
    for each other.
    """
    db.session.rollback()
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(
            update(UserSession).where(UserSession.id == session_id).values(last_seen_at=clock.now())
        )


def sign_in(user: User, agent: str, awaits_second_factor: bool) -> None:
    """Open a session for `user`; its token goes into the cookie, its hash into the database."""
    token = secrets.token_urlsafe(32)
    row = UserSession(
        user_id=user.id,
        token_hash=hash_token(token),
        expires_at=clock.now() + timedelta(days=current_app.config["SESSION_MAX_DAYS"]),
        agent=agent[:200],
        awaits_second_factor=awaits_second_factor,
    )
    db.session.add(row)
    db.session.flush()
    session.clear()
    session.permanent = True
    # Outlives the session's row: words that were typed before it ended go to nobody else.
    session["owner"] = user.id
    principal = load(token)
    if principal is None:
        raise Forbidden
    login_user(principal)


def sign_out() -> None:
    """End the session in the database; a copy of its cookie is worth nothing."""
    if current_user.is_authenticated:
        db.session.execute(delete(UserSession).where(UserSession.id == current_user.session_id))
    logout_user()
    session.clear()


def typed_by() -> int | None:
    """Whose session this browser last held, ended or not; None when that is not known."""
    owner = session.get("owner")
    return owner if isinstance(owner, int) else None


def seat_guest(token: str) -> None:
    """Keep the secret of a guest's seat in this browser; a seat that it had before is given up."""
    session["guest"] = token


def guest_token() -> str | None:
    """The secret of the seat that this browser holds as a guest, if it does."""
    token = session.get("guest")
    return token if isinstance(token, str) else None


def is_guest() -> bool:
    """Is it as a guest that this browser sits in a room? Members sit there by their account."""
    member = current_user.is_authenticated and current_user.can("intervision.join")
    return not member and guest_token() is not None


def renew(agent: str) -> None:
    """Trade this session for a new one, with another token, that owes no factor any more."""
    user = db.session.get_one(User, current_user.id)
    sign_out()
    sign_in(user, agent, awaits_second_factor=False)


def gate() -> ResponseReturnValue | None:
    """Let through what the route's policy lets through; a route without a policy is shut."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    if request.method not in SAFE_METHODS and foreign():
        abort(403)
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "sessionless", False):
        return None
    policy = policy_of(view)
    known = current_user.is_authenticated  # asked now, before a view has a transaction in hand
    if policy == PUBLIC or (policy == SEAT and is_guest()):
        return None
    return _admit(policy) if known else unauthorized()


def foreign() -> bool:
    """Does another site send this request? (Fetch Metadata, `Sec-Fetch-Site`)"""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def _admit(policy: str | None) -> ResponseReturnValue | None:
    if current_user.awaits_second_factor and policy != SECOND_FACTOR:
        return redirect(url_for("accounts.second_factor"), 303)
    if policy == SECOND_FACTOR:
        return None
    permission = "intervision.join" if policy == SEAT else policy
    if permission is None or not current_user.can(permission):
        raise Forbidden
    return None


@login_manager.unauthorized_handler
def unauthorized() -> ResponseReturnValue:
    """Ask to sign in: with what was typed kept, when a form was sent."""
    sign_in_url = url_for("accounts.sign_in", suite=_return_path())
    if is_htmx():
        return "", 401, {} if _is_aside() else {"HX-Redirect": sign_in_url}
    if request.method in SAFE_METHODS:
        return redirect(sign_in_url, 303)
    answer: ResponseReturnValue = current_app.extensions["sign_in_again"]()
    return answer


def _is_aside() -> bool:
    """Was this asked while somebody types? Leaving their page for it would lose their words."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "beside", False)


def _return_path() -> str:
    if request.method in SAFE_METHODS and not is_htmx():
        return request.full_path.rstrip("?")
    return ""


def principal() -> Principal:
    """The signed-in person of this request."""
    return cast(Principal, current_user._get_current_object())
