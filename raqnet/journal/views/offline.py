"""What a phone keeps for when there is no link: blank forms with the lists of values."""

import hashlib
import json
from functools import cache

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet import auth
from raqnet.access import public, require
from raqnet.face import STATIC, address_of
from raqnet.files import lean
from raqnet.journal import blank
from raqnet.journal.views import blueprint

# What the page of blank forms needs beside itself: asked for by version, or by name alone.
VERSIONED = ("css/raqnet.css", "vendor/pico.min.css", "vendor/lucide.svg", "js/raqnet.js",
             "js/outbox.js", "js/offline.js", "js/tally.js", "img/raqnet.svg")  # fmt: skip
NAMED = ("js/sealed.js", "js/outbox/queue.js", "js/outbox/server.js",
         "vendor/atkinson-hyperlegible-400.woff2",
         "vendor/atkinson-hyperlegible-700.woff2")  # fmt: skip


@blueprint.get("/journal/hors-ligne/<form_name>")
@require("journal.own")
def offline(form_name: str) -> ResponseReturnValue:
    """A blank form, with nothing of anybody in it; a phone that has it already is told so."""
    made = blank.FORMS.get(form_name) or abort(404)
    form = made.blank(auth.principal())
    answer = make_response(
        render_template("journal/offline.html", name=form_name, forms=blank.FORMS, form=form)
    )
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/service.js")
@public
def service() -> Response:
    """The service worker; it stands at the root, since it serves every address below it."""
    pages = {made.path: url_for("journal.offline", form_name=name)
             for name, made in blank.FORMS.items()}  # fmt: skip
    answer = make_response(_code(tuple(pages.items())))
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def _code(pages: tuple[tuple[str, str], ...]) -> str:
    """The script with the files of this release; another release is another script."""
    known = b"".join((STATIC / name).read_bytes() for name in (*VERSIONED, *NAMED))
    named = {
        "VERSION": hashlib.sha256(known).hexdigest()[:12],
        "PAGES": dict(pages),
        "FILES": [*map(address_of, VERSIONED), *(f"/static/{name}" for name in NAMED)],
    }
    lines = [f"const {name} = {json.dumps(value)};" for name, value in named.items()]
    return "\n".join([*lines, lean("js/service.js")])
