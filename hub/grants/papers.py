"""A signed paper on its way to count: entered by one, it waits for a second person of the same unit to compare it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, insert, or_, select, union_all, update

from hub.grants.clear_marks import PAPER
from hub.grants.handing_over import coaches
from hub.grants.tables import case, consent, consent_person, consent_row, paper
from hub.grants.versions import VersionRow
from hub.store.clear_rows import values
from hub.store.errors import Conflict
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_update
from policies import facts

_asked, _version = consent.alias("asked"), consent.alias("version")
_WAITS = (paper.c.settled_at.is_(None),)
_newer = paper.alias("newer")
# Sent back by whoever compared it, and neither entered anew since nor of a text that was shown anew.
_BACK = (
    paper.c.counts.is_(False),
    paper.c.settled_by != paper.c.entered_by,
    paper.c.entered_at >= consent.c.presented_at,
    ~exists().where(_newer.c.case_id == paper.c.case_id, _newer.c.entered_at > paper.c.entered_at),
)
# By what stands of the case's versions, which is sealed, and when the text was presented, which is too: receipts and
# papers are rows that nothing seals. What she took back before the paper was entered let none be entered.
_TAKEN_BACK: Final = union_all(
    *(
        select(table.c.id)
        .join(_version, _version.c.id == (table.c.id if table is consent else table.c.consent_id))
        .join(_asked, _asked.c.case_id == _version.c.case_id)
        .where(_asked.c.id == bindparam("consent"), table.c.withdrawn_at >= _asked.c.presented_at)
        for table in (consent, consent_person, consent_row)
    )
)
_SINCE_SHOWN = (
    "Deltagaren har tagit tillbaka något sedan texten visades, och papperet kan vara påskrivet före det. "
    "Visa texten igen, skriv ut den på nytt och fråga på nytt."
)
_SINCE = "Deltagaren har tagit tillbaka något sedan papperet fördes in. Skicka tillbaka det, och fråga på nytt."


@dataclass(frozen=True, slots=True)
class Waiting:
    """One paper that waits; the case by its number, and nobody's name. `back`: for who entered it to do so anew."""

    consent: str
    case: str
    participant: str
    number: str
    entered_by: str
    entered_at: int
    back: bool


def check_nothing_taken_back(tx: Connection, *, consent_id: str) -> None:
    """Hold that she has taken nothing back since the text was presented: ink has no time that the hub could know.

    Raises Conflict: what was signed before a withdrawal does not undo it (R12).
    """
    if tx.execute(_TAKEN_BACK, {"consent": consent_id}).first() is not None:
        raise Conflict("taken_back_since", _SINCE_SHOWN)


def enter(tx: Connection, ground: Ground, *, consent_id: str, case_id: str, unit: str, officer: str, at: int) -> None:
    """Let a paper wait to be compared; one that waits already is replaced.

    One paper waits in a case, whichever version it is of: who may compare is decided by who entered *it*.
    """
    end_waiting(tx, paper.c.case_id == case_id, settled_at=at, settled_by=officer, counts=False)
    where = {"consent_id": consent_id, "case_id": case_id, "unit_id": unit}
    row = {"id": new_id(ground.random), **where, "entered_by": officer, "entered_at": at}
    tx.execute(insert(paper), row)
    PAPER.written(tx, row)


def settle(tx: Connection, *, consent_id: str, officer: str, counts: bool, at: int) -> None:
    """End the waiting, by who compared it.

    Raises Conflict when nothing waits, and when it would count though she took something back since it was entered.
    """
    if counts and tx.execute(_TAKEN_BACK, {"consent": consent_id}).first() is not None:
        raise Conflict("taken_back_since", _SINCE)
    if not end_waiting(tx, paper.c.consent_id == consent_id, settled_at=at, settled_by=officer, counts=counts):
        raise Conflict("no_paper", "Det finns inget papper att jämföra. Det kan redan vara jämfört.")


def end_waiting(tx: Connection, which: ColumnElement[bool], **ended: Any) -> bool:
    """Let those of these papers that wait do so no longer; tell whether one did."""
    found = tx.execute(lock_update(select(paper).where(which, *_WAITS).order_by(paper.c.id))).all()
    for row in found:
        tx.execute(update(paper).where(paper.c.id == row.id).values(ended))
        PAPER.written(tx, {**values(row), **ended}, was=values(row))
    return bool(found)


def waits(tx: Connection, *, consent_id: str) -> bool:
    """Tell whether a paper of this version waits to be compared."""
    found = tx.execute(select(paper.c.id).where(paper.c.consent_id == consent_id, *_WAITS)).first()
    return found is not None


def may_count(tx: Connection, ground: Ground, head: VersionRow, *, at: int) -> bool:
    """Tell whether a paper of this version waits that would be her signature once it is compared.

    Not after she took something back, nor where another coaches her now: then it can only be sent back.
    """
    if not waits(tx, consent_id=head.id) or tx.execute(_TAKEN_BACK, {"consent": head.id}).first() is not None:
        return False
    return coaches(tx, ground, case_id=head.case_id, officer=head.drafted_by, at=at)


def waiting_paper(tx: Connection, *, case_id: str) -> facts.Paper | None:
    """Give the fact that a comparison is decided by: the newest paper of the case that waits."""
    found = tx.execute(
        select(paper.c.unit_id, paper.c.entered_by)
        .where(paper.c.case_id == case_id, *_WAITS)
        .order_by(paper.c.entered_at.desc())
        .limit(1)
    ).first()
    return facts.Paper(found.unit_id, found.entered_by) if found is not None else None


def waiting_papers(tx: Connection, ground: Ground, *, unit: str, officer: str, at: int) -> tuple[Waiting, ...]:
    """Give what waits at a unit and can still count, and what was sent back to this officer; the oldest first."""
    ended = (consent.c.signed_at, consent.c.declined_at, consent.c.superseded_at)
    statement = (
        select(paper.c.consent_id, case.c.id, case.c.participant_id, case.c.number)
        .add_columns(paper.c.entered_by, paper.c.entered_at, paper.c.settled_at.is_not(None))
        .join(case, case.c.id == paper.c.case_id)
        .join(consent, consent.c.id == paper.c.consent_id)
        .where(paper.c.unit_id == unit, *(column.is_(None) for column in ended))
        .where(or_(*_WAITS, and_(paper.c.entered_by == officer, *_BACK)))
        .order_by(paper.c.entered_at, paper.c.consent_id)
    )
    found = [Waiting(*row) for row in tx.execute(statement)]
    # Another coaches her now: then nobody enters this paper again.
    return tuple(one for one in found if not one.back or coaches(tx, ground, case_id=one.case, officer=officer, at=at))


def last_paper(tx: Connection, *, consent_id: str) -> tuple[bool | None, int] | None:
    """Tell of the newest paper of a consent whether it counts (None: it waits), and when it was entered."""
    found = tx.execute(
        select(paper.c.counts, paper.c.entered_at)
        .where(paper.c.consent_id == consent_id)
        .order_by(paper.c.entered_at.desc())
        .limit(1)
    ).first()
    return (found.counts, found.entered_at) if found is not None else None
