"""When something fails: a page that says what happened, with every word that was typed."""

import logging
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from raqnet import bounds
from raqnet.access import Forbidden
from raqnet.db import SAFE_METHODS, db
from raqnet.htmx import is_fragment

log = logging.getLogger(__name__)
PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}
GONE = {404, 410}
MOST_OF_A_CODE = 24  # characters: what is longer was written by a person
SECRET_FIELDS = {"csrf_token", "password", "present_password", "new_password", "code", "sealed"}


def init_app(app: Flask) -> None:
    """Answer every failure in words."""
    app.jinja_env.tests["written"] = is_written
    app.register_error_handler(Forbidden, lambda _error: page(403))
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(DBAPIError, _on_database)
    app.register_error_handler(StaleDataError, _on_stale)
    app.register_error_handler(OSError, _on_database)
    app.register_error_handler(InternalServerError, _on_http)


def page(status: int) -> ResponseReturnValue:
    """The page of an error; htmx gets its short form."""
    known = status if status in PAGES else (400 if status < 500 else 500)
    told = {"back": form_sent(), "most": bounds.most() // 1024**2} if known == 413 else {}
    return render_template(f"errors/{known}.html", fragment=is_fragment(), **told), status


def form_sent() -> str | None:
    """The address of the form that was sent, where it can be asked for again."""
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter is not None and adapter.test(method="GET") else None


def kept(status: int, message: str) -> ResponseReturnValue:
    """The failed form again, as it was typed, ready to be sent once more."""
    words = kept_words()
    if not words:
        return page(status)
    return (
        render_template("errors/kept.html", kept=words, action=request.full_path, message=message),
        status,
    )


def kept_words() -> list[tuple[str, str]]:
    """What the person had typed, without secrets."""
    if request.method in SAFE_METHODS or request.mimetype != "application/x-www-form-urlencoded":
        return []
    try:
        return [
            (name, value)
            for name, values in request.form.lists()
            if name not in SECRET_FIELDS
            for value in values
        ]
    except HTTPException:  # the body itself was refused (too large)
        return []


def is_written(value: str) -> bool:
    """Is this text of a person, rather than a number, a day or a choice?"""
    return len(value) > MOST_OF_A_CODE or "\n" in value or " " in value


def _on_csrf(error: CSRFError) -> ResponseReturnValue:
    return kept(400, _("Cette page était ouverte depuis trop longtemps ou venait d'ailleurs."))


def _on_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status >= 500:
        _undo()
        return kept(status, _("L'enregistrement n'a pas réussi."))
    answer = _gone(status) if status in GONE else page(status)
    return (*answer, _headers_of(error)) if isinstance(answer, tuple) else answer


def _gone(status: int) -> ResponseReturnValue:
    """What a form was about was deleted meanwhile: its text is there to be copied."""
    words = kept_words()
    if request.url_rule is None or not any(is_written(value) for _name, value in words):
        return page(status)
    message = _("Ceci n'existe plus : ce qui a été tapé est gardé ici pour être copié.")
    return render_template("errors/kept.html", kept=words, action=None, message=message), status


def _headers_of(error: HTTPException) -> dict[str, str]:
    """What belongs to the status: `Allow` of a 405, `Retry-After` of a 429."""
    headers: list[tuple[str, Any]] = list(error.get_headers(request.environ))
    return {name: value for name, value in headers if name in ("Allow", "Retry-After")}


def _on_database(error: Exception) -> ResponseReturnValue:
    """Disk full, database locked or away: the words come back with the page."""
    _undo()
    # The statement's parameters are people's words: the kind of error alone is logged.
    log.error("database failure on %s: %s", request.endpoint, type(error).__name__)
    if current_app.debug or current_app.config.get("PROPAGATE_DATABASE_ERRORS"):
        raise error
    return kept(503, _("L'enregistrement n'a pas réussi : la base de données ne répond pas."))


def _on_stale(_error: StaleDataError) -> ResponseReturnValue:
    _undo()
    return kept(409, _("Quelqu'un a modifié ceci au même moment."))


def _undo() -> None:
    """Take back what was begun; the page of the failure asks the database nothing more."""
    db.session.rollback()
    if "_login_user" not in g:  # it failed before anybody was known
        g._login_user = AnonymousUserMixin()
