"""My own profile: what the neighbourhood sees of me, field by field."""

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock, conflicts
from raqnet.access import require
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.people import queries as people
from raqnet.people.models import Worker
from raqnet.public import queries, services
from raqnet.public.forms import ProfileForm
from raqnet.public.models import PublicProfile
from raqnet.public.views import blueprint


@blueprint.get("/annuaire/moi/public")
@require("public.own")
def profile() -> ResponseReturnValue:
    """The form of my profile, and where it is shown."""
    worker, row = _mine()
    return _page(worker, row, ProfileForm(formdata=None, obj=row))


@blueprint.post("/annuaire/moi/public")
@require("public.own")
def save_profile() -> ResponseReturnValue:
    """Show what is filled in, or nothing any more."""
    (worker, row), form = _mine(), ProfileForm()
    if conflicts.is_stale(form, row.version):
        theirs = ProfileForm(formdata=None, obj=row)
        return _page(worker, row, form, 409, rows=conflicts.meet(form, theirs, row.version))
    if not form.validate_on_submit():
        return _page(worker, row, form, 422)
    services.save(row, form.details())
    db.session.commit()
    words = _("C'est montré.") if form.shown.data else _("C'est enregistré, et rien n'est montré.")
    flash(words, "success")
    return see_other(url_for("public.profile"))


def _mine() -> tuple[Worker, PublicProfile]:
    """The worker behind this account, and what they show; an account may have no worker yet."""
    user = auth.principal()
    row = queries.own_profile(user) or abort(404)
    return people.find_worker(user, row.worker_id) or abort(404), row


def _page(
    worker: Worker, row: PublicProfile, form: ProfileForm, status: int = 200, **context: Any
) -> ResponseReturnValue:
    today = clock.today()
    areas = [
        each.neighbourhood
        for each in worker.assignments
        if each.starts_on <= today and (each.ends_on is None or each.ends_on >= today)
    ]
    page = render_template(
        "public/profile.html", form=form, areas=areas, shown=bool(row.shown), **context
    )
    return page, status
