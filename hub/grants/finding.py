"""Finds the persons of a draft in the directory, or takes them as proposed; says what to mend, person by person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, select

from hub.officers import job_seals
from hub.officers.names import NO_NAME, is_name
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.organisations import place_seals
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.store.ground import Ground
from hub.store.legible import illegible, is_legible
from hub.store.told import told
from policies.vocabulary import Function

_LONGEST: Final = 200
# What an officer of such an authority is, where nobody of her unit is there yet to tell.
_USUAL: Final = MappingProxyType(
    {
        AuthorityKind.EMPLOYMENT_SERVICE.value: Function.AF_OFFICER.value,
        AuthorityKind.MUNICIPALITY.value: Function.SOCIAL_SECRETARY.value,
        AuthorityKind.REGION.value: Function.CLINICIAN.value,
        AuthorityKind.SOCIAL_INSURANCE.value: Function.FK_OFFICER.value,
    }
)


@dataclass(frozen=True, slots=True)
class Missing:
    """An officer who is not in the directory, as the coach knows her; `unit` is its id."""

    name: str
    title: str
    unit: str
    work_email: str


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """Whom the coach wants to name; the unit may be left out by who works at one alone.

    A substitute says whom she stands in for (`stands_in_for`, an officer's id). Who is proposed (`missing`) has no
    officer's id, and is pointed at by her work e-mail.
    """

    officer: str
    unit: str | None = None
    reads: bool = True
    stands_in_for: str | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """A person found in the directory, in her open employment; or one who is missing there, with no employment."""

    officer: str
    unit: str
    employment: str
    function: str
    reads: bool
    stands_in_for: str | None = None
    missing: Missing | None = None


class Faults(dict[str, list[str]]):
    """What is wrong, by field."""

    def add(self, field: str, sentence: str) -> None:
        self.setdefault(field, []).append(sentence)


def find_persons(
    tx: Connection, ground: Ground, wanted: Sequence[WantedPerson], *, at: int, faults: Faults
) -> tuple[ProposedPerson, ...]:
    """Give those who can be named, in the order wanted; whoever cannot is left out and told of in `faults`."""
    jobs, doubtful = _open_employments(tx, ground, {one.officer for one in wanted if one.missing is None}, at)
    found: dict[int, ProposedPerson] = {}
    for place, person in enumerate(wanted):
        missing = person.missing is not None
        one = _missing(tx, ground, person, at) if missing else _in_directory(person, jobs, doubtful)
        if isinstance(one, str):
            faults.add(f"persons.{place}", one)
        elif any((one.officer, one.unit) == (other.officer, other.unit) for other in found.values()):
            faults.add(f"persons.{place}", "Personen är redan namngiven. Ta bort den ena raden.")
        else:
            found[place] = one
    for place, one in found.items():
        found[place] = _standing_in(one, found, place, faults)
    return tuple(found.values())


def _in_directory(
    person: WantedPerson, jobs: Iterable[ProposedPerson], doubtful: frozenset[str]
) -> ProposedPerson | str:
    mine = [job for job in jobs if job.officer == person.officer and person.unit in {None, job.unit}]
    if not mine:
        return "Personen finns inte i katalogen eller kan inte läsa i Ingången."
    if len(mine) > 1:
        return "Personen arbetar på flera enheter. Välj vilken enhet det gäller."
    if mine[0].unit in doubtful:
        return place_seals.DOUBTFUL
    return replace(mine[0], reads=person.reads, stands_in_for=person.stands_in_for)


def _missing(tx: Connection, ground: Ground, person: WantedPerson, at: int) -> ProposedPerson | str:
    said = person.missing
    if said is None or person.stands_in_for is not None:
        return "En ersättare ska finnas i katalogen."
    if (fault := _written_wrong(said)) is not None:
        return fault
    place = tx.execute(_PLACE, {"unit": said.unit}).first()
    if place is not None and not place_seals.are_genuine(ground, place):
        return place_seals.DOUBTFUL
    function = function_at(tx, ground, said.unit, at=at)
    if function is None:
        return "Välj den enhet där personen arbetar."
    known = select(employment.c.id).join(officer, officer.c.id == employment.c.officer_id)
    there = known.where(officer.c.email == said.work_email, employment.c.unit_id == said.unit, *_open(at))
    if tx.execute(there.limit(1)).first() is not None:
        return "Personen finns redan i katalogen. Sök på namnet och lägg till därifrån."
    return ProposedPerson(said.work_email, said.unit, "", function, person.reads, missing=said)


def _written_wrong(said: Missing) -> str | None:
    given = (said.name, said.title, said.work_email)
    if not all(text.strip() for text in given):
        return "Skriv namn, titel och e-post i arbetet för den du föreslår."
    if max(map(len, given)) > _LONGEST:
        return told("Skriv högst %(most)s tecken i varje ruta.", most=_LONGEST)
    unfit = next((text for text in given if not is_legible(text)), None)
    if unfit is not None:
        return illegible(unfit)  # they stand in the text that the participant signs
    if not is_name(said.name):
        return NO_NAME
    local, _, domain = said.work_email.partition("@")
    if not local or "." not in domain or any(sign.isspace() for sign in said.work_email):
        return "Skriv hela e-postadressen, till exempel namn@kommun.se."
    return None


def function_at(tx: Connection, ground: Ground, unit_id: str, *, at: int) -> str | None:
    """Give what officers of the unit mostly are, or of such an authority; None where nobody can be named."""
    place = tx.execute(_PLACE, {"unit": unit_id}).first()
    if place is None or not place_seals.are_genuine(ground, place):
        return None
    there = select(employment.c.function).where(employment.c.unit_id == unit_id, *_open(at))
    mostly = Counter(tx.execute(there.order_by(employment.c.function)).scalars()).most_common(1)
    return mostly[0][0] if mostly else _USUAL.get(place.owner_kind)


def _standing_in(
    one: ProposedPerson, found: Mapping[int, ProposedPerson], place: int, faults: Faults
) -> ProposedPerson:
    """Hold that a substitute stands in for a colleague who is named; she is named to read what that colleague is."""
    whom = one.stands_in_for
    if whom is None:
        return one
    others = [other for at, other in found.items() if at != place]
    replaced = next((other for other in others if (other.officer, other.unit) == (whom, one.unit)), None)
    if replaced is None or replaced.stands_in_for is not None or replaced.missing is not None:
        faults.add(f"persons.{place}", "Ersättaren ska arbeta på samma enhet som den som ersätts.")
        return one
    if any((other.stands_in_for, other.unit) == (whom, one.unit) for other in others):
        faults.add(f"persons.{place}", "Välj högst en ersättare för varje person.")
    return replace(one, reads=replaced.reads)


def _open_employments(
    tx: Connection, ground: Ground, officers: Iterable[str], at: int
) -> tuple[list[ProposedPerson], frozenset[str]]:
    """Give their employments, and which of the units are not as the hub wrote them: at those nobody is named."""
    statement = (
        select(*job_seals.COLUMNS, *job_seals.HERSELF, *place_seals.COLUMNS)
        .join(unit, unit.c.id == employment.c.unit_id)
        .join(organisation, organisation.c.id == unit.c.organisation_id)
        .join(officer, officer.c.id == employment.c.officer_id)
        .where(
            employment.c.officer_id.in_(sorted(officers)),
            officer.c.role.in_([Role.COACH.value, Role.OFFICER.value]),
            organisation.c.never_reads.is_(False),
            *_open(at),
        )
        .order_by(employment.c.id)
    )
    rows = tx.execute(statement).all()
    jobs = [
        ProposedPerson(row.job_officer_id, row.job_unit_id, row.job_id, row.job_function, reads=True)
        for row in rows
        if job_seals.are_genuine(ground, row)
    ]
    return jobs, place_seals.doubtful(ground, rows)


def _open(at: int) -> tuple[ColumnElement[bool], ...]:
    return (
        employment.c.function != Function.NONE.value,
        employed_at(at),
    )


_PLACE: Final = (
    select(*place_seals.COLUMNS)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id == bindparam("unit"), organisation.c.never_reads.is_(False))
)
