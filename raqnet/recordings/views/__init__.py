"""Pages of recordings: in the room, after it, and for research."""

from flask import Blueprint

blueprint = Blueprint("recordings", __name__)
