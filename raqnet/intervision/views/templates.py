"""Templates: who plans reads them, the coordination copies, changes and retires them."""

from contextlib import suppress
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts
from raqnet.access import Principal, require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.drafts.views import drafting
from raqnet.htmx import see_other
from raqnet.intervision import editing, planning, queries, reshaping, seeds
from raqnet.intervision import script as scripts
from raqnet.intervision.forms_template import (
    TemplateForm,
    from_fields,
    from_template,
    side_by_side,
    version_of,
)
from raqnet.intervision.models import Template
from raqnet.intervision.script import Script
from raqnet.intervision.views import blueprint


@blueprint.get("/intervisions/modeles")
@require("intervision.join")
def templates() -> ResponseReturnValue:
    """The templates that a session may go by; the coordination sees the retired ones too."""
    rows = queries.templates(retired=True)
    return render_template(
        "intervision/templates.html",
        in_use=[(row, _script(row)) for row in rows if row.retired_at is None],
        retired=[row for row in rows if row.retired_at] if _may_change() else [],
        may_change=_may_change(),
        total_ms=planning.total_ms,
    )


@blueprint.post("/intervisions/modeles/neuf-etapes")
@require("intervision.templates")
def seed_templates() -> ResponseReturnValue:
    """The nine steps, where there is no template at all."""
    if seeds.seed_templates():
        flash(_("Le modèle des neuf étapes est là."), "success")
    db.session.commit()
    return see_other(url_for("intervision.templates"))


@blueprint.get("/intervisions/modeles/<int:template_id>")
@require("intervision.join")
def template(template_id: int) -> ResponseReturnValue:
    """A template: its steps and rules."""
    row = _found(template_id)
    return render_template(
        "intervision/template.html",
        template=row, script=_script(row), may_change=_may_change(), total_ms=planning.total_ms,
    )  # fmt: skip


@blueprint.post("/intervisions/modeles/<int:template_id>/copier")
@require("intervision.templates")
def copy_template(template_id: int) -> ResponseReturnValue:
    """A copy, to be changed at once."""
    row = _found(template_id)
    made = editing.copy(row, _("Copie de %(name)s", name=row.name))
    db.session.commit()
    flash(_("La copie est là : la changer, lui donner un nom."), "success")
    return see_other(url_for("intervision.edit_template", template_id=made.id))


@blueprint.route("/intervisions/modeles/<int:template_id>/modifier", methods=["GET", "POST"])
@require("intervision.templates")
def edit_template(template_id: int) -> ResponseReturnValue:
    """Change a template; a button may also add, take out or move a step of the form alone."""
    row, user = _found(template_id), principal()
    if request.method == "POST" and "reshape" in request.form:
        return _reshaped(row, user, request.form["reshape"])
    typed = drafting.formdata(user)
    form = from_template(row) if typed is None else from_fields(list(typed.items(multi=True)))
    if conflicts.is_stale(form, version_of(row)):
        return _conflict(form, row)
    if not form.validate_on_submit() or not _saved(form, row):
        return _page(form, row, 422 if form.is_submitted() else 200)
    drafting.drop(user)
    db.session.commit()
    flash(_("Modèle enregistré. Les séances déjà ouvertes gardent le leur."), "success")
    return see_other(url_for("intervision.template", template_id=row.id))


def _saved(form: TemplateForm, row: Template) -> bool:
    try:
        editing.save(row, form.name.data or "", form.script())
    except editing.NameTaken:
        form.name.errors = [_("Un autre modèle a déjà ce nom.")]
        return False
    return True


def _reshaped(row: Template, user: Principal, act: str) -> ResponseReturnValue:
    """The form with its steps otherwise; a draft keeps it, until it is saved."""
    fields = [each for each in request.form.items(multi=True) if each[0] != "reshape"]
    fields, here = reshaping.reshaped(fields, act)
    told = [(name, value) for name, value in fields if name != "csrf_token"]
    with suppress(drafts.TooLong):  # the page itself has every word
        drafts.save(user, request.path, drafts.pack(told))
    db.session.commit()
    return _page(from_fields(fields), row, at=here, removed=reshaping.removed(dict(fields)))


def _conflict(form: TemplateForm, row: Template) -> ResponseReturnValue:
    """Both versions, part by part; the typed one stays in the form, to be saved again."""
    form.validate()
    conflicts.give_version(form, version_of(row))
    return _page(form, row, 409, rows=side_by_side(form, from_template(row)))


def _page(form: TemplateForm, row: Template, status: int = 200, **more: Any) -> ResponseReturnValue:
    page = render_template(
        "intervision/template_form.html",
        form=form, template=row, draft=drafting.on_offer(), most=scripts.MOST_STEPS, **more,
    )  # fmt: skip
    return page, status


@blueprint.post("/intervisions/modeles/<int:template_id>/retirer")
@require("intervision.templates")
def retire_template(template_id: int) -> ResponseReturnValue:
    """Offer a template no longer."""
    row = _found(template_id)
    try:
        editing.retire(row)
    except editing.StillUsual:
        flash(_("C'est le modèle habituel : en choisir un autre d'abord."), "warning")
        return see_other(url_for("intervision.template", template_id=row.id))
    return _done(_("« %(name)s » n'est plus proposé.", name=row.name))


@blueprint.post("/intervisions/modeles/<int:template_id>/reprendre")
@require("intervision.templates")
def take_back_template(template_id: int) -> ResponseReturnValue:
    """Offer a template again."""
    row = _found(template_id)
    editing.take_back(row)
    return _done(_("« %(name)s » est de nouveau proposé.", name=row.name))


@blueprint.post("/intervisions/modeles/<int:template_id>/habituel")
@require("intervision.templates")
def make_template_usual(template_id: int) -> ResponseReturnValue:
    """Offer a template first."""
    row = _found(template_id)
    editing.make_usual(row)
    return _done(_("« %(name)s » est le modèle habituel.", name=row.name))


def _done(message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "success")
    return see_other(url_for("intervision.templates"))


def _found(template_id: int) -> Template:
    return queries.find_template(principal(), template_id) or abort(404)


def _script(row: Template) -> Script:
    return scripts.from_json(row.script)


def _may_change() -> bool:
    return principal().can("intervision.templates")
