"""The second factor: giving its code, setting it up, doing without it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import SECOND_FACTOR, require
from raqnet.accounts import audit, factor, queries, throttle
from raqnet.accounts.forms import CodeForm, ConfirmForm, FactorForm
from raqnet.accounts.views import blueprint
from raqnet.accounts.views.confirm import objection
from raqnet.accounts.views.entrance import retry_after, retry_words
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.paths import landing


@blueprint.get("/connexion/code")
@require(SECOND_FACTOR)
def second_factor() -> ResponseReturnValue:
    """Ask for the code, or for setting one up where there is none yet."""
    person = auth.principal()
    onward = landing(request.args.get("suite"))
    if not person.awaits_second_factor:
        return redirect(onward, 303)
    if not person.has_second_factor:
        return redirect(url_for("accounts.factor_page", suite=onward), 303)
    return render_template("accounts/code.html", form=CodeForm(formdata=None, suite=onward))


@blueprint.post("/connexion/code")
@require(SECOND_FACTOR)
def give_code() -> ResponseReturnValue:
    """Check the code; the session gets a new token with it."""
    person = auth.principal()
    if not (person.awaits_second_factor and person.has_second_factor):
        return redirect(url_for("accounts.second_factor"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("accounts/code.html", form=form), 422
    counted = throttle.limits(str(person.id), what="code:")
    blocked_until = throttle.take_try(counted)
    db.session.commit()
    if blocked_until:
        form.code.errors = [retry_words(blocked_until)]
        return render_template("accounts/code.html", form=form), 429, retry_after(blocked_until)
    return _check(form, counted)


def _check(form: CodeForm, counted: throttle.Limits) -> ResponseReturnValue:
    person = auth.principal()
    user = queries.me(person)
    if not factor.accept(user, form.code.data or ""):
        audit.record(person, "account.factor-failed", user)
        db.session.commit()
        form.code.errors = [_("Ce code n'est pas juste, ou il a déjà servi : attendre le suivant.")]
        return render_template("accounts/code.html", form=form), 422
    throttle.forgive(counted)
    auth.renew(request.user_agent.string)
    audit.record(auth.principal(), "account.sign-in", user)
    db.session.commit()
    return redirect(landing(form.suite.data), 303)


def _keep_out_owing() -> None:
    """Whoever has a factor and has not given it yet may not replace or remove it."""
    person = auth.principal()
    if person.awaits_second_factor and person.has_second_factor:
        abort(redirect(url_for("accounts.second_factor"), 303))


@blueprint.get("/compte/second-facteur")
@require(SECOND_FACTOR)
def factor_page() -> ResponseReturnValue:
    """Show a new secret to scan, or that a factor is in place."""
    _keep_out_owing()
    person = auth.principal()
    if person.has_second_factor:
        return render_template("accounts/factor.html", form=ConfirmForm(formdata=None))
    secret = factor.new_secret()
    form = FactorForm(
        formdata=None, sealed=factor.carry(person, secret), suite=request.args.get("suite")
    )
    return _setup_page(form, secret)


def _setup_page(form: FactorForm, secret: str) -> str:
    person = auth.principal()
    return render_template(
        "accounts/factor_setup.html", form=form, secret=secret, qr=factor.qr(person, secret)
    )


@blueprint.post("/compte/second-facteur")
@require(SECOND_FACTOR)
def set_factor() -> ResponseReturnValue:
    """Begin with the scanned secret, proven by a first code."""
    _keep_out_owing()
    person, form = auth.principal(), FactorForm()
    secret = factor.carried(person, form.sealed.data)
    if person.has_second_factor or secret is None:
        return see_other(url_for("accounts.factor_page"))
    if not form.validate_on_submit():
        return _setup_page(form, secret), 422
    if not factor.set_up(person, queries.me(person), secret, form.code.data or ""):
        form.code.errors = [_("Ce code n'est pas juste : vérifier l'heure du téléphone.")]
        return _setup_page(form, secret), 422
    auth.renew(request.user_agent.string)
    db.session.commit()
    flash(_("Le second facteur est en place."), "success")
    suite = landing(form.suite.data)
    return see_other(suite if person.awaits_second_factor else url_for("accounts.own"))


@blueprint.post("/compte/second-facteur/retirer")
@require("account.own")
def remove_factor() -> ResponseReturnValue:
    """Do without the second factor; the password is asked."""
    person, form = auth.principal(), ConfirmForm()
    if not form.validate_on_submit():
        return render_template("accounts/factor.html", form=form), 422
    if words := objection(form.password.data):
        form.password.errors = [words]
        return render_template("accounts/factor.html", form=form), 422
    factor.remove(person, queries.me(person))
    db.session.commit()
    flash(_("Le second facteur est retiré."), "success")
    return see_other(url_for("accounts.own"))
