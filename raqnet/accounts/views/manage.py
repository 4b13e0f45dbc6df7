"""The accounts of others: links, closing and opening, roles, the right to approve hours."""

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from raqnet import auth, mail
from raqnet.access import Role, ensure, require
from raqnet.accounts import factor, queries, services
from raqnet.accounts.access import can_disable
from raqnet.accounts.forms import GrantForm, RoleForm
from raqnet.accounts.models import User
from raqnet.accounts.views import blueprint
from raqnet.db import db
from raqnet.htmx import see_other


@blueprint.get("/comptes")
@require("accounts.manage")
def listing() -> ResponseReturnValue:
    """Every account."""
    return render_template("accounts/listing.html", users=queries.users(auth.principal()))


@blueprint.get("/comptes/<int:user_id>")
@require("accounts.manage")
def account(user_id: int) -> ResponseReturnValue:
    """One account and what may be done with it."""
    return _page(_found(user_id))


def _found(user_id: int) -> User:
    return queries.find_user(auth.principal(), user_id) or abort(404)


def _page(user: User, status: int = 200, **context: Any) -> ResponseReturnValue:
    context.setdefault("form", RoleForm(formdata=None, obj=user))
    context["shuts"] = can_disable(auth.principal(), user)
    page = render_template("accounts/account.html", user=user, mails=mail.configured(), **context)
    return page, status


def _done(user: User, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return see_other(url_for("accounts.account", user_id=user.id))


def _refused(user: User, error: services.Refused) -> ResponseReturnValue:
    db.session.rollback()
    return _page(user, 422, refusal=error.message)


@blueprint.post("/comptes/<int:user_id>/lien")
@require("accounts.manage")
def mail_link(user_id: int) -> ResponseReturnValue:
    """Mail a new one-time link; where no mail is sent, show it."""
    return _link(user_id, shown=False)


@blueprint.post("/comptes/<int:user_id>/lien/montrer")
@require("accounts.manage")
def show_link(user_id: int) -> ResponseReturnValue:
    """Show a new one-time link, this once."""
    return _link(user_id, shown=True)


def _link(user_id: int, shown: bool) -> ResponseReturnValue:
    user = _found(user_id)
    try:
        url = services.new_link(auth.principal(), user, shown)
    except services.Refused as error:
        return _refused(user, error)
    if url is None:
        return _done(user, _("Le lien part par courriel."))
    db.session.commit()
    return _page(user, url=url)


@blueprint.post("/comptes/<int:user_id>/fermer")
@require("accounts.manage")
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account; its sessions end at once."""
    user = _found(user_id)
    ensure(can_disable(auth.principal(), user))
    try:
        services.disable(auth.principal(), user)
    except services.Refused as error:
        return _refused(user, error)
    return _done(user, _("Le compte est fermé ; ses sessions sont terminées."))


@blueprint.post("/comptes/<int:user_id>/rouvrir")
@require("accounts.manage")
def enable(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    user = _found(user_id)
    services.enable(auth.principal(), user)
    return _done(user, _("Le compte est rouvert."))


@blueprint.post("/comptes/<int:user_id>/role")
@require("accounts.manage")
def change_role(user_id: int) -> ResponseReturnValue:
    """Give another role; the person signs in again."""
    user, form = _found(user_id), RoleForm()
    if not form.validate_on_submit():
        return _page(user, 422, form=form)
    try:
        services.change_role(auth.principal(), user, Role(form.role.data))
    except services.Refused as error:
        return _refused(user, error)
    return _done(user, _("Le rôle est changé ; la personne se connecte à nouveau."))


@blueprint.post("/comptes/<int:user_id>/second-facteur/retirer")
@require("accounts.manage")
def drop_factor(user_id: int) -> ResponseReturnValue:
    """Remove the second factor of somebody who lost the telephone."""
    user = _found(user_id)
    factor.remove(auth.principal(), user)
    return _done(user, _("Le second facteur est retiré."))


@blueprint.get("/comptes/heures")
@require("hours.grant")
def hours() -> ResponseReturnValue:
    """Who may approve working hours."""
    return _hours_page(_grant_form())


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.person.choices = [
        SelectChoice(str(each.id), each.name)
        for each in queries.users(auth.principal())
        if not (each.approves_hours or each.disabled_at)
    ]
    return form


def _hours_page(form: GrantForm, status: int = 200) -> ResponseReturnValue:
    users = [each for each in queries.users(auth.principal()) if each.approves_hours]
    return render_template("accounts/hours.html", users=users, form=form), status


@blueprint.post("/comptes/heures")
@require("hours.grant")
def grant_hours() -> ResponseReturnValue:
    """Give the right to approve working hours."""
    form = _grant_form()
    if not form.validate_on_submit():
        return _hours_page(form, 422)
    return _set_hours(form.person.data, granted=True)


@blueprint.post("/comptes/<int:user_id>/heures/retirer")
@require("hours.grant")
def withdraw_hours(user_id: int) -> ResponseReturnValue:
    """Take the right back."""
    return _set_hours(user_id, granted=False)


def _set_hours(user_id: int, granted: bool) -> ResponseReturnValue:
    services.set_hours(auth.principal(), _found(user_id), granted)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("accounts.hours"))
