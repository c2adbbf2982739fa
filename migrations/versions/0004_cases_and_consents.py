"""Cases, consents, lines, acceptances, withdrawals."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "case",
    "coach_assignment",
    "assignment",
    "consent",
    "governing",
    "consent_person",
    "consent_row",
    "row_reader",
    "consent_line",
    "withdrawal",
    "acceptance",
    "document",
)


def upgrade() -> None:
    _case()
    _coach_assignment()
    _assignment()
    _consent()
    _governing()
    _consent_person()
    _consent_row()
    _row_reader()
    _consent_line()
    _withdrawal()
    _acceptance()
    _document()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _case() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="case number for people and files; random"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "coordinator_id", sa.String(length=32), nullable=False, comment="the registering coach until changed"
        ),
        sa.ForeignKeyConstraint(["coordinator_id"], ["officer.id"], name=op.f("fk_case_coordinator_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_case_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
    )
    op.create_index(op.f("ix_case_participant_id"), "case", ["participant_id"], unique=False)


def _coach_assignment() -> None:
    op.create_table(
        "coach_assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_coach_assignment_case_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_coach_assignment_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_coach_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_assignment")),
    )
    op.create_index("ix_coach_assignment_case_id", "coach_assignment", ["case_id"], unique=False)
    op.create_index("ix_coach_assignment_officer_case", "coach_assignment", ["officer_id", "case_id"], unique=False)


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("employment_id", sa.String(length=32), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assignment_case_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_assignment_employment_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_assignment_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_officer_case", "assignment", ["officer_id", "case_id"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="policies.vocabulary.Kind"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="1, 2, ... per case and kind, gap-free, given at drafting"
        ),
        sa.Column("drafted_by", sa.String(length=32), nullable=False),
        sa.Column("drafted_unit_id", sa.String(length=32), nullable=False),
        sa.Column("drafted_at", sa.BigInteger(), nullable=False),
        sa.Column("presented_at", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", sa.BigInteger(), nullable=True),
        sa.Column("witnessed_at", sa.BigInteger(), nullable=True),
        sa.Column("witnessed_by", sa.String(length=32), nullable=True),
        sa.Column(
            "declined_at",
            sa.BigInteger(),
            nullable=True,
            comment="the participant said no to the whole; or the draft was dropped",
        ),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("superseded_at", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=False),
        sa.Column(
            "purposes",
            sa.String(length=200),
            nullable=False,
            comment="policies.vocabulary.Purpose, space separated, never empty",
        ),
        sa.Column("covers_earlier", sa.Boolean(), nullable=True, comment="her own answer; empty until signed"),
        sa.Column("collision_check", sa.Boolean(), nullable=True, comment="her own answer; empty until signed"),
        sa.Column(
            "one_coach", sa.Boolean(), nullable=True, comment="one coach made the link or reset and presented the text"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_case_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["officer.id"], name=op.f("fk_consent_drafted_by")),
        sa.ForeignKeyConstraint(["drafted_unit_id"], ["unit.id"], name=op.f("fk_consent_drafted_unit_id")),
        sa.ForeignKeyConstraint(["witnessed_by"], ["officer.id"], name=op.f("fk_consent_witnessed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("case_id", "kind", "version", name=op.f("uq_consent_case_id_kind_version")),
    )


def _governing() -> None:
    op.create_table(
        "governing",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "consent_id",
            sa.String(length=32),
            nullable=True,
            comment="the newest signed version; empty before the first",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_governing_case_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_governing_consent_id")),
        sa.PrimaryKeyConstraint("case_id", "kind", name=op.f("pk_governing")),
    )


def _consent_person() -> None:
    op.create_table(
        "consent_person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("employment_id", sa.String(length=32), nullable=False),
        sa.Column("reads", sa.Boolean(), nullable=False, comment="false: named only to give"),
        sa.Column("answer", sa.Boolean(), nullable=True, comment="empty until answered"),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_person_consent_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_consent_person_employment_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_consent_person_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_consent_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_person")),
        sa.UniqueConstraint(
            "consent_id", "officer_id", "unit_id", name=op.f("uq_consent_person_consent_id_officer_id_unit_id")
        ),
    )
    op.create_index("ix_consent_person_officer_id", "consent_person", ["officer_id", "consent_id"], unique=False)


def _consent_row() -> None:
    op.create_table(
        "consent_row",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False, comment="a unit's id, or participant"),
        sa.Column(
            "source_function",
            sa.String(length=40),
            nullable=False,
            comment="Function of the source for the ceiling, or participant",
        ),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("accepted_by", sa.String(length=32), nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by"], ["officer.id"], name=op.f("fk_consent_row_accepted_by")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_row_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_row")),
        sa.UniqueConstraint("consent_id", "source", "category", name=op.f("uq_consent_row_consent_id_source_category")),
    )


def _row_reader() -> None:
    op.create_table(
        "row_reader",
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["consent_person.id"], name=op.f("fk_row_reader_person_id")),
        sa.ForeignKeyConstraint(["row_id"], ["consent_row.id"], name=op.f("fk_row_reader_row_id")),
        sa.PrimaryKeyConstraint("row_id", "person_id", name=op.f("pk_row_reader")),
        comment="who the draft proposes as readers of a row; lines are made of it at signing",
    )


def _consent_line() -> None:
    op.create_table(
        "consent_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("employment_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="first signing of the line's unbroken chain"),
        sa.Column("covers_earlier", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_line_consent_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_consent_line_employment_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_consent_line_officer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["consent_person.id"], name=op.f("fk_consent_line_person_id")),
        sa.ForeignKeyConstraint(["row_id"], ["consent_row.id"], name=op.f("fk_consent_line_row_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_consent_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_line")),
        sa.UniqueConstraint("row_id", "person_id", name=op.f("uq_consent_line_row_id_person_id")),
    )
    op.create_index("ix_consent_line_consent_officer", "consent_line", ["consent_id", "officer_id"], unique=False)


def _withdrawal() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(length=32), nullable=False, comment="the receipt number"),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False, comment="whole, person, category or row"),
        sa.Column(
            "target", sa.String(length=32), nullable=True, comment="the person, category or row; empty for whole"
        ),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_withdrawal_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_consent_id"), "withdrawal", ["consent_id"], unique=False)


def _acceptance() -> None:
    op.create_table(
        "acceptance",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column(
            "reason", sa.LargeBinary(), nullable=True, comment="sealed record, label consent; only with a decline"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_acceptance_officer_id")),
        sa.ForeignKeyConstraint(["row_id"], ["consent_row.id"], name=op.f("fk_acceptance_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_row_id"), "acceptance", ["row_id"], unique=False)


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False, comment="text, signature or witness"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_written", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True, comment="SHA-256 of the exact text shown"),
        sa.Column(
            "nonce", sa.String(length=32), nullable=True, comment="bound into the signature; new at each presentation"
        ),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="label consent"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_document_consent_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_document_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("consent_id", "part", name=op.f("uq_document_consent_id_part")),
    )
