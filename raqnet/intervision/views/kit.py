"""The kit: a template on paper, for a room without screens."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.auth import principal
from raqnet.intervision import planning, queries
from raqnet.intervision import script as scripts
from raqnet.intervision.models import Template
from raqnet.intervision.views import blueprint
from raqnet.paths import as_id


@blueprint.get("/intervisions/kit")
@require("intervision.join")
def kit() -> ResponseReturnValue:
    """Cover, rules, a card per step, and the sheets to write on: of `modele`, or the usual one."""
    template = _asked()
    if template is None:
        return redirect(url_for("intervision.templates"), 303)
    script = scripts.from_json(template.script)
    return render_template(
        "intervision/kit.html",
        template=template, script=script, days=current_app.config["INTERVISION_DAYS"],
        total_ms=planning.total_ms(script, script.cases), others=queries.templates(),
    )  # fmt: skip


def _asked() -> Template | None:
    """The template that the address names; 404 where there is none such."""
    if "modele" not in request.args:
        return next(iter(queries.templates()), None)
    number = as_id(request.args.get("modele")) or abort(404)
    return queries.find_template(principal(), number) or abort(404)
