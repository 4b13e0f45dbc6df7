"""The pages of signals."""

from flask import Blueprint

blueprint = Blueprint("signals", __name__)
