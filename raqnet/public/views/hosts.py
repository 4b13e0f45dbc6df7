"""A host that shows its public actions on its own site: the switch, and what to copy."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from raqnet import auth
from raqnet.access import require
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.people.models import Organisation
from raqnet.public import queries, services
from raqnet.public.forms import HostForm
from raqnet.public.views import blueprint


@blueprint.get("/hebergeurs/publics")
@require("public.host")
def hosts() -> ResponseReturnValue:
    """Who shows what; whoever has one host goes straight to it."""
    rows = queries.organisations(auth.principal())
    if len(rows) == 1:
        return redirect(url_for("public.host", organisation_id=rows[0][0]), 303)
    return render_template("public/hosts.html", rows=rows)


@blueprint.get("/hebergeurs/<int:organisation_id>/public")
@require("public.host")
def host(organisation_id: int) -> ResponseReturnValue:
    """The switch, the address of the page for frames and that of the feed."""
    organisation = _found(organisation_id)
    row = services.host_of(organisation)
    form = HostForm(formdata=None, obj=row)
    return render_template(
        "public/host.html",
        form=form,
        organisation=organisation,
        row=row,
        **(_to_copy(organisation, row.slug) if row.shown else {}),
    )


@blueprint.post("/hebergeurs/<int:organisation_id>/public")
@require("public.host")
def show_host(organisation_id: int) -> ResponseReturnValue:
    """Show a host's public actions elsewhere, or no longer."""
    organisation, form = _found(organisation_id), HostForm()
    if not form.validate_on_submit():
        abort(400)
    services.show_host(organisation, form.shown.data)
    db.session.commit()
    words = (
        _("La page et le flux sont ouverts.") if form.shown.data else _("Plus rien n'est montré.")
    )
    flash(words, "success")
    return see_other(url_for("public.host", organisation_id=organisation_id))


def _found(organisation_id: int) -> Organisation:
    return queries.find_organisation(auth.principal(), organisation_id) or abort(404)


def _to_copy(organisation: Organisation, slug: str) -> dict[str, str]:
    """The address of the page, the code that puts it into another, the address of the feed."""
    frame = _address("public.frame", slug)
    title = escape(organisation.name)
    code = f'<iframe src="{frame}" title="{title}" width="100%" height="600" loading="lazy">'
    return {
        "frame": frame,
        "code": f"{code}</iframe>",
        "feed": _address("public.frame_feed", slug),
    }


def _address(endpoint: str, slug: str) -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for(endpoint, slug=slug)}"
