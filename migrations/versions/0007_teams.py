"""Proposed officers, substitutes and absences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Children before the parents they point at.
REBUILT = ("consent_line", "row_reader", "consent_person")
PERSON = ("id", "consent_id", "officer_id", "unit_id", "employment_id", "reads", "answer", "withdrawn_at")
READER = ("row_id", "person_id")
LINE = (
    "id",
    "consent_id",
    "row_id",
    "person_id",
    "officer_id",
    "unit_id",
    "employment_id",
    "source",
    "category",
    "since",
    "covers_earlier",
    "accepted_at",
    "declined_at",
    "withdrawn_at",
)


def upgrade() -> None:
    _proposed_officer()
    _absence()
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(sleeping=True)
        return
    op.add_column("consent_person", _proposal())
    op.add_column("consent_person", _stands_in_for())
    _sleeping(allowed=True)
    op.create_foreign_key(
        op.f("fk_consent_person_proposal_id"), "consent_person", "proposed_officer", ["proposal_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_consent_person_stands_in_for"), "consent_person", "consent_person", ["stands_in_for"], ["id"]
    )
    op.create_index("ix_consent_person_proposal_id", "consent_person", ["proposal_id"], unique=False)


def downgrade() -> None:
    # Who is only proposed, and who stands in for somebody, cannot be told without these columns: her lines go.
    gone = "SELECT id FROM consent_person WHERE officer_id IS NULL OR stands_in_for IS NOT NULL"
    for table in ("consent_line", "row_reader"):
        op.execute(f"DELETE FROM {table} WHERE person_id IN ({gone})")  # noqa: S608 - words of this file
    op.execute("DELETE FROM consent_person WHERE officer_id IS NULL OR stands_in_for IS NOT NULL")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(sleeping=False)
    else:
        op.drop_index("ix_consent_person_proposal_id", "consent_person")
        op.drop_constraint(op.f("fk_consent_person_stands_in_for"), "consent_person", type_="foreignkey")
        op.drop_constraint(op.f("fk_consent_person_proposal_id"), "consent_person", type_="foreignkey")
        op.drop_column("consent_person", "stands_in_for")
        op.drop_column("consent_person", "proposal_id")
        _sleeping(allowed=False)
    op.drop_table("absence")
    op.drop_table("proposed_officer")


def _proposal() -> sa.Column[str]:
    comment = "how she was named when she was not there"
    return sa.Column("proposal_id", sa.String(length=32), nullable=True, comment=comment)


def _stands_in_for() -> sa.Column[str]:
    comment = "of a substitute: whom she replaces"
    return sa.Column("stands_in_for", sa.String(length=32), nullable=True, comment=comment)


def _sleeping(*, allowed: bool) -> None:
    for table, comment in (
        ("consent_person", "empty while only proposed"),
        ("consent_line", "empty while the line sleeps"),
    ):
        for column in ("officer_id", "employment_id"):
            op.alter_column(
                table,
                column,
                existing_type=sa.String(length=32),
                nullable=allowed,
                comment=comment if allowed else None,
                existing_comment=None if allowed else comment,
            )


def _rebuild(*, sleeping: bool) -> None:
    """Make the tables anew: SQLite cannot take NOT NULL off a column, and a child cannot stay while its parent goes."""
    columns = {"consent_person": PERSON, "row_reader": READER, "consent_line": LINE}
    for table in REBUILT:
        op.execute(f"CREATE TABLE kept_{table} AS SELECT {', '.join(columns[table])} FROM {table}")  # noqa: S608 - words of this file
        op.drop_table(table)
    _consent_person(sleeping=sleeping)
    _row_reader()
    _consent_line(sleeping=sleeping)
    for table in reversed(REBUILT):
        names = ", ".join(columns[table])
        op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM kept_{table}")  # noqa: S608 - as above
        op.drop_table(f"kept_{table}")


def _consent_person(*, sleeping: bool) -> None:
    comment = "empty while only proposed" if sleeping else None
    key, more = sa.String(length=32), list[SchemaItem]()
    if sleeping:
        more = [
            _proposal(),
            _stands_in_for(),
            sa.ForeignKeyConstraint(
                ["proposal_id"], ["proposed_officer.id"], name=op.f("fk_consent_person_proposal_id")
            ),
            sa.ForeignKeyConstraint(
                ["stands_in_for"], ["consent_person.id"], name=op.f("fk_consent_person_stands_in_for")
            ),
        ]
    op.create_table(
        "consent_person",
        sa.Column("id", key, nullable=False),
        sa.Column("consent_id", key, nullable=False),
        sa.Column("officer_id", key, nullable=sleeping, comment=comment),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("employment_id", key, nullable=sleeping, comment=comment),
        sa.Column("reads", sa.Boolean(), nullable=False, comment="false: named only to give"),
        sa.Column("answer", sa.Boolean(), nullable=True, comment="empty until answered"),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        *more,
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
    if sleeping:
        op.create_index("ix_consent_person_proposal_id", "consent_person", ["proposal_id"], unique=False)


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


def _consent_line(*, sleeping: bool) -> None:
    comment, key = "empty while the line sleeps" if sleeping else None, sa.String(length=32)
    pointers = {"consent_id": "consent", "row_id": "consent_row", "person_id": "consent_person"}
    pointers |= {"officer_id": "officer", "unit_id": "unit", "employment_id": "employment"}
    op.create_table(
        "consent_line",
        sa.Column("id", key, nullable=False),
        sa.Column("consent_id", key, nullable=False),
        sa.Column("row_id", key, nullable=False),
        sa.Column("person_id", key, nullable=False),
        sa.Column("officer_id", key, nullable=sleeping, comment=comment),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("employment_id", key, nullable=sleeping, comment=comment),
        sa.Column("source", key, nullable=False),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="first signing of the line's unbroken chain"),
        sa.Column("covers_earlier", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_consent_line_{column}"))
            for column, table in pointers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_line")),
        sa.UniqueConstraint("row_id", "person_id", name=op.f("uq_consent_line_row_id_person_id")),
    )
    op.create_index("ix_consent_line_consent_officer", "consent_line", ["consent_id", "officer_id"], unique=False)


def _proposed_officer() -> None:
    key = sa.String(length=32)
    pointers = {"unit_id": "unit", "proposed_by": "officer", "bound_officer_id": "officer", "bound_by": "officer"}
    pointers |= {"bound_employment_id": "employment"}
    op.create_table(
        "proposed_officer",
        sa.Column("id", key, nullable=False),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("work_email", sa.String(length=200), nullable=False),
        sa.Column(
            "function",
            sa.String(length=40),
            nullable=False,
            comment="what the draft's ceiling is reckoned with; hers decides",
        ),
        sa.Column("proposed_by", key, nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("bound_officer_id", key, nullable=True),
        sa.Column("bound_employment_id", key, nullable=True),
        sa.Column("bound_at", sa.BigInteger(), nullable=True),
        sa.Column("bound_by", key, nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_proposed_officer_{column}"))
            for column, table in pointers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_officer")),
        comment="an officer who is not there yet; lines that name her sleep until her unit's access manager binds her",
    )
    op.create_index("ix_proposed_officer_unit_id", "proposed_officer", ["unit_id"], unique=False)


def _absence() -> None:
    key = sa.String(length=32)
    pointers = {"officer_id": "officer", "unit_id": "unit", "employment_id": "employment", "set_by": "officer"}
    op.create_table(
        "absence",
        sa.Column("id", key, nullable=False),
        sa.Column("officer_id", key, nullable=False),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("employment_id", key, nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column(
            "ends",
            sa.BigInteger(),
            nullable=False,
            comment="at most the policy's longest absence after it begins",
        ),
        sa.Column("set_by", key, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True, comment="ended before its time, or followed by another"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_absence_{column}"))
            for column, table in pointers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(
        "ux_absence_employment_id",
        "absence",
        ["employment_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
