"""An officer leaves: access is dead at once, her sessions end, and her cases stand in the unit's queue."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.grants.absences import end_for_good
from hub.grants.handing_over import let_go
from hub.officers.employing import end_employment
from hub.officers.looking_after import stop_looking_after
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.telling_rows import tell_rows
from hub.officers.working import employed_at
from hub.signin import sessions
from hub.signin.current import SignedIn
from hub.staffing.cases import OwnCase, cases_of, queue
from hub.staffing.recording import note_cases, of_employment, of_officer, record
from hub.staffing.refusing import not_mine
from hub.store.errors import Conflict
from hub.store.ground import Ground
from hub.store.locks import lock_update


@dataclass(frozen=True, slots=True)
class Ended:
    """When access ended (µs), and what she had: case numbers and dates, no names.

    `waiting` are those that nobody of the unit has now, as what she had them: not where a colleague has, nor as a
    reader's where no consent holds.
    """

    at: int
    cases: tuple[OwnCase, ...]
    waiting: tuple[OwnCase, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """Give the numbers of those that wait, once each."""
        return tuple(dict.fromkeys(one.number for one in self.waiting))


def end(tx: Connection, ground: Ground, who: SignedIn, officer_id: str) -> Ended:
    """End her employment at the asker's unit now. Raises Refused for another unit's, Conflict for oneself."""
    at = ground.clock.now(tx)
    # Every read holds her employment shared: what was decided before this stands in the log before it, and no more.
    job = tx.execute(_JOB, {"officer": officer_id, "unit": who.unit, "now": at}).first()
    if job is None:
        raise not_mine(tx, ground, who)
    if officer_id == who.officer:
        raise Conflict("own", "Du kan inte avsluta dig själv. En annan behörighetsansvarig gör det.")
    at = ground.clock.now(tx)
    hers = cases_of(tx, officer_id=officer_id, unit_id=who.unit or "", at=at)
    end_employment(tx, employment_id=job.id, ends=at)
    end_for_good(tx, ground, employment_id=job.id)
    sessions.end_of_employment(tx, employment_id=job.id, at=at)
    let_go(tx, ground, officer_id=officer_id, unit_id=who.unit or "", at=at)
    stop_looking_after(tx, officer_id=officer_id, unit_id=who.unit or "", at=at)
    record(tx, ground, who, of_officer(officer_id), of_employment(job.id), reason="ended", unit=who.unit)
    tell_rows(tx, ground, who.actor, at=ground.clock.now(tx))  # what one entry had no room for
    note_cases(tx, ground, who, hers, at=at)
    left = {(one.number, one.having) for one in queue(tx, unit_id=who.unit or "", at=at)}
    return Ended(at, hers, tuple(one for one in hers if (one.number, one.having) in left))


_JOB: Final = lock_update(
    select(employment.c.id)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(
        officer.c.role != Role.ADMINISTRATOR.value,
        employment.c.officer_id == bindparam("officer"),
        employment.c.unit_id == bindparam("unit"),
        employed_at(bindparam("now")),
    ),
    employment,
)
