"""An act is done at once, and said with the button that undoes it."""

from flask import flash
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

_UNDO = Markup(
    '{words} <form method="post" action="{url}">'
    '<input type="hidden" name="csrf_token" value="{token}">'
    '<button class="button button-link" type="submit">{label}</button></form>'
)  # fmt: skip


def flash_undo(words: str, url: str, label: str, kind: str = "success") -> None:
    """Say what was done; `url` undoes it by POST."""
    flash(_UNDO.format(words=words, url=url, token=generate_csrf(), label=label), kind)
