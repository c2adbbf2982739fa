"""Takes the officers' file into the database: checked against what stands, then all of it or nothing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import NewEntry, Record
from hub.access_log.writer import append
from hub.officers import job_seals
from hub.officers.employing import EmailTaken, WorksThere, add_officer, add_reach, employ, move_end, rename
from hub.officers.looking_after import look_after
from hub.officers.reading import FileRefused, OfficerRow, RowError
from hub.officers.roles import Role
from hub.officers.tables import employment
from hub.officers.wording import PHONE, REACHED
from hub.organisations import place_seals
from hub.organisations.adding import NameTaken, add_organisation, add_unit
from hub.organisations.holding import HOLD_UNITS
from hub.store import row_seals
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.legible import mixes_alphabets, skeleton
from hub.store.locks import lock_update
from policies.vocabulary import Action, Outcome

_ORGANISATION_SPELLED: Final = "Organisationen finns redan, men skriven på ett annat sätt. Skriv den likadant."
_OTHERWISE_SPELLED: Final = "Enheten finns redan i organisationen, men skriven på ett annat sätt. Skriv den likadant."
MIXED: Final = "Namnet blandar bokstäver från olika alfabet som ser likadana ut. Skriv det för hand."
_WORKS_THERE: Final = "Personen har redan en anställning vid enheten under den tiden."
_OTHER_FUNCTION: Final = (
    "Anställningen har en annan funktion. Låt den stå och ge den en sista dag. "
    "Läs sedan in en ny rad med ny första dag."
)
_DOUBTFUL: Final = (
    "Personens namn, e-post eller roll i databasen är inte skrivna av Ingången. "
    "Be driften köra hub log verify och lägga tillbaka raden från en kopia."
)
_KNOWN_MEANWHILE: Final = "Någon annan lade till personen just nu. Läs in filen igen."
_ADDED_MEANWHILE: Final = "Någon annan lade till organisationen eller enheten just nu. Läs in filen igen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file changed: all officers it names (e-mail to id), and how many employments it began or ended."""

    officers: dict[str, str]
    employments: int


class _Job(NamedTuple):
    id: str
    begins: int
    ends: int | None
    function: str


@dataclass(slots=True)
class _Standing:
    """What stands in the database and what the file has added so far, by the names that the file uses."""

    organisations: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: (id, kind)
    units: dict[tuple[str, str], str] = field(default_factory=dict)  # (organisation, unit): id
    officers: dict[str, tuple[str, str]] = field(default_factory=dict)  # e-mail: (id, role)
    employments: dict[tuple[str, str], list[_Job]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)  # e-mails of those whose row is not as the hub wrote it
    # Nor these organisations' and units', by the names that the database gives them.
    doubtful_organisations: set[str] = field(default_factory=set)
    doubtful_units: set[tuple[str, str]] = field(default_factory=set)


def take_in(tx: Connection, ground: Ground, rows: Sequence[OfficerRow], *, by: Actor, at: int) -> Imported:
    """Add what is new and end what the file ends; taking the same file twice changes nothing. Raises FileRefused."""
    standing = _read(tx, ground, {row.email for row in rows})
    errors = _check(rows, standing)
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


def _hold(tx: Connection, rows: Iterable[OfficerRow], standing: _Standing) -> None:
    """Hold the employments whose end moves, before any person: who acts by one holds that first, and then herself.

    And before them their units, as an access manager does: she holds her own and the one that she ends, by no order.
    """
    named = ((row, _same(row, standing)) for row in rows)
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
        raise FileRefused([RowError(row.row, "från", _WORKS_THERE)]) from None


def _read(tx: Connection, ground: Ground, named: Collection[str]) -> _Standing:
    standing = _Standing()
    _read_places(tx, ground, standing)
    for row in tx.execute(select(*job_seals.OFFICER_COLUMNS)):
        standing.officers[row.email] = (row.id, row.role)
        if row.email in named and not row_seals.stands(ground, "officer", row):
            standing.doubtful.add(row.email)
    job = [employment.c[name] for name in _Job._fields]
    for officer_id, unit_id, *held in tx.execute(select(employment.c.officer_id, employment.c.unit_id, *job)):
        standing.employments.setdefault((officer_id, unit_id), []).append(_Job(*held))
    return standing


def _read_places(tx: Connection, ground: Ground, standing: _Standing) -> None:
    names = {}
    for row in tx.execute(select(*place_seals.ORGANISATION_COLUMNS)):
        standing.organisations[row.owner_name] = (row.owner_id, row.owner_kind)
        names[row.owner_id] = row.owner_name
        if not place_seals.is_organisation(ground, row):
            standing.doubtful_organisations.add(row.owner_name)
    for row in tx.execute(select(*place_seals.UNIT_COLUMNS)):
        place = (names[row.place_organisation_id], row.place_name)
        standing.units[place] = row.place_id
        if not place_seals.is_unit(ground, row):
            standing.doubtful_units.add(place)


def _check(rows: Iterable[OfficerRow], standing: _Standing) -> list[RowError]:
    """Hold the rows against each other and against what stands."""
    errors = [*_spelled_otherwise(rows, standing), *_at_doubtful_places(rows, standing)]
    errors += [RowError(row.row, "e-post", _DOUBTFUL) for row in rows if row.email in standing.doubtful]
    kinds = {name: kind for name, (_, kind) in standing.organisations.items()}
    roles = {email: role for email, (_, role) in standing.officers.items()}
    names: dict[str, tuple[str, str]] = {}
    reached: dict[tuple[str, str], str] = {}
    known_units = set(standing.units) | {(row.organisation, row.unit) for row in rows}
    taken: dict[tuple[str, str, str], list[OfficerRow]] = {}
    for row in rows:
        if kinds.setdefault(row.organisation, row.kind) != row.kind:
            errors.append(RowError(row.row, "myndighetstyp", "Organisationen har en annan typ sedan tidigare."))
        if roles.setdefault(row.email, row.role) != row.role:
            errors.append(
                RowError(row.row, "roll", "Personen har en annan roll sedan tidigare. En person har en roll.")
            )
        if names.setdefault(row.email, (row.name, row.title)) != (row.name, row.title):
            errors.append(RowError(row.row, "namn", "Samma e-post har ett annat namn eller en annan titel i filen."))
        for column, said in ((PHONE, row.reach.phone), (REACHED, row.reach.reached)):
            if said and reached.setdefault((row.email, column), said) != said:
                errors.append(RowError(row.row, column, "Samma e-post har något annat på en annan rad."))
        if any(review not in known_units for review in row.reviews):
            errors.append(RowError(row.row, "granskar", "Enheten finns varken i filen eller i tjänsten."))
        here = taken.setdefault((row.email, row.organisation, row.unit), [])
        if any(_overlap(row, other) for other in here) or _overlaps_standing(row, standing):
            errors.append(RowError(row.row, "från", _WORKS_THERE))
        same = _same(row, standing)
        if same is not None and same.function != row.function.value:
            errors.append(RowError(row.row, "funktion", _OTHER_FUNCTION))
        here.append(row)
    return errors


def _at_doubtful_places(rows: Iterable[OfficerRow], standing: _Standing) -> Iterator[RowError]:
    """Find who would work or review at another unit than the file says: what it names is found by its name alone."""
    for row in rows:
        if row.organisation in standing.doubtful_organisations:
            yield RowError(row.row, "organisation", place_seals.DOUBTFUL)
        if (row.organisation, row.unit) in standing.doubtful_units:
            yield RowError(row.row, "enhet", place_seals.DOUBTFUL)
        if any(one in standing.doubtful_units or one[0] in standing.doubtful_organisations for one in row.reviews):
            yield RowError(row.row, "granskar", place_seals.DOUBTFUL)


def _spelled_otherwise(rows: Iterable[OfficerRow], standing: _Standing) -> list[RowError]:
    """Find what would be added beside what reads the same: who names somebody there could not tell them apart.

    Nor is anything added whose name mixes alphabets that look alike; what stands so spelled is taken as it stands.
    """
    errors = []
    organisations = {skeleton(name): name for name in standing.organisations}
    units = {(where, skeleton(name)): name for where, name in standing.units}
    for row in rows:
        first = organisations.setdefault(skeleton(row.organisation), row.organisation)
        if row.organisation != first and row.organisation not in standing.organisations:
            errors.append(RowError(row.row, "organisation", _ORGANISATION_SPELLED))
        if mixes_alphabets(row.organisation) and row.organisation not in standing.organisations:
            errors.append(RowError(row.row, "organisation", MIXED))
        first = units.setdefault((row.organisation, skeleton(row.unit)), row.unit)
        if row.unit != first and (row.organisation, row.unit) not in standing.units:
            errors.append(RowError(row.row, "enhet", _OTHERWISE_SPELLED))
        if mixes_alphabets(row.unit) and (row.organisation, row.unit) not in standing.units:
            errors.append(RowError(row.row, "enhet", MIXED))
    return errors


def _overlap(one: OfficerRow, other: OfficerRow) -> bool:
    return (one.ends is None or other.begins < one.ends) and (other.ends is None or one.begins < other.ends)


def _overlaps_standing(row: OfficerRow, standing: _Standing) -> bool:
    """Tell whether the row meets an employment other than the one that it names by its first day."""
    return any(
        job.begins != row.begins
        and (row.ends is None or job.begins < row.ends)
        and (job.ends is None or row.begins < job.ends)
        for job in _employments(row, standing)
    )


def _same(row: OfficerRow, standing: _Standing) -> _Job | None:
    """Give the employment that the row names by its first day, if it stands."""
    return next((job for job in _employments(row, standing) if job.begins == row.begins), None)


def _employments(row: OfficerRow, standing: _Standing) -> list[_Job]:
    who = standing.officers.get(row.email, ("", ""))[0]
    return standing.employments.get((who, standing.units.get((row.organisation, row.unit), "")), [])


def _take(tx: Connection, ground: Ground, row: OfficerRow, standing: _Standing, *, at: int) -> str | None:
    """Return the id of the employment that the row began or ended, None when it stands already as the row says."""
    unit_id = _unit(tx, ground, row, standing, at=at)
    officer_id = _officer(tx, ground, row, standing)
    same = _same(row, standing)
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
    job = _Job(begun, row.begins, row.ends, row.function.value)
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


def _unit(tx: Connection, ground: Ground, row: OfficerRow, standing: _Standing, *, at: int) -> str:
    since = min(at, row.begins)
    if row.organisation not in standing.organisations:
        added = add_organisation(tx, ground, name=row.organisation, kind=row.kind, at=since)
        standing.organisations[row.organisation] = (added, row.kind)
    place = (row.organisation, row.unit)
    if place not in standing.units:
        belongs_to = standing.organisations[row.organisation][0]
        standing.units[place] = add_unit(tx, ground, organisation_id=belongs_to, name=row.unit, at=since)
    return standing.units[place]


def _officer(tx: Connection, ground: Ground, row: OfficerRow, standing: _Standing) -> str:
    if row.email not in standing.officers:
        added = add_officer(tx, ground, name=row.name, title=row.title, email=row.email, role=row.role, reach=row.reach)
        standing.officers[row.email] = (added, row.role)
        return added
    known = standing.officers[row.email][0]
    # An empty cell says nothing of how she is reached: what she has chosen herself stands.
    add_reach(tx, officer_id=known, reach=row.reach, keeps=False)
    return known


def _take_reviews(
    tx: Connection, ground: Ground, rows: Sequence[OfficerRow], standing: _Standing
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


def _told(by: Actor, row: OfficerRow, standing: _Standing, changed: str, *, at: int) -> NewEntry:
    ended = row.ends is not None and row.ends <= at
    job = Record("employment", changed, 1, None)
    return _of_officer(by, row, standing, job, reason="ended" if ended else "employed", at=at)


def _of_officer(
    by: Actor, row: OfficerRow, standing: _Standing, *more: Record, reason: str, units: Sequence[str] = (), at: int
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
