"""The pages of tables."""

from flask import Blueprint

blueprint = Blueprint("tables", __name__)
