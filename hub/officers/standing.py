"""Holds the rows of the officers' file against each other, and against what stands in the database."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from hub.officers import job_seals
from hub.officers.reading import OfficerRow, RowError
from hub.officers.tables import employment
from hub.officers.wording import PHONE, REACHED
from hub.organisations import place_seals
from hub.store import row_seals
from hub.store.ground import Ground
from hub.store.legible import mixes_alphabets, skeleton

_ORGANISATION_SPELLED: Final = "Organisationen finns redan, men skriven på ett annat sätt. Skriv den likadant."
_OTHERWISE_SPELLED: Final = "Enheten finns redan i organisationen, men skriven på ett annat sätt. Skriv den likadant."
MIXED: Final = "Namnet blandar bokstäver från olika alfabet som ser likadana ut. Skriv det för hand."
WORKS_THERE: Final = "Personen har redan en anställning vid enheten under den tiden."
_OTHER_FUNCTION: Final = (
    "Anställningen har en annan funktion. Låt den stå och ge den en sista dag. "
    "Läs sedan in en ny rad med ny första dag."
)
_DOUBTFUL: Final = (
    "Personens namn, e-post eller roll i databasen är inte skrivna av Ingången. "
    "Be driften köra hub log verify och lägga tillbaka raden från en kopia."
)


class Job(NamedTuple):
    id: str
    begins: int
    ends: int | None
    function: str


@dataclass(slots=True)
class Standing:
    """What stands in the database and what the file has added so far, by the names that the file uses."""

    organisations: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: (id, kind)
    units: dict[tuple[str, str], str] = field(default_factory=dict)  # (organisation, unit): id
    officers: dict[str, tuple[str, str]] = field(default_factory=dict)  # e-mail: (id, role)
    employments: dict[tuple[str, str], list[Job]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)  # e-mails of those whose row is not as the hub wrote it
    # Nor these organisations' and units', by the names that the database gives them.
    doubtful_organisations: set[str] = field(default_factory=set)
    doubtful_units: set[tuple[str, str]] = field(default_factory=set)


def read_standing(tx: Connection, ground: Ground, named: Collection[str]) -> Standing:
    standing = Standing()
    _read_places(tx, ground, standing)
    for row in tx.execute(select(*job_seals.OFFICER_COLUMNS)):
        standing.officers[row.email] = (row.id, row.role)
        if row.email in named and not row_seals.stands(ground, "officer", row):
            standing.doubtful.add(row.email)
    job = [employment.c[name] for name in Job._fields]
    for officer_id, unit_id, *held in tx.execute(select(employment.c.officer_id, employment.c.unit_id, *job)):
        standing.employments.setdefault((officer_id, unit_id), []).append(Job(*held))
    return standing


def _read_places(tx: Connection, ground: Ground, standing: Standing) -> None:
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


def faults_of(rows: Iterable[OfficerRow], standing: Standing) -> list[RowError]:
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
            errors.append(RowError(row.row, "från", WORKS_THERE))
        same = job_named(row, standing)
        if same is not None and same.function != row.function.value:
            errors.append(RowError(row.row, "funktion", _OTHER_FUNCTION))
        here.append(row)
    return errors


def _at_doubtful_places(rows: Iterable[OfficerRow], standing: Standing) -> Iterator[RowError]:
    """Find who would work or review at another unit than the file says: what it names is found by its name alone."""
    for row in rows:
        if row.organisation in standing.doubtful_organisations:
            yield RowError(row.row, "organisation", place_seals.DOUBTFUL)
        if (row.organisation, row.unit) in standing.doubtful_units:
            yield RowError(row.row, "enhet", place_seals.DOUBTFUL)
        if any(one in standing.doubtful_units or one[0] in standing.doubtful_organisations for one in row.reviews):
            yield RowError(row.row, "granskar", place_seals.DOUBTFUL)


def _spelled_otherwise(rows: Iterable[OfficerRow], standing: Standing) -> list[RowError]:
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


def _overlaps_standing(row: OfficerRow, standing: Standing) -> bool:
    """Tell whether the row meets an employment other than the one that it names by its first day."""
    return any(
        job.begins != row.begins
        and (row.ends is None or job.begins < row.ends)
        and (job.ends is None or row.begins < job.ends)
        for job in _employments(row, standing)
    )


def job_named(row: OfficerRow, standing: Standing) -> Job | None:
    """Give the employment that the row names by its first day, if it stands."""
    return next((job for job in _employments(row, standing) if job.begins == row.begins), None)


def _employments(row: OfficerRow, standing: Standing) -> list[Job]:
    who = standing.officers.get(row.email, ("", ""))[0]
    return standing.employments.get((who, standing.units.get((row.organisation, row.unit), "")), [])
