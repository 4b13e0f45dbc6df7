"""Keeping and forgetting what is being written."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.routing import PathConverter

from raqnet import auth, errors, paths
from raqnet.access import Principal, require
from raqnet.db import db
from raqnet.drafts import queries, services
from raqnet.drafts.views import blueprint
from raqnet.drafts.views.once import OF_ONE_SENDING
from raqnet.htmx import see_other


class KeyConverter(PathConverter):
    """A path that may begin with a slash: keys are paths, sent encoded."""

    regex = ".+?"
    part_isolating = False  # a regex of one's own without a slash turns it on


@blueprint.put("/brouillons/<key:key>")
@require("account.own")
def save(key: str) -> ResponseReturnValue:
    """Keep the fields of a form; neither secrets nor what is of one sending are among them."""
    words = [word for word in errors.kept_words() if word[0] not in OF_ONE_SENDING]
    try:
        body = services.pack(words)
    except services.TooLong:
        return _("Ce texte est trop long pour un brouillon : l'enregistrer ou le copier."), 413
    services.save(auth.principal(), _clean(key), body)
    db.session.commit()
    return "", 204


@blueprint.delete("/brouillons/<key:key>")
@require("account.own")
def drop(key: str) -> ResponseReturnValue:
    """Forget a draft."""
    services.drop(auth.principal(), _clean(key))
    db.session.commit()
    return "", 204


@blueprint.post("/brouillons/oublier")
@require("account.own")
def forget() -> ResponseReturnValue:
    """Forget a draft, and go back to its form."""
    key = _clean(request.form.get("key", ""))
    services.drop(auth.principal(), key)
    db.session.commit()
    return see_other(paths.landing(key))


@blueprint.get("/brouillons/envoyer")
@require("account.own")
def resend() -> ResponseReturnValue:
    """Words whose form has no page of its own: to send again or to copy."""
    key = _clean(request.args.get("key", ""))
    draft = queries.find(auth.principal(), key) or abort(404)
    return render_template(
        "errors/kept.html",
        kept=queries.fields_of(draft),
        action=key,
        message=_("La session était terminée au moment de l'envoi."),
    )


def keep_for_later(person: Principal, path: str, body: str) -> str | None:
    """Keep words that were sent after the session had ended; the address where they are offered."""
    key = services.clean_key(path)
    if key is None or not paths.is_ours(path):
        return None
    services.save(person, key, body)
    seen_again = url_for("drafts.resend", key=key)
    if not paths.has_page(key):
        return seen_again
    waiting = _("Rien n'est enregistré encore, mais ce qui a été tapé est gardé :")
    flash(Markup('{} <a href="{}">{}</a>').format(waiting, seen_again, _("le revoir")), "warning")
    return key


def _clean(key: str) -> str:
    return services.clean_key(key) or abort(400)
