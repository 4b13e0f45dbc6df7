"""A document on its way to whoever may read it: it can do nothing there, and nobody keeps it."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.documents import queries, services
from raqnet.documents.models import Attachment, FileKind
from raqnet.documents.views import blueprint
from raqnet.documents.words import file_name
from raqnet.vault import VaultError

TYPES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
}
NOTHING = "default-src 'none'; sandbox; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"


def found(document_id: int) -> Attachment:
    """The document, if one may read it."""
    return queries.find(principal(), document_id) or abort(404)


@blueprint.get("/documents/<int:document_id>")
@require("documents.read")
def file(document_id: int) -> ResponseReturnValue:
    """The file: a picture is shown, a paper is taken away."""
    document = found(document_id)
    way = "attachment" if document.kind == FileKind.PDF else "inline"
    answer = _answer(document, services.FILE, TYPES[FileKind(document.kind)])
    answer.headers.set("Content-Disposition", way, filename=file_name(document.name))
    return answer


@blueprint.get("/documents/<int:document_id>/apercu")
@require("documents.read")
def thumbnail(document_id: int) -> ResponseReturnValue:
    """A picture made small."""
    document = found(document_id)
    if not document.has_thumbnail:
        abort(404)
    answer = _answer(document, services.THUMBNAIL, TYPES[FileKind.WEBP])
    answer.headers.set("Content-Disposition", "inline", filename="apercu.webp")
    return answer


def _answer(document: Attachment, part: str, kind: str) -> Response:
    try:
        content = services.read(document, part)
    except (KeyError, VaultError):
        abort(404)
    db.session.rollback()  # nobody waits for the database while it is sent
    return Response(content, mimetype=kind, headers={"Content-Security-Policy": NOTHING})
