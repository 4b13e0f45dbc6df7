"""What moves the version under which public pages and feeds are kept, besides the calendar's own.

What is closed, and whoever left, is gone from them with the very change.
"""

from typing import Any

from sqlalchemy import inspect

from raqnet.accounts.models import User
from raqnet.calendar import version
from raqnet.public.models import PublicAction, PublicHost, PublicProfile

OPENED = (PublicAction, PublicHost, PublicProfile)
STANDING = ("disabled_at", "role")


def watch() -> None:
    """Hang it on the session."""
    version.watch_also(_is_public)


def _is_public(each: Any) -> bool:
    if isinstance(each, OPENED):
        return True
    if not isinstance(each, User):
        return False
    attributes = inspect(each).attrs
    return any(attributes[name].history.has_changes() for name in STANDING)
