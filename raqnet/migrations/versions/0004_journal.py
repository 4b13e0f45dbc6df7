"""The rest of the journal de bord: lists, local actors, interventions, work for the host."""

import sqlalchemy as sa
from alembic import op

revision = "0004_journal"
down_revision = "0003_recordings"
branch_labels = None
depends_on = None

# Compared byte by byte on both engines.
WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def upgrade() -> None:

    op.create_table(
        "list_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("special", sa.String(length=10), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["list_values.id"], name=op.f("fk_list_values_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_values")),
        sa.UniqueConstraint("list_name", "name", name=op.f("uq_list_values_list_name_name")),
    )
    with op.batch_alter_table("list_values", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_list_values_merged_into_id"), ["merged_into_id"], unique=False
        )

    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("matching", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_user_id"), ["user_id"], unique=False)

    op.create_table(
        "list_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=120), nullable=False),
        sa.Column("after", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_list_changes_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["value_id"],
            ["list_values.id"],
            name=op.f("fk_list_changes_value_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_changes")),
    )
    with op.batch_alter_table("list_changes", schema=None) as batch_op:
        batch_op.create_index("ix_list_changes_value_id_at", ["value_id", "at"], unique=False)

    op.create_table(
        "sendings",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sendings_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_sendings")),
    )
    with op.batch_alter_table("sendings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sendings_at"), ["at"], unique=False)

    op.create_table(
        "actors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sort_name", sa.String(length=120), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("opening_hours", sa.String(length=500), nullable=False),
        sa.Column("publics", sa.String(length=500), nullable=False),
        sa.Column("specifics", sa.String(length=2000), nullable=False),
        sa.Column("specifics_nl", sa.String(length=2000), nullable=False),
        sa.Column("directory_url", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.String(length=10), nullable=False),
        sa.Column("capacity_note", sa.String(length=200), nullable=False),
        sa.Column("capacity_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("family_id", sa.Integer(), nullable=True),
        sa.Column("phone_key", sa.String(length=20), nullable=False),
        sa.Column("address_key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_actors_author_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_actors_commune_id")),
        sa.ForeignKeyConstraint(["family_id"], ["actors.id"], name=op.f("fk_actors_family_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["actors.id"], name=op.f("fk_actors_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhoods.id"], name=op.f("fk_actors_neighbourhood_id")
        ),
        sa.ForeignKeyConstraint(["type_id"], ["list_values.id"], name=op.f("fk_actors_type_id")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["users.id"], name=op.f("fk_actors_verified_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
    )
    with op.batch_alter_table("actors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actors_address_key"), ["address_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_actors_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actors_family_id"), ["family_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_actors_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_actors_phone_key"), ["phone_key"], unique=False)
        batch_op.create_index("ix_actors_sort_name_id", ["sort_name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actors_type_id"), ["type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actors_verified_on"), ["verified_on"], unique=False)

    op.create_table(
        "host_works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("also_mission", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["list_values.id"], name=op.f("fk_host_works_kind_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_host_works_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_host_works_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_works")),
    )
    with op.batch_alter_table("host_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_works_kind_id"), ["kind_id"], unique=False)
        batch_op.create_index(
            "ix_host_works_organisation_id_happened_on",
            ["organisation_id", "happened_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_host_works_worker_id_happened_on_id",
            ["worker_id", "happened_on", "id"],
            unique=False,
        )

    op.create_table(
        "journal_habits",
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("with_minutes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_journal_habits_worker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_journal_habits")),
    )
    op.create_table(
        "starting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("helped", sa.String(length=2000), nullable=False),
        sa.Column("hard", sa.String(length=2000), nullable=False),
        sa.Column("questions", sa.String(length=2000), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_starting_entries_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_starting_entries")),
        sa.UniqueConstraint(
            "worker_id", "happened_on", name=op.f("uq_starting_entries_worker_id_happened_on")
        ),
    )
    op.create_table(
        "starting_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.id"],
            name=op.f("fk_starting_periods_worker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_starting_periods")),
    )
    with op.batch_alter_table("starting_periods", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_starting_periods_worker_id"), ["worker_id"], unique=False
        )

    op.create_table(
        "actor_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actors.id"], name=op.f("fk_actor_changes_actor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_actor_changes_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor_changes")),
    )
    with op.batch_alter_table("actor_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_changes_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "actor_languages",
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["actors.id"],
            name=op.f("fk_actor_languages_actor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["language_id"], ["languages.id"], name=op.f("fk_actor_languages_language_id")
        ),
        sa.PrimaryKeyConstraint("actor_id", "language_id", name=op.f("pk_actor_languages")),
    )
    with op.batch_alter_table("actor_languages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_actor_languages_language_id"), ["language_id"], unique=False
        )

    op.create_table(
        "actor_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actors.id"], name=op.f("fk_actor_words_actor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "actor_id", name=op.f("pk_actor_words")),
    )
    with op.batch_alter_table("actor_words", schema=None) as batch_op:
        batch_op.create_index("ix_actor_words_actor_id_word", ["actor_id", "word"], unique=False)

    op.create_table(
        "collaborations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("first_contact_on", sa.Date(), nullable=True),
        sa.Column("known_through_id", sa.Integer(), nullable=True),
        sa.Column("initiated_by", sa.String(length=10), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("refusal_id", sa.Integer(), nullable=True),
        sa.Column("follow_up", sa.String(length=500), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("shows_me", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actors.id"], name=op.f("fk_collaborations_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["known_through_id"],
            ["list_values.id"],
            name=op.f("fk_collaborations_known_through_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["list_values.id"], name=op.f("fk_collaborations_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["refusal_id"], ["list_values.id"], name=op.f("fk_collaborations_refusal_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_collaborations_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaborations")),
        sa.UniqueConstraint(
            "actor_id", "worker_id", name=op.f("uq_collaborations_actor_id_worker_id")
        ),
    )
    with op.batch_alter_table("collaborations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_collaborations_known_through_id"), ["known_through_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_collaborations_outcome_id"), ["outcome_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_collaborations_refusal_id"), ["refusal_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_collaborations_worker_id"), ["worker_id"], unique=False
        )

    op.create_table(
        "interventions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("initiator_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("language_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiator_id"], ["list_values.id"], name=op.f("fk_interventions_initiator_id")
        ),
        sa.ForeignKeyConstraint(
            ["language_id"], ["languages.id"], name=op.f("fk_interventions_language_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_interventions_neighbourhood_id"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_interventions_occurrence_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["list_values.id"], name=op.f("fk_interventions_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_interventions_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventions")),
        sa.UniqueConstraint(
            "worker_id", "import_key", name=op.f("uq_interventions_worker_id_import_key")
        ),
    )
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interventions_happened_on"), ["happened_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interventions_initiator_id"), ["initiator_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interventions_language_id"), ["language_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interventions_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interventions_occurrence_id"), ["occurrence_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_interventions_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            "ix_interventions_worker_id_happened_on_id",
            ["worker_id", "happened_on", "id"],
            unique=False,
        )

    op.create_table(
        "intervention_languages",
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["interventions.id"],
            name=op.f("fk_intervention_languages_intervention_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["language_id"], ["languages.id"], name=op.f("fk_intervention_languages_language_id")
        ),
        sa.PrimaryKeyConstraint(
            "intervention_id", "language_id", name=op.f("pk_intervention_languages")
        ),
    )
    with op.batch_alter_table("intervention_languages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervention_languages_language_id"), ["language_id"], unique=False
        )

    op.create_table(
        "intervention_marks",
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["interventions.id"],
            name=op.f("fk_intervention_marks_intervention_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["list_values.id"], name=op.f("fk_intervention_marks_value_id")
        ),
        sa.PrimaryKeyConstraint("intervention_id", "value_id", name=op.f("pk_intervention_marks")),
    )
    with op.batch_alter_table("intervention_marks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intervention_marks_value_id"), ["value_id"], unique=False
        )

    op.create_table(
        "relays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("failure_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name=op.f("fk_relays_actor_id")),
        sa.ForeignKeyConstraint(
            ["failure_id"], ["list_values.id"], name=op.f("fk_relays_failure_id")
        ),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["interventions.id"],
            name=op.f("fk_relays_intervention_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_relays_organisation_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_relays_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relays")),
    )
    with op.batch_alter_table("relays", schema=None) as batch_op:
        batch_op.create_index("ix_relays_actor_id_state_on", ["actor_id", "state_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_relays_failure_id"), ["failure_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_relays_intervention_id"), ["intervention_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_relays_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_relays_state_state_on", ["state", "state_on"], unique=False)
        batch_op.create_index("ix_relays_worker_id_state", ["worker_id", "state"], unique=False)

    op.create_table(
        "relay_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relay_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("failure_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["failure_id"], ["list_values.id"], name=op.f("fk_relay_steps_failure_id")
        ),
        sa.ForeignKeyConstraint(
            ["relay_id"], ["relays.id"], name=op.f("fk_relay_steps_relay_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_steps")),
    )
    with op.batch_alter_table("relay_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relay_steps_relay_id"), ["relay_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("relay_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relay_steps_relay_id"))

    op.drop_table("relay_steps")
    with op.batch_alter_table("relays", schema=None) as batch_op:
        batch_op.drop_index("ix_relays_worker_id_state")
        batch_op.drop_index("ix_relays_state_state_on")
        batch_op.drop_index(batch_op.f("ix_relays_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_relays_intervention_id"))
        batch_op.drop_index(batch_op.f("ix_relays_failure_id"))
        batch_op.drop_index("ix_relays_actor_id_state_on")

    op.drop_table("relays")
    with op.batch_alter_table("intervention_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervention_marks_value_id"))

    op.drop_table("intervention_marks")
    with op.batch_alter_table("intervention_languages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervention_languages_language_id"))

    op.drop_table("intervention_languages")
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.drop_index("ix_interventions_worker_id_happened_on_id")
        batch_op.drop_index(batch_op.f("ix_interventions_place_id"))
        batch_op.drop_index(batch_op.f("ix_interventions_occurrence_id"))
        batch_op.drop_index(batch_op.f("ix_interventions_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_interventions_language_id"))
        batch_op.drop_index(batch_op.f("ix_interventions_initiator_id"))
        batch_op.drop_index(batch_op.f("ix_interventions_happened_on"))

    op.drop_table("interventions")
    with op.batch_alter_table("collaborations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collaborations_worker_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_refusal_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_outcome_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_known_through_id"))

    op.drop_table("collaborations")
    with op.batch_alter_table("actor_words", schema=None) as batch_op:
        batch_op.drop_index("ix_actor_words_actor_id_word")

    op.drop_table("actor_words")
    with op.batch_alter_table("actor_languages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_languages_language_id"))

    op.drop_table("actor_languages")
    with op.batch_alter_table("actor_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_changes_actor_id"))

    op.drop_table("actor_changes")
    with op.batch_alter_table("starting_periods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_starting_periods_worker_id"))

    op.drop_table("starting_periods")
    op.drop_table("starting_entries")
    op.drop_table("journal_habits")
    with op.batch_alter_table("host_works", schema=None) as batch_op:
        batch_op.drop_index("ix_host_works_worker_id_happened_on_id")
        batch_op.drop_index("ix_host_works_organisation_id_happened_on")
        batch_op.drop_index(batch_op.f("ix_host_works_kind_id"))

    op.drop_table("host_works")
    with op.batch_alter_table("actors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actors_verified_on"))
        batch_op.drop_index(batch_op.f("ix_actors_type_id"))
        batch_op.drop_index("ix_actors_sort_name_id")
        batch_op.drop_index(batch_op.f("ix_actors_phone_key"))
        batch_op.drop_index(batch_op.f("ix_actors_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_actors_family_id"))
        batch_op.drop_index(batch_op.f("ix_actors_commune_id"))
        batch_op.drop_index(batch_op.f("ix_actors_address_key"))

    op.drop_table("actors")
    with op.batch_alter_table("sendings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sendings_at"))

    op.drop_table("sendings")
    with op.batch_alter_table("list_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_list_changes_value_id_at")

    op.drop_table("list_changes")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_user_id"))

    op.drop_table("imports")
    with op.batch_alter_table("list_values", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_values_merged_into_id"))

    op.drop_table("list_values")
