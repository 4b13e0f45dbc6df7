"""Listening again: the page of a recording for those who were there and may review it."""

from functools import partial

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import errors, htmx, vault
from raqnet.access import require
from raqnet.auth import principal
from raqnet.config import ConfigError
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.recordings import preparing, releasing, reviewing, working
from raqnet.recordings.consents import key_name
from raqnet.recordings.forms_review import PointsForm, ReasonForm
from raqnet.recordings.models import Recording, Work
from raqnet.recordings.views import blueprint
from raqnet.recordings.views.reviewed import about, found, opened, page, url_of
from raqnet.recordings.views.streaming import ranged, waved
from raqnet.vault import VaultError


@blueprint.errorhandler(VaultError)
@blueprint.errorhandler(ConfigError)
def shut(_error: Exception) -> ResponseReturnValue:
    """The master key is missing or another one: said so, and nothing is changed."""
    db.session.rollback()
    words = _("La clé de l'instance manque ou n'est pas la bonne. Rien n'est détruit.")
    if errors.kept_words():
        return errors.kept(503, words)
    return render_template("recordings/shut.html", words=words), 503


@blueprint.get("/enregistrements/<int:recording_id>")
@require("recordings.review")
def review(recording_id: int) -> ResponseReturnValue:
    """The recording, for those who may review it."""
    return page(found(recording_id))


# The sound --------------------------------------------------------------------------------------


@blueprint.get("/enregistrements/<int:recording_id>/son")
@require("recordings.review")
def sound(recording_id: int) -> ResponseReturnValue:
    """The track, from anywhere; unsealed on its way."""
    _recording, found = opened(recording_id)
    return ranged(found)


@blueprint.get("/enregistrements/<int:recording_id>/onde")
@require("recordings.review")
def wave(recording_id: int) -> ResponseReturnValue:
    """What the wave is drawn from."""
    recording, found = opened(recording_id)
    return waved(recording, found)


# Agreeing ---------------------------------------------------------------------------------------


@blueprint.post("/enregistrements/<int:recording_id>/points")
@require("recordings.review")
def tick(recording_id: int) -> ResponseReturnValue:
    """Keep the points that one has checked."""
    recording, _sound = opened(recording_id, lock=True)
    form = PointsForm()
    if not form.validate():
        return page(recording, 422, points_form=form)
    reviewing.tick(recording, principal().id, set(form.points.data or []))
    db.session.commit()
    flash(_("La liste est gardée."), "success")
    return see_other(f"{url_of(recording)}#accord")


@blueprint.post("/enregistrements/<int:recording_id>/accord")
@require("recordings.review")
def agree(recording_id: int) -> ResponseReturnValue:
    """Agree to the release of what one has before one's eyes."""
    recording, _sound = opened(recording_id, lock=True)
    form = PointsForm()
    if not form.validate():
        return page(recording, 422, points_form=form)
    points = set(form.points.data or [])
    if points != set(reviewing.POINTS):
        form.points.errors = [_("Les dix points sont à cocher pour donner son accord.")]
        return page(recording, 422, points_form=form)
    try:
        begun = reviewing.agree(recording, principal().id, points, form.seen)
    except reviewing.Moved:
        flash(_("Quelque chose a changé entre-temps : relire, puis donner son accord."), "error")
        return page(recording, 409)
    db.session.commit()
    flash(_agreed_words(begun), "success")
    return see_other(f"{url_of(recording)}#accord")


def _agreed_words(begun: bool) -> str:
    if begun:
        return _("Deux personnes sont d'accord : la période de retrait commence.")
    return _("Votre accord est gardé. Il en faut encore un, d'une autre personne.")


@blueprint.post("/enregistrements/<int:recording_id>/accord/reprendre")
@require("recordings.review")
def take_back_agreement(recording_id: int) -> ResponseReturnValue:
    """One no longer agrees."""
    recording, _sound = opened(recording_id, lock=True)
    reviewing.take_back(recording, principal().id)
    db.session.commit()
    flash(_("Votre accord est repris."), "success")
    return see_other(f"{url_of(recording)}#accord")


@blueprint.post("/enregistrements/<int:recording_id>/prolonger")
@require("recordings.review")
def extend(recording_id: int) -> ResponseReturnValue:
    """Give the review more time, once, for a reason."""
    recording = found(recording_id, lock=True)
    form = ReasonForm()
    if not form.validate():
        return page(recording, 422, reason_form=form)
    try:
        reviewing.extend(recording, form.reason.data or "")
    except reviewing.Moved:
        flash(_("La relecture a déjà été prolongée, ou elle est finie."), "error")
        return see_other(url_of(recording))
    db.session.commit()
    flash(_("La relecture est prolongée de trente jours."), "success")
    return see_other(url_of(recording))


# Long work --------------------------------------------------------------------------------------


@blueprint.post("/enregistrements/<int:recording_id>/preparer")
@require("recordings.review")
def prepare(recording_id: int) -> ResponseReturnValue:
    """Make the track now, while the page shows how far it is."""
    recording = found(recording_id)
    return _work(recording, preparing.is_due(recording), preparing.prepare, Work.PREPARING)


@blueprint.post("/enregistrements/<int:recording_id>/diffuser")
@require("recordings.review")
def release(recording_id: int) -> ResponseReturnValue:
    """Make the released file now, once the embargo is over."""
    recording = found(recording_id)
    job = partial(releasing.release, by=principal().id)
    return _work(recording, releasing.is_due(recording), job, Work.RELEASING)


def _work(recording: Recording, due: bool, job: working.Job, what: str) -> ResponseReturnValue:
    url, recording_id = url_of(recording), recording.id
    if not due:
        flash(_("Ce n'est pas encore le moment."), "error")
        return see_other(url)
    if recording.wrapped_key:  # the key is tried before the work is begun
        vault.open_key(recording.wrapped_key, key_name(recording.uid))
    db.session.rollback()
    working.start(job, recording_id, what)
    return see_other(f"{url}?attente=1")


@blueprint.get("/enregistrements/<int:recording_id>/avancement")
@require("recordings.review")
def progress(recording_id: int) -> ResponseReturnValue:
    """How far the long work is; once it is over, the page itself."""
    recording = found(recording_id)
    if not working.is_running(recording):
        return see_other(url_of(recording))
    return htmx.render("recordings/waiting.html", "recordings/_work.html", **about(recording))
