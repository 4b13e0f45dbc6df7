"""A calendar that knows how the team works: documents, planning, outside calendars, public pages."""

import sqlalchemy as sa
from alembic import op

revision = "0006_planning"
down_revision = "0005_research"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_periods")),
    )
    with op.batch_alter_table("closed_periods", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_closed_periods_starts_on"), ["starts_on"], unique=False
        )

    op.create_table(
        "outbox_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=20000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mails_key")),
    )
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_mails_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "project_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=1000), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_kinds")),
        sa.UniqueConstraint("name", name=op.f("uq_project_kinds_name")),
    )
    op.create_table(
        "outside_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_outside_calendars_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_calendars")),
    )
    with op.batch_alter_table("outside_calendars", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_calendars_user_id"), ["user_id"], unique=False)

    op.create_table(
        "project_kind_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("tasks", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_project_kind_steps_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"],
            ["project_kinds.id"],
            name=op.f("fk_project_kind_steps_kind_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_kind_steps")),
    )
    with op.batch_alter_table("project_kind_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_kind_steps_kind_id"), ["kind_id"], unique=False
        )

    op.create_table(
        "public_hosts",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_public_hosts_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_public_hosts")),
        sa.UniqueConstraint("slug", name=op.f("uq_public_hosts_slug")),
    )
    op.create_table(
        "calendar_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outside_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outside_id"],
            ["outside_calendars.id"],
            name=op.f("fk_calendar_imports_outside_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_imports_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_imports")),
    )
    with op.batch_alter_table("calendar_imports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_imports_outside_id"), ["outside_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_calendar_imports_user_id"), ["user_id"], unique=False)

    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=2000), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_projects_author_id")),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["project_kinds.id"], name=op.f("fk_projects_kind_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhoods.id"], name=op.f("fk_projects_neighbourhood_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_kind_id"), ["kind_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_projects_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )

    op.create_table(
        "public_profiles",
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("words_fr", sa.String(length=300), nullable=False),
        sa.Column("words_nl", sa.String(length=300), nullable=False),
        sa.Column("shows_site", sa.Boolean(), nullable=False),
        sa.Column("shows_languages", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_public_profiles_worker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_public_profiles")),
    )
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_recoveries_author_id")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_recoveries_worker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recoveries_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("has_thumbnail", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(length=100), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_attachments_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_attachments_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachments_uid")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_action_id"), ["action_id"], unique=False)

    op.create_table(
        "calendar_import_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["calendar_imports.id"],
            name=op.f("fk_calendar_import_lines_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_import_lines")),
    )
    with op.batch_alter_table("calendar_import_lines", schema=None) as batch_op:
        batch_op.create_index("ix_import_lines_position", ["import_id", "position"], unique=False)

    op.create_table(
        "host_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("audience", sa.String(length=500), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("word", sa.String(length=500), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f("fk_host_proposals_action_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_host_proposals_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_host_proposals_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_host_proposals_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_host_proposals_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_proposals")),
    )
    with op.batch_alter_table("host_proposals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_host_proposals_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_host_proposals_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_host_proposals_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_host_proposals_state"), ["state"], unique=False)

    op.create_table(
        "imported_events",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("outside_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f("fk_imported_events_action_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["outside_id"],
            ["outside_calendars.id"],
            name=op.f("fk_imported_events_outside_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_imported_events")),
    )
    with op.batch_alter_table("imported_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_events_outside_id"), ["outside_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_imported_events_uid"), ["uid"], unique=False)

    op.create_table(
        "project_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_project_steps_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_steps_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_steps")),
    )
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_steps_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "public_actions",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("title_nl", sa.String(length=120), nullable=False),
        sa.Column("words_fr", sa.String(length=1000), nullable=False),
        sa.Column("words_nl", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f("fk_public_actions_action_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_public_actions")),
    )
    op.create_table(
        "hour_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("workers", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_hour_approvals_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_hour_approvals_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_approvals")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_hour_approvals_occurrence_id")),
    )
    with op.batch_alter_table("hour_approvals", schema=None) as batch_op:
        batch_op.create_index("ix_hour_approvals_state", ["state"], unique=False)

    op.create_table(
        "hour_decisions",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["hour_approvals.id"],
            name=op.f("fk_hour_decisions_approval_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_hour_decisions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_hour_decisions_worker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("approval_id", "worker_id", name=op.f("pk_hour_decisions")),
    )
    with op.batch_alter_table("hour_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hour_decisions_worker_id"), ["worker_id"], unique=False
        )

    op.create_table(
        "project_actions",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f("fk_project_actions_action_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_actions_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["project_steps.id"],
            name=op.f("fk_project_actions_step_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_project_actions")),
    )
    with op.batch_alter_table("project_actions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_actions_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_actions_step_id"), ["step_id"], unique=False)

    op.create_table(
        "project_documents",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_project_documents_attachment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_documents_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "attachment_id", name=op.f("pk_project_documents")),
    )
    with op.batch_alter_table("project_documents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_documents_attachment_id"), ["attachment_id"], unique=False
        )

    op.create_table(
        "project_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_tasks_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["project_steps.id"],
            name=op.f("fk_project_tasks_step_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_project_tasks_worker_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_tasks")),
    )
    with op.batch_alter_table("project_tasks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_tasks_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_tasks_step_id"), ["step_id"], unique=False)

    op.create_table(
        "reinforcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=True),
        sa.Column("skill_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND wanted", name=op.f("ck_reinforcements_places")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_reinforcements_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["language_id"], ["languages.id"], name=op.f("fk_reinforcements_language_id")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_reinforcements_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_reinforcements_skill_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reinforcements")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_reinforcements_occurrence_id")),
    )
    op.create_table(
        "reinforcement_joins",
        sa.Column("reinforcement_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reinforcement_id"],
            ["reinforcements.id"],
            name=op.f("fk_reinforcement_joins_reinforcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_reinforcement_joins_worker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "reinforcement_id", "worker_id", name=op.f("pk_reinforcement_joins")
        ),
    )
    with op.batch_alter_table("reinforcement_joins", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reinforcement_joins_worker_id"), ["worker_id"], unique=False
        )

    with op.batch_alter_table("action_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("before", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("undoes_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_action_changes_undoes_id"),
            "action_changes",
            ["undoes_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("skips_closed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("closed_days", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("move_reason", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_actions_continues_id"), ["continues_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_actions_continues_id"),
            "actions",
            ["continues_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("actions", schema=None) as batch_op:
        for name in ("skips_closed", "closed_days", "move_reason"):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("previous_fetched_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("weekly_digest", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("weekly_digest", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("weekly_digest")

    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_column("previous_fetched_at")

    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_actions_continues_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_actions_continues_id"))
        batch_op.drop_column("move_reason")
        batch_op.drop_column("moved_at")
        batch_op.drop_column("moved_from")
        batch_op.drop_column("continues_id")
        batch_op.drop_column("closed_days")
        batch_op.drop_column("skips_closed")

    with op.batch_alter_table("action_changes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_action_changes_undoes_id"), type_="foreignkey")
        batch_op.drop_column("undoes_id")
        batch_op.drop_column("before")

    with op.batch_alter_table("reinforcement_joins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reinforcement_joins_worker_id"))

    op.drop_table("reinforcement_joins")
    op.drop_table("reinforcements")
    with op.batch_alter_table("project_tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_tasks_step_id"))
        batch_op.drop_index(batch_op.f("ix_project_tasks_project_id"))

    op.drop_table("project_tasks")
    with op.batch_alter_table("project_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_documents_attachment_id"))

    op.drop_table("project_documents")
    with op.batch_alter_table("project_actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_actions_step_id"))
        batch_op.drop_index(batch_op.f("ix_project_actions_project_id"))

    op.drop_table("project_actions")
    with op.batch_alter_table("hour_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hour_decisions_worker_id"))

    op.drop_table("hour_decisions")
    with op.batch_alter_table("hour_approvals", schema=None) as batch_op:
        batch_op.drop_index("ix_hour_approvals_state")

    op.drop_table("hour_approvals")
    op.drop_table("public_actions")
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_steps_project_id"))

    op.drop_table("project_steps")
    with op.batch_alter_table("imported_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_events_uid"))
        batch_op.drop_index(batch_op.f("ix_imported_events_outside_id"))

    op.drop_table("imported_events")
    with op.batch_alter_table("host_proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_host_proposals_state"))
        batch_op.drop_index(batch_op.f("ix_host_proposals_site_id"))
        batch_op.drop_index(batch_op.f("ix_host_proposals_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_host_proposals_action_id"))

    op.drop_table("host_proposals")
    with op.batch_alter_table("calendar_import_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_import_lines_position")

    op.drop_table("calendar_import_lines")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_action_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recoveries_worker_id"))

    op.drop_table("recoveries")
    op.drop_table("public_profiles")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_projects_kind_id"))

    op.drop_table("projects")
    with op.batch_alter_table("calendar_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_imports_user_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_imports_outside_id"))

    op.drop_table("calendar_imports")
    op.drop_table("public_hosts")
    with op.batch_alter_table("project_kind_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_kind_steps_kind_id"))

    op.drop_table("project_kind_steps")
    with op.batch_alter_table("outside_calendars", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_calendars_user_id"))

    op.drop_table("outside_calendars")
    op.drop_table("project_kinds")
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mails_created_at"))

    op.drop_table("outbox_mails")
    with op.batch_alter_table("closed_periods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closed_periods_starts_on"))

    op.drop_table("closed_periods")
