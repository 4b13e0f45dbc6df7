"""The pages of intervision."""

from flask import Blueprint

blueprint = Blueprint("intervision", __name__)
