"""Forms as the browser sends them, for tests."""

import re
from html import unescape

NEW = "/calendrier/actions/nouvelle"


def simple(activity=None, **values):
    """A one-off collective action on Tuesday the first of December 2026, 10h-12h."""
    sent = {
        "kind": "collective", "title": "", "activity": str(activity.id) if activity else "",
        "day": "2026-12-01", "start": "10:00", "end": "12:00", "repeat": "none",
        "visibility": "",
    }  # fmt: skip
    return {**sent, **values}


def weekly(activity=None, **values):
    """The same, four times."""
    return simple(activity, **{"repeat": "weekly", "interval": "1", "count": "4", **values})


def error_at(page: str, field: str) -> str:
    """What the page says is wrong at a field."""
    found = re.search(rf'id="{field}-error">.*?</svg>(.*?)</span>', page, re.S)
    return unescape(found[1]).strip() if found else ""


def previewed(page: str) -> str:
    """The name of what a page shows would become of the dates."""
    found = re.search(r'name="previewed"[^>]* value="(\w+)"', page)
    return found[1] if found else ""


def confirm(client, path, data):
    """Send a form that changes the dates of a series, and then again what was shown."""
    shown = client.post(path, data=data)
    assert shown.status_code == 409
    seen = {**data, "previewed": previewed(shown.text)}
    return client.post(path, data=seen, follow_redirects=True)
