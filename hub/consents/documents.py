"""Reads and writes a consent's sealed documents, and reads what else of a case the consents hand to the door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, literal, select, update

from hub.access_log.entry import Record
from hub.access_log.reader.telling import check_told
from hub.consents.tables import document
from hub.disclosure.records import CaseRef, Sealed
from hub.grants.draft_seals import Presentation
from hub.grants.tables import acceptance, case, consent_row
from hub.grants.versions import Version
from hub.participants.tables import identity
from hub.store.ground import Ground
from hub.store.heads import Frame, Written, check_head, head_hash
from hub.store.ids import new_id
from hub.store.prepared import Prepared
from hub.store.sealing import ring_for, seal
from hub.store.tables import record_head
from keys.errors import Tampered
from policies.vocabulary import PARTICIPANT_SOURCE, Reserved

TABLE: Final = "document"
REASON_TABLE: Final = "acceptance"
COLUMNS: Final = {
    "answers": ("answers",),  # half-given, until she signs
    "drawing": ("png",),
    "paper": ("entered", "pages"),
    "signature": ("signed",),
    "text": ("text",),
    "witness": ("witnessed",),
}
REASON_COLUMNS: Final = ("reason",)
_NAME_TABLE: Final = "identity"
_NAME_COLUMNS: Final = ("name",)


@dataclass(frozen=True, slots=True)
class Document:
    """One sealed part of a consent, and what of it stands in clear: digest, nonce, language."""

    id: str
    version: int
    digest: bytes | None
    nonce: str | None
    language: str
    sealed: Sealed


def part_of(tx: Connection, consent_id: str, part: str) -> Document | None:
    """Read one part of a consent, a key of COLUMNS."""
    row = _PART.first(tx, {"consent": consent_id, "part": part})
    if row is None:
        return None
    frame = Frame(row.first_written, kind=part, group=consent_id)
    sealed = _sealed(row, table=TABLE, columns=COLUMNS[part], frame=frame)
    return Document(row.id, row.version, row.digest, row.nonce, row.language, sealed)


def presentation_of(version: Version, text: Document | None) -> Presentation:
    """Give which text was presented, and when: none fits where there is none."""
    parts = (text.digest, text.nonce, text.language) if text is not None else (None, None, "")
    return Presentation(*parts, version.head.presented_at)


def put_part(
    tx: Connection,
    ground: Ground,
    *,
    part: str,
    consent_id: str,
    participant: str,
    at: int,
    fields: Mapping[str, Any],
    before: Document | None = None,
    **clear: Any,
) -> Written:
    """Seal and keep a part: a first version is added, a later one replaces the one `before`. Raises Tampered."""
    frame = Frame(before.sealed.first_written if before else at, kind=part, group=consent_id)
    if before is not None:
        _check(tx, ground, before)
    written = seal(
        ring_for(ground, participant),
        table=TABLE,
        record=before.id if before else new_id(ground.random),
        version=before.version + 1 if before else 1,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        frame=frame,
        fields=fields,
    )
    values = {"version": written.version, "sealed": written.sealed, **clear}
    if before is not None:
        tx.execute(update(document).where(document.c.id == before.id).values(**values))
    else:
        owned = {"id": written.record, "consent_id": consent_id, "participant_id": participant, "part": part}
        tx.execute(document.insert(), owned | {"first_written": frame.first_written} | values)
    return written


def remove_parts(tx: Connection, ground: Ground, consent_id: str, *parts: str) -> tuple[Record, ...]:
    """Remove parts with their heads; give what the entry of the act says of them: that nothing stands there any more.

    What is not the part that the log tells of stays: it hinders no act, and the check of the log points it out.
    """
    gone = [
        one
        for one in (part_of(tx, consent_id, part) for part in parts)
        if one is not None and _is_told(tx, ground, one)
    ]
    ids = [one.id for one in gone]
    tx.execute(delete(document).where(document.c.id.in_(ids)))
    tx.execute(delete(record_head).where(record_head.c.record_table == TABLE, record_head.c.record_id.in_(ids)))
    return tuple(Record(TABLE, one.id, one.version, None) for one in gone)


def _is_told(tx: Connection, ground: Ground, part: Document) -> bool:
    try:
        _check(tx, ground, part)
    except Tampered:
        return False
    return True


def _check(tx: Connection, ground: Ground, part: Document) -> None:
    """Hold that a part is what its head stands for, and which the log tells of. Raises Tampered."""
    one = part.sealed
    digest = head_hash(one.sealed, one.first_written, one.basis_version, one.kind, one.group)
    standing = Written(table=TABLE, record=part.id, version=part.version, sha256=digest, sealed=one.sealed)
    check_head(tx, standing)
    check_told(tx, ground, standing)


def reasons_of(tx: Connection, consent_id: str) -> tuple[tuple[str, Sealed], ...]:
    """Read (row, sealed reason) of what units have declined, the oldest first."""
    statement = (
        _with_head(acceptance, REASON_TABLE, version=1, sealed=acceptance.c.reason)
        .join(consent_row, consent_row.c.id == acceptance.c.row_id)
        .where(consent_row.c.consent_id == consent_id, acceptance.c.reason.is_not(None))
        .order_by(acceptance.c.at, acceptance.c.id)
    )
    found = tx.execute(statement).all()
    return tuple(
        (
            row.row_id,
            _sealed(row, table=REASON_TABLE, columns=REASON_COLUMNS, frame=Frame(row.at, group=row.row_id)),
        )
        for row in found
    )


def names_of(tx: Connection, case_ids: Iterable[str]) -> dict[str, tuple[CaseRef, Sequence[Sealed]]]:
    """Read the sealed names of the participants of some cases."""
    of_her = and_(identity.c.participant_id == case.c.participant_id, identity.c.category == Reserved.NAME.value)
    statement = (
        _with_head(identity, _NAME_TABLE)
        .add_columns(case.c.id.label("case_id"), case.c.number, case.c.participant_id.label("participant"))
        .join(case, of_her)
        .where(case.c.id.in_(sorted(set(case_ids))))
    )
    return {
        row.case_id: (
            CaseRef(row.case_id, row.participant, row.number),
            (
                _sealed(
                    row,
                    table=_NAME_TABLE,
                    columns=_NAME_COLUMNS,
                    frame=Frame(row.first_written),
                    category=Reserved.NAME.value,
                ),
            ),
        )
        for row in tx.execute(statement)
    }


def _with_head(table: Any, name: str, **instead: Any) -> Select[Any]:
    """Read a table's rows with the head each of them must answer to."""
    columns = [column for column in table.c if column.name not in {"version", "sealed"}]
    version = instead.get("version")
    return (
        select(
            *columns,
            (table.c.version if version is None else literal(version)).label("version"),
            instead.get("sealed", table.c.get("sealed")).label("sealed"),
            record_head.c.version.label("head_version"),
            record_head.c.ct_sha256.label("head_sha256"),
        )
        .select_from(table)
        .outerjoin(record_head, and_(record_head.c.record_table == name, record_head.c.record_id == table.c.id))
    )


def _sealed(
    row: Row[Any],
    *,
    table: str,
    columns: tuple[str, ...],
    frame: Frame,
    category: str = Reserved.CONSENT.value,
) -> Sealed:
    return Sealed(
        table=table,
        record=row.id,
        version=row.version,
        source=PARTICIPANT_SOURCE,
        category=category,
        first_written=frame.first_written,
        basis_version=frame.basis_version,
        columns=columns,
        sealed=row.sealed,
        head_version=row.head_version,
        head_sha256=row.head_sha256,
        kind=frame.kind,
        group=frame.group,
    )


_PART: Final = Prepared(
    lambda _: _with_head(document, TABLE).where(
        document.c.consent_id == bindparam("consent"), document.c.part == bindparam("part")
    )
)
