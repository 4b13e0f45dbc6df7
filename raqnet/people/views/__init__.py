"""The pages of people and places."""

from flask import Blueprint
from wtforms import Form

from raqnet.people.services import Refused

blueprint = Blueprint("people", __name__)


def show_refusal(form: Form, refusal: Refused) -> None:
    """Say at its field (or at the head of the form) what a rule refused."""
    if refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, refusal.message]
    else:
        form.form_errors.append(refusal.message)
