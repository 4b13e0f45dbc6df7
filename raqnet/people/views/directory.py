"""The directory, and a page per worker."""

from datetime import timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet import auth, clock, htmx
from raqnet.access import require
from raqnet.people import access, queries
from raqnet.people.directory import Directory, Search
from raqnet.people.forms import AbsenceForm
from raqnet.people.models import Worker
from raqnet.people.views import blueprint

FAR_AHEAD = timedelta(days=3650)


@blueprint.get("/annuaire")
@require("directory.read")
def directory() -> ResponseReturnValue:
    """Who covers which neighbourhood, from which host; found by any word about them."""
    search, today = Search.read(request.args), clock.today()
    everybody = Directory(
        queries.neighbourhoods(),
        queries.cover(today),
        queries.traits(today),
        queries.absences_between(None, today, today),
    )
    answer = htmx.render(
        "people/directory.html",
        "people/_directory.html",
        found=everybody.find(search),
        search=search,
        today=today,
    )
    return _with_address(answer, search)


def _with_address(answer: Response, search: Search) -> Response:
    """The search's own address, so that a reload or a shared link finds the same."""
    answer.headers["HX-Replace-Url"] = url_for("people.directory", **search.params())
    return answer


@blueprint.get("/annuaire/moi")
@require("people.own")
def own_sheet() -> ResponseReturnValue:
    """My own page; whoever is no worker goes to the directory."""
    mine = auth.principal().worker_id
    if mine is None:
        return redirect(url_for("people.directory"), 303)
    return redirect(url_for("people.worker", worker_id=mine), 303)


@blueprint.get("/annuaire/<int:worker_id>")
@require("directory.read")
def worker(worker_id: int) -> ResponseReturnValue:
    """A worker's page."""
    found = queries.find_worker(auth.principal(), worker_id) or abort(404)
    return worker_page(found, AbsenceForm(formdata=None))


def worker_page(found: Worker, form: AbsenceForm, status: int = 200) -> ResponseReturnValue:
    """The page of a worker, with the form for absences as it stands."""
    user, today = auth.principal(), clock.today()
    return (
        render_template(
            "people/worker.html",
            worker=found,
            absences=queries.absences_between([found.id], today, today + FAR_AHEAD),
            today=today,
            form=form,
            may_edit=access.can_edit_sheet(user, found.id),
            may_assign=user.can("people.edit"),
            is_me=user.worker_id == found.id,
        ),
        status,
    )
