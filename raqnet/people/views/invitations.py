"""Inviting: an account, and what its role needs to begin."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import require
from raqnet.db import db
from raqnet.face import ROLE_LABELS
from raqnet.forms import choices
from raqnet.people import invitations, queries
from raqnet.people.forms import InvitationForm
from raqnet.people.services import Refused
from raqnet.people.views import blueprint, show_refusal


@blueprint.get("/equipe/inviter")
@require("accounts.manage")
def new_invitation() -> ResponseReturnValue:
    """The form of an invitation."""
    return _page(_form())


@blueprint.post("/equipe/inviter")
@require("accounts.manage")
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once where no mail leaves."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    try:
        user, url = invitations.invite(auth.principal(), **_values(form))
    except Refused as refusal:
        show_refusal(form, refusal)
        return _page(form, 422)
    db.session.commit()
    if url:
        return render_template("people/invited.html", invited=user, url=url)
    flash(_("L'invitation est partie à %(email)s.", email=user.email), "success")
    return redirect(url_for("people.new_invitation"), 303)


def _form() -> InvitationForm:
    form = InvitationForm()
    form.role.choices = list(ROLE_LABELS.items())
    form.organisation_id.choices = choices(queries.organisations(), _("Choisir"))
    return form


def _values(form: InvitationForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


def _page(form: InvitationForm, status: int = 200) -> ResponseReturnValue:
    return render_template("people/invite.html", form=form), status
