"""The UIDs of actions (RFC 5545, 3.8.4.7): stable for ever, and ours.

That of what continues a series, or of a date set apart, says of which action it came and from when
on: a calendar that was saved then is known again once both are one again.
"""

import re
import secrets
import uuid
from datetime import UTC, datetime

_STAMP = "%Y%m%dT%H%M%SZ"
_CONTINUED = re.compile(r"(.+)-suite-(\d{8}T\d{6}Z)-[0-9a-f]{6}(@.+)")


def new() -> str:
    """The UID of an action that continues nothing."""
    return f"{uuid.uuid4()}@raqnet"


def continuing(uid: str, at: datetime) -> str:
    """The UID of what continues an action from a date on."""
    first, _at = origin(uid) or (uid, at)
    name, _at_sign, host = first.partition("@")
    return f"{name}-suite-{at.astimezone(UTC):{_STAMP}}-{secrets.token_hex(3)}@{host}"


def origin(uid: str) -> tuple[str, datetime] | None:
    """The UID of the first action that this one came of, and the date from which it continued."""
    match = _CONTINUED.fullmatch(uid)
    if match is None:
        return None
    try:
        return match[1] + match[3], datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:  # a day that there is not: somebody else wrote it
        return None
