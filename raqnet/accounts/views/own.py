"""My account: who I am here, my password, the browsers that are signed in."""

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, mail
from raqnet.access import require
from raqnet.accounts import agents, audit, queries, services
from raqnet.accounts.forms import DigestForm, PasswordForm, ProfileForm
from raqnet.accounts.views import blueprint
from raqnet.accounts.views.confirm import objection
from raqnet.db import db
from raqnet.htmx import see_other


@blueprint.get("/compte")
@require("account.own")
def own() -> ResponseReturnValue:
    """My account on one page."""
    return _page()


def _page(status: int = 200, **forms: Any) -> ResponseReturnValue:
    person = auth.principal()
    forms.setdefault("profile", ProfileForm(formdata=None, obj=queries.me(person)))
    forms.setdefault("digest", DigestForm(formdata=None, obj=queries.me(person)))
    forms.setdefault("passwords", PasswordForm(formdata=None))
    page = render_template(
        "accounts/own.html",
        sessions=queries.sessions(person),
        device=agents.device,
        is_phone=agents.is_phone,
        mails=mail.configured(),
        **forms,
    )
    return page, status


@blueprint.post("/compte")
@require("account.own")
def update_own() -> ResponseReturnValue:
    """Change my name, address or language."""
    form, person = ProfileForm(), auth.principal()
    if not form.validate_on_submit():
        return _page(422, profile=form)
    new_address = form.email.data != person.email
    if new_address and (words := objection(form.present_password.data)):
        form.present_password.errors = [words]
        return _page(422, profile=form)
    try:
        services.update_profile(person, form.name.data, form.email.data, form.locale.data)
    except services.EmailTaken as error:
        form.email.errors = [error.message]
        return _page(422, profile=form)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("accounts.own"))


@blueprint.post("/compte/resume")
@require("account.own")
def set_digest() -> ResponseReturnValue:
    """Let my week come by mail, or no longer."""
    form, person = DigestForm(), auth.principal()
    if not form.validate_on_submit():
        return _page(422, digest=form)
    services.set_digest(person, form.weekly_digest.data)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("accounts.own", _anchor="resume"))


@blueprint.post("/compte/mot-de-passe")
@require("account.own")
def change_password() -> ResponseReturnValue:
    """Choose another password; the other sessions end."""
    form, person = PasswordForm(), auth.principal()
    if not form.validate_on_submit():
        return _page(422, passwords=form)
    if words := services.weakness(queries.me(person), form.new_password.data or ""):
        form.new_password.errors = [words]
        return _page(422, passwords=form)
    if words := objection(form.password.data):
        form.password.errors = [words]
        return _page(422, passwords=form)
    services.change_password(person, form.new_password.data or "")
    db.session.commit()
    flash(_("Le mot de passe est changé ; les autres sessions sont terminées."), "success")
    return see_other(url_for("accounts.own"))


@blueprint.post("/compte/sessions/<int:session_id>/terminer")
@require("account.own")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of my sessions."""
    found = queries.find_session(auth.principal(), session_id)
    if found is None:
        abort(404)
    audit.record(auth.principal(), "account.sessions-ended", None)
    db.session.delete(found)
    db.session.commit()
    flash(_("La session est terminée."), "success")
    return see_other(url_for("accounts.own"))


@blueprint.post("/compte/sessions/terminer-les-autres")
@require("account.own")
def end_other_sessions() -> ResponseReturnValue:
    """End all my sessions but this one."""
    person = auth.principal()
    audit.record(person, "account.sessions-ended", None)
    services.end_sessions(queries.me(person), but=person.session_id)
    db.session.commit()
    flash(_("Les autres sessions sont terminées."), "success")
    return see_other(url_for("accounts.own"))
