"""The three screens of a session, and the question that they ask every second or two.

Each screen is a fragment with one root, `#room`; the page includes it, `static/js/room.js` asks
for it again with the version that it has, and the answer to a gesture is the same fragment.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from raqnet import auth, clock, proofreading, qr
from raqnet.access import SEAT, Forbidden, ensure, keyed, reading, require
from raqnet.cache import Kept
from raqnet.htmx import is_fragment
from raqnet.i18n import language
from raqnet.intervision import carried, queries, screens, script, snapshot
from raqnet.intervision.frozen import Person, Snapshot
from raqnet.intervision.models import Seat, SeatState
from raqnet.intervision.queries import Door
from raqnet.intervision.views import blueprint

NOTHING_BAD = screens.Bad()
STAGE = "intervision/_phone_stage.html"


@dataclass(frozen=True)
class Screen:
    """What a screen shows, under the version that it is kept by."""

    name: str
    version: str
    context: dict[str, Any]

    def draw(self, whole: bool = False) -> str:
        """The fragment, or the page around it; `screens.TOKEN` stands for the forms' token."""
        own, g.csrf_token = generate_csrf(), screens.TOKEN
        kind = "" if whole else "_"
        text = render_template(
            f"intervision/{kind}{self.name}.html", version=self.version, **self.context
        )
        g.csrf_token = own
        return text

    def render(self, status: int = 200, whole: bool = False) -> Response:
        """The fragment; or the page around it, for a browser that comes by itself."""
        return _answer(screens.filled(self.draw(whole), generate_csrf()), status)


def _answer(text: str, status: int = 200) -> Response:
    answer = make_response(text, status)
    answer.vary.update(["HX-Request", "HX-Request-Type"])
    return answer


# Who sits here ----------------------------------------------------------------------------------


def led(intervision_id: int) -> Door:
    """A session that one animates; 404 where one may not know of it, 403 where one does not."""
    found = queries.find_door(auth.principal(), intervision_id) or abort(404)
    ensure(found.leads)
    return found


def seated(intervision_id: int) -> Seat:
    """One's own seat, by account or as a guest; 404 where one has none."""
    if auth.is_guest():
        return _guest_seat(intervision_id) or abort(404)
    return queries.seat_of(auth.principal(), intervision_id) or abort(404)


def _guest_seat(intervision_id: int) -> Seat | None:
    return queries.guest_seat(auth.guest_token() or "", intervision_id)


def _snapshot(intervision_id: int) -> Snapshot:
    return snapshot.of(intervision_id) or abort(404)


# The screens ------------------------------------------------------------------------------------


def console_screen(
    intervision_id: int, bad: screens.Bad = NOTHING_BAD, made: Snapshot | None = None
) -> Screen:
    """The animation's: everything but the secrets of the vote; `made` is what a gesture left."""
    s = made or _snapshot(intervision_id)
    mine = (each for each in s.people if each.user_id == auth.principal().id)
    me = next(mine, None) or abort(404)
    alone = {"carried": carried.of(s), "steps": carried.steps(s.script), "speaks": script.speaks}
    context = {"s": s, "me": me, "bad": bad, "at_hand": screens.at_hand(s, bad)}
    context |= {**alone, **_join(s), "floor": screens.floor(s), "tool": screens.tool(s)}
    return Screen("console", _whole_version(s), {**context, "drawn": _drawn(s, bad)})


def phone_screen(
    intervision_id: int, bad: screens.Bad = NOTHING_BAD, made: Snapshot | None = None
) -> Screen:
    """One person's: what all may know, and what is theirs; `made` is what their gesture left."""
    seat = seated(intervision_id)
    s = made or _snapshot(intervision_id)
    member = current_user.is_authenticated and not auth.is_guest()
    return _phone(s, screens.mine(s, seat), member, bad)


def _phone(s: Snapshot, mine: screens.Mine, member: bool, bad: screens.Bad = NOTHING_BAD) -> Screen:
    context = {"s": s, "mine": mine, "bad": bad, "member": member, "drawn": _drawn(s, bad)}
    return Screen("phone", str(s.version), {**context, "table": screens.on_table(s)})


def projector_screen(intervision_id: int) -> Screen:
    """Everybody's: nothing confidential."""
    user = auth.principal()
    found = queries.find_door(user, intervision_id) or abort(404)
    seat = None if found.leads else queries.seat_of(user, intervision_id)
    if not found.leads and (seat is None or seat.state != SeatState.PRESENT):
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
    return {"join_url": url, "qr": qr.drawn(url)}


def _drawn(s: Snapshot, bad: screens.Bad = NOTHING_BAD) -> Callable[..., Markup]:
    """Draws a part of a screen once for what it is made of, whatever else has moved.

    Called in the screen's template, with the part and all the values of the snapshot that it shows
    (`s.version` where it may show any); a refused gesture's words are in no kept part.
    """
    store: Kept[Markup] = current_app.extensions["intervision_parts"]
    read_in = language()

    def draw(template: str, *shown: Any, **more: Any) -> Markup:
        key = (s.id, template, read_in, shown)
        part = None if bad.gesture else store.get(key)
        if part is None:
            text = render_template(template, s=s, bad=bad, **more)
            part = Markup(text)  # noqa: S704 - a template's own output
            if not bad.gesture:
                store.put(key, part, clock.now() + snapshot.LASTS)
        return part

    return draw


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
    if not found.opened:
        return redirect(url_for("intervision.prepare", intervision_id=intervision_id), 303)
    return console_screen(intervision_id).render(whole=True)


@blueprint.get("/intervisions/<int:intervision_id>/salle")
@require(SEAT)
def phone(intervision_id: int) -> ResponseReturnValue:
    """My screen in the room; a guest without a seat (any more) reads a goodbye."""
    if auth.is_guest() and not _guest_seat(intervision_id):
        return render_template("intervision/gone.html"), 404
    return phone_screen(intervision_id).render(whole=True)


@blueprint.post("/intervisions/<int:intervision_id>/salle/relire")
@require(SEAT)
@reading
def reread(intervision_id: int) -> ResponseReturnValue:
    """What to look at again in the text that is being typed there."""
    seated(intervision_id)
    return proofreading.answer()


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
    return _alike(screen) if name == "salle" else screen.render()


def _alike(phone: Screen) -> Response:
    """This phone's screen; those that show the same are drawn once, for `pulse` to give."""
    s, mine, member = (phone.context[name] for name in ("s", "mine", "member"))
    own = screens.alike(s, mine.person, member, language())
    if own is None or mine.ballot:
        return phone.render()
    draw_phones(s, member)
    kept: Kept[str] = current_app.extensions["intervision_parts"]
    drawn = kept.get(own) or _draw_for(s, mine.person, member)
    return _answer(screens.filled(drawn, generate_csrf(), mine.line))


def draw_phones(s: Snapshot, member: bool = True) -> None:
    """Draw what phones show, all of them at once: within two seconds each asks for it."""
    kept: Kept[str] = current_app.extensions["intervision_parts"]
    read_in = language()
    unlike = {screens.alike(s, person, member, read_in): person for person in s.people}
    for key, person in unlike.items():
        if key is not None and kept.get(key) is None:
            kept.put(key, _draw_for(s, person, member), clock.now() + snapshot.LASTS)


def draw_unseen(app: Flask, environ: Any, intervision_id: int, member: bool, read_in: str) -> None:
    """The same for `pulse`, which has asked who may see it: what phones share is nobody's own."""
    with app.request_context(environ), force_locale(read_in):
        g._login_user = AnonymousUserMixin()
        s = snapshot.of(intervision_id)
        if s is not None:
            draw_phones(s, member)


def _draw_for(s: Snapshot, person: Person, member: bool) -> str:
    """The screen of anybody who is in the room as this person is, at this version.

    Most gestures move nothing but time: what stands around it is kept apart, and drawn once.
    """
    kept: Kept[str] = current_app.extensions["intervision_parts"]
    around = screens.around_time(s, person, member, language())
    text = kept.get(around)
    if text is None:
        text = _draw_around(s, person, member)
        kept.put(around, text, clock.now() + snapshot.LASTS)
    return screens.timed(text, str(s.version), _drawn(s)(STAGE, s.version))


def _draw_around(s: Snapshot, person: Person, member: bool) -> str:
    line = None if screens.line_of(s, person) is None else screens.LINE
    theirs = screens.Mine(person, {}, "", line, screens.like(s, person, member))
    phone = _phone(s, theirs, member)
    context = {**phone.context, "stage": screens.STAGE}
    return replace(phone, version=screens.VERSION, context=context).draw()


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
