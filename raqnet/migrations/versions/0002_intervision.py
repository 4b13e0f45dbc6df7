"""The intervision room."""

import sqlalchemy as sa
from alembic import op

revision = "0002_intervision"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intervision_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("script", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervision_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_intervision_templates_name")),
    )
    op.create_table(
        "intervisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("script", sa.JSON(), nullable=True),
        sa.Column("cases_wanted", sa.Integer(), nullable=False),
        sa.Column("people_expected", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.String(length=1000), nullable=False),
        sa.Column("feelings", sa.String(length=1000), nullable=False),
        sa.Column("solutions", sa.String(length=1000), nullable=False),
        sa.Column("consequences", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_intervisions_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_intervisions_occurrence_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["intervision_templates.id"], name=op.f("fk_intervisions_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervisions")),
    )
    with op.batch_alter_table("intervisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intervisions_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_intervisions_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_intervisions_occurrence_id"), ["occurrence_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_intervisions_planned_at"), ["planned_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_intervisions_template_id"), ["template_id"], unique=False
        )

    op.create_table(
        "intervision_animators",
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_animators_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_intervision_animators_user_id")
        ),
        sa.PrimaryKeyConstraint("intervision_id", "user_id", name=op.f("pk_intervision_animators")),
    )
    with op.batch_alter_table("intervision_animators", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervision_animators_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "intervision_expected",
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_expected_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_intervision_expected_user_id")
        ),
        sa.PrimaryKeyConstraint("intervision_id", "user_id", name=op.f("pk_intervision_expected")),
    )
    with op.batch_alter_table("intervision_expected", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervision_expected_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "intervision_gestures",
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_gestures_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("intervision_id", "key", name=op.f("pk_intervision_gestures")),
    )
    op.create_table(
        "intervision_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("guest_hash", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("animates", sa.Boolean(), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("hand_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoken_ms", sa.Integer(), nullable=False),
        sa.Column("spoke_round", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.LargeBinary(length=1200), nullable=True),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("meta", sa.LargeBinary(length=1200), nullable=True),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_seats_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_intervision_seats_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervision_seats")),
        sa.UniqueConstraint("guest_hash", name=op.f("uq_intervision_seats_guest_hash")),
        sa.UniqueConstraint(
            "intervision_id", "user_id", name=op.f("uq_intervision_seats_intervision_id_user_id")
        ),
    )
    with op.batch_alter_table("intervision_seats", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervision_seats_intervision_id"), ["intervision_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_intervision_seats_user_id"), ["user_id"], unique=False)

    op.create_table(
        "intervision_step_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("planned_ms", sa.Integer(), nullable=False),
        sa.Column("given_ms", sa.Integer(), nullable=False),
        sa.Column("left_ms", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_step_times_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervision_step_times")),
        sa.UniqueConstraint(
            "intervision_id", "stop", name=op.f("uq_intervision_step_times_intervision_id_stop")
        ),
    )
    op.create_table(
        "intervision_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("crosses", sa.Integer(), nullable=True),
        sa.Column("paper_crosses", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(length=100), nullable=True),
        sa.Column("sealed", sa.LargeBinary(length=20000), nullable=True),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_cases_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["intervision_seats.id"],
            name=op.f("fk_intervision_cases_owner_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervision_cases")),
        sa.UniqueConstraint(
            "intervision_id", "key", name=op.f("uq_intervision_cases_intervision_id_key")
        ),
    )
    with op.batch_alter_table("intervision_cases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervision_cases_intervision_id"), ["intervision_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_intervision_cases_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "intervision_rooms",
        sa.Column("intervision_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("backstage", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("stop", sa.String(length=10), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step_ms", sa.Integer(), nullable=False),
        sa.Column("step_given_ms", sa.Integer(), nullable=False),
        sa.Column("turn_ms", sa.Integer(), nullable=False),
        sa.Column("turn_given_ms", sa.Integer(), nullable=False),
        sa.Column("turn_seconds", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("vote", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("ends_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["intervision_id"],
            ["intervisions.id"],
            name=op.f("fk_intervision_rooms_intervision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["intervision_seats.id"],
            name=op.f("fk_intervision_rooms_speaker_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("intervision_id", name=op.f("pk_intervision_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_intervision_rooms_code")),
    )
    op.create_table(
        "intervision_action_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=1200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["intervision_cases.id"],
            name=op.f("fk_intervision_action_lines_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervision_action_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_intervision_action_lines_key")),
    )
    with op.batch_alter_table("intervision_action_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervision_action_lines_case_id"), ["case_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("intervision_action_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervision_action_lines_case_id"))

    op.drop_table("intervision_action_lines")
    op.drop_table("intervision_rooms")
    with op.batch_alter_table("intervision_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervision_cases_owner_id"))
        batch_op.drop_index(batch_op.f("ix_intervision_cases_intervision_id"))

    op.drop_table("intervision_cases")
    op.drop_table("intervision_step_times")
    with op.batch_alter_table("intervision_seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervision_seats_user_id"))
        batch_op.drop_index(batch_op.f("ix_intervision_seats_intervision_id"))

    op.drop_table("intervision_seats")
    op.drop_table("intervision_gestures")
    with op.batch_alter_table("intervision_expected", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervision_expected_user_id"))

    op.drop_table("intervision_expected")
    with op.batch_alter_table("intervision_animators", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervision_animators_user_id"))

    op.drop_table("intervision_animators")
    with op.batch_alter_table("intervisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervisions_template_id"))
        batch_op.drop_index(batch_op.f("ix_intervisions_planned_at"))
        batch_op.drop_index(batch_op.f("ix_intervisions_occurrence_id"))
        batch_op.drop_index(batch_op.f("ix_intervisions_closed_at"))
        batch_op.drop_index(batch_op.f("ix_intervisions_author_id"))

    op.drop_table("intervisions")
    op.drop_table("intervision_templates")
