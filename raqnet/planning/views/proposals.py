"""Hosts propose actions at their place; a RAQ of the zone or the coordination answers."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import choices
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.planning import proposing, words
from raqnet.planning import queries_proposals as queries
from raqnet.planning.forms import WordForm
from raqnet.planning.forms_proposal import AcceptForm, ProposalForm
from raqnet.planning.marks import mark
from raqnet.planning.models import HostProposal, ProposalState
from raqnet.planning.proposing import Answered
from raqnet.planning.views import blueprint
from raqnet.planning.views.turning import back
from raqnet.undoing import flash_undo


@blueprint.route("/hebergeur/propositions/nouvelle", methods=["GET", "POST"])
@require("proposals.write")
def propose() -> ResponseReturnValue:
    """Propose an action at one of one's own places."""
    user = auth.principal()
    sites = queries.own_sites(user)
    if not sites:
        return back(_home(), _("Aucun lieu n'est noté pour votre organisation."))
    form = ProposalForm(formdata=drafting.formdata(user), data={"site": sites[0].id})
    form.offer(sites)
    if not form.validate_on_submit():
        return form_page("planning/proposal_form.html", form)
    row = proposing.propose(user, **form.details())
    drafting.drop(user)
    db.session.commit()
    undo = url_for("planning.withdraw_proposal", proposal_id=row.id)
    flash_undo(_("C'est proposé : l'équipe du quartier répondra ici."), undo, _("Retirer"))
    return see_other(_home())


@blueprint.post("/hebergeur/propositions/<int:proposal_id>/retirer")
@require("proposals.write")
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    """Take it back while it waits."""
    row = _found(proposal_id)
    try:
        proposing.withdraw(row)
    except Answered:
        return back(_home(), _told(row))
    db.session.commit()
    flash(_("La proposition est retirée."), "info")
    return see_other(_home())


@blueprint.get("/calendrier/propositions")
@require("proposals.answer")
def proposals() -> ResponseReturnValue:
    """What waits for an answer, and the last answers."""
    user = auth.principal()
    return render_template(
        "planning/proposals.html",
        waiting=queries.open_for(user),
        answered=queries.answered(user),
        words=words,
    )


@blueprint.route("/calendrier/propositions/<int:proposal_id>", methods=["GET", "POST"])
@require("proposals.answer")
def proposal(proposal_id: int) -> ResponseReturnValue:
    """One proposal; sent, it is accepted as it is."""
    row = _found(proposal_id)
    form = AcceptForm()
    form.offer(choices.activities())
    if row.state != ProposalState.OPEN and form.is_submitted():
        return _too_late(row)
    if not form.validate_on_submit():
        page = render_template(
            "planning/proposal.html",
            row=row,
            form=form,
            words=words,
            now=clock.now(),
            clashes=queries.clashes_of(auth.principal(), row),
        )
        return page, 422 if form.is_submitted() else 200
    made = proposing.accept(auth.principal(), row, form.chosen)
    db.session.commit()
    flash(_("C'est accepté : l'hébergeur le voit."), "success")
    return see_other(url_for("calendar.action", action_id=made.id))


@blueprint.route("/calendrier/propositions/<int:proposal_id>/decliner", methods=["GET", "POST"])
@require("proposals.answer")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Say no, with a word that the host reads."""
    row, form = _found(proposal_id), WordForm()
    late = row.state != ProposalState.OPEN
    if late and not form.is_submitted():
        return _too_late(row)
    if late or not form.validate_on_submit():
        told = _told(row) if late else ""
        page = render_template("planning/decline.html", row=row, form=form, late=told)
        return page, 409 if late else 422 if form.is_submitted() else 200
    proposing.decline(auth.principal(), row, str(form.word.data))
    db.session.commit()
    undo = url_for("planning.reopen_proposal", proposal_id=row.id, vu=mark([row]))
    flash_undo(_("L'hébergeur lira la réponse."), undo, _("Revenir dessus"))
    return see_other(url_for("planning.proposals"))


@blueprint.post("/calendrier/propositions/<int:proposal_id>/rouvrir")
@require("proposals.answer")
def reopen_proposal(proposal_id: int) -> ResponseReturnValue:
    """Take a no back, unless something came after it."""
    row = _found(proposal_id)
    if row.state != ProposalState.DECLINED or request.values.get("vu") != mark([row]):
        return _too_late(row)
    proposing.reopen(row)
    db.session.commit()
    flash(_("La proposition attend de nouveau une réponse."), "info")
    return see_other(url_for("planning.proposal", proposal_id=row.id))


def _found(proposal_id: int) -> HostProposal:
    """Held where something is about to be done with it."""
    lock = request.method == "POST"
    return queries.find(auth.principal(), proposal_id, lock) or abort(404)


def _home() -> str:
    return url_for("home.host", _anchor="propositions")


def _too_late(row: HostProposal) -> ResponseReturnValue:
    return back(url_for("planning.proposals"), _told(row))


def _told(row: HostProposal) -> str:
    state = str(words.PROPOSALS[row.state]).lower()
    return _("La proposition « %(title)s » : %(state)s.", title=row.title, state=state)
