"""A calendar as it is brought: its text, and its events gathered by UID."""

import hashlib
import json
import re
from dataclasses import dataclass, field

from raqnet.outside import zones
from raqnet.outside.lines import Component, Properties, components
from raqnet.outside.values import Unreadable, first

MOST_BYTES = 10 * 1024 * 1024
MOST_EVENTS = 10_000
LONGEST_UID = 255
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ODD_BREAK = re.compile(r"\r+\n?")
_BEGINS = re.compile(r"^BEGIN:(?:VCALENDAR|VEVENT)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)


@dataclass
class Group:
    """The components of one UID; `reason` where they cannot even be looked at."""

    uid: str
    components: list[Properties] = field(default_factory=list)
    reason: str = ""


@dataclass
class Brought:
    """The events of a calendar, not yet read, and the zones that it defines."""

    groups: list[Group]
    zones: dict[str, str]


def text_of(data: bytes) -> str:
    """The text of a file. Errors: Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("big")
    if data.startswith((_ZIP, _GZIP)):
        raise Unreadable("zip")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def gather(text: str) -> Brought:
    """The events of a text by UID, in the order in which they come. Errors: Unreadable."""
    text = text.replace("\x00", "")
    if "\r\r" in text or "\n" not in text:  # of an old program, or converted twice
        text = _ODD_BREAK.sub("\n", text)
    if not text.strip():
        raise Unreadable("empty")
    if not _BEGINS.search(text):
        raise Unreadable("no-calendar")
    groups: dict[str, Group] = {}
    found: list[Component] = []
    for component in components(text):
        if component.name == "VTIMEZONE":
            found.append(component)
        else:
            _gather(groups, component)
    if not groups:
        raise Unreadable("no-events")
    return Brought(list(groups.values()), zones.describe(found))


def _gather(groups: dict[str, Group], component: Component) -> None:
    uid = _uid(component.properties)
    if uid not in groups and len(groups) >= MOST_EVENTS:
        raise Unreadable("too-many")
    group = groups.setdefault(uid, Group(uid))
    if not component.whole:
        group.reason = "broken"
    group.components.append(component.properties)
    if len(group.components) > MOST_EVENTS // 10:
        group.reason, group.components = "many", group.components[:1]


def _uid(properties: Properties) -> str:
    """What an event is known by; made of what it says where it does not tell, or too much."""
    told = first(properties, "UID")
    if told and len(told) <= LONGEST_UID:
        return told
    content = told or json.dumps(properties, sort_keys=True)
    return f"sha256:{hashlib.sha256(content.encode(errors='replace')).hexdigest()}"
