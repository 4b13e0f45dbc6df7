"""Where there is nothing to do any more: back to where it is told."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from raqnet.db import SAFE_METHODS
from raqnet.htmx import see_other, turn_back


def back(url: str, words: str) -> ResponseReturnValue:
    """Say why at `url`; whoever sent something on the side is told by the status."""
    if request.method in SAFE_METHODS:
        flash(words, "warning")
        return see_other(url)
    answer: ResponseReturnValue = turn_back(url, words)
    return answer
