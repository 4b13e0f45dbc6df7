"""Parts of pages that are made once and kept while nobody changes the calendar.

A part is kept under all that it was made from, its audience first; what is one person's own (a
name, a token, a message) stays outside it.
"""

from collections.abc import Callable, Hashable
from datetime import datetime

from flask import Flask, current_app

from raqnet.cache import Kept
from raqnet.calendar import version
from raqnet.calendar.models import Visibility
from raqnet.i18n import language
from raqnet.pieces import Piece

# Makes the part; also says when time alone will have changed it.
Maker = Callable[[version.Stamp], tuple[str, datetime | None]]


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["fragments"] = Kept[Piece](app.config["FRAGMENT_CACHE_BYTES"])


def kept(reader: Visibility, about: Hashable, make: Maker) -> Piece:
    """The part of the page about `about`, as this audience sees it now.

    The version is read before the rows: a change in between makes the part newer than its key
    says, never older.
    """
    stamp = version.stamp()
    key = (reader, language(), stamp, about)
    store: Kept[Piece] = current_app.extensions["fragments"]
    piece = store.get(key)
    if piece is None:
        text, until = make(stamp)
        piece = Piece(text)
        store.put(key, piece, until)
    return piece
