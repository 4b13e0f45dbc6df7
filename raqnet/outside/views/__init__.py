"""The pages of calendars from outside."""

from flask import Blueprint

blueprint = Blueprint("outside", __name__)
