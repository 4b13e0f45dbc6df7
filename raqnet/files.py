"""Static files as they go over the wire: without what is written for people, and packed tightly.

Phones in the street pay for each byte. Each process packs a file once, when it is first asked for.
"""

import gzip
import hashlib
import re
from functools import cache, partial
from mimetypes import guess_type
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request
from werkzeug.utils import safe_join

from raqnet.face import STATIC

TEXTS = {".css", ".js", ".svg"}
VENDORED = "vendor/"
PACKERS = {
    "br": partial(brotli.compress, quality=11),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
# Nobody saves a file under its name, and how long to keep it is in Cache-Control.
SAID_OTHERWISE = ("Content-Disposition", "Expires")
# Strings stay as they are; comments and spaces between them shrink to one space.
_SHEET = re.compile(r"""("[^"\n]*"|'[^'\n]*')|(?:/\*.*?\*/|\s)+""", re.DOTALL)
# Of a script only whole comments that begin a line, and ends of lines that can be in no string.
_SCRIPT = re.compile(
    r"""^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|[ \t]+//[ ][^\n"'`]*$|^[ \t]+|^\n""",
    re.DOTALL | re.MULTILINE,
)


def init_app(app: Flask) -> None:
    """Serve texts packed; pictures and fonts are so by themselves."""
    app.view_functions["static"] = send


def send(filename: str) -> Response:
    """A static file; while one develops, just as it is."""
    encoding = request.accept_encodings.best_match(PACKERS)
    path = Path(safe_join(str(STATIC), filename) or STATIC)
    if not (encoding and path.suffix in TEXTS and path.is_file()) or current_app.debug:
        return _as_it_is(filename)
    body, mark = _packed(str(path.relative_to(STATIC)), encoding)
    response = Response(body, mimetype=guess_type(filename)[0])
    response.headers["Content-Encoding"] = encoding
    response.cache_control.public = True
    response.cache_control.max_age = current_app.get_send_file_max_age(filename)
    response.set_etag(mark)
    response.make_conditional(request)
    return response


def _as_it_is(filename: str) -> Response:
    response = current_app.send_static_file(filename)
    for name in SAID_OTHERWISE:
        response.headers.pop(name, None)
    return response


@cache
def _packed(filename: str, encoding: str) -> tuple[bytes, str]:
    body = PACKERS[encoding](lean(filename).encode())
    return body, hashlib.sha256(body).hexdigest()[:12]


def lean(filename: str) -> str:
    """The text of a file of ours without comments and indentation; of a vendored one, all of it."""
    text = (STATIC / filename).read_text()
    if filename.startswith(VENDORED):
        return text
    if filename.endswith(".css"):
        return _SHEET.sub(lambda found: found[1] or " ", text)
    return _SCRIPT.sub("", text) if filename.endswith(".js") else text
