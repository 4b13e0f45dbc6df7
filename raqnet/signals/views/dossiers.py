"""Files: their list, their words, what they carry."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import proofreading
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar.forms_when import blame
from raqnet.conflicts import is_stale, meet
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.people.services import Refused
from raqnet.signals import letter, queries, queries_dossiers, services_dossiers, words
from raqnet.signals.filters import Filters, number
from raqnet.signals.forms_dossiers import DossierForm, FigureForm, words_of
from raqnet.signals.models import Dossier
from raqnet.signals.views import blueprint

FORM = "signals/dossier_form.html"


def found(dossier_id: int) -> Dossier:
    """The file that an address names; locked where it may change."""
    lock = request.method == "POST"
    return queries_dossiers.find(principal(), dossier_id, lock) or abort(404)


def not_now(dossier_id: int) -> ResponseReturnValue:
    """Its state has changed meanwhile; it is shown as it is."""
    db.session.rollback()
    flash(_("Ce dossier n'en est plus là : rien n'est modifié."), "warning")
    return see_other(url_for("signals.dossier", dossier_id=dossier_id))


@blueprint.get("/signaux/dossiers")
@require("signals.carry")
def dossiers() -> str:
    """Those that wait for something, with their delays; the others folded."""
    user, after = principal(), number(request.args.get("suite"))
    over, following = queries_dossiers.over(user, after)
    return render_template(
        "signals/dossiers.html",
        waiting=queries_dossiers.waiting(user), over=over, begun=after is not None, words=words,
        following=url_for("signals.dossiers", suite=following) if following else None,
    )  # fmt: skip


@blueprint.route("/signaux/dossiers/nouveau", methods=["GET", "POST"])
@require("signals.carry")
def new_dossier() -> ResponseReturnValue:
    """Begin a file."""
    user = principal()
    form = DossierForm(formdata=drafting.formdata(user))
    if not form.validate_on_submit():
        return form_page(FORM, form, dossier=None)
    dossier = services_dossiers.begin(user, **form.details())
    drafting.drop(user)
    proofreading.remind(form.summary.data)
    db.session.commit()
    return see_other(url_for("signals.choose", dossier_id=dossier.id))


@blueprint.get("/signaux/dossiers/<int:dossier_id>")
@require("signals.carry")
def dossier(dossier_id: int) -> str:
    """A file: its words, what it carries, its way so far."""
    return _page(found(dossier_id), None)


def _page(each: Dossier, form: FigureForm | None) -> str:
    user, signals = principal(), queries_dossiers.signals_of(each)
    form = form or FigureForm(formdata=None)
    form.offer()
    return render_template(
        "signals/dossier.html",
        dossier=each, signals=signals, seen_by=queries.seen(user, signals), form=form, words=words,
        cited=letter.figures_of(user, each),
    )  # fmt: skip


@blueprint.route("/signaux/dossiers/<int:dossier_id>/modifier", methods=["GET", "POST"])
@require("signals.carry")
def edit_dossier(dossier_id: int) -> ResponseReturnValue:
    """Change its words; whoever was faster is met, never overwritten."""
    user, each = principal(), found(dossier_id)
    form = DossierForm(formdata=drafting.formdata(user), data=words_of(each))
    if is_stale(form, each.version):
        theirs = DossierForm(formdata=None, data=words_of(each))
        return form_page(FORM, form, meet(form, theirs, each.version), dossier=each)
    if not form.validate_on_submit():
        return form_page(FORM, form, dossier=each)
    try:
        services_dossiers.rewrite(each, **form.details())
    except services_dossiers.NotNow:
        return not_now(dossier_id)
    drafting.drop(user)
    proofreading.remind(form.summary.data)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("signals.dossier", dossier_id=dossier_id))


# What it carries -------------------------------------------------------------------------------


@blueprint.route("/signaux/dossiers/<int:dossier_id>/choisir", methods=["GET", "POST"])
@require("signals.carry")
def choose(dossier_id: int) -> ResponseReturnValue:
    """Choose among the signals that are in no file."""
    user, each = principal(), found(dossier_id)
    if request.method == "POST":
        return _add(each)
    after = number(request.args.get("suite"))
    page = queries.page(user, Filters(state="nouveau"), after)
    following = url_for("signals.choose", dossier_id=dossier_id, suite=page.after)
    return render_template(
        "signals/choose.html", dossier=each, page=page, words=words, begun=after is not None,
        following=following if page.after else None,
    )  # fmt: skip


def _add(each: Dossier) -> ResponseReturnValue:
    ids = [id_ for text in request.form.getlist("signal") if (id_ := number(text))]
    try:
        count = services_dossiers.add_signals(each, ids[: queries.PAGE])
    except services_dossiers.NotNow:
        return not_now(each.id)
    db.session.commit()
    flash(ngettext("%(num)d signal ajouté.", "%(num)d signaux ajoutés.", count), "success")
    return see_other(url_for("signals.dossier", dossier_id=each.id))


@blueprint.post("/signaux/dossiers/<int:dossier_id>/enlever")
@require("signals.carry")
def take_out(dossier_id: int) -> ResponseReturnValue:
    """Take a signal out of the file, or a figure."""
    each, signal_id = found(dossier_id), number(request.form.get("signal"))
    try:
        if signal_id:
            services_dossiers.take_out(each, signal_id)
        services_dossiers.drop_figure(each, request.form.get("figure", ""))
    except services_dossiers.NotNow:
        return not_now(dossier_id)
    db.session.commit()
    return see_other(url_for("signals.dossier", dossier_id=dossier_id))


@blueprint.post("/signaux/dossiers/<int:dossier_id>/chiffres")
@require("signals.carry")
def add_figure(dossier_id: int) -> ResponseReturnValue:
    """Add a figure."""
    each, form = found(dossier_id), FigureForm()
    form.offer()
    if not form.validate() or not _figure_added(each, form):
        return _page(each, form), 422
    db.session.commit()
    return see_other(url_for("signals.dossier", dossier_id=dossier_id, _anchor="chiffres"))


def _figure_added(each: Dossier, form: FigureForm) -> bool:
    try:
        services_dossiers.add_figure(each, str(form.chosen))
    except Refused as refused:
        blame(form.address, refused.message)
    except services_dossiers.NotNow:
        blame(form.address, _("Ce dossier est déjà parti."))
    return not form.address.errors
