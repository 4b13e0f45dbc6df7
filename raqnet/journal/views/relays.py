"""Relays to services: opened, followed with one tap, undone."""

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import proofreading
from raqnet.access import Principal, require
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import day_made, once
from raqnet.forms import as_sent, sent
from raqnet.htmx import render, see_other, turn_back
from raqnet.journal import (
    fields,
    listing,
    queries_relays,
    queries_saturation,
    queries_services,
    services_relays,
)
from raqnet.journal.forms_relays import REASONS, RelayForm, ServiceForm, StepForm
from raqnet.journal.models import Relay, RelayState
from raqnet.journal.queries_options import options
from raqnet.journal.telling import NEXT
from raqnet.journal.views import blueprint, writing
from raqnet.journal.views.pages import worker
from raqnet.lists import queries as lists
from raqnet.undoing import flash_undo

MATCH = "journal/relay_service.html"


@blueprint.get("/journal/relais")
@require("journal.own")
def relays() -> str:
    """One's own: those that wait, the oldest first; the closed ones folded."""
    user, _me = worker()
    after = listing.cursor(request.args.get("suite"))
    closed = queries_relays.closed_of(user, after)
    later = url_for("journal.relays", suite=str(closed.after)) if closed.after else None
    return render_template(
        "journal/relays.html",
        open=queries_relays.open_of(user), closed=closed.rows, later=later, begun=after is not None,
        hosts=[] if after else queries_saturation.at_hosts(user),
        reasons=lists.offered(REASONS)[REASONS], states=fields.STATES, next=NEXT,
    )  # fmt: skip


@blueprint.route("/journal/relais/nouveau", methods=["GET", "POST"])
@require("journal.own")
@once("journal.relays")
def new_relay() -> ResponseReturnValue:
    """Note that somebody is sent on to a service."""
    user, me = worker()
    form = RelayForm(
        formdata=drafting.formdata(user), data={"service": request.args.get("service")}
    )
    form.offer(fields.usual_services(options(user, ())))
    if request.form.get("search"):
        form.service.add(queries_services.search(request.form.get("q", "")))
        return form_page("journal/relay.html", form, status=200)
    if not form.validate_on_submit():
        return form_page("journal/relay.html", form)
    relay = services_relays.open_(me, form.opening())
    drafting.drop(user)
    proofreading.remind(form.note.data)
    db.session.commit()
    flash_undo(_("Relais noté."), _undo(relay), _("Annuler"))
    return see_other(url_for("journal.relays"))


@blueprint.get("/journal/relais/services")
@require("journal.own")
def find_services() -> ResponseReturnValue:
    """What these words begin, to choose one of, while one types."""
    found = queries_services.search(request.args.get("q", ""))
    return render("journal/services.html", "journal/_services_found.html", found=found)


@blueprint.route("/journal/relais/<int:relay_id>/service", methods=["GET", "POST"])
@require("journal.own")
@once("journal.relays")
def match_relay(relay_id: int) -> ResponseReturnValue:
    """Say which service it is that was only named."""
    user, _me = worker()
    relay = queries_relays.find(user, relay_id) or abort(404)
    form = ServiceForm()
    form.service.offer(queries_services.search(relay.service_name))
    if request.form.get("search"):
        form.service.add(queries_services.search(request.form.get("q", "")))
        return form_page(MATCH, form, status=200, relay=relay)
    if not form.validate_on_submit():
        return form_page(MATCH, form, relay=relay)
    if not services_relays.match(relay, form.says()):
        return turn_back(url_for("journal.relays"), _("Ce relais a déjà son service."))
    db.session.commit()
    flash(_("Le service est noté."), "success")
    return see_other(url_for("journal.relays"))


@blueprint.post("/journal/relais/<int:relay_id>/etat")
@require("journal.own")
@once("journal.relays")
def step_relay(relay_id: int) -> ResponseReturnValue:
    """One tap: taken, refused, confirmed, failed and why."""
    user, _me = worker()
    relay = queries_relays.find(user, relay_id) or abort(404)
    form = StepForm()
    form.failure.offer(lists.offered(REASONS)[REASONS])
    if not form.validate():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return turn_back(url_for("journal.relays"), words, 422, "error")
    return _step(relay, form)


def _step(relay: Relay, form: StepForm) -> ResponseReturnValue:
    """Sent twice, it is done once; what another device did meanwhile stands."""
    state, reason = form.says()
    try:
        if relay.state != state:
            _ensure_seen(relay, form)
            services_relays.move(relay, state, reason, day_made())
    except services_relays.Moved:
        words = _("Ce relais a changé entre-temps : rien n'est modifié.")
        return turn_back(url_for("journal.relays"), words)
    db.session.commit()
    flash_undo(_told(state), _undo(relay), _("Annuler"))
    return see_other(url_for("journal.relays"))


def _ensure_seen(relay: Relay, form: StepForm) -> None:
    """Does it stand where the page showed it? Errors: Moved."""
    if (sent(form.version) or str(relay.version)) != str(relay.version):
        raise services_relays.Moved


def _undo(relay: Relay) -> str:
    return url_for("journal.undo_relay", relay_id=relay.id, v=relay.version)


def _told(state: str) -> str:
    return _("Relais : %(state)s.", state=str(fields.STATES[RelayState(state)]).lower())


@blueprint.post("/journal/relais/<int:relay_id>/annuler")
@require("journal.own")
def undo_relay(relay_id: int) -> ResponseReturnValue:
    """Take the last step back that the page showed (`v`).

    A relay without another step goes, and its form can be resumed.
    """
    user, _me = worker()
    relay = queries_relays.find(user, relay_id) or abort(404)
    if writing.number("v") != relay.version:
        flash(_("Ce relais a changé entre-temps."), "warning")
        return see_other(url_for("journal.relays"))
    kept = _as_sent(relay)
    if services_relays.undo(relay):
        flash(_("Le dernier pas est annulé."), "info")
    else:
        _keep_draft(user, kept)
        flash(_("Le relais est effacé."), "info")
    db.session.commit()
    return see_other(url_for("journal.relays"))


def _as_sent(relay: Relay) -> list[tuple[str, str]]:
    data: dict[str, Any] = {
        **fields.told_service(relay),
        "state": relay.state, "opened_on": relay.opened_on, "note": relay.note,
    }  # fmt: skip
    return list(as_sent(data))


def _keep_draft(user: Principal, kept: list[tuple[str, str]]) -> None:
    """What was typed stays a draft of the form, unless another one is begun there."""
    key = url_for("journal.new_relay")
    if drafts.find(user, key) is None:
        drafts.save(user, key, drafts.pack(kept))
