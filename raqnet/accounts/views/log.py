"""The log of sensitive acts, for the coordination."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from raqnet import auth
from raqnet.access import require
from raqnet.accounts import audit, queries
from raqnet.accounts.views import blueprint
from raqnet.paths import as_id


@blueprint.get("/journal-des-acces")
@require("audit.read")
def access_log() -> ResponseReturnValue:
    """Who did or read what; looking at it is written down too."""
    person = auth.principal()
    act = request.args.get("acte") if request.args.get("acte") in audit.ACTS else None
    who, before = (as_id(request.args.get(name)) for name in ("personne", "avant"))
    page = queries.log_page(person, act, who, before)
    audit.record_reading(person, "audit.read", None)
    chosen = {"acte": act, "personne": who}
    return render_template(
        "accounts/log.html",
        page=page,
        acts=audit.ACTS,
        people=queries.people(person),
        chosen={name: value for name, value in chosen.items() if value is not None},
        first=before is None,
    )
