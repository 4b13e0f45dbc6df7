"""Recordings that hold one's own voice: where they stand, and how to withdraw.

A withdrawal takes everything away at once and leaves no trace of whose it was; whoever asks for a
recording that is gone reads the same words, whatever the cause.
"""

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import Principal, public, require
from raqnet.accounts import throttle
from raqnet.accounts.views.entrance import retry_after, retry_words
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.recordings import label, preparing, queries, retention, reviewing
from raqnet.recordings.forms_review import CodeForm
from raqnet.recordings.models import Recording, Stage
from raqnet.recordings.views import blueprint
from raqnet.recordings.views.streaming import gone


@blueprint.get("/enregistrements")
@require("recordings.own")
def index() -> str:
    """Those of sessions where one was, released ones, and for the coordination numbers."""
    user = principal()
    own = queries.own(user)
    return render_template(
        "recordings/index.html",
        own=own,
        released=queries.released(user),
        logged=[row for row in queries.logged(user) if row not in own],
        numbers=queries.numbers() if user.can("recordings.oversee") else {},
        reviews=user.can("recordings.review"),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "Stage": Stage, "deadline": reviewing.deadline, "month_of": label.month_of,
        "is_open": reviewing.is_open, "is_due": preparing.is_due, "honest": label.HONEST,
    }  # fmt: skip


@blueprint.route("/enregistrements/<int:recording_id>/retirer", methods=["GET", "POST"])
@require("recordings.own")
def withdraw(recording_id: int) -> ResponseReturnValue:
    """Take back one's agreement: the recording is destroyed for everybody, once one has said so."""
    recording = _own(principal(), recording_id)
    if request.method == "GET":
        return render_template("recordings/withdraw.html", recording=recording)
    retention.destroy(recording)
    flash(_("Cet enregistrement n'existe plus."), "success")
    return see_other(url_for("recordings.index"))


def _own(user: Principal, recording_id: int) -> Recording:
    return queries.find_own(user, recording_id, request.method == "POST") or gone()


# Guests -----------------------------------------------------------------------------------------


@blueprint.get("/enregistrements/retrait")
@public
def leave() -> ResponseReturnValue:
    """The page where whoever had no account gives their code."""
    return _leave(CodeForm(formdata=None))


def _leave(form: CodeForm, status: int = 200, done: bool = False) -> Response:
    page = render_template("recordings/leave.html", form=form, done=done)
    return make_response(page, status)


@blueprint.post("/enregistrements/retrait")
@public
def leave_by_code() -> ResponseReturnValue:
    """Withdraw by the code that was given in the session."""
    form = CodeForm()
    if not form.validate():
        return _leave(form, 422)
    blocked_until = throttle.take_try(throttle.guest_limits(request.remote_addr or ""))
    if blocked_until:
        form.form_errors.append(retry_words(blocked_until))
        answer = _leave(form, 429)
        answer.headers.update(retry_after(blocked_until))
        return answer
    recording = queries.by_withdrawal_code(form.written, lock=True)
    if recording is None:
        db.session.commit()  # the try counts
        form.code.errors = [_("Cet enregistrement n'existe plus, ou le code n'est pas celui-là.")]
        return _leave(form, 422)
    if recording.stage == Stage.RELEASED:
        db.session.commit()
        form.code.errors = [
            _("Il est déjà diffusé : pour le faire effacer, s'adresser à la coordination.")
        ]
        return _leave(form, 409)
    retention.destroy(recording)
    return _leave(CodeForm(formdata=None), done=True)
