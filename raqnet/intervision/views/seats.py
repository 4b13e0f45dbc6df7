"""Coming into a room: members by account, guests by the code on the screen and a first name."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from raqnet import auth
from raqnet.access import public, require
from raqnet.accounts import throttle
from raqnet.accounts.models import User
from raqnet.accounts.views.entrance import retry_after, retry_words
from raqnet.db import db
from raqnet.intervision import live, queries, seating
from raqnet.intervision.forms_room import CodeForm, GuestForm
from raqnet.intervision.live import Live
from raqnet.intervision.models import Intervision
from raqnet.intervision.views import blueprint


def _is_member() -> bool:
    return bool(
        current_user.is_authenticated
        and not current_user.awaits_second_factor
        and current_user.can("intervision.join")
    )


def _form() -> CodeForm | GuestForm:
    return CodeForm() if _is_member() else GuestForm()


@blueprint.get("/intervisions/rejoindre")
@public
def enter() -> ResponseReturnValue:
    """The page that asks for the code, and a guest's first name."""
    form = _form()
    form.code.data = request.args.get("code", "")[:20]
    return _page(form)


def _page(form: CodeForm, status: int = 200) -> Response:
    body = render_template("intervision/enter.html", form=form, member=_is_member())
    return make_response(body, status)


@blueprint.post("/intervisions/rejoindre")
@public
def enter_by_code() -> ResponseReturnValue:
    """Sit down with the code: a member at once, a guest once the animation lets them in."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    counted = throttle.guest_limits(request.remote_addr or "")
    blocked_until = throttle.take_try(counted)
    if blocked_until:
        form.form_errors.append(retry_words(blocked_until))
        answer = _page(form, 429)
        answer.headers.update(retry_after(blocked_until))
        return answer
    found = queries.by_code(form.code.data or "")
    if found is None:
        db.session.commit()  # the try counts
        form.code.errors = [_("Aucune salle ouverte n'a ce code.")]
        return _page(form, 422)
    if _is_member():  # whoever is no member may ask only so often
        throttle.forgive(counted)
    return _sit(found, form)


def _sit(found: Intervision, form: CodeForm | GuestForm) -> ResponseReturnValue:
    room = live.find(found.id, lock=True)
    if room is None or not room.intervision.is_open:  # closed while we came
        form.code.errors = [_("Aucune salle ouverte n'a ce code.")]
        return _page(form, 422)
    try:
        if isinstance(form, GuestForm):
            _sit_as_guest(room, form.name.data or "")
        else:
            seating.join(room, _me(), admitted=True)
    except seating.Full:
        db.session.rollback()
        form.form_errors.append(_("La salle est pleine."))
        return _page(form, 409)
    db.session.commit()
    return redirect(url_for("intervision.phone", intervision_id=found.id), 303)


def _sit_as_guest(room: Live, name: str) -> None:
    """A new seat, or the one that this browser has here already."""
    known = queries.guest_seat(auth.guest_token() or "", room.intervision.id)
    if known is None:
        _seat, token = seating.ask(room, name)
        auth.seat_guest(token)
    else:
        seating.come_back(room, known)


def _me() -> User:
    return db.session.get_one(User, auth.principal().id)


@blueprint.post("/intervisions/<int:intervision_id>/rejoindre")
@require("intervision.join")
def join(intervision_id: int) -> ResponseReturnValue:
    """Sit down as a member: at once where one is expected, else the animation is asked."""
    found = queries.find_intervision(auth.principal(), intervision_id) or abort(404)
    awaited = {each.id for each in (*found.expected, *found.animators)}
    room = live.find(intervision_id, lock=True)
    if room is None or not room.intervision.is_open:
        flash(_("La salle n'est pas ouverte."), "info")
        return redirect(url_for("intervision.prepare", intervision_id=intervision_id), 303)
    me = _me()
    try:
        seating.join(room, me, admitted=me.id in awaited)
    except seating.Full:
        db.session.rollback()
        abort(409, _("La salle est pleine."))
    db.session.commit()
    return redirect(url_for("intervision.phone", intervision_id=intervision_id), 303)
