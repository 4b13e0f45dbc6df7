"""Extracts for research: chosen, their doubtful texts decided by a person, then taken."""

from typing import Any

from flask import Response, abort, flash, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import require
from raqnet.accounts import audit
from raqnet.auth import principal
from raqnet.calendar.forms_when import blame
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.paths import as_id
from raqnet.people.services import Refused
from raqnet.research import (
    extract_review,
    extracting,
    queries_extracts,
    services_extracts,
    texts,
    wording,
)
from raqnet.research.forms_extracts import GROUPS, ExtractForm
from raqnet.research.models import Extract
from raqnet.research.views import blueprint


def _found(extract_id: int, lock: bool = False) -> Extract:
    return queries_extracts.find(principal(), extract_id, lock) or abort(404)


@blueprint.route("/recherche/extraits", methods=["GET", "POST"])
@require("figures.extract")
def extracts() -> ResponseReturnValue:
    """Prepare an extract; who took what stands below."""
    today = clock.today()
    form = ExtractForm(data={"starts_on": today.replace(month=1, day=1), "ends_on": today})
    if form.validate_on_submit() and (extract := _prepared(form)):
        db.session.commit()
        return see_other(url_for("research.extract", extract_id=extract.id))
    after = as_id(request.args.get("suite"))
    rows, following = queries_extracts.log(principal(), after)
    later = url_for("research.extracts", suite=following) if following else None
    page = render_template(
        "research/extracts.html",
        form=form, rows=rows, later=later, begun=after is not None, groups=GROUPS,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _prepared(form: ExtractForm) -> Extract | None:
    try:
        return services_extracts.prepare(principal(), **form.details())
    except Refused as refused:
        blame(form[refused.field], refused.message)
        return None


@blueprint.get("/recherche/extraits/<int:extract_id>")
@require("figures.extract")
def extract(extract_id: int) -> str:
    """An extract of one's own: what is to be decided, or what is expected, and the way to it."""
    each = _found(extract_id)
    ready = each.confirmed_at is not None
    rows = extracting.expected(each)
    size = max(1, rows * extracting.BYTES_PER_ROW // 1000)
    return render_template(
        "research/extract.html", extract=each, ready=ready, rows=rows, size=size, groups=GROUPS,
        number=wording.number, kept=len(each.kept_texts), decided=each.reviewed == texts.END,
    )  # fmt: skip


# Texts that look like a person -----------------------------------------------------------------


@blueprint.get("/recherche/extraits/<int:extract_id>/textes")
@require("figures.extract")
def extract_texts(extract_id: int) -> ResponseReturnValue:
    """The next texts to decide: keep, or leave out, which is what happens by itself."""
    each = _found(extract_id)
    if each.reviewed == texts.END:
        return see_other(url_for("research.extract", extract_id=extract_id))
    what = extracting.asked(each)
    page = extract_review.page(each, what, each.reviewed)
    return render_template(
        "research/extract_texts.html", extract=each, page=page, words=_words(what, page),
    )  # fmt: skip


def _words(what: Any, page: extract_review.Page) -> list[tuple[texts.Text, Any]]:
    names = extracting.names_of_people()
    return [(text, what.reading.marked(text.words, names)) for text in page.texts]


@blueprint.post("/recherche/extraits/<int:extract_id>/textes")
@require("figures.extract")
def decide_texts(extract_id: int) -> ResponseReturnValue:
    """What was decided of one page of texts."""
    each = _found(extract_id, lock=True)
    place = request.form.get("place", "")
    page = extract_review.page(each, extracting.asked(each), place)
    shown = {text.key: text.decision for text in page.texts}
    kept = [shown[key] for key in request.form.getlist("keep") if key in shown]
    try:
        services_extracts.decide(each, place, page.after, kept)
    except services_extracts.NotNow:
        flash(_("Cette page était déjà décidée."), "info")
    else:
        db.session.commit()
    return see_other(url_for("research.extract_texts", extract_id=extract_id))


@blueprint.post("/recherche/extraits/<int:extract_id>/confirmer")
@require("figures.extract")
def confirm_extract(extract_id: int) -> ResponseReturnValue:
    """All texts are decided: it may be taken."""
    each = _found(extract_id, lock=True)
    try:
        services_extracts.confirm(each)
    except services_extracts.NotNow:
        flash(_("Il reste des textes à décider."), "warning")
        return see_other(url_for("research.extract_texts", extract_id=extract_id))
    db.session.commit()
    return see_other(url_for("research.extract", extract_id=extract_id))


# The package -----------------------------------------------------------------------------------


@blueprint.get("/recherche/extraits/<int:extract_id>/paquet.zip")
@require("figures.extract")
def take_extract(extract_id: int) -> ResponseReturnValue:
    """The package, sent while it is made; that it is taken is written down first."""
    each = _found(extract_id)
    if each.confirmed_at is None:
        return see_other(url_for("research.extract", extract_id=extract_id))
    what = extracting.asked(each)
    answer = Response(mimetype="application/zip", direct_passthrough=True)
    if request.method != "HEAD":
        audit.record_reading(principal(), "figures.extract-taken", each)
        db.session.expunge(each)
        extracting.note_begun(extract_id)
        answer.response = stream_with_context(extracting.made(what))
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="raqnet-extrait-{extract_id}.zip"'
    )
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
