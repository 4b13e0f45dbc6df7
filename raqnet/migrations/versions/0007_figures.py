"""Figures say what things were called before; a report holds the fields of its cross-tables."""

import sqlalchemy as sa
from alembic import op

revision = "0007_figures"
down_revision = "0006_planning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renamings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.String(length=120), nullable=False),
        sa.Column("after", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renamings")),
    )
    with op.batch_alter_table("renamings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_renamings_kind_entry_id_at"), ["kind", "entry_id", "at"], unique=False
        )
    with op.batch_alter_table("report_parts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("crossed", sa.String(length=100), nullable=False, server_default="")
        )
    with op.batch_alter_table("report_parts", schema=None) as batch_op:
        batch_op.alter_column("crossed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("report_parts", schema=None) as batch_op:
        batch_op.drop_column("crossed")

    with op.batch_alter_table("renamings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_renamings_kind_entry_id_at"))

    op.drop_table("renamings")
