"""The three screens of a session, and the question that they ask every second or two.

Each screen is a fragment with one root, `#room`; the page includes it, `static/js/room.js` asks
for it again with the version that it has, and the answer to a gesture is the same fragment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from flask import (
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from raqnet import auth, clock
from raqnet.access import SEAT, Forbidden, ensure, keyed, require
from raqnet.htmx import is_fragment
from raqnet.intervision import queries, screens, snapshot
from raqnet.intervision.access import can_lead
from raqnet.intervision.models import Intervision, Seat, SeatState
from raqnet.intervision.snapshot import Snapshot
from raqnet.intervision.views import blueprint

NOTHING_BAD = screens.Bad()


@dataclass(frozen=True)
class Screen:
    """What a screen shows, under the version that it is kept by."""

    name: str
    version: str
    context: dict[str, Any]

    def render(self, status: int = 200, whole: bool = False) -> Response:
        """The fragment; or the page around it, for a browser that comes by itself."""
        kind = "" if whole else "_"
        body = render_template(
            f"intervision/{kind}{self.name}.html", version=self.version, **self.context
        )
        answer = make_response(body, status)
        answer.vary.update(["HX-Request", "HX-Request-Type"])
        return answer


# Who sits here ----------------------------------------------------------------------------------


def led(intervision_id: int) -> Intervision:
    """A session that one animates; 404 where one may not know of it, 403 where one does not."""
    found = queries.find_intervision(auth.principal(), intervision_id) or abort(404)
    ensure(can_lead(auth.principal(), found))
    return found


def seated(intervision_id: int) -> Seat:
    """One's own seat, by account or as a guest; 404 where one has none."""
    if auth.is_guest():
        return queries.guest_seat(auth.guest_token() or "", intervision_id) or abort(404)
    return queries.seat_of(auth.principal(), intervision_id) or abort(404)


def _snapshot(intervision_id: int) -> Snapshot:
    return snapshot.of(intervision_id) or abort(404)


# The screens ------------------------------------------------------------------------------------


def console_screen(intervision_id: int, bad: screens.Bad = NOTHING_BAD) -> Screen:
    """The animation's: everything but the secrets of the vote."""
    s = _snapshot(intervision_id)
    me = next(each for each in s.people if each.user_id == auth.principal().id)
    return Screen("console", _whole_version(s), {"s": s, "me": me, "bad": bad, **_join(s)})


def phone_screen(intervision_id: int, bad: screens.Bad = NOTHING_BAD) -> Screen:
    """One person's: what all may know, and what is theirs."""
    seat = seated(intervision_id)
    s = _snapshot(intervision_id)
    mine = screens.mine(s, seat)
    member = current_user.is_authenticated and not auth.is_guest()
    return Screen("phone", str(s.version), {"s": s, "mine": mine, "bad": bad, "member": member})


def projector_screen(intervision_id: int) -> Screen:
    """Everybody's: nothing confidential."""
    user = auth.principal()
    found = queries.find_intervision(user, intervision_id) or abort(404)
    seat = queries.seat_of(user, intervision_id)
    if not can_lead(user, found) and (seat is None or seat.state != SeatState.PRESENT):
        raise Forbidden
    s = _snapshot(intervision_id)
    return Screen("projector", _whole_version(s), {"s": s, **_join(s)})


def _led_console(intervision_id: int) -> Screen:
    led(intervision_id)
    return console_screen(intervision_id)


def _whole_version(s: Snapshot) -> str:
    return f"{s.version}.{s.backstage}"


def _join(s: Snapshot) -> dict[str, Any]:
    """The way in, as an address and as a QR code."""
    if s.code is None:
        return {"join_url": None, "qr": None}
    path = url_for("intervision.enter", code=s.code)
    url = f"{current_app.config['PUBLIC_URL']}{path}"
    return {"join_url": url, "qr": _qr(url)}


@lru_cache(64)
def _qr(url: str) -> Markup:
    drawn = segno.make(url, error="m").svg_inline(scale=4, border=2, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by segno from our own address


SCREENS: dict[str, Callable[[int], Screen]] = {
    "animation": _led_console,
    "salle": phone_screen,
    "projecteur": projector_screen,
}


@blueprint.get("/intervisions/<int:intervision_id>/animation")
@require("intervision.join")
def console(intervision_id: int) -> ResponseReturnValue:
    """The animation's console; a room that is not open yet leads to its preparation."""
    found = led(intervision_id)
    if found.opened_at is None:
        return redirect(url_for("intervision.prepare", intervision_id=intervision_id), 303)
    return console_screen(intervision_id).render(whole=True)


@blueprint.get("/intervisions/<int:intervision_id>/salle")
@require(SEAT)
def phone(intervision_id: int) -> ResponseReturnValue:
    """My screen in the room."""
    return phone_screen(intervision_id).render(whole=True)


@blueprint.get("/intervisions/<int:intervision_id>/projecteur")
@require("intervision.join")
def projector(intervision_id: int) -> ResponseReturnValue:
    """The screen for everybody."""
    return projector_screen(intervision_id).render(whole=True)


@blueprint.get("/intervisions/<int:intervision_id>/etat")
@require(SEAT)
def state(intervision_id: int) -> ResponseReturnValue:
    """What a screen (`vue`) shows now; 204 when that is what it has (`v`)."""
    name = request.args.get("vue", "")
    if name not in SCREENS or (name != "salle" and auth.is_guest()):
        abort(404)
    screen = SCREENS[name](intervision_id)
    if request.args.get("v") == screen.version:
        return "", 204
    return screen.render()


@blueprint.get("/intervisions/horloge")
@keyed
def time() -> ResponseReturnValue:
    """The server's time in milliseconds since 1970 (UTC): screens set their clocks by it."""
    return str(clock.milliseconds(clock.exact())), 200, {"Content-Type": "text/plain"}


def answer(screen: Screen, page: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """After a gesture: the fragment for the room's script, the page for a browser without it."""
    if is_fragment():
        return screen.render(status)
    if status == 200:
        return redirect(url_for(page, **values), 303)
    return screen.render(status, whole=True)
