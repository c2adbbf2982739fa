"""Puts a signed, accepted and taken-on consent into a world by its rows, so that tests of cases begin there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing
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
    named = list(persons)
    with world.store.write() as tx:
        tx.execute(insert(consent), _consent(world, who, made, purposes, collision_check=collision_check))
        people = {name: new_id(world.ground.random) for name in named}
        for name, person in people.items():
            member = world[name]
            tx.execute(
                insert(consent_person),
                {
                    "id": person,
                    "consent_id": made.id,
                    "officer_id": member.officer,
                    "unit_id": member.unit,
                    "employment_id": member.employment,
                    "reads": True,
                    "answer": True,
                },
            )
            if take_on:
                _take_on(world, tx, who, name)
        functions = {row.id: row.function for row in tx.execute(select(employment.c.id, employment.c.function))}
        for giver, categories in gives.items():
            source = giver if giver == PARTICIPANT_SOURCE else world[giver].unit
            function = giver if giver == PARTICIPANT_SOURCE else functions[world[giver].employment]
            at = world.now if accepted or giver == PARTICIPANT_SOURCE else None
            for category in categories:
                row = made.rows[giver, category] = new_id(world.ground.random)
                given = {"id": row, "consent_id": made.id, "source": source, "source_function": function}
                tx.execute(insert(consent_row), {**given, "category": category, "answer": True, "accepted_at": at})
                for name in named:
                    wanted = (readers or {}).get(name)
                    if name == giver or (wanted is not None and (giver, category) not in wanted):
                        continue
                    line = made.lines[name, giver, category] = new_id(world.ground.random)
                    tx.execute(
                        insert(consent_line),
                        {
                            "id": line,
                            "consent_id": made.id,
                            "row_id": row,
                            "person_id": people[name],
                            "officer_id": world[name].officer,
                            "unit_id": world[name].unit,
                            "employment_id": world[name].employment,
                            "source": source,
                            "category": category,
                            "since": world.now,
                            "covers_earlier": False,
                            "accepted_at": at,
                        },
                    )
        mine = (governing.c.case_id == who.case, governing.c.kind == Kind.COOPERATION.value)
        tx.execute(update(governing).where(*mine).values(consent_id=made.id))
    return made


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
    tx.execute(
        insert(assignment),
        {
            "id": new_id(world.ground.random),
            "case_id": who.case,
            "officer_id": member.officer,
            "unit_id": member.unit,
            "employment_id": member.employment,
            "begins": world.now,
        },
    )
