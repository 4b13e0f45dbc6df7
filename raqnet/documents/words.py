"""What a document weighs, as people read it, and what its file is called."""

import re

from flask_babel import format_decimal
from flask_babel import gettext as _

KILO = 1024
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\s]+')  # no system takes these, or a header


def weight(size: int) -> str:
    """'840 ko', '1,2 Mo', out of bytes."""
    if size < KILO * KILO:
        return _("%(num)s ko", num=max(1, round(size / KILO)))
    return _("%(num)s Mo", num=format_decimal(round(size / KILO / KILO, 1)))


def file_name(name: str) -> str:
    """A name that any system and any header takes."""
    return _NOT_IN_NAMES.sub(" ", name).strip()
