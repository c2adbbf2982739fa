"""Rows of cases, consents, named persons, lines, teams, acceptances, assignments and withdrawals; no text."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from hub.store.base import Id, Instant, metadata

case = Table(
    "case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False, index=True),
    Column("number", String(20), nullable=False, unique=True, comment="case number for people and files; random"),
    Column("created_at", Instant, nullable=False),
    Column(
        "coordinator_id", Id, ForeignKey("officer.id"), nullable=False, comment="the registering coach until changed"
    ),
)

coach_assignment = Table(
    "coach_assignment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    Column("seal", LargeBinary(32), comment="of who coaches what: hub.store.row_seals"),
    Index("ix_coach_assignment_officer_case", "officer_id", "case_id"),
    Index("ix_coach_assignment_case_id", "case_id"),
    Index("ix_coach_assignment_unit_id", "unit_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("kind", String(20), nullable=False, comment="policies.vocabulary.Kind"),
    Column("version", Integer, nullable=False, comment="1, 2, ... per case and kind, gap-free, given at drafting"),
    Column("drafted_by", Id, ForeignKey("officer.id"), nullable=False, index=True),
    Column("drafted_unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("presented_at", Instant),
    Column("thinking_at", Instant, comment="she said that she wants to think; empty when she goes on"),
    Column("signed_at", Instant),
    Column("witnessed_at", Instant),
    Column("witnessed_by", Id, ForeignKey("officer.id")),
    Column("declined_at", Instant, comment="the participant said no to the whole; or the draft was dropped"),
    Column("withdrawn_at", Instant),
    Column("superseded_at", Instant),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant, nullable=False),
    Column(
        "purposes", String(200), nullable=False, comment="policies.vocabulary.Purpose, space separated, never empty"
    ),
    Column("covers_earlier", Boolean, comment="her own answer; empty until signed"),
    Column("collision_check", Boolean, comment="her own answer; empty until signed"),
    Column("one_coach", Boolean, comment="one coach made the link or reset and presented the text"),
    Column("seal", LargeBinary, comment="of what stands, for readers whom it does not name: hub.grants.consent_seals"),
    UniqueConstraint("case_id", "kind", "version"),
)

governing = Table(
    "governing",
    metadata,
    Column("case_id", Id, ForeignKey("case.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column(
        "consent_id",
        Id,
        ForeignKey("consent.id"),
        index=True,
        comment="the newest signed version; empty before the first",
    ),
)

proposed_officer = Table(
    "proposed_officer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("title", String(200), nullable=False),
    Column("work_email", String(200), nullable=False),
    Column("function", String(40), nullable=False, comment="what the draft's ceiling is reckoned with; hers decides"),
    Column("proposed_by", Id, ForeignKey("officer.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("bound_officer_id", Id, ForeignKey("officer.id")),
    Column("bound_employment_id", Id, ForeignKey("employment.id")),
    Column("bound_at", Instant),
    Column("bound_by", Id, ForeignKey("officer.id")),
    Column("declined_at", Instant),
    Index("ix_proposed_officer_unit_id", "unit_id"),
    comment="an officer who is not there yet; lines that name her sleep until her unit's access manager binds her",
)

consent_person = Table(
    "consent_person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), comment="empty while only proposed"),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("employment_id", Id, ForeignKey("employment.id"), comment="empty while only proposed"),
    Column("proposal_id", Id, ForeignKey("proposed_officer.id"), comment="how she was named when she was not there"),
    Column("stands_in_for", Id, ForeignKey("consent_person.id"), comment="of a substitute: whom she replaces"),
    Column("reads", Boolean, nullable=False, comment="false: named only to give"),
    Column("answer", Boolean, comment="empty until answered"),
    Column("withdrawn_at", Instant),
    Column("seal", LargeBinary, comment="of what stands, as this person's decisions see it"),
    UniqueConstraint("consent_id", "officer_id", "unit_id"),
    Index("ix_consent_person_proposal_id", "proposal_id"),
    Index("ix_consent_person_officer_id", "officer_id", "consent_id"),
)

consent_row = Table(
    "consent_row",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False),
    Column("source", String(32), nullable=False, comment="a unit's id, or participant"),
    Column(
        "source_function", String(40), nullable=False, comment="Function of the source for the ceiling, or participant"
    ),
    Column("category", String(3), nullable=False),
    Column("answer", Boolean),
    Column("accepted_at", Instant),
    Column("accepted_by", Id, ForeignKey("officer.id")),
    Column("declined_at", Instant),
    Column("withdrawn_at", Instant),
    UniqueConstraint("consent_id", "source", "category"),
    Index("ix_consent_row_source", "source"),
)

row_reader = Table(
    "row_reader",
    metadata,
    Column("row_id", Id, ForeignKey("consent_row.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("consent_person.id"), primary_key=True),
    comment="who the draft proposes as readers of a row; lines are made of it at signing",
)

consent_line = Table(
    "consent_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False),
    Column("row_id", Id, ForeignKey("consent_row.id"), nullable=False),
    Column("person_id", Id, ForeignKey("consent_person.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), comment="empty while the line sleeps"),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("employment_id", Id, ForeignKey("employment.id"), comment="empty while the line sleeps"),
    Column("source", String(32), nullable=False),
    Column("category", String(3), nullable=False),
    Column("since", Instant, nullable=False, comment="first signing of the line's unbroken chain"),
    Column("covers_earlier", Boolean, nullable=False),
    Column("accepted_at", Instant),
    Column("declined_at", Instant),
    Column("withdrawn_at", Instant),
    UniqueConstraint("row_id", "person_id"),
    Index("ix_consent_line_consent_officer", "consent_id", "officer_id"),
    Index("ix_consent_line_person_id", "person_id"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("employment_id", Id, ForeignKey("employment.id"), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    Column("seal", LargeBinary(32), comment="of who has taken on what; none once ended: hub.store.row_seals"),
    Index("ix_assignment_officer_case", "officer_id", "case_id"),
    Index("ix_assignment_case_id", "case_id"),
    Index("ix_assignment_unit_id", "unit_id"),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("id", Id, primary_key=True, comment="the receipt number"),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("scope", String(10), nullable=False, comment="whole, person, category or row"),
    Column("target", String(32), comment="the person, category or row; empty for whole"),
    Column("channel", String(20), nullable=False),
    Column("registered_by", Id, comment="the officer who was told of it; empty: she did it herself"),
)

acceptance = Table(
    "acceptance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("row_id", Id, ForeignKey("consent_row.id"), nullable=False, index=True),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("reason", LargeBinary, comment="sealed record, label consent; only with a decline"),
)

absence = Table(
    "absence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("employment_id", Id, ForeignKey("employment.id"), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False, comment="at most the policy's longest absence after it begins"),
    Column("set_by", Id, ForeignKey("officer.id"), nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("ended_at", Instant, comment="ended before its time, or followed by another"),
    Column("seal", LargeBinary(32), comment="of who is away when; none once ended: hub.store.row_seals"),
    # One that stands an employment: a read finds it by one row.
    Index(
        "ux_absence_employment_id",
        "employment_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

paper = Table(
    "paper",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False, index=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False, index=True, comment="whose employees may compare"),
    Column("entered_by", Id, ForeignKey("officer.id"), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("settled_by", Id, ForeignKey("officer.id"), comment="who compared it; never who entered it"),
    Column("settled_at", Instant),
    Column("counts", Boolean, comment="it agreed and the version is signed; false: it went back"),
)
