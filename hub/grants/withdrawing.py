"""Takes back a consent at once: whole, a person, a category or a row; it never needs a reason.

Whole, it needs no key either. In part, what lives on is sealed anew: while the keys are out of reach nothing opens to
anybody, and the part is taken back when they answer (hub.grants.consent_seals).
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, false, select, update

from hub.grants import assignment_seals
from hub.grants.clear_marks import TAKEN_BACK
from hub.grants.consent_hashes import heads
from hub.grants.holding import does
from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing, withdrawal
from hub.grants.versions import Version, governing_version
from hub.grants.wholes import Change, taken_back
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.ids import new_id

_NOT_THERE = "Det finns inte i medgivandet."


class Scope(StrEnum):
    """How much is taken back."""

    CATEGORY = "category"
    PERSON = "person"
    ROW = "row"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The receipt: its number, from when it holds, and the version it ended or narrowed."""

    id: str
    at: int
    version: Version


def withdraw(
    tx: Connection,
    ground: Ground,
    *,
    version: Version,
    scope: Scope,
    target: str | None,
    channel: str,
    at: int,
    registered_by: str | None = None,
) -> Withdrawal:
    """Take back, in the version that governs now also when an older one is pointed at. Twice gives the same receipt.

    A receipt that is there already stops nothing: what she takes back has ended afterwards, whatever the rows said.
    Raises Invalid when the target is not in the version, Conflict when nothing has been signed.
    """
    if not was_signed(tx, version):
        raise Conflict("not_signed", "Medgivandet är inte underskrivet. Du kan säga nej till det i stället.")
    now = governing_version(tx, case_id=version.head.case_id, kind=version.head.kind) or version
    key = _same_target(version, now, scope, target)
    earlier = _earlier(tx, now, scope, key)
    if now.head.withdrawn_at is None:
        _end(tx, now, scope, key, at)
    if scope is Scope.WHOLE and version.head.withdrawn_at is None and version.head.superseded_at is None:
        _end(tx, version, scope, key, at)  # whichever governs by a row that nobody may have signed
    if earlier is not None:
        return Withdrawal(*earlier, now)
    receipt = {"id": new_id(ground.random), "consent_id": now.id, "at": at, "scope": scope.value, "target": key}
    receipt |= {"channel": channel, "registered_by": registered_by}
    tx.execute(withdrawal.insert(), receipt)
    TAKEN_BACK.written(tx, receipt)
    return Withdrawal(str(receipt["id"]), at, now)


def was_signed(tx: Connection, version: Version) -> bool:
    """Tell whether a version is signed, or was, as the log was told, before somebody emptied the instant.

    Else a no to what is not signed would be all that she said, and the consent stand once the instant is put back.
    """
    return version.head.signed_at is not None or version.id in heads(tx, [version.id])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody was given who registered that a participant takes back: its number, and from when it holds."""

    id: str
    at: int


def registered_before(
    tx: Connection, *, case_id: str, officer: str, scope: Scope, target: str | None
) -> Receipt | None:
    """Give the receipt that this officer herself was given for the same, of the version that governs or did last."""
    latest = select(governing.c.consent_id).where(governing.c.case_id == case_id)
    own = select(withdrawal.c.id, withdrawal.c.at).where(
        withdrawal.c.consent_id.in_(latest), withdrawal.c.registered_by == officer, _is_of(scope, target)
    )
    row = tx.execute(own.order_by(withdrawal.c.at).limit(1)).first()
    return Receipt(row.id, row.at) if row is not None else None


def decline(tx: Connection, *, version: Version, at: int) -> None:
    """Say no to a version that has not been signed. Raises Conflict when it has."""
    if version.head.signed_at is not None:
        raise Conflict("already_signed", "Medgivandet är redan underskrivet. Du kan ta tillbaka det.")
    if version.head.declined_at is None:
        # Nothing is signed that has no seal: her no is undone by nobody who empties the instant.
        tx.execute(update(consent).where(consent.c.id == version.id).values(declined_at=at, seal=None))


def _same_target(version: Version, now: Version, scope: Scope, target: str | None) -> str | None:
    """Find in the governing version what was pointed at, perhaps on a page that shows an older one."""
    if scope is Scope.WHOLE:
        return None
    if scope is Scope.CATEGORY:
        known = {row.category for row in (*version.rows, *now.rows)}
        if target not in known:
            raise Invalid({"category": [_NOT_THERE]})
        return target
    if scope is Scope.PERSON:
        return _same_person(version, now, target or "")
    return _same_row(version, now, target or "")


def _same_person(version: Version, now: Version, target: str) -> str:
    pointed = [person for person in version.persons if target in {person.id, person.officer_id}]
    if not pointed:
        raise Invalid({"person": [_NOT_THERE]})
    if target == pointed[0].officer_id and len(pointed) > 1:
        raise Invalid({"person": ["Personen står med flera enheter. Välj en av dem."]})
    wanted = (pointed[0].officer_id, pointed[0].unit_id)
    return next((person.id for person in now.persons if (person.officer_id, person.unit_id) == wanted), pointed[0].id)


def _same_row(version: Version, now: Version, target: str) -> str:
    pointed = version.row(target)
    if pointed is None:
        raise Invalid({"row": [_NOT_THERE]})
    wanted = (pointed.source, pointed.category)
    return next((row.id for row in now.rows if (row.source, row.category) == wanted), pointed.id)


def _earlier(tx: Connection, now: Version, scope: Scope, key: str | None) -> tuple[str, int] | None:
    statement = (
        select(withdrawal.c.id, withdrawal.c.at)
        .where(
            withdrawal.c.consent_id == now.id,
            (withdrawal.c.scope == Scope.WHOLE.value) | _is_of(scope, key),
        )
        .order_by(withdrawal.c.at)
        .limit(1)
    )
    found = tx.execute(statement).first()
    return (found.id, found.at) if found is not None else None


def _is_of(scope: Scope, key: str | None) -> ColumnElement[bool]:
    same = withdrawal.c.target.is_(None) if key is None else withdrawal.c.target == key
    return (withdrawal.c.scope == scope.value) & same


def _end(tx: Connection, now: Version, scope: Scope, key: str | None, at: int) -> None:
    does(tx, _done(now.id, scope, key, at))
    if scope is Scope.WHOLE:
        tx.execute(update(consent).where(consent.c.id == now.id).values(withdrawn_at=at))
        return
    if scope is Scope.PERSON:
        mine = update(consent_person).where(consent_person.c.id == key, consent_person.c.withdrawn_at.is_(None))
        tx.execute(mine.values(withdrawn_at=at))
        _end_assignment(tx, now, key, at)
    else:
        rows = (consent_row.c.consent_id == now.id, consent_row.c.withdrawn_at.is_(None))
        which = consent_row.c.id == key if scope is Scope.ROW else consent_row.c.category == key
        tx.execute(update(consent_row).where(*rows, which).values(withdrawn_at=at))
    lines = (consent_line.c.consent_id == now.id, consent_line.c.withdrawn_at.is_(None))
    tx.execute(update(consent_line).where(*lines, _lines_of(scope, key)).values(withdrawn_at=at))


def _done(consent_id: str, scope: Scope, key: str | None, at: int) -> Change:
    if scope is Scope.WHOLE:
        return taken_back(consent_id, at)
    if scope is Scope.PERSON:
        return taken_back(consent_id, at, person=key or "")
    return taken_back(consent_id, at, rows=lambda row: key == (row.id if scope is Scope.ROW else row.category))


def _lines_of(scope: Scope, key: str | None) -> ColumnElement[bool]:
    columns = {
        Scope.PERSON: consent_line.c.person_id,
        Scope.CATEGORY: consent_line.c.category,
        Scope.ROW: consent_line.c.row_id,
    }
    return columns[scope] == key if key is not None else false()


def _end_assignment(tx: Connection, now: Version, key: str | None, at: int) -> None:
    person = now.person(key or "")
    if person is not None:
        hers = (assignment.c.officer_id == person.officer_id, assignment.c.unit_id == person.unit_id)
        assignment_seals.end(tx, assignment.c.case_id == now.head.case_id, *hers, at=at)
