"""A form that a device sends again, not knowing whether it arrived, is recorded once."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from raqnet import auth, clock
from raqnet.db import db
from raqnet.drafts import sendings
from raqnet.htmx import see_other

View = TypeVar("View", bound=Callable[..., Any])
FIELD = "sending"  # the hidden field that holds the device's key
MADE_ON = "made_on"  # the day on which a device was told, which may not be the day it tells
OF_ONE_SENDING = (FIELD, MADE_ON)
LONGEST = timedelta(days=60)  # that a form waits on a device
KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")


def once(endpoint: str, *kept: str) -> Callable[[View], View]:
    """Take a form with a given `sending` key once; the second time leads to `endpoint`.

    `kept` names the arguments of the address that `endpoint` takes too.

    The key is entered with whatever the view commits: a form that is refused may come again.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def taken(**values: Any) -> Any:
            key = request.form.get(FIELD, "") if request.method == "POST" else ""
            if not key:
                return view(**values)
            if not KEY.fullmatch(key):
                abort(400)
            if sendings.enter(auth.principal(), key):
                return view(**values)
            db.session.rollback()
            flash(_("C'était déjà enregistré."), "info")
            return see_other(url_for(endpoint, **{name: values[name] for name in kept}))

        return taken  # type: ignore[return-value]

    return mark


def day_made() -> date:
    """The day on which this form was filled in: today, unless it waited on a device."""
    today = clock.today()
    try:
        told = date.fromisoformat(request.form.get(MADE_ON, ""))
    except ValueError:
        return today
    return told if today - LONGEST <= told <= today else today
