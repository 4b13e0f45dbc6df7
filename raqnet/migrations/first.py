"""Write the first migration afresh from the models; it goes with the first release.

Run by `make migration-initial`. After the first release a change of the models is a migration of
its own (`flask --app wsgi db migrate --rev-id 0002_what -m "What changes"`).
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from raqnet import create_app, schema
from raqnet.accounts.models import APPEND_ONLY_POSTGRESQL, APPEND_ONLY_SQLITE
from raqnet.calendar.models import CalendarState
from raqnet.db import db

TARGET = schema.MIGRATIONS / "versions" / "0001_initial.py"
HEAD = '''"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None

# The log of sensitive acts only grows: the database itself refuses the rest.
APPEND_ONLY = {append_only!r}


def upgrade() -> None:
    {upgrades}
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("{first_state}")


def downgrade() -> None:
    {downgrades}
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_refuse()")
'''


def write() -> None:
    """Compare the models with an empty database and write down the difference."""
    with TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder})
        with app.app_context(), db.engine.connect() as connection:
            options = {**schema.COMPARE, "render_as_batch": False}
            context = MigrationContext.configure(connection, opts=options)
            script = produce_migrations(context, db.metadata)
    assert script.upgrade_ops and script.downgrade_ops
    text = HEAD.format(
        append_only={"sqlite": APPEND_ONLY_SQLITE, "postgresql": APPEND_ONLY_POSTGRESQL},
        first_state=_first_state(),
        upgrades=_body(render_python_code(script.upgrade_ops, render_item=schema.render_type)),
        downgrades=_body(render_python_code(script.downgrade_ops, render_item=schema.render_type)),
    )
    TARGET.write_text(text)
    _format(TARGET)


def _first_state() -> str:
    """The single row of `calendar_state`, in words that both engines read."""
    words = {"Integer": "1", "String": "''", "UTCDateTime": "CURRENT_TIMESTAMP"}
    values = {c.name: words[type(c.type).__name__] for c in CalendarState.__table__.columns}
    return f"INSERT INTO calendar_state ({', '.join(values)}) VALUES ({', '.join(values.values())})"  # noqa: S608


def _body(code: str) -> str:
    return re.sub(r"^ *# ###.*\n?", "", code, flags=re.MULTILINE).strip()


def _format(path: Path) -> None:
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "--no-force-exclude", str(path)])  # noqa: S603


if __name__ == "__main__":
    write()
