"""Coming in and going out."""

from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from raqnet import auth, clock, errors
from raqnet.access import SECOND_FACTOR, public, require
from raqnet.accounts import audit, services, throttle, words
from raqnet.accounts.access import owes_factor
from raqnet.accounts.forms import SignInForm
from raqnet.accounts.models import User
from raqnet.accounts.views import blueprint
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.paths import landing


@blueprint.get("/connexion")
@public
def sign_in() -> ResponseReturnValue:
    """The page that asks who one is."""
    onward = landing(request.args.get("suite"))
    if current_user.is_authenticated:
        return redirect(onward, 303)
    form = SignInForm(formdata=None, suite=onward)
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/connexion")
@public
def enter() -> ResponseReturnValue:
    """Check an address and a password, and open a session."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _refuse(form, 422)
    counted = throttle.limits(form.email.data, request.remote_addr or "")
    blocked_until = throttle.take_try(counted)
    db.session.commit()
    if blocked_until:
        return too_many(form, blocked_until)
    user = services.identify(form.email.data, form.password.data)
    if user is None:
        form.form_errors.append(_("L'adresse ou le mot de passe n'est pas juste."))
        return _refuse(form, 422)
    throttle.forgive(counted)
    return _open(user, form)


def _refuse(form: SignInForm, status: int) -> Response:
    ended = status == 401
    return make_response(render_template("accounts/sign_in.html", form=form, ended=ended), status)


def too_many(form: SignInForm, until: datetime) -> Response:
    """Say that there were too many tries, and when to come back."""
    form.form_errors.append(retry_words(until))
    answer = _refuse(form, 429)
    answer.headers.update(retry_after(until))
    return answer


def retry_words(until: datetime) -> str:
    """When to try again, in words."""
    minutes = -(-_seconds_until(until) // 60)
    return ngettext(
        "Trop d'essais : réessayer dans %(num)d minute.",
        "Trop d'essais : réessayer dans %(num)d minutes.",
        minutes,
    )


def retry_after(until: datetime) -> dict[str, str]:
    """The same for machines (RFC 9110 10.2.3)."""
    return {"Retry-After": str(_seconds_until(until))}


def _seconds_until(until: datetime) -> int:
    return max(1, int((until - clock.now()).total_seconds()))


def _open(user: User, form: SignInForm) -> ResponseReturnValue:
    typed_by = auth.typed_by()
    auth.sign_out()
    auth.sign_in(user, request.user_agent.string, owes_factor(user))
    person = auth.principal()
    onward = landing(form.suite.data)
    if form.kept.data and typed_by in (None, user.id):
        onward = words.keep(person, form.kept_path.data or "", form.kept.data) or onward
    if not person.awaits_second_factor:
        audit.record(person, "account.sign-in", user)
    db.session.commit()
    if person.awaits_second_factor:
        return redirect(url_for("accounts.second_factor", suite=onward), 303)
    return redirect(onward, 303)


def sign_in_again() -> ResponseReturnValue:
    """A change was sent after the session had ended: what was typed waits in the sign-in page.

    Only our own pages' forms are kept: what another site sends is no word of this person.
    """
    form = SignInForm(formdata=None, suite=landing(request.path), kept_path=request.path)
    if request.method == "POST" and _from_our_page():
        form.kept.data = words.pack(errors.kept_words())
    return _refuse(form, 401)


def _from_our_page() -> bool:
    """Did a form of ours send this? Browsers say so; where one does not, its token does."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


@blueprint.post("/deconnexion")
@require(SECOND_FACTOR)
def sign_out() -> ResponseReturnValue:
    """End this session; the browser forgets the pages that it had kept."""
    audit.record(auth.principal(), "account.sign-out", None)
    auth.sign_out()
    db.session.commit()
    flash(_("La session est terminée."), "success")
    answer = make_response(see_other(url_for("accounts.sign_in")))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
