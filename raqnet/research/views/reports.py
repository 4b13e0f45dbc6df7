"""Reports: listed, begun, read, taken away, and as a document."""

from functools import cache, partial
from importlib import import_module
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, proofreading
from raqnet.access import Principal, require
from raqnet.auth import principal
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.journal.views.writing import accepted
from raqnet.research import fields, narrowing, panel, reader, reporting, wording
from raqnet.research import queries_reports as queries
from raqnet.research import services_reports as services
from raqnet.research.forms_discussions import STANDINGS
from raqnet.research.forms_reports import ReportForm, data_of, scope_of
from raqnet.research.models import Report
from raqnet.research.reporting import Written
from raqnet.research.views import blueprint
from raqnet.research.views.files import picture
from raqnet.tables.writing import file_name
from raqnet.undoing import flash_undo

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REPORT = "/recherche/rapports/<int:report_id>"


@blueprint.get("/recherche/rapports")
@require("figures.discuss")
def reports() -> str:
    """Every report."""
    return render_template("research/reports.html", listed=queries.reports(principal()))


@blueprint.route("/recherche/rapports/nouveau", methods=["GET", "POST"])
@require("figures.discuss")
def new_report() -> ResponseReturnValue:
    """Begin a report."""
    user, today = principal(), clock.today()
    days = {"starts_on": today.replace(month=1, day=1), "ends_on": today}
    form = ReportForm(formdata=drafting.formdata(user), data=days)
    form.offer(narrowing.options())
    made = form.validate_on_submit() and accepted(form, partial(services.create, user.id))
    return _saved(form, made) if made else form_page("research/report_form.html", form, report=None)


@blueprint.get(_REPORT)
@require("figures.discuss")
def report(report_id: int) -> str:
    """A report to read and to put together: whole, unless asked what may leave ("diffuser=1")."""
    user = principal()
    written = _written(user, report_id, whole=request.args.get("diffuser") != "1")
    return render_template(
        "research/report.html", written=written, wording=wording, standings=STANDINGS,
        filters=_filters(user, written), made_on=clock.today(), fields_of=fields.OF,
    )  # fmt: skip


@blueprint.get(f"{_REPORT}.docx")
@require("figures.discuss")
def report_file(report_id: int) -> Response:
    """The same as a document: what may leave the team, unless it says that it stays in."""
    user, today = principal(), clock.today()
    written = _written(user, report_id, whole=request.args.get("interne") == "1")
    filters = _filters(user, written)
    draw = partial(
        picture, filters=filters, made_on=today, annotations=written.annotations
    )  # fmt: skip
    body = _document().docx_file(written, filters, today, draw)
    response = Response(body, content_type=DOCX_TYPE)
    inside = ["interne"] if written.is_internal else []
    name = file_name(written.report.title, *inside, ending="docx")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.route(f"{_REPORT}/modifier", methods=["GET", "POST"])
@require("figures.discuss")
def edit_report(report_id: int) -> ResponseReturnValue:
    """Change what a report is about."""
    user = principal()
    row = queries.find(user, report_id) or abort(404)
    form = ReportForm(formdata=drafting.formdata(user), data=data_of(row))
    form.offer(narrowing.options())
    if is_stale(form, row.version):
        theirs = ReportForm(formdata=None, data=data_of(row))
        theirs.offer(narrowing.options())
        return _page(form, row, meet(form, theirs, row.version))
    if form.validate_on_submit() and accepted(form, partial(services.change, row)):
        return _saved(form, row)
    return _page(form, row)


@blueprint.post(f"{_REPORT}/supprimer")
@require("figures.discuss")
def remove_report(report_id: int) -> ResponseReturnValue:
    """Take a report away; it can be put back."""
    row = queries.find(principal(), report_id) or abort(404)
    services.remove(row)
    db.session.commit()
    undo = url_for("research.restore_report", report_id=report_id)
    flash_undo(_("Rapport effacé."), undo, _("Rétablir"), "info")
    return see_other(url_for("research.reports"))


@blueprint.post(f"{_REPORT}/retablir")
@require("figures.discuss")
def restore_report(report_id: int) -> ResponseReturnValue:
    """Put back a report that was taken away."""
    services.put_back(queries.find_removed(principal(), report_id) or abort(404))
    db.session.commit()
    flash(_("C'est rétabli."), "info")
    return see_other(url_for("research.report", report_id=report_id))


@cache
def _document() -> Any:
    """The module that writes documents: its library takes long to import, and few ask for one."""
    return import_module("raqnet.research.report_document")


def _written(user: Principal, report_id: int, whole: bool) -> Written:
    row = queries.find(user, report_id) or abort(404)
    return reporting.read(user, row, scope_of(row), whole)


def _filters(user: Principal, written: Written) -> str:
    return ", ".join(panel.of(written.scope, reader.of(user)).words.values())


def _page(form: ReportForm, row: Report, rows: Any = None) -> ResponseReturnValue:
    return form_page("research/report_form.html", form, rows, report=row)


def _saved(form: ReportForm, row: Report) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.title.data)
    db.session.commit()
    return see_other(url_for("research.report", report_id=row.id))
