"""Hostile text in every text column of every table, whatever tables there are.

`fill_hostile(db)` overwrites what is there: call it on a database that already holds rows, in an
application context. It does not commit. Values that the code reads as words of its own (a status,
a role, a rule) stay as they are; they are in `MACHINE`.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import String, Table, select, update

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{7*7}}{% raw %}${7*7}#{7*7}",
    "javascript:alert(1)",
    "';-- ' OR 1=1",
    "\u202eégrat\u202c \u2066isolé\u2069",
    "👩‍👩‍👧‍👦 🏳️‍🌈 𝕱𝖗𝖆𝖐𝖙𝖚𝖗 𐍈",
    '=HYPERLINK("http://x.example","x")',
    "un\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forgé\r\nX-FORGED:1",
    "deux\nX-FORGED:1",
    "</textarea></title></option></select><script>alert(2)</script>",
    "<!--<script>alert(3)//--></script>",
    "a&lt;b&amp;b\" autofocus onfocus=alert(1) x='",
    "\\n\\,\\;\\N;VALUE=URI:x:y",
    "%00%0d%0aSet-Cookie: x=1",
    "http://evil.example/ https://evil.example/?q=<b>",
)
# Columns whose words are the code's own or made by it: by "table.column" or by column.
MACHINE = {
    "actions.kind", "actions.team_kind", "actions.mode", "actions.status", "actions.visibility",
    "actions.rrule", "actions.uid", "users.role", "users.locale", "users.password_hash",
    "evaluations.state", "evaluations.participants_enough", "event_texts.audience",
    "event_texts.text", "event_texts.alone", "calendar_state.written_with",
    "one_time_links.purpose", "missions.code", "action_changes.verb", "token_hash",
    "audit_entries.act", "imports.kind",
    "audit_entries.subject_type", "drafts.key", "sign_in_tries.subject",
    "intervisions.worked", "intervision_rooms.code", "intervision_rooms.stop",
    "intervision_rooms.vote", "intervision_seats.state", "intervision_seats.guest_hash",
    "intervision_cases.key", "intervision_action_lines.key", "intervision_gestures.key",
    "intervision_step_times.stop", "intervision_step_times.kind",
    "list_values.list_name", "list_values.special", "actors.capacity", "actor_changes.verb",
    "collaborations.initiated_by", "figure_discussions.figure", "figure_discussions.filters",
    "figure_discussions.standing", "figure_remarks.standing", "reports.filters",
    "report_parts.figure", "placement_marks.marker",
    "attachments.kind", "attachments.uid", "attachments.sha256", "attachments.visibility",
    "projects.visibility",
    "host_proposals.state", "hour_approvals.state",
    "public_hosts.slug", "signals.kind", "dossiers.state", "dossier_steps.state", "extracts.sha256",
    "calendar_import_lines.mark", "calendar_import_lines.state", "calendar_import_lines.reason",
    "outside_calendars.url", "outside_calendars.failure", "imported_events.key",
    "imported_events.mark",
}  # fmt: skip
# What a person cannot have typed so, since no form takes it: an address of mail.
SHAPED = {"users.email": "hostile+{n}@<b>x</b>.test"}
APPEND_ONLY = {"audit_entries"}
KEPT_TEXTS = "event_texts"  # made from the actions: made anew from the hostile ones


def fill_hostile(db: Any) -> int:
    """Put hostile text into every text column of every row; returns how many values were set."""
    count = 0
    for table in db.metadata.sorted_tables:
        if table.name == KEPT_TEXTS:
            db.session.execute(table.delete())
        elif table.name in APPEND_ONLY:
            count += _append(db, table)
        else:
            count += _overwrite(db, table)
    db.session.flush()
    db.session.expire_all()
    return count


def hostile_columns(table: Table) -> list[Any]:
    """The columns of a table that people's words may reach."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String)
        and not column.foreign_keys
        and f"{table.name}.{column.name}" not in MACHINE
        and column.name not in MACHINE
    ]


def _overwrite(db: Any, table: Table) -> int:
    columns, keys = hostile_columns(table), list(table.primary_key)
    if not columns:
        return 0
    rows = db.session.execute(select(*keys).order_by(*keys)).all()
    for n, row in enumerate(rows):
        values = {column.name: _text(table, column, n) for column in columns}
        here = [key == value for key, value in zip(keys, row, strict=True)]
        db.session.execute(update(table).where(*here).values(values))
    return len(rows) * len(columns)


def _append(db: Any, table: Table) -> int:
    """Rows that may only be added: a copy of the newest per text, or rows of their own."""
    columns = hostile_columns(table)
    newest = (
        db.session.execute(select(table).order_by(*table.primary_key).limit(1)).mappings().first()
    )
    if newest is None or not columns:
        return 0
    for n in range(len(TEXTS)):
        values = {name: value for name, value in newest.items() if name != "id"}
        values |= {column.name: _text(table, column, n) for column in columns}
        db.session.execute(table.insert().values(values))
    return len(TEXTS) * len(columns)


def _text(table: Table, column: Any, n: int) -> str:
    """The n-th text, another one per column, as long as it may be and never twice where unique."""
    name = f"{table.name}.{column.name}"
    if name in SHAPED:
        return SHAPED[name].format(n=n)
    if name == "drafts.body":
        return urlencode(list(zip(_FIELDS, _turned(n), strict=True)))
    text = TEXTS[(n + _places[name]) % len(TEXTS)]
    most = column.type.length or 10_000
    mark = f" {n}"
    return text[: most - len(mark)] + mark


_FIELDS = ("title", "aim", "place", "address", "text", "difficulties", "follow_up", "name", "phone")


def _turned(n: int) -> Iterator[str]:
    return itertools.islice(itertools.cycle(TEXTS), n, n + len(_FIELDS))


class _Places(dict[str, int]):
    """A number per column, in the order in which they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


_places = _Places()
