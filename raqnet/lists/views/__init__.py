"""The pages of lists."""

from flask import Blueprint

blueprint = Blueprint("lists", __name__)
