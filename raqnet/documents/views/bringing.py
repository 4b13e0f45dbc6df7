"""Bringing a document to an action, saying what it shows, taking it away."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts
from raqnet.access import ensure, reading, require
from raqnet.auth import principal
from raqnet.bounds import takes
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import can_edit
from raqnet.calendar.models import Action
from raqnet.db import db, writing
from raqnet.documents import cleaning, queries, services
from raqnet.documents.forms import DocumentForm
from raqnet.documents.holders import holders
from raqnet.documents.models import Attachment
from raqnet.documents.views import blueprint
from raqnet.documents.views.reading import found
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other

Keeper = Callable[[services.Brought], Any]


@blueprint.route("/calendrier/actions/<int:action_id>/documents", methods=["GET", "POST"])
@require("documents.write")
@takes(cleaning.MOST_BYTES)
@reading
def bring(action_id: int) -> ResponseReturnValue:
    """Bring a document to an action; a date's belongs to its whole series."""
    action = _editable(action_id)
    back = url_for("calendar.action", action_id=action.id)
    return take(
        action.title, back,
        lambda brought: services.bring(principal(), _editable(action_id), brought),
    )  # fmt: skip


def _editable(action_id: int) -> Action:
    action = calendar.find_action(principal(), action_id) or abort(404)
    ensure(can_edit(principal(), action))
    return action


def take(title: str, back: str, keep: Keeper) -> ResponseReturnValue:
    """The form that brings a document to `title`; it is cleaned before anybody waits for it."""
    form, file = DocumentForm(), request.files.get("file")
    if not form.validate_on_submit():
        return _page(form, title, back)
    if not file or not file.filename:
        return _page(form, title, back, _("Choisir un fichier."))
    try:
        cleaned = cleaning.clean(file.read())
        with writing():
            keep(services.Brought(cleaned, file.filename, form.caption.data or ""))
            db.session.commit()
    except cleaning.Refused as refused:
        return _page(form, title, back, str(refused))
    except services.TooMany:
        told = _("%(most)d documents au plus : en supprimer un d'abord.", most=services.MOST)
        return _page(form, title, back, told)
    flash(_("Document ajouté, sans les données cachées qu'il portait."), "success")
    return see_other(f"{back}#documents")


def _page(form: DocumentForm, title: str, back: str, refusal: str = "") -> ResponseReturnValue:
    page = render_template(
        "documents/bring.html", form=form, title=title, back=back, refusal=refusal
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/documents/<int:document_id>/modifier", methods=["GET", "POST"])
@require("documents.write")
def edit(document_id: int) -> ResponseReturnValue:
    """Say what a document shows; whoever was faster is met, never overwritten."""
    document = found(document_id)
    ensure(queries.can_change(principal(), document))
    data = {"caption": document.caption, "version": document.version}
    form, rows = DocumentForm(data=data), None
    if conflicts.is_stale(form, document.version):
        rows = conflicts.meet(form, DocumentForm(formdata=None, data=data), document.version)
    if rows or not form.validate_on_submit():
        return form_page(
            "documents/edit.html", form, rows, document=document, back=_back(document),
            narrower=queries.wider(principal(), document),
        )  # fmt: skip
    services.describe(document, form.caption.data or "")
    db.session.commit()
    flash(_("Légende enregistrée."), "success")
    return see_other(_back(document))


@blueprint.post("/documents/<int:document_id>/montrer")
@require("documents.write")
def open_up(document_id: int) -> ResponseReturnValue:
    """Show a document to all who see what it belongs to by now."""
    document = found(document_id)
    ensure(queries.can_change(principal(), document))
    back = _back(document)
    if seen_by := queries.wider(principal(), document):
        services.open_up(document, seen_by)
    db.session.commit()
    flash(_("Qui voit le reste voit aussi ce document."), "success")
    return see_other(back)


@blueprint.post("/documents/<int:document_id>/supprimer")
@require("documents.write")
def remove(document_id: int) -> ResponseReturnValue:
    """Take a document away, for good."""
    document = found(document_id)
    ensure(queries.can_change(principal(), document))
    back = _back(document)
    uid = services.remove(document)
    db.session.commit()
    services.forget(uid)
    flash(_("Document supprimé."), "success")
    return see_other(back)


def _back(document: Attachment) -> str:
    if document.action_id is not None:
        return f"{url_for('calendar.action', action_id=document.action_id)}#documents"
    ways = (holder.back(document) for holder in holders())
    return next(filter(None, ways), url_for("calendar.month"))
