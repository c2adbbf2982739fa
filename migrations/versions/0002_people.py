"""Organisations, secrecy units, officers, participants."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("organisation", "unit", "officer", "employment", "reviewed_unit", "participant", "identity", "unit_todo")


def upgrade() -> None:
    _organisation()
    _unit()
    _officer()
    _employment()
    _reviewed_unit()
    _participant()
    _identity()
    _unit_todo()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="hub.organisations.kinds.AuthorityKind"),
        sa.Column(
            "never_reads", sa.Boolean(), nullable=False, comment="an employer, association or förbund never reads"
        ),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("own_ground", sa.Boolean(), nullable=False, comment="own items stay readable after total withdrawal"),
        sa.Column(
            "own_ground_reference",
            sa.String(length=200),
            nullable=True,
            comment="the paragraph the switch rests on; required when it is on",
        ),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False, comment="hub.officers.roles.Role"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("email", name=op.f("uq_officer_email")),
    )


def _employment() -> None:
    op.create_table(
        "employment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column(
            "function",
            sa.String(length=40),
            nullable=False,
            comment="policies.vocabulary.Function, the ceiling's column",
        ),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_employment_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    op.create_index("ix_employment_officer_unit", "employment", ["officer_id", "unit_id"], unique=False)


def _reviewed_unit() -> None:
    op.create_table(
        "reviewed_unit",
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_reviewed_unit_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reviewed_unit_unit_id")),
        sa.PrimaryKeyConstraint("officer_id", "unit_id", name=op.f("pk_reviewed_unit")),
    )


def _participant() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False, comment="the unit that registered"),
        sa.Column(
            "number_index",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="blind index of the number; empty when none or already known",
        ),
        sa.Column("restricted_at", sa.BigInteger(), nullable=True, comment="GDPR art. 18"),
        sa.Column("died_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_participant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("unit_id", "number_index", name=op.f("uq_participant_unit_id_number_index")),
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False, comment="Reserved: name, number or account"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_written", sa.BigInteger(), nullable=False),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="one packed record, sealed under the participant's key"
        ),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_identity_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("participant_id", "category", name=op.f("uq_identity_participant_id_category")),
    )


def _unit_todo() -> None:
    op.create_table(
        "unit_todo",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="such as number_already_known; names nobody"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_unit_todo_participant_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_todo_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_todo")),
    )
    op.create_index("ix_unit_todo_unit_id", "unit_todo", ["unit_id"], unique=False)
