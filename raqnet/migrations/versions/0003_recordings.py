"""Recordings of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003_recordings"
down_revision = "0002_intervision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(length=100), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=10), nullable=False),
        sa.Column("proof", sa.LargeBinary(length=8000), nullable=True),
        sa.Column("hides_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slices_told", sa.Integer(), nullable=True),
        sa.Column("end_seal", sa.LargeBinary(length=100), nullable=True),
        sa.Column("track_bytes", sa.Integer(), nullable=True),
        sa.Column("length_ms", sa.Integer(), nullable=True),
        sa.Column("peaks", sa.LargeBinary(length=60000), nullable=True),
        sa.Column("names", sa.LargeBinary(length=60000), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("extended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=300), nullable=False),
        sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_key", sa.LargeBinary(length=100), nullable=True),
        sa.Column("released_bytes", sa.Integer(), nullable=True),
        sa.Column("work", sa.String(length=10), nullable=False),
        sa.Column("work_permille", sa.Integer(), nullable=False),
        sa.Column("work_beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_recordings_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("intervision_id", name=op.f("uq_recordings_intervision_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_recordings_uid")),
    )
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recordings_stage"), ["stage"], unique=False)

    op.create_table(
        "recording_consents",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=100), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_consents_recording_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"],
            ["intervision_seats.id"],
            name=op.f("fk_recording_consents_seat_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recording_id", "seat_id", name=op.f("pk_recording_consents")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recording_consents_code_hash")),
    )
    with op.batch_alter_table("recording_consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_consents_seat_id"), ["seat_id"], unique=False
        )

    op.create_table(
        "recording_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_issues_recording_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recording_issues_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_issues")),
    )
    with op.batch_alter_table("recording_issues", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_issues_recording_id"), ["recording_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recording_issues_user_id"), ["user_id"], unique=False)

    op.create_table(
        "recording_mutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("starts_ms", sa.Integer(), nullable=False),
        sa.Column("ends_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_mutes_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_mutes")),
    )
    with op.batch_alter_table("recording_mutes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_mutes_recording_id"), ["recording_id"], unique=False
        )

    op.create_table(
        "recording_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=8300), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_notes_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_notes")),
    )
    with op.batch_alter_table("recording_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_notes_recording_id"), ["recording_id"], unique=False
        )

    op.create_table(
        "recording_reviews",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("checked", sa.String(length=60), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_reviews_recording_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recording_reviews_user_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", "user_id", name=op.f("pk_recording_reviews")),
    )
    with op.batch_alter_table("recording_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_reviews_user_id"), ["user_id"], unique=False)

    op.create_table(
        "recording_slices",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("length_ms", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_slices_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recording_id", "number", name=op.f("pk_recording_slices")),
    )
    with op.batch_alter_table("intervision_rooms", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("notice", sa.String(length=10), nullable=False, server_default="")
        )
    with op.batch_alter_table("intervision_rooms", schema=None) as batch_op:
        batch_op.alter_column("notice", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("intervision_rooms", schema=None) as batch_op:
        batch_op.drop_column("notice")

    op.drop_table("recording_slices")
    with op.batch_alter_table("recording_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_reviews_user_id"))

    op.drop_table("recording_reviews")
    with op.batch_alter_table("recording_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_notes_recording_id"))

    op.drop_table("recording_notes")
    with op.batch_alter_table("recording_mutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_mutes_recording_id"))

    op.drop_table("recording_mutes")
    with op.batch_alter_table("recording_issues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_issues_user_id"))
        batch_op.drop_index(batch_op.f("ix_recording_issues_recording_id"))

    op.drop_table("recording_issues")
    with op.batch_alter_table("recording_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_consents_seat_id"))

    op.drop_table("recording_consents")
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recordings_stage"))

    op.drop_table("recordings")
