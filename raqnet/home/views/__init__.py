"""The first page of each role, and the search across subjects."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)
