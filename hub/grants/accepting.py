"""What a unit answers for its own rows, and an officer's taking on of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, or_, select, update

from hub.grants import assignment_seals, wholes
from hub.grants.clear_marks import ANSWERED
from hub.grants.holding import check_how, does
from hub.grants.tables import acceptance, assignment, consent_line, consent_row
from hub.grants.versions import GivenRow, Version
from hub.officers.tables import officer as colleague
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.ids import new_id
from policies.policy import Policy
from policies.rules import one_coach_suffices

TWO_MUST_HAVE_SEEN: Final = (
    "Din enhet godtar inte en underskrift som bara en person har bevittnat. "
    "Be handledaren om en ny underskrift, där en kollega ger deltagaren koden eller jämför ett påskrivet papper."
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a unit for one of its rows; `id` is the acceptance row's."""

    id: str
    row: GivenRow
    accepted: bool


def answer_rows(
    tx: Connection, ground: Ground, *, version: Version, unit: str, officer: str, answers: Mapping[str, bool], at: int
) -> tuple[Answered, ...]:
    """Accept or decline rows of one's own unit, at once; a unit may change its answer at any time.

    Raises Invalid for a row that is not this unit's, or that does not stand, and Tampered where it would accept on a
    signature that was seen otherwise.
    """
    if any(answers.values()):
        check_how(tx, version)
    own = {row.id: row for row in version.rows if row.source == unit and row.stands}
    strange = {f"rows.{row_id}": ["Raden hör inte till din enhet."] for row_id in answers.keys() - own.keys()}
    if strange:
        raise Invalid(strange)
    answered = tuple(Answered(new_id(ground.random), own[row_id], yes) for row_id, yes in answers.items())
    for answer in answered:
        _answer(tx, answer, officer, at)
    does(tx, wholes.answered(unit, answers, at))
    return answered


def keep_reason(tx: Connection, acceptance_id: str, sealed: bytes) -> None:
    """Keep why a row was declined, sealed by the caller."""
    tx.execute(update(acceptance).where(acceptance.c.id == acceptance_id).values(reason=sealed))


def check_witness(policy: Policy, version: Version, *, officer: str | None, unit: str) -> None:
    """Hold that enough people have seen the signature; no way to accept goes round it. Raises Conflict.

    The coach who drafted the text is sent to the witnessing, where her code is her unit's acceptance. A unit whose
    policy asks for it accepts nothing that one coach alone has seen.
    """
    if version.head.drafted_by == officer and version.head.witnessed_at is None:
        raise Conflict("witness_required", "Bevittna underskriften. Då godtas också din enhets rader.")
    if not enough_saw(policy, unit, one_coach=bool(version.head.one_coach)):
        raise Conflict("two_must_have_seen", TWO_MUST_HAVE_SEEN)


def enough_saw(policy: Policy, unit: str, *, one_coach: bool) -> bool:
    """Tell whether a unit accepts on such a signature; also whether what it accepted before lives on by it."""
    return not one_coach or one_coach_suffices(policy, unit)


def accept_category(
    tx: Connection, ground: Ground, *, version: Version, unit: str, category: str, officer: str, at: int
) -> Answered | None:
    """Accept what a unit's first saved item in a category accepts; None when nothing waits."""
    row = next((row for row in version.rows if (row.source, row.category) == (unit, category) and row.stands), None)
    if row is None or row.accepted:
        return None
    return answer_rows(tx, ground, version=version, unit=unit, officer=officer, answers={row.id: True}, at=at)[0]


@dataclass(frozen=True, slots=True)
class Declined:
    """Who declined for a unit, and when; what she wrote about it is the participant's to read."""

    name: str
    at: int


def declined(tx: Connection, *, version: Version, unit: str, category: str) -> Declined | None:
    """Tell a unit's own officer what a saved item would turn: a colleague's no that stands; None when there is none."""
    row = next((row for row in version.rows if (row.source, row.category) == (unit, category) and row.stands), None)
    if row is None or row.declined_at is None:
        return None
    said = select(colleague.c.name, acceptance.c.at).join(colleague, colleague.c.id == acceptance.c.officer_id)
    no = said.where(acceptance.c.row_id == row.id, acceptance.c.accepted.is_(False))
    found = tx.execute(no.order_by(acceptance.c.at.desc()).limit(1)).first()
    return Declined(found.name, found.at) if found is not None else None


def take_on(tx: Connection, ground: Ground, *, case_id: str, officer: str, unit: str, employment: str, at: int) -> bool:
    """Take on the case for oneself; tell whether that was new. One open assignment a person at a unit."""
    mine = (assignment.c.case_id == case_id, assignment.c.officer_id == officer, assignment.c.unit_id == unit)
    open_here = (*mine, assignment.c.employment_id == employment, assignment.c.ends.is_(None))
    found = tx.execute(select(*assignment_seals.COLUMNS).where(*open_here)).all()
    if any(assignment_seals.stands(ground, row) for row in found):
        return False
    # One left open by an employment that has ended is not this one; nor is one that the hub did not write.
    assignment_seals.end(tx, *mine, at=at)
    whose = {"case_id": case_id, "officer_id": officer, "unit_id": unit, "employment_id": employment}
    assignment_seals.add(tx, ground, **whose, at=at)
    return True


def _answer(tx: Connection, answer: Answered, officer: str, at: int) -> None:
    said = {"id": answer.id, "row_id": answer.row.id, "officer_id": officer, "at": at, "accepted": answer.accepted}
    tx.execute(acceptance.insert(), said)
    ANSWERED.written(tx, said)
    row = update(consent_row).where(consent_row.c.id == answer.row.id)
    lines = update(consent_line).where(consent_line.c.row_id == answer.row.id, consent_line.c.withdrawn_at.is_(None))
    if answer.accepted:
        since = answer.row.accepted_at if answer.row.accepted else at
        tx.execute(row.values(accepted_at=since, accepted_by=officer, declined_at=None))
        waits = or_(consent_line.c.accepted_at.is_(None), consent_line.c.declined_at.is_not(None))
        tx.execute(lines.where(waits).values(accepted_at=at, declined_at=None))
    else:
        tx.execute(row.values(declined_at=at))
        tx.execute(lines.values(declined_at=at))
