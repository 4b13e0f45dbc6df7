"""Work for the host: the quick form with what was noted below it."""

from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet import auth, clock, proofreading
from raqnet.access import require
from raqnet.calendar.forms import side_by_side
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.journal import by_day
from raqnet.journal import queries_host_works as queries
from raqnet.journal import services_host_works as services
from raqnet.journal.forms_host_works import HostWorkForm, data_of, named_hosts
from raqnet.journal.models import HostWork
from raqnet.journal.views import blueprint, tabs, writing
from raqnet.lists import queries as lists
from raqnet.people import queries as people
from raqnet.people.rows import Named


@blueprint.route("/journal/travail-hote", methods=["GET", "POST"])
@require("journal.own")
@once("journal.host_works")
def host_works() -> ResponseReturnValue:
    """Note what was done for the host; what was noted before, the newest first."""
    worker_id, user = writing.own_worker(), auth.principal()
    form = HostWorkForm(formdata=drafting.formdata(user), data={"happened_on": clock.today()})
    _offer(form, worker_id)
    if form.validate_on_submit():
        work = writing.accepted(form, partial(services.record, worker_id))
        if work is not None:
            return _saved(form, work)
    return _list_page(form)


@blueprint.route("/journal/travail-hote/<int:work_id>/modifier", methods=["GET", "POST"])
@require("journal.own")
def edit_host_work(work_id: int) -> ResponseReturnValue:
    """Set right what was noted."""
    user = auth.principal()
    work = queries.find(user, work_id) or abort(404)
    form = HostWorkForm(formdata=drafting.formdata(user), data=data_of(work))
    _offer(form, work.worker_id, work)
    if writing.is_stale(form, work.version):
        theirs = HostWorkForm(formdata=None, data=data_of(work))
        _offer(theirs, work.worker_id, work)
        writing.go_on_from(form, work.version)
        return _edit_page(form, work, side_by_side(form, theirs))
    if form.validate_on_submit() and writing.accepted(form, partial(services.change, work)):
        return _saved(form, work)
    return _edit_page(form, work)


@blueprint.post("/journal/travail-hote/<int:work_id>/supprimer")
@require("journal.own")
def remove_host_work(work_id: int) -> ResponseReturnValue:
    """Take away what was noted; the next page offers to put it back."""
    user = auth.principal()
    services.remove(user, queries.find(user, work_id) or abort(404))
    db.session.commit()
    return see_other(url_for("journal.host_works", retire=work_id))


@blueprint.post("/journal/travail-hote/<int:work_id>/retablir")
@require("journal.own")
def restore_host_work(work_id: int) -> ResponseReturnValue:
    """Put back what was taken away."""
    work = services.put_back(auth.principal(), work_id) or abort(404)
    db.session.commit()
    return see_other(url_for("journal.host_works", note=work.id))


def _saved(form: HostWorkForm, work: HostWork) -> ResponseReturnValue:
    drafting.drop(auth.principal())
    proofreading.remind(form.note.data)
    db.session.commit()
    return see_other(url_for("journal.host_works", note=work.id))


def _offer(form: HostWorkForm, worker_id: int, work: HostWork | None = None) -> None:
    hosts = named_hosts(queries.lodgings(worker_id)) or people.organisations()
    kinds = lists.offered("host_work", keep=[work.kind_id] if work else ())["host_work"]
    form.offer(kinds, hosts, [Named(work.organisation_id, work.organisation.name)] if work else [])


def _list_page(form: HostWorkForm) -> ResponseReturnValue:
    user = auth.principal()
    cursor = by_day.read(request.args.get("suite"))
    retired = writing.number("retire")
    page = render_template(
        "journal/host_works.html",
        form=form, page=queries.page(user, cursor), first=cursor is None, rows=None,
        noted=queries.find(user, writing.number("note")),
        retired=retired if drafts.find(user, services.kept_as(retired)) else None,
        draft=drafting.on_offer(), sending=writing.sending(),
        tabs=tabs.of(user),
    )  # fmt: skip
    return page, writing.status_of(form)


def _edit_page(
    form: HostWorkForm, work: HostWork, rows: list[Any] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "journal/host_work.html", form=form, work=work, rows=rows, draft=drafting.on_offer()
    )
    return page, writing.status_of(form, rows)
