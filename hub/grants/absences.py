"""An officer is away: set by herself or her unit's access manager, for thirty days at most, ended by either at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from hub.access_log.entry import Record
from hub.grants import replacing
from hub.grants.tables import absence
from hub.grants.telling import tell
from hub.officers import job_seals
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.store import row_marks, row_seals
from hub.store.actor import Actor
from hub.store.clock import HOUR
from hub.store.days import day_of, end_of, is_near, start_of
from hub.store.errors import Invalid, NotShown
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_update
from hub.store.told import told
from policies.vocabulary import Action

_DAY_BETWEEN: Final = 25 * HOUR  # as long as a day is when clocks are set back


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that stands: from and to (µs, half-open), and who set it."""

    id: str
    begins: int
    ends: int
    set_by: str


def open_absence(tx: Connection, ground: Ground, *, employment_id: str, at: int) -> Away | None:
    """Give the absence that stands in this employment, begun or still to come; None when there is none of the hub's."""
    found = _open(tx, employment_id=employment_id, at=at)
    if found is None or not replacing.is_genuine(ground, found):
        return None
    return Away(found.away_id, found.away_begins, found.away_ends, found.set_by)


def standing_absences(tx: Connection, ground: Ground, *, employments: Collection[str], at: int) -> dict[str, Away]:
    """Give by employment what `open_absence` gives of each."""
    rows = tx.execute(_STANDING, {"employments": list(employments), "now": at})
    genuine = (row for row in rows if replacing.is_genuine(ground, row))
    return {row.away_employment_id: Away(row.away_id, row.away_begins, row.away_ends, row.set_by) for row in genuine}


def standing_absence(ground: Ground, employment_id: str | None) -> Away | None:
    """Give one's own absence as it stands now."""
    with ground.store.read() as tx:
        return open_absence(tx, ground, employment_id=employment_id or "", at=ground.clock.now(tx))


def set_absence(
    tx: Connection, ground: Ground, actor: Actor, *, officer_id: str, first_day: date, last_day: date
) -> Away:
    """Set when she is away, the last day included; the one that stood before ends. Logged.

    Where just that stands already, it goes on, and nothing is written.

    Raises Invalid for days that do not do, NotShown for who is neither herself nor her unit's access manager.
    """
    job = _job(tx, ground, actor, officer_id, ground.clock.now(tx))
    at = _held(tx, ground, job)
    _check(first_day, last_day, at)
    begins = at if first_day == day_of(at) else start_of(first_day)
    ends = end_of(last_day)
    stands = open_absence(tx, ground, employment_id=job, at=at)
    if stands is not None and stands.ends == ends and (stands.begins == begins or stands.begins <= begins == at):
        return stands  # said from today on, it has begun already
    _end(tx, job, at=at)
    _check_length(ground, began=_chain(tx, job, begins), last_day=last_day)
    new = Away(new_id(ground.random), begins, ends, actor.id or "")
    whose = {"officer_id": officer_id, "unit_id": actor.unit, "employment_id": job}
    row = {"id": new.id, **whose, "begins": begins, "ends": ends, "set_by": actor.id, "set_at": at}
    seal = row_seals.seal_of(ground, "absence", row)
    tx.execute(insert(absence), {**row, "seal": seal})
    row_marks.written(tx, absence.name, new.id, seal=seal)
    _told(tx, ground, actor, new.id, officer_id, at=at, reason="absence_set")
    return new


def end_absence(tx: Connection, ground: Ground, actor: Actor, *, officer_id: str) -> None:
    """End what stands, if anything does, at once. Logged. Raises NotShown as `set_absence`."""
    job = _job(tx, ground, actor, officer_id, ground.clock.now(tx))
    at = _held(tx, ground, job)
    stands = _open(tx, employment_id=job, at=at)  # whoever wrote it
    if stands is None:
        return
    _end(tx, job, at=at)
    _told(tx, ground, actor, stands.away_id, officer_id, at=at, reason="absence_ended")


def end_for_good(tx: Connection, ground: Ground, *, employment_id: str) -> None:
    """End what stands in an employment that ends: who was to read meanwhile reads no more. The caller logs it."""
    _end(tx, employment_id, at=_held(tx, ground, employment_id))


def _end(tx: Connection, job: str, *, at: int) -> None:
    for row in tx.execute(_OPEN_ONES, {"employment": job}).all():
        tx.execute(update(absence).where(absence.c.id == row.id).values(ended_at=at, seal=None))
        row_marks.ended(tx, absence.name, row.id, was=row.seal)


def _open(tx: Connection, *, employment_id: str, at: int) -> Any:
    statement = select(*replacing.ABSENCE_COLUMNS, absence.c.set_by).where(*_STANDS, absence.c.ends > bindparam("now"))
    return tx.execute(statement, {"employment": employment_id, "now": at}).first()


def _held(tx: Connection, ground: Ground, job: str) -> int:
    """Hold the absence that stands, and give the time after it.

    A substitute's read holds it shared: what was decided while it stood comes before its end, also in the log.
    """
    tx.execute(_HOLD, {"employment": job})
    return ground.clock.now(tx)


def _job(tx: Connection, ground: Ground, actor: Actor, officer_id: str, at: int) -> str:
    """Give her open employment at the actor's unit, when it is the actor's to speak of.

    One that is not as the hub wrote it, or another's, is none: else somebody else, moved here for a moment, would be
    away by it.
    """
    if actor.id != officer_id:
        role = tx.execute(select(officer.c.role).where(officer.c.id == actor.id)).scalar_one_or_none()
        if role != Role.ACCESS_MANAGER.value:
            raise NotShown
    found = tx.execute(_JOBS, {"officer": officer_id, "unit": actor.unit, "now": at}).all()
    whose = (officer_id, actor.unit)
    hers = [row for row in found if row_seals.is_asked_for((row.job_officer_id, row.job_unit_id), whose)]
    job = next((row for row in hers if job_seals.stands(ground, row)), None)
    if job is None:
        raise NotShown
    return str(job.job_id)


def _check(first_day: date, last_day: date, at: int) -> None:
    faults: dict[str, list[str]] = {}
    if first_day < day_of(at):
        faults["first_day"] = ["Frånvaron kan inte börja före i dag."]
    if last_day < first_day:
        faults["last_day"] = ["Sista dagen kan inte ligga före första dagen."]
    elif not is_near(last_day):
        faults["last_day"] = ["Välj en dag."]
    if faults:
        raise Invalid(faults)


def _check_length(ground: Ground, *, began: int, last_day: date) -> None:
    """Refuse what is longer than the longest absence, to which the rules hold too: days of the calendar, both ends."""
    days = ground.policy.longest_absence_days
    if last_day - day_of(began) >= timedelta(days=days):
        too_long = told(
            "Frånvaron blir längre än %(days)s dagar. Är någon borta längre ber du ärendets handledare om ett nytt "
            "medgivande, där en annan person namnges.",
            days=days,
        )
        raise Invalid({"last_day": [too_long]})


def _chain(tx: Connection, job: str, begins: int) -> int:
    """Give when the unbroken time away began, so that absences in a row are reckoned as one."""
    earlier = select(absence.c.begins, absence.c.ends, absence.c.ended_at).where(absence.c.employment_id == job)
    began = begins
    for row in tx.execute(earlier.order_by(absence.c.begins.desc())):
        ended = row.ends if row.ended_at is None else min(row.ends, row.ended_at)
        if row.begins < began <= ended + _DAY_BETWEEN:
            began = row.begins
    return began


def _told(
    tx: Connection, ground: Ground, actor: Actor, absence_id: str, officer_id: str, *, at: int, reason: str
) -> None:
    records = (Record(absence.name, absence_id, 1, None), Record(officer.name, officer_id, 1, None))
    tell(tx, ground, actor, at=at, action=Action.ABSENCE, records=records, reason=reason)


_JOBS: Final = lock_update(  # she and her access manager, at once
    select(*job_seals.COLUMNS)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(
        employment.c.officer_id == bindparam("officer"),
        employment.c.unit_id == bindparam("unit"),
        employed_at(bindparam("now")),
    ),
    employment,
)
_STANDS: Final = (absence.c.employment_id == bindparam("employment"), absence.c.ended_at.is_(None))
_STANDING: Final = select(*replacing.ABSENCE_COLUMNS, absence.c.set_by).where(
    absence.c.employment_id.in_(bindparam("employments", expanding=True)),
    absence.c.ended_at.is_(None),
    absence.c.ends > bindparam("now"),
)
_HOLD: Final = lock_update(select(absence.c.id).where(*_STANDS))
_OPEN_ONES: Final = lock_update(select(absence.c.id, absence.c.seal).where(*_STANDS))
