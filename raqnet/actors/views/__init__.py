"""The pages of actors."""

from flask import Blueprint

blueprint = Blueprint("actors", __name__)
