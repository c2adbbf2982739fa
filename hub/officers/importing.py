"""Takes the officers' file into the database: checked against what stands, then all of it or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import NewEntry, Record
from hub.access_log.writer import append
from hub.officers.employing import EmailTaken, WorksThere, add_officer, add_reach, employ, move_end, rename
from hub.officers.looking_after import look_after
from hub.officers.reading import FileRefused, OfficerRow, RowError
from hub.officers.roles import Role
from hub.officers.standing import WORKS_THERE, Job, Standing, faults_of, job_named, read_standing
from hub.officers.tables import employment
from hub.organisations.adding import NameTaken, add_organisation, add_unit
from hub.organisations.holding import HOLD_UNITS
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.locks import lock_update
from policies.vocabulary import Action, Outcome

_KNOWN_MEANWHILE: Final = "Någon annan lade till personen just nu. Läs in filen igen."
_ADDED_MEANWHILE: Final = "Någon annan lade till organisationen eller enheten just nu. Läs in filen igen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file changed: all officers it names (e-mail to id), and how many employments it began or ended."""

    officers: dict[str, str]
    employments: int


def take_in(tx: Connection, ground: Ground, rows: Sequence[OfficerRow], *, by: Actor, at: int) -> Imported:
    """Add what is new and end what the file ends; taking the same file twice changes nothing. Raises FileRefused."""
    standing = read_standing(tx, ground, {row.email for row in rows})
    errors = faults_of(rows, standing)
    if errors:
        raise FileRefused(errors)
    entries, employments = [], 0
    _hold(tx, rows, standing)
    # Each person is held: in one order, as by an access manager's file too, so that no two wait for each other.
    for row in sorted(rows, key=lambda one: one.email):
        with _unless_meanwhile(row):
            changed = _take(tx, ground, row, standing, at=at)
        if changed is not None:
            employments += 1
            entries.append(_told(by, row, standing, changed, at=at))
        if rename(tx, ground, officer_id=standing.officers[row.email][0], name=row.name, title=row.title):
            entries.append(_of_officer(by, row, standing, reason="renamed", at=at))
    seen = _take_reviews(tx, ground, rows, standing)
    entries += [_of_officer(by, row, standing, reason="reviews", units=(one,), at=at) for row, one in seen]
    told_at = ground.clock.now(tx)  # by now whoever it waited for has told of a row what it found there
    for entry in entries:  # after all of it, so that what is taken from her and given back is told in one (row_marks)
        append(tx, ground, replace(entry, ts=told_at))
    named = {row.email: standing.officers[row.email][0] for row in rows}
    return Imported(officers=named, employments=employments)


def _hold(tx: Connection, rows: Iterable[OfficerRow], standing: Standing) -> None:
    """Hold the employments whose end moves, before any person: who acts by one holds that first, and then herself.

    And before them their units, as an access manager does: she holds her own and the one that she ends, by no order.
    """
    named = ((row, job_named(row, standing)) for row in rows)
    moved = {job.id: row for row, job in named if job is not None and job.ends != row.ends}
    if moved:
        units = {standing.units[row.organisation, row.unit] for row in moved.values()}
        tx.execute(HOLD_UNITS, {"units": units})
        tx.execute(_JOBS, {"jobs": list(moved)})


@contextmanager
def _unless_meanwhile(row: OfficerRow) -> Iterator[None]:
    """Refuse the file where somebody has added the same since it was held against what stood."""
    try:
        yield
    except NameTaken:
        raise FileRefused([RowError(row.row, "enhet", _ADDED_MEANWHILE)]) from None
    except EmailTaken:
        raise FileRefused([RowError(row.row, "e-post", _KNOWN_MEANWHILE)]) from None
    except WorksThere:
        raise FileRefused([RowError(row.row, "från", WORKS_THERE)]) from None


def _take(tx: Connection, ground: Ground, row: OfficerRow, standing: Standing, *, at: int) -> str | None:
    """Return the id of the employment that the row began or ended, None when it stands already as the row says."""
    unit_id = _unit(tx, ground, row, standing, at=at)
    officer_id = _officer(tx, ground, row, standing)
    same = job_named(row, standing)
    if same is not None:
        return _move_end(tx, ground, row, same.id, same.ends, at=at)
    begun = employ(
        tx,
        ground,
        officer_id=officer_id,
        unit_id=unit_id,
        function=row.function,
        begins=row.begins,
        ends=row.ends,
    )
    job = Job(begun, row.begins, row.ends, row.function.value)
    standing.employments.setdefault((officer_id, unit_id), []).append(job)
    return begun


def _move_end(
    tx: Connection, ground: Ground, row: OfficerRow, employment_id: str, ends: int | None, *, at: int
) -> str | None:
    """Let the row's last day stand, unless she has left: that is for good, whoever ended it and whatever a file says.

    Asked of the row itself too: her access manager may have ended it since it was read.
    """
    if row.ends == ends:
        return None
    moves = row.ends is not None and move_end(tx, ground, employment_id=employment_id, ends=row.ends, at=at)
    if moves:
        return employment_id
    if row.ends is not None and row.ends <= at:
        return None  # both say that she has left
    raise FileRefused([RowError(row.row, "till", "Anställningen har slutat. Skriv en ny rad med ny första dag.")])


def _unit(tx: Connection, ground: Ground, row: OfficerRow, standing: Standing, *, at: int) -> str:
    since = min(at, row.begins)
    if row.organisation not in standing.organisations:
        added = add_organisation(tx, ground, name=row.organisation, kind=row.kind, at=since)
        standing.organisations[row.organisation] = (added, row.kind)
    place = (row.organisation, row.unit)
    if place not in standing.units:
        belongs_to = standing.organisations[row.organisation][0]
        standing.units[place] = add_unit(tx, ground, organisation_id=belongs_to, name=row.unit, at=since)
    return standing.units[place]


def _officer(tx: Connection, ground: Ground, row: OfficerRow, standing: Standing) -> str:
    if row.email not in standing.officers:
        added = add_officer(tx, ground, name=row.name, title=row.title, email=row.email, role=row.role, reach=row.reach)
        standing.officers[row.email] = (added, row.role)
        return added
    known = standing.officers[row.email][0]
    # An empty cell says nothing of how she is reached: what she has chosen herself stands.
    add_reach(tx, officer_id=known, reach=row.reach, keeps=False)
    return known


def _take_reviews(
    tx: Connection, ground: Ground, rows: Sequence[OfficerRow], standing: Standing
) -> list[tuple[OfficerRow, str]]:
    """Give the units whose log somebody has not seen before, each with the row that says so."""
    wanted = {
        (standing.officers[row.email][0], standing.units[place]): row
        for row in reversed(rows)
        if row.role is Role.DPO
        for place in row.reviews
    }
    # In the order in which a look of hers holds them, so that neither waits for what waits for it.
    return [
        (wanted[who, unit_id], unit_id)
        for who, unit_id in sorted(wanted)
        if look_after(tx, ground, officer_id=who, unit_id=unit_id)
    ]


def _told(by: Actor, row: OfficerRow, standing: Standing, changed: str, *, at: int) -> NewEntry:
    ended = row.ends is not None and row.ends <= at
    job = Record("employment", changed, 1, None)
    return _of_officer(by, row, standing, job, reason="ended" if ended else "employed", at=at)


def _of_officer(
    by: Actor, row: OfficerRow, standing: Standing, *more: Record, reason: str, units: Sequence[str] = (), at: int
) -> NewEntry:
    """Word one change of her, for the reviewers of her unit and of `units`."""
    return NewEntry(
        **by.told,
        ts=at,
        act=Action.OFFICER_CHANGE,
        outcome=Outcome.PERMITTED,
        units=tuple(sorted({standing.units[row.organisation, row.unit], *units})),
        rec=(Record("officer", standing.officers[row.email][0], 1, None), *more),
        n=1,
        reason=reason,
    )


_JOBS: Final = lock_update(
    select(employment.c.id).where(employment.c.id.in_(bindparam("jobs", expanding=True))).order_by(employment.c.id)
)
