"""The pages of drafts, and what other subjects' forms need of them."""

from flask import Blueprint

blueprint = Blueprint("drafts", __name__)
