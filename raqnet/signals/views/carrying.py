"""A file on its way: the letter, sent, answered, closed; each step can be taken back at once."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, proofreading
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar.forms_when import blame
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.people.services import Refused
from raqnet.signals import letter as letters
from raqnet.signals import services_dossiers as services
from raqnet.signals import words
from raqnet.signals.filters import number
from raqnet.signals.forms_dossiers import AnswerForm, SendForm, answer_of, way_of
from raqnet.signals.models import Dossier
from raqnet.signals.views import blueprint
from raqnet.signals.views.dossiers import found, not_now
from raqnet.undoing import flash_undo


@blueprint.get("/signaux/dossiers/<int:dossier_id>/lettre")
@require("signals.carry")
def letter(dossier_id: int) -> str:
    """The letter, to print or to copy: nobody's name, places as numbers, figures as sentences."""
    each = found(dossier_id)
    return render_template(
        "signals/letter.html",
        dossier=each, letter=letters.of(principal(), each), today=clock.today(), words=words,
    )  # fmt: skip


@blueprint.route("/signaux/dossiers/<int:dossier_id>/envoyer", methods=["GET", "POST"])
@require("signals.carry")
def send(dossier_id: int) -> ResponseReturnValue:
    """Note to whom it was sent, and by when an answer is expected."""
    each = found(dossier_id)
    form = SendForm(formdata=drafting.formdata(principal()), data=way_of(each))
    theirs = SendForm(formdata=None, data=way_of(each))
    return _step("signals/send.html", each, form, theirs, services.send, _("Le dossier est parti."))


@blueprint.route("/signaux/dossiers/<int:dossier_id>/reponse", methods=["GET", "POST"])
@require("signals.carry")
def answer(dossier_id: int) -> ResponseReturnValue:
    """Write the answer down; everybody who signalled finds it on their first page."""
    each = found(dossier_id)
    form = AnswerForm(formdata=drafting.formdata(principal()), data=answer_of(each))
    theirs = AnswerForm(formdata=None, data=answer_of(each))
    done = _("La réponse est notée : celles et ceux qui ont signalé la trouvent à l'accueil.")
    return _step("signals/answer.html", each, form, theirs, services.answer, done)


def _step(
    template: str, each: Dossier, form: Any, theirs: Any, act: Any, done: str
) -> ResponseReturnValue:
    if is_stale(form, each.version):
        return form_page(template, form, meet(form, theirs, each.version), dossier=each)
    before = len(each.steps)
    try:
        accepted = form.validate_on_submit() and _accepted(each, form, act)
    except services.NotNow:
        return not_now(each.id)
    if not accepted:
        return form_page(template, form, dossier=each)
    drafting.drop(principal())
    if "text" in form:
        proofreading.remind(form.text.data)
    return _done(each, done, len(each.steps) > before)


def _accepted(each: Dossier, form: Any, act: Any) -> bool:
    try:
        act(principal(), each, **form.details())
    except Refused as refused:
        blame(form[refused.field], refused.message)
        return False
    return True


def _done(each: Dossier, words: str, moved: bool = True) -> ResponseReturnValue:
    """Say what was done; what only put words right has no step to take back."""
    db.session.commit()
    if moved:
        undo = url_for("signals.undo_step", dossier_id=each.id, v=each.version)
        flash_undo(words, undo, _("Annuler"))
    else:
        flash(_("C'est enregistré."), "success")
    return see_other(url_for("signals.dossier", dossier_id=each.id))


@blueprint.post("/signaux/dossiers/<int:dossier_id>/clore")
@require("signals.carry")
def close(dossier_id: int) -> ResponseReturnValue:
    """Expect nothing more of it."""
    each = found(dossier_id)
    try:
        services.close(principal(), each)
    except services.NotNow:
        return not_now(dossier_id)
    return _done(each, _("Le dossier est clos."))


@blueprint.post("/signaux/dossiers/<int:dossier_id>/annuler")
@require("signals.carry")
def undo_step(dossier_id: int) -> ResponseReturnValue:
    """Take back the step that the page has just shown (`v`)."""
    each = found(dossier_id)
    if number(request.args.get("v")) != each.version:
        return not_now(dossier_id)
    try:
        services.undo(principal(), each)
    except services.NotNow:
        return not_now(dossier_id)
    db.session.commit()
    flash(_("Le dernier pas est annulé."), "info")
    return see_other(url_for("signals.dossier", dossier_id=dossier_id))
