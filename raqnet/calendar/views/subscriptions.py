"""Subscriptions: a person's feeds, made from any filter in one click."""

import segno
from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import feed_health, ical, queries, subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.forms_subscription import SubscriptionForm
from raqnet.calendar.labels import chips, name_of
from raqnet.calendar.models import Subscription
from raqnet.calendar.views import blueprint
from raqnet.db import db
from raqnet.htmx import see_other

NEW_ADDRESS = "new_feed"  # in the browser's own session: shown once, kept nowhere else


@blueprint.get("/abonnements")
@require("feeds.own")
def subscriptions_page() -> ResponseReturnValue:
    """My feeds; the address of the one just made."""
    user = principal()
    rows = queries.subscriptions(user)
    new_id, token = session.pop(NEW_ADDRESS, (None, None))
    return render_template(
        "calendar/subscriptions.html",
        rows=[
            (row, chips(Filters.from_query(row.query)), health)
            for row, health in zip(rows, feed_health.of_all(user, rows), strict=True)
        ],
        address=_address(token) if token else None,
        new_id=new_id,
    )


@blueprint.get("/abonnements/nouveau")
@require("feeds.own")
def new_subscription() -> ResponseReturnValue:
    """What would be in the feed, for browsers without JavaScript: there, one click more."""
    filters = Filters.read(request.args)
    return render_template(
        "calendar/subscription_new.html",
        name=name_of(filters),
        chips=chips(filters),
        params=filters.params(),
    )


@blueprint.post("/abonnements")
@require("feeds.own")
def subscribe() -> ResponseReturnValue:
    """A feed of what the filters on screen show, named after them."""
    filters = Filters.read(request.values)
    try:
        made, token = subscriptions.create(principal().id, name_of(filters), filters)
    except subscriptions.TooMany:
        flash(_("30 abonnements au plus : en retirer un d'abord."), "error")
        return see_other(url_for("calendar.subscriptions_page"))
    db.session.commit()
    return _tell_once(made, token)


@blueprint.route("/abonnements/<int:subscription_id>", methods=["GET", "POST"])
@require("feeds.own")
def edit_subscription(subscription_id: int) -> ResponseReturnValue:
    """Another name or reminder for one of my feeds."""
    subscription = _own(subscription_id)
    form = SubscriptionForm(obj=subscription)
    if form.validate_on_submit():
        subscriptions.change(subscription, form.name.data, form.reminder())
        db.session.commit()
        return see_other(url_for("calendar.subscriptions_page"))
    status = 422 if form.is_submitted() else 200
    page = render_template("calendar/subscription.html", form=form, subscription=subscription)
    return page, status


@blueprint.post("/abonnements/<int:subscription_id>/adresse")
@require("feeds.own")
def renew_subscription(subscription_id: int) -> ResponseReturnValue:
    """A new address for one of my feeds; the old one ends."""
    subscription = _own(subscription_id)
    token = subscriptions.renew(subscription)
    db.session.commit()
    return _tell_once(subscription, token)


@blueprint.post("/abonnements/<int:subscription_id>/retirer")
@require("feeds.own")
def revoke_subscription(subscription_id: int) -> ResponseReturnValue:
    """End one of my feeds."""
    subscription = _own(subscription_id)
    subscriptions.revoke(subscription)
    db.session.commit()
    flash(_("Abonnement retiré : « %(name)s ».", name=subscription.name), "success")
    return redirect(url_for("calendar.subscriptions_page"), 303)


def _own(subscription_id: int) -> Subscription:
    return queries.find_subscription(principal(), subscription_id) or abort(404)


def _tell_once(subscription: Subscription, token: str) -> ResponseReturnValue:
    session[NEW_ADDRESS] = (subscription.id, token)
    return see_other(url_for("calendar.subscriptions_page"))


def _address(token: str) -> dict[str, str]:
    """An address in the forms that clients take."""
    url = subscriptions.feed_url(token)
    code = segno.make(url, error="m").svg_inline(scale=4, border=2, svgclass=None, lineclass=None)
    return {
        "url": url,
        "webcal": ical.webcal_link(url),
        "google": ical.google_link(url),
        "qr": Markup(code),  # noqa: S704 - drawn by segno from our own address
    }
