"""The parts of a report: figures that are added, words, their order."""

from functools import partial

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import proofreading
from raqnet.access import require
from raqnet.auth import principal
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.journal.views.writing import accepted
from raqnet.research import catalogue, reader
from raqnet.research import queries_reports as queries
from raqnet.research import services_reports as services
from raqnet.research.forms_reports import FiguresForm, WordsForm, words_of
from raqnet.research.models import ReportPart
from raqnet.research.views import blueprint
from raqnet.undoing import flash_undo

_REPORT = "/recherche/rapports/<int:report_id>"
_PART = "/recherche/rapports/parties/<int:part_id>"
STEPS = {"haut": -1, "bas": 1}


@blueprint.route(f"{_REPORT}/chiffres", methods=["GET", "POST"])
@require("figures.discuss")
def add_figures(report_id: int) -> ResponseReturnValue:
    """Choose figures of the catalogue; they stand at the end."""
    user = principal()
    report = queries.find(user, report_id) or abort(404)
    me = reader.of(user)
    entries = [entry for entry in catalogue.FIGURES.values() if me.role in entry.roles]
    form = FiguresForm(formdata=drafting.formdata(user))
    form.offer(entries)
    if form.validate_on_submit():
        parts = services.add(report, form.figures.data or [])
        drafting.drop(user)
        db.session.commit()
        return see_other(_address(parts[0]))
    themes = [
        (theme.title, [each.name for each in entries if each.theme == theme.name])
        for theme in catalogue.THEMES
    ]
    return form_page("research/report_figures.html", form, report=report, themes=themes)


@blueprint.route(f"{_REPORT}/texte", methods=["GET", "POST"])
@require("figures.discuss")
def add_words(report_id: int) -> ResponseReturnValue:
    """Write words of their own; they stand at the end."""
    user = principal()
    report = queries.find(user, report_id) or abort(404)
    form = WordsForm(formdata=drafting.formdata(user))
    form.fit(None)
    if form.validate_on_submit():
        return _saved(form, services.add(report, **form.details())[0])
    return form_page("research/report_words.html", form, report=report, part=None)


@blueprint.route(f"{_PART}/modifier", methods=["GET", "POST"])
@require("figures.discuss")
def edit_part(part_id: int) -> ResponseReturnValue:
    """Change the words of a part, and the fields of a cross-table."""
    user = principal()
    part = queries.find_part(user, part_id) or abort(404)
    data = words_of(part)
    form = WordsForm(formdata=drafting.formdata(user), data=data)
    form.fit(part)
    rows = None
    if is_stale(form, part.version):
        theirs = WordsForm(formdata=None, data=data)
        theirs.fit(part)
        rows = meet(form, theirs, part.version)
    elif form.validate_on_submit() and accepted(form, partial(services.write, part)):
        return _saved(form, part)
    return form_page("research/report_words.html", form, rows, report=part.report, part=part)


@blueprint.post(f"{_PART}/deplacer")
@require("figures.discuss")
def move_part(part_id: int) -> ResponseReturnValue:
    """Move a part up or down."""
    part = queries.find_part(principal(), part_id) or abort(404)
    step = STEPS.get(request.form.get("vers", "")) or abort(400)
    services.move(part, step)
    db.session.commit()
    return see_other(_address(part))


@blueprint.post(f"{_PART}/retirer")
@require("figures.discuss")
def remove_part(part_id: int) -> ResponseReturnValue:
    """Take a part out; it can be put back."""
    user = principal()
    part = queries.find_part(user, part_id) or abort(404)
    back = url_for("research.report", report_id=part.report_id)
    services.drop(user, part)
    db.session.commit()
    flash_undo(_("C'est retiré."), url_for("research.restore_part"), _("Rétablir"), "info")
    return see_other(back)


@blueprint.post("/recherche/rapports/parties/retablir")
@require("figures.discuss")
def restore_part() -> ResponseReturnValue:
    """Put back the part that was just taken out."""
    report = services.put_part_back(principal())
    db.session.commit()
    flash(_("C'est rétabli.") if report else _("Il n'y a plus rien à rétablir."), "info")
    if report is None:
        return see_other(url_for("research.reports"))
    return see_other(url_for("research.report", report_id=report.id))


def _saved(form: WordsForm, part: ReportPart) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.text.data)
    db.session.commit()
    return see_other(_address(part))


def _address(part: ReportPart) -> str:
    return url_for("research.report", report_id=part.report_id, _anchor=f"partie-{part.id}")
