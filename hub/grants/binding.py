"""Who is named before she is there: proposed by a coach, bound to an officer by her unit's access manager, or declined.

A proposal tells its unit a name, a title and a work e-mail; never whom it is about, nor how many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select, update

from hub.access_log.entry import Record
from hub.grants import consent_seals
from hub.grants.consent_parts import PROPOSED
from hub.grants.finding import Missing, ProposedPerson
from hub.grants.holding import does
from hub.grants.loading import lock
from hub.grants.standing import changed
from hub.grants.tables import consent, consent_line, consent_person, proposed_officer
from hub.grants.telling import tell
from hub.grants.wholes import woken
from hub.officers import job_seals
from hub.officers.comparing import alike
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.store.actor import Actor
from hub.store.errors import Invalid, NotShown
from hub.store.ground import Ground
from hub.store.heads import put_heads
from hub.store.ids import new_id
from hub.store.locks import lock_beside
from policies.vocabulary import Action, Function

_DIFFERS = "Namn, titel eller e-post är inte samma som i förslaget. Är det en annan person, avböj förslaget."
_NOBODY = "Välj en handläggare som arbetar på enheten nu."


@dataclass(frozen=True, slots=True)
class ProposedBy:
    """The coach who proposes, and when (µs)."""

    officer: str
    at: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A proposal that waits for its unit; all that the access manager is told."""

    id: str
    name: str
    title: str
    work_email: str
    proposed_at: int


def propose(tx: Connection, ground: Ground, person: ProposedPerson, *, by: ProposedBy) -> str:
    """Give the id of the proposal; the same person who already waits at the unit is not proposed twice.

    Held until this is done, so that a binding wakes her here too; one that is being answered now is proposed anew.
    """
    said = person.missing
    if said is None:
        raise Invalid({"persons": [_NOBODY]})
    told = {"unit_id": said.unit, "name": said.name, "title": said.title, "work_email": said.work_email}
    same = [proposed_officer.c[name] == value for name, value in told.items()]
    waits = tx.execute(_waiting().where(*same).with_for_update(read=True, skip_locked=True)).first()
    if waits is not None:
        return str(waits.id)
    proposal = new_id(ground.random)
    more = {"id": proposal, "function": person.function, "proposed_by": by.officer, "proposed_at": by.at}
    tx.execute(proposed_officer.insert(), told | more)
    return proposal


def pending(tx: Connection, *, unit: str) -> tuple[Pending, ...]:
    """Give what waits for the unit's access manager, the longest waiting first."""
    statement = _waiting().where(proposed_officer.c.unit_id == unit)
    ordered = statement.order_by(proposed_officer.c.proposed_at, proposed_officer.c.id)
    return tuple(Pending(row.id, row.name, row.title, row.work_email, row.proposed_at) for row in tx.execute(ordered))


def still_missing(tx: Connection, proposals: Iterable[str]) -> dict[str, Missing]:
    """Give, of these proposals, the persons for whom their units have not answered yet."""
    rows = tx.execute(_waiting().where(proposed_officer.c.id.in_(list(proposals))))
    return {row.id: Missing(row.name, row.title, row.unit_id, row.work_email) for row in rows}


def bind(tx: Connection, ground: Ground, actor: Actor, *, proposal_id: str, officer_id: str) -> None:
    """Bind the proposal to an officer of the actor's unit: lines that slept are hers, and count from now.

    Logged. Raises NotShown for another unit's, and Invalid where name, title or work e-mail
    differ: another person needs a new version, with a new yes.
    """
    proposal = _mine(tx, actor, proposal_id)
    at = ground.clock.now(tx)
    job = tx.execute(_open_job(officer_id, actor.unit or "", at)).first()
    if job is None or not job_seals.are_genuine(ground, job):
        raise Invalid({"officer": [_NOBODY]})
    said, is_so = (
        (proposal.name, proposal.title, proposal.work_email),
        (job.officer_name, job.officer_title, job.officer_email),
    )
    if not all(map(alike, said, is_so)):
        raise Invalid({"officer": [_DIFFERS]})
    cases = _hold_cases(tx, ground, actor, proposal_id)
    at = ground.clock.now(tx)
    _wake(tx, proposal, officer_id=officer_id, employment_id=job.job_id, at=at)
    done = {"bound_officer_id": officer_id, "bound_employment_id": job.job_id, "bound_at": at, "bound_by": actor.id}
    tx.execute(update(proposed_officer).where(proposed_officer.c.id == proposal_id).values(**done))
    _told(tx, ground, actor, proposal_id, at=at, reason="proposal_bound", cases=cases)


def decline(tx: Connection, ground: Ground, actor: Actor, *, proposal_id: str) -> None:
    """Say that nobody such works at the unit: the lines sleep for good. Logged; raises as `bind`."""
    _mine(tx, actor, proposal_id)
    at = ground.clock.now(tx)
    tx.execute(update(proposed_officer).where(proposed_officer.c.id == proposal_id).values(declined_at=at))
    _told(tx, ground, actor, proposal_id, at=at, reason="proposal_declined")


def _told(
    tx: Connection, ground: Ground, actor: Actor, proposal_id: str, *, at: int, reason: str, cases: Iterable[str] = ()
) -> None:
    stands = [one for case_id in cases for one in changed(tx, ground, case_id)]
    records = (Record(proposed_officer.name, proposal_id, 1, None), *(Record.of(one) for one in stands))
    receipt = tell(tx, ground, actor, at=at, action=Action.OFFICER_CHANGE, records=records, reason=reason)
    put_heads(tx, stands, entry=receipt.entry)


def _waiting() -> Select[Any]:
    return select(proposed_officer).where(
        proposed_officer.c.bound_at.is_(None), proposed_officer.c.declined_at.is_(None)
    )


def _mine(tx: Connection, actor: Actor, proposal_id: str) -> Any:
    mine = _waiting().where(proposed_officer.c.id == proposal_id, proposed_officer.c.unit_id == actor.unit)
    found = tx.execute(lock_beside(mine)).first()  # a signature refers to it, which holds the case that is held next
    if found is None:
        raise NotShown
    return found


def _open_job(officer_id: str, unit_id: str, at: int) -> Select[Any]:
    return (
        select(*job_seals.COLUMNS, *job_seals.HERSELF)
        .select_from(employment)
        .join(officer, officer.c.id == employment.c.officer_id)
        .where(
            employment.c.officer_id == officer_id,
            employment.c.unit_id == unit_id,
            employment.c.function != Function.NONE.value,
            employed_at(at),
        )
    )


def _hold_cases(tx: Connection, ground: Ground, actor: Actor, proposal_id: str) -> Sequence[str]:
    """Lock each case that names her alone, always in the same order, as every change of who reads does."""
    cases = (
        select(consent.c.case_id)
        .join(consent_person, consent_person.c.consent_id == consent.c.id)
        .where(consent_person.c.proposal_id == proposal_id)
        .distinct()
        .order_by(consent.c.case_id)
    )
    held = tx.execute(cases).scalars().all()
    for case_id in held:
        lock(tx, ground, case_id=case_id, actor=actor, exclusive=True)
        consent_seals.hold(tx, ground, case_id, Action.OFFICER_CHANGE, None)
    return held


def _wake(tx: Connection, proposal: Any, *, officer_id: str, employment_id: str, at: int) -> None:
    """Let every version that names her name the officer, unless it names the officer already."""
    already = (
        select(consent_person.c.consent_id)
        .where(consent_person.c.officer_id == officer_id)
        .join(proposed_officer, proposed_officer.c.unit_id == consent_person.c.unit_id)
        .where(proposed_officer.c.id == proposal.id)
    )
    persons = tx.execute(
        select(consent_person.c.id).where(
            consent_person.c.proposal_id == proposal.id, consent_person.c.consent_id.not_in(already)
        )
    )
    sleeping = persons.scalars().all()
    hers = {"officer_id": officer_id, "employment_id": employment_id}
    tx.execute(update(consent_person).where(consent_person.c.id.in_(sleeping)).values(**hers))
    # Her employment counts from this confirmation: what was written before it opens only by its own yes.
    tx.execute(update(consent_line).where(consent_line.c.person_id.in_(sleeping)).values(**hers, since=at))
    told = tuple(getattr(proposal, column.name) for column in PROPOSED)
    does(tx, woken(sleeping, told, officer_id, employment_id, at))
