"""One-time links: choosing a password behind one, asking for one."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import mail
from raqnet.access import public
from raqnet.accounts import queries, services, throttle
from raqnet.accounts.forms import ChooseForm, ForgottenForm
from raqnet.accounts.views import blueprint
from raqnet.accounts.views.entrance import retry_after, retry_words
from raqnet.db import db
from raqnet.htmx import see_other


@blueprint.get("/lien/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """The page of a link; looking at it uses nothing up: mail programs look too."""
    found = queries.find_link(token)
    if found is None:
        return _dead()
    return render_template("accounts/choose.html", form=ChooseForm(), user=found.user)


@blueprint.post("/lien/<token>")
@public
def choose(token: str) -> ResponseReturnValue:
    """Choose a password and use the link up."""
    found, form = queries.find_link(token), ChooseForm()
    if found is None:
        return _dead()
    valid, password = form.validate_on_submit(), form.new_password.data or ""
    weakness = services.weakness(found.user, password) if valid else None
    if not valid or weakness:
        form.new_password.errors = [weakness] if weakness else form.new_password.errors
        return render_template("accounts/choose.html", form=form, user=found.user), 422
    if services.choose_by_link(token, password) is None:
        db.session.rollback()
        return _dead()
    db.session.commit()
    flash(_("Le mot de passe est choisi : il sert à entrer."), "success")
    return see_other(url_for("accounts.sign_in"))


def _dead() -> ResponseReturnValue:
    """Wrong, used and expired links answer alike."""
    return render_template("accounts/dead_link.html"), 404


@blueprint.get("/mot-de-passe-oublie")
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link by mail, or say whom to ask where no mail is sent."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(), mails=mail.configured())


@blueprint.post("/mot-de-passe-oublie")
@public
def ask_link() -> ResponseReturnValue:
    """Mail a link; the answer is the same for every address."""
    form = ForgottenForm()
    if not mail.configured() or not form.validate_on_submit():
        page = render_template("accounts/forgotten.html", form=form, mails=mail.configured())
        return page, 422
    counted = throttle.limits(form.email.data, request.remote_addr or "", what="reset:")
    blocked_until = throttle.take_try(counted)
    if blocked_until is None:
        services.forgot(form.email.data)
    db.session.commit()
    if blocked_until:
        form.email.errors = [retry_words(blocked_until)]
        page = render_template("accounts/forgotten.html", form=form, mails=True)
        return page, 429, retry_after(blocked_until)
    return render_template("accounts/forgotten_done.html")
