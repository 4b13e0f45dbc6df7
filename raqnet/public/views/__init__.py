"""The pages that need no account."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
