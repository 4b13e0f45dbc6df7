"""Research: what is said of figures, reports, the continuum, extracts; signals upward."""

import sqlalchemy as sa
from alembic import op

revision = "0005_research"
down_revision = "0004_journal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Figures read a year of the journal without a look at its tables.
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interventions_happened_on"))
        batch_op.create_index(
            "ix_interventions_figures",
            [
                "happened_on",
                "place_id",
                "initiator_id",
                "neighbourhood_id",
                "language_id",
                "contacts",
            ],
            unique=False,
        )
    with op.batch_alter_table("intervention_marks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_intervention_marks_figures", ["intervention_id", "value_id", "count"], unique=False
        )

    op.create_table(
        "figure_discussions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("filters", sa.String(length=300), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_discussions")),
        sa.UniqueConstraint(
            "figure",
            "starts_on",
            "ends_on",
            "filters",
            name=op.f("uq_figure_discussions_figure_starts_on_ends_on_filters"),
        ),
    )
    op.create_table(
        "annotations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_annotations_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
    )
    with op.batch_alter_table("annotations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annotations_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=4000), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_dossiers_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossiers_state"), ["state"], unique=False)

    op.create_table(
        "extracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("with_text", sa.Boolean(), nullable=False),
        sa.Column("kept_texts", sa.JSON(), nullable=False),
        sa.Column("reviewed", sa.String(length=20), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_extracts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extracts")),
    )
    with op.batch_alter_table("extracts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extracts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "dossier_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("released", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_dossier_steps_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossiers.id"],
            name=op.f("fk_dossier_steps_dossier_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_steps")),
    )
    with op.batch_alter_table("dossier_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_steps_dossier_id"), ["dossier_id"], unique=False
        )

    op.create_table(
        "figure_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_figure_remarks_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["figure_discussions.id"],
            name=op.f("fk_figure_remarks_discussion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_remarks")),
    )
    with op.batch_alter_table("figure_remarks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_figure_remarks_discussion_id"), ["discussion_id"], unique=False
        )

    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("filters", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_reports_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_table(
        "report_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_parts_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_parts")),
    )
    with op.batch_alter_table("report_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_parts_report_id"), ["report_id"], unique=False)

    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_placements_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_placements_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint(
            "action_id", "placed_on", name=op.f("uq_placements_action_id_placed_on")
        ),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_placed_on"), ["placed_on"], unique=False)

    op.create_table(
        "signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_signals_actor_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_signals_author_id")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_signals_dossier_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signals_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signals_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signals_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signals_kind"), ["kind"], unique=False)

    op.create_table(
        "placement_marks",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("marker", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placements.id"],
            name=op.f("fk_placement_marks_placement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("placement_id", "marker", name=op.f("pk_placement_marks")),
    )
    op.create_table(
        "signal_echoes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_signal_echoes_neighbourhood_id"),
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"],
            ["signals.id"],
            name=op.f("fk_signal_echoes_signal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signal_echoes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_echoes")),
        sa.UniqueConstraint(
            "signal_id", "user_id", name=op.f("uq_signal_echoes_signal_id_user_id")
        ),
    )
    with op.batch_alter_table("signal_echoes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_signal_echoes_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_signal_echoes_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("intervention_marks", schema=None) as batch_op:
        batch_op.drop_index("ix_intervention_marks_figures")
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.drop_index("ix_interventions_figures")
        batch_op.create_index(
            batch_op.f("ix_interventions_happened_on"), ["happened_on"], unique=False
        )

    with op.batch_alter_table("signal_echoes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_echoes_user_id"))
        batch_op.drop_index(batch_op.f("ix_signal_echoes_neighbourhood_id"))

    op.drop_table("signal_echoes")
    op.drop_table("placement_marks")
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signals_kind"))
        batch_op.drop_index(batch_op.f("ix_signals_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_signals_author_id"))
        batch_op.drop_index(batch_op.f("ix_signals_actor_id"))

    op.drop_table("signals")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placements_placed_on"))

    op.drop_table("placements")
    with op.batch_alter_table("report_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_parts_report_id"))

    op.drop_table("report_parts")
    op.drop_table("reports")
    with op.batch_alter_table("figure_remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_remarks_discussion_id"))

    op.drop_table("figure_remarks")
    with op.batch_alter_table("extracts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extracts_user_id"))

    op.drop_table("extracts")
    with op.batch_alter_table("dossier_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_steps_dossier_id"))

    op.drop_table("dossier_steps")
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossiers_state"))

    op.drop_table("dossiers")
    with op.batch_alter_table("annotations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annotations_starts_on"))

    op.drop_table("annotations")
    op.drop_table("figure_discussions")
