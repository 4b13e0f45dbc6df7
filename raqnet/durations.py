"""Durations as people write them: "1h30", "90", "45 min"; in code they are minutes."""

import re

MOST = 24 * 60
_HOURS = re.compile(r"(\d{1,2})\s*(?:h|heures?|:)\s*(?:([0-5]?\d)\s*(?:min(?:utes?)?)?)?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:min(?:utes?)?)?")


def read(text: str) -> int | None:
    """Minutes, 1 to a day's; None where this is no duration."""
    text = text.strip().lower().rstrip(".")
    if not text.isascii():
        return None
    if found := _HOURS.fullmatch(text):
        minutes = int(found[1]) * 60 + int(found[2] or 0)
    elif found := _MINUTES.fullmatch(text):
        minutes = int(found[1])
    else:
        return None
    return minutes if 0 < minutes <= MOST else None


def written(minutes: int) -> str:
    """'45 min', '2h', '1h30'."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h{rest:02d}" if rest else f"{hours}h"
