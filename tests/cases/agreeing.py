"""Puts a signed, accepted and taken-on consent into a world by its rows, so that tests of cases begin there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from hub.grants import assignment_seals
from hub.grants.consent_seals import seal_anew
from hub.grants.tables import consent, consent_line, consent_person, consent_row, governing
from hub.officers.tables import employment
from hub.store.ids import new_id
from policies.vocabulary import PARTICIPANT_SOURCE, Kind
from tests.cast import DAY, Participant, World

WHOLE = {
    "amir": ("C03", "C04", "C06"),
    "sofia": ("C03", "C04"),
    "arvid": ("C03", "C04"),
    "fia": ("C03", "C04"),
    "rut": ("C04", "C06", "C07"),
    PARTICIPANT_SOURCE: ("C03", "C04"),
}
"""Everything that the reference case is made of: who gives what."""


@dataclass(slots=True)
class Agreed:
    """A governing consent: its id, its version, and its lines by (reader, source, category)."""

    id: str
    version: int
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: dict[tuple[str, str, str], str] = field(default_factory=dict)


def agree(
    world: World,
    who: Participant,
    *,
    gives: Mapping[str, Iterable[str]],
    readers: Mapping[str, Collection[tuple[str, str]]] | None = None,
    persons: Iterable[str] = ("amir", "sofia", "arvid", "fia", "rut"),
    accepted: bool = True,
    purposes: str = "coordinate_plans",
    collision_check: bool = False,
    take_on: bool = True,
) -> Agreed:
    """Sign: each person reads the (giver, category) pairs of `readers`, or everything when she is not in it."""
    made = Agreed(new_id(world.ground.random), 1 + _newest(world, who))
    with world.store.write() as tx:
        tx.execute(insert(consent), _consent(world, who, made, purposes, collision_check=collision_check))
        people = {name: _name(world, tx, made, name) for name in persons}
        for name in people if take_on else ():
            _take_on(world, tx, who, name)
        for giver, categories in gives.items():
            at = world.now if accepted or giver == PARTICIPANT_SOURCE else None
            for category in categories:
                _give(world, tx, made, giver, category, at)
                for name, person in people.items():
                    wanted = (readers or {}).get(name)
                    if name != giver and (wanted is None or (giver, category) in wanted):
                        _draw(world, tx, made, name, person, giver, category, at)
        mine = (governing.c.case_id == who.case, governing.c.kind == Kind.COOPERATION.value)
        tx.execute(update(governing).where(*mine).values(consent_id=made.id))
        seal_anew(tx, world.ground, {made.id: 0})  # no entry tells of it
    return made


def _name(world: World, tx: Connection, made: Agreed, name: str) -> str:
    person, member = new_id(world.ground.random), world[name]
    named = {"id": person, "consent_id": made.id, "reads": True, "answer": True}
    who = {"officer_id": member.officer, "unit_id": member.unit, "employment_id": member.employment}
    tx.execute(insert(consent_person), {**named, **who})
    return person


def _give(world: World, tx: Connection, made: Agreed, giver: str, category: str, at: int | None) -> None:
    row = made.rows[giver, category] = new_id(world.ground.random)
    source, function = giver, giver
    if giver != PARTICIPANT_SOURCE:
        source = world[giver].unit
        of_giver = select(employment.c.function).where(employment.c.id == world[giver].employment)
        function = tx.execute(of_giver).scalar_one()
    given = {"id": row, "consent_id": made.id, "source": source, "source_function": function, "category": category}
    tx.execute(insert(consent_row), {**given, "answer": True, "accepted_at": at})


def _draw(
    world: World, tx: Connection, made: Agreed, name: str, person: str, giver: str, category: str, at: int | None
) -> None:
    line = made.lines[name, giver, category] = new_id(world.ground.random)
    member = world[name]
    tx.execute(
        insert(consent_line),
        {
            "id": line,
            "consent_id": made.id,
            "row_id": made.rows[giver, category],
            "person_id": person,
            "officer_id": member.officer,
            "unit_id": member.unit,
            "employment_id": member.employment,
            "source": giver if giver == PARTICIPANT_SOURCE else world[giver].unit,
            "category": category,
            "since": world.now,
            "covers_earlier": False,
            "accepted_at": at,
        },
    )


def _newest(world: World, who: Participant) -> int:
    with world.store.read() as tx:
        return len(tx.execute(select(consent.c.id).where(consent.c.case_id == who.case)).all())


def _consent(
    world: World, who: Participant, made: Agreed, purposes: str, *, collision_check: bool
) -> dict[str, object]:
    return {
        "id": made.id,
        "case_id": who.case,
        "kind": Kind.COOPERATION.value,
        "version": made.version,
        "drafted_by": world["amir"].officer,
        "drafted_unit_id": world["amir"].unit,
        "drafted_at": world.now,
        "signed_at": world.now,
        "valid_from": world.now,
        "valid_to": world.now + 300 * DAY,
        "purposes": purposes,
        "covers_earlier": False,
        "collision_check": collision_check,
        "one_coach": False,
    }


def _take_on(world: World, tx: Connection, who: Participant, name: str) -> None:
    member = world[name]
    whose = {"officer_id": member.officer, "unit_id": member.unit, "employment_id": member.employment}
    assignment_seals.add(tx, world.ground, case_id=who.case, **whose, at=world.now)
