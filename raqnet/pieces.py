"""Answers made of kept pieces: what is the same for many is made, and compressed, once.

A gzip stream may be put together from pieces that were compressed apart (RFC 1951: a full flush
ends each on a byte, with an empty window). What is private to a person and what came from the
address thus never share a window, either.
"""

import struct
import zlib
from datetime import timedelta
from functools import cached_property

from flask import Flask, Response, current_app, render_template, request, session
from markupsafe import Markup

from raqnet import auth, clock
from raqnet.cache import Kept
from raqnet.htmx import is_fragment

LEVEL = 5
RAW_DEFLATE = -15
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_HOLE = Markup("<!-- part -->")
_SHELLS_BYTES = 8 * 1024 * 1024
_SHELL_LASTS = timedelta(minutes=10)


class Piece:
    """A stretch of an answer, as it is and compressed."""

    def __init__(self, text: str) -> None:
        self.plain = text.encode()

    def __len__(self) -> int:
        return len(self.plain)

    @cached_property
    def packed(self) -> bytes:
        """Compressed so that another piece may follow."""
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW_DEFLATE)
        return packer.compress(self.plain) + packer.flush(zlib.Z_FULL_FLUSH)


class Shell(tuple[Piece, Piece]):
    """A page before and after its part."""

    def __len__(self) -> int:
        return sum(len(piece) for piece in self)


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["shells"] = Kept[Shell](_SHELLS_BYTES)


def render(template: str, part: Piece) -> Response:
    """`part` for htmx, the page around it for everybody else.

    The template prints `part` once; beside it, it may show only what one's account, the route and
    the messages of the session tell.
    """
    pieces = [part]
    if not is_fragment():
        head, tail = _shell(template)
        pieces = [head, part, tail]
    response = _answer(pieces)
    response.vary.update(["HX-Request", "HX-Request-Type", "Accept-Encoding"])
    return response


def _shell(template: str) -> Shell:
    """The page around, kept per person, session and route; not while there are messages to show."""
    store: Kept[Shell] = current_app.extensions["shells"]
    if "_flashes" in session or current_app.debug:
        return _make(template)
    key = (auth.principal(), request.endpoint, template, session.get("csrf_token"))
    shell = store.get(key)
    if shell is None:
        shell = _make(template)
        store.put(key, shell, clock.now() + _SHELL_LASTS)
    return shell


def _make(template: str) -> Shell:
    head, tail = render_template(template, part=_HOLE).split(_HOLE)
    return Shell((Piece(head), Piece(tail)))


def _answer(pieces: list[Piece]) -> Response:
    if not request.accept_encodings.quality("gzip"):
        return Response(b"".join(piece.plain for piece in pieces), mimetype="text/html")
    response = Response(_gzip(pieces), mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    return response


def _gzip(pieces: list[Piece]) -> bytes:
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece.plain, checksum)
    size = sum(len(piece) for piece in pieces)
    body = b"".join(piece.packed for piece in pieces)
    return _GZIP_HEAD + body + _LAST_BLOCK + struct.pack("<II", checksum, size & 0xFFFFFFFF)
