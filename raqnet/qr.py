"""An address as a code that a phone reads."""

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(64)
def drawn(url: str) -> Markup:
    """The code of one of our own addresses, as large as its place: without a size of its own."""
    code = segno.make(url, error="m")
    svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704 - drawn by segno from our own address
