"""Telling a signal, changing it, taking it back; saying that one saw it too."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import proofreading
from raqnet.access import Principal, ensure, require
from raqnet.auth import principal
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import once
from raqnet.htmx import is_fragment, see_other
from raqnet.signals import access, queries, services, words
from raqnet.signals.forms import EchoForm, SignalForm, data_of
from raqnet.signals.models import Signal
from raqnet.signals.views import blueprint
from raqnet.signals.views.pages import found
from raqnet.undoing import flash_undo

FORM = "signals/form.html"


@blueprint.route("/signaux/nouveau", methods=["GET", "POST"])
@require("signals.write")
@once("signals.index")
def new() -> ResponseReturnValue:
    """Tell what was seen; a link may have said of what kind it is, and of which service."""
    user = principal()
    form = SignalForm(formdata=drafting.formdata(user), data=_begun(user))
    form.offer()
    if not form.validate_on_submit():
        return form_page(FORM, form, signal=None)
    signal = services.tell(user, **form.details())
    drafting.drop(user)
    proofreading.remind(form.text.data)
    db.session.commit()
    undo = url_for("signals.withdraw", signal_id=signal.id)
    flash_undo(_("C'est signalé : l'équipe le voit."), undo, _("Annuler"))
    return see_other(url_for("signals.index"))


def _begun(user: Principal) -> dict[str, Any]:
    """What the address says, and where one works."""
    mine = queries.my_neighbourhoods(user)
    return {
        "kind": words.KIND_PARAMS.get(request.args.get("type", "")),
        "actor_id": request.args.get("acteur", ""),
        "neighbourhood_id": mine[0].id if mine else None,
    }


@blueprint.route("/signaux/<int:signal_id>/modifier", methods=["GET", "POST"])
@require("signals.write")
def edit(signal_id: int) -> ResponseReturnValue:
    """Change what one has told, until it leaves the team."""
    user, signal = principal(), found(signal_id, lock=request.method == "POST")
    ensure(signal.author_id == user.id)
    if access.is_sent(signal):
        return _too_late(signal)
    form = SignalForm(formdata=drafting.formdata(user), data=data_of(user, signal))
    form.offer()
    if is_stale(form, signal.version):
        return _conflict(user, form, signal)
    if not form.validate_on_submit():
        return form_page(FORM, form, signal=signal)
    services.retell(user, signal, **form.details())
    drafting.drop(user)
    proofreading.remind(form.text.data)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("signals.signal", signal_id=signal_id))


def _conflict(user: Principal, form: SignalForm, signal: Signal) -> ResponseReturnValue:
    theirs = SignalForm(formdata=None, data=data_of(user, signal))
    theirs.offer()
    return form_page(FORM, form, meet(form, theirs, signal.version), signal=signal)


def _too_late(signal: Signal) -> ResponseReturnValue:
    flash(_("Ce signal est parti avec son dossier : il reste comme il a été envoyé."), "warning")
    return see_other(url_for("signals.signal", signal_id=signal.id))


@blueprint.post("/signaux/<int:signal_id>/retirer")
@require("signals.write")
def withdraw(signal_id: int) -> ResponseReturnValue:
    """Take one's own back; nobody sees it any more."""
    signal = found(signal_id, lock=True)
    ensure(signal.author_id == principal().id)
    try:
        services.withdraw(signal)
    except services.Gone:
        return _too_late(signal)
    db.session.commit()
    undo = url_for("signals.put_back", signal_id=signal_id)
    flash_undo(_("Le signal est retiré."), undo, _("Annuler"))
    return see_other(url_for("signals.index"))


@blueprint.post("/signaux/<int:signal_id>/remettre")
@require("signals.write")
def put_back(signal_id: int) -> ResponseReturnValue:
    """Undo that."""
    signal = found(signal_id, lock=True)
    ensure(signal.author_id == principal().id)
    services.put_back(signal)
    db.session.commit()
    flash(_("Le signal est remis."), "info")
    return see_other(url_for("signals.signal", signal_id=signal_id))


# Echoes ----------------------------------------------------------------------------------------


@blueprint.post("/signaux/<int:signal_id>/vu")
@require("signals.write")
def see_too(signal_id: int) -> ResponseReturnValue:
    """Seen here too: one tap."""
    signal, form = found(signal_id), EchoForm()
    form.offer()
    if not form.validate():
        flash(_("Ce quartier n'existe plus : en choisir un autre."), "error")
        return see_other(url_for("signals.signal", signal_id=signal_id))
    services.see_too(principal(), signal, form.neighbourhood_id.data)
    db.session.commit()
    return _card(signal)


@blueprint.post("/signaux/<int:signal_id>/pas-vu")
@require("signals.write")
def unsee(signal_id: int) -> ResponseReturnValue:
    """Undo that; whoever told a signal has seen it, or withdraws it."""
    user, signal = principal(), found(signal_id)
    if signal.author_id != user.id:
        services.unsee(user, signal)
        db.session.commit()
    return _card(signal)


def _card(signal: Signal) -> ResponseReturnValue:
    """The signal's card for htmx, else its page."""
    signal_id, user = signal.id, principal()
    if not is_fragment():
        return see_other(url_for("signals.signal", signal_id=signal_id))
    again = found(signal_id)
    return render_template(
        "signals/_card.html",
        signal=again, seen=queries.seen(user, [again])[signal_id], words=words,
        mine=queries.my_neighbourhoods(user),
    )  # fmt: skip


@blueprint.post("/signaux/<int:signal_id>/lu")
@require("signals.write")
def read(signal_id: int) -> ResponseReturnValue:
    """One has read the answer."""
    services.read_answer(principal(), found(signal_id))
    db.session.commit()
    return see_other(url_for("signals.signal", signal_id=signal_id))
