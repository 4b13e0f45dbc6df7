"""The annotations: listed, noted, set right, taken away."""

from functools import partial

from flask import abort, flash, url_for
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
from raqnet.research import queries_annotations as queries
from raqnet.research import services_annotations as services
from raqnet.research.forms_annotations import AnnotationForm, data_of
from raqnet.research.views import blueprint
from raqnet.undoing import flash_undo


@blueprint.route("/recherche/reperes", methods=["GET", "POST"])
@require("figures.discuss")
def annotations() -> ResponseReturnValue:
    """What weighed on some days; one more is noted above."""
    user = principal()
    form = AnnotationForm(formdata=drafting.formdata(user))
    if form.validate_on_submit() and accepted(form, partial(services.note, user.id)):
        return _saved(form, _("C'est noté."))
    return form_page("research/annotations.html", form, rows=None, listed=queries.annotations(user))


@blueprint.route("/recherche/reperes/<int:annotation_id>/modifier", methods=["GET", "POST"])
@require("figures.discuss")
def edit_annotation(annotation_id: int) -> ResponseReturnValue:
    """Set right what was noted."""
    user = principal()
    row = queries.find(user, annotation_id) or abort(404)
    form = AnnotationForm(formdata=drafting.formdata(user), data=data_of(row))
    if is_stale(form, row.version):
        rows = meet(form, AnnotationForm(formdata=None, data=data_of(row)), row.version)
        return form_page("research/annotation.html", form, rows, row=row)
    if form.validate_on_submit() and accepted(form, partial(services.change, row)):
        return _saved(form, _("C'est enregistré."))
    return form_page("research/annotation.html", form, row=row)


@blueprint.post("/recherche/reperes/<int:annotation_id>/supprimer")
@require("figures.discuss")
def remove_annotation(annotation_id: int) -> ResponseReturnValue:
    """Take one away; it can be put back."""
    user = principal()
    services.remove(user, queries.find(user, annotation_id) or abort(404))
    db.session.commit()
    flash_undo(_("C'est effacé."), url_for("research.restore_annotation"), _("Rétablir"), "info")
    return see_other(url_for("research.annotations"))


@blueprint.post("/recherche/reperes/retablir")
@require("figures.discuss")
def restore_annotation() -> ResponseReturnValue:
    """Put back what was just taken away."""
    back = services.put_back(principal())
    db.session.commit()
    flash(_("C'est rétabli.") if back else _("Il n'y a plus rien à rétablir."), "info")
    return see_other(url_for("research.annotations"))


def _saved(form: AnnotationForm, words: str) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.text.data)
    db.session.commit()
    flash(words, "success")
    return see_other(url_for("research.annotations"))
