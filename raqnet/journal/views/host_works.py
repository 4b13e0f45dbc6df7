"""Work for the host: the quick form with what was noted below it."""

from functools import partial
from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock, conflicts, proofreading
from raqnet.access import require
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.i18n import day
from raqnet.journal import by_day
from raqnet.journal import queries_host_works as queries
from raqnet.journal import services_host_works as services
from raqnet.journal.forms_host_works import HostWorkForm, data_of, named_hosts
from raqnet.journal.models import HostWork
from raqnet.journal.views import blueprint, tabs, writing
from raqnet.journal.views.pages import worker
from raqnet.lists import queries as lists
from raqnet.people import queries as people
from raqnet.people.rows import Named
from raqnet.undoing import flash_undo


@blueprint.route("/journal/travail-hote", methods=["GET", "POST"])
@require("journal.own")
@once("journal.host_works")
def host_works() -> ResponseReturnValue:
    """Note what was done for the host; what was noted before, the newest first."""
    user, me = worker()
    form = HostWorkForm(formdata=drafting.formdata(user), data={"happened_on": clock.today()})
    _offer(form, me)
    if form.validate_on_submit() and (work := writing.accepted(form, partial(services.record, me))):
        undo = url_for("journal.remove_host_work", work_id=work.id)
        flash_undo(_("C'est noté pour %(day)s.", day=day(work.happened_on)), undo, _("Annuler"))
        return _saved(form)
    cursor = by_day.read(request.args.get("suite"))
    return form_page(
        "journal/host_works.html", form,
        page=queries.page(user, cursor), first=cursor is None, tabs=tabs.of(user),
    )  # fmt: skip


@blueprint.route("/journal/travail-hote/<int:work_id>/modifier", methods=["GET", "POST"])
@require("journal.own")
@once("journal.host_works")
def edit_host_work(work_id: int) -> ResponseReturnValue:
    """Set right what was noted."""
    user, _me = worker()
    work = queries.find(user, work_id) or abort(404)
    form = _of(work, drafting.formdata(user))
    if conflicts.is_stale(form, work.version):
        rows = conflicts.meet(form, _of(work), work.version)
        return form_page("journal/host_work.html", form, rows, work=work)
    if form.validate_on_submit() and writing.accepted(form, partial(services.change, work)):
        return _saved(form)
    return form_page("journal/host_work.html", form, work=work)


@blueprint.post("/journal/travail-hote/<int:work_id>/supprimer")
@require("journal.own")
def remove_host_work(work_id: int) -> ResponseReturnValue:
    """Take away what was noted; it can be put back."""
    user, _me = worker()
    services.remove(user, queries.find(user, work_id) or abort(404))
    db.session.commit()
    flash_undo(_("C'est effacé."), url_for("journal.restore_host_work"), _("Rétablir"), "info")
    return see_other(url_for("journal.host_works"))


@blueprint.post("/journal/travail-hote/retablir")
@require("journal.own")
def restore_host_work() -> ResponseReturnValue:
    """Put back what was just taken away."""
    back = services.put_back(auth.principal())
    db.session.commit()
    flash(_("C'est rétabli.") if back else _("Il n'y a plus rien à rétablir."), "info")
    return see_other(url_for("journal.host_works"))


def _saved(form: HostWorkForm) -> ResponseReturnValue:
    drafting.drop(auth.principal())
    proofreading.remind(form.note.data)
    db.session.commit()
    return see_other(url_for("journal.host_works"))


def _of(work: HostWork, formdata: Any = None) -> HostWorkForm:
    form = HostWorkForm(formdata=formdata, data=data_of(work))
    _offer(form, work.worker_id, work)
    return form


def _offer(form: HostWorkForm, worker_id: int, work: HostWork | None = None) -> None:
    hosts = named_hosts(queries.lodgings(worker_id)) or people.organisations()
    kinds = lists.offered("host_work", keep=[work.kind_id] if work else ())["host_work"]
    form.offer(kinds, hosts, [Named(work.organisation_id, work.organisation.name)] if work else [])
