"""One's own interventions: by day, narrowed down, taken away and put back."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import Principal, require
from raqnet.db import db
from raqnet.forms import as_sent
from raqnet.htmx import see_other
from raqnet.journal import forms_interventions as forms
from raqnet.journal import forms_outings, listing, removed, services_relays
from raqnet.journal import queries_interventions as queries
from raqnet.journal import services_interventions as services
from raqnet.journal.models import Intervention
from raqnet.journal.queries_options import options
from raqnet.journal.views import blueprint
from raqnet.journal.views.pages import worker
from raqnet.journal.views.putting_back import go_on
from raqnet.lists import queries as lists
from raqnet.undoing import flash_undo


@blueprint.get("/journal/interventions")
@require("journal.own")
def interventions() -> str:
    """A page of one's own, newest first."""
    user, _me = worker()
    filters = listing.filters(request.args)
    page = queries.page(user, filters, listing.cursor(request.args.get("suite")))
    params = listing.params(filters)
    later = (
        url_for("journal.interventions", **params, suite=str(page.after)) if page.after else None
    )
    offered = lists.offered("theme", "place", keep=[filters.theme or 0, filters.place or 0])
    return render_template(
        "journal/interventions.html",
        days=page.days, filters=filters, params=params, later=later, offered=offered,
        begun="suite" in request.args, today=clock.today(), is_outing=forms_outings.is_outing,
    )  # fmt: skip


@blueprint.post("/journal/interventions/<int:intervention_id>/effacer")
@require("journal.own")
def remove_intervention(intervention_id: int) -> ResponseReturnValue:
    """Take one away; until the next one is noted it can be put back."""
    user, _me = worker()
    row = queries.find(user, intervention_id) or abort(404)
    outing = forms_outings.is_outing(row)
    _keep(user, row)
    services.remove(row)
    db.session.commit()
    undo = "journal.restore_outing" if outing else "journal.restore_intervention"
    flash_undo(_("C'est effacé."), url_for(undo), _("Rétablir"), "info")
    back = "note_intervention" if request.args.get("retour") == "noter" else "interventions"
    return see_other(url_for(f"journal.{back}"))


def _keep(user: Principal, row: Intervention) -> None:
    removed.empty(user)
    if forms_outings.is_outing(row):
        data, key = forms_outings.data_of(row), removed.OUTING
    else:
        data, key = {**forms.data_of(row), **forms.relay_data(row)}, removed.INTERVENTION
    came_from = [("import_key", row.import_key or "")]
    removed.keep(user, key, [*as_sent(data), *came_from])


@blueprint.post("/journal/interventions/retablir")
@require("journal.own")
def restore_intervention() -> ResponseReturnValue:
    """Put back what was just taken away, with the relay that went with it."""
    user, me = worker()
    kept = removed.peek(user, removed.INTERVENTION)
    form = forms.InterventionForm(formdata=kept, meta={"csrf": False})
    form.offer(options(user, forms.LISTS, form.kept()))
    if not form.validate():
        return go_on(user, removed.INTERVENTION, url_for("journal.interventions"))
    row = services.record(me, form.told())
    services.came_from(row, kept.get("import_key", "") if kept else "")
    services_relays.open_with(me, form.opening(), row)
    removed.empty(user)
    db.session.commit()
    flash(_("C'est rétabli."), "success")
    return see_other(url_for("journal.interventions"))
