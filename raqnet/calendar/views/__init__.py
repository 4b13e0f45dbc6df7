"""The calendar's pages."""

from flask import Blueprint

blueprint = Blueprint("calendar", __name__)
