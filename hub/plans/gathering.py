"""Reads what a case holds, still sealed: items, the name's record, and who is who; nothing here is told to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from hub.disclosure.records import CaseRef, Sealed
from hub.participants import identity
from hub.plans.fields import COLUMNS
from hub.plans.items import TABLE
from hub.plans.rows import gathering, naming
from hub.plans.tables import item, plan
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from hub.store.prepared import Prepared
from policies.vocabulary import Kind, Reserved

_GATHERING: Final = Prepared(lambda _: gathering())
_NAME: Final = identity.COLUMNS[Reserved.NAME.value]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One officer whom the asker may be told of once the door has opened the case.

    `away` is the absence that stands, begun or still to come: from and to (µs, half-open).
    """

    officer: str
    name: str
    title: str
    unit: str
    unit_name: str
    email: str
    phone: str | None
    reached: str | None
    ends: int | None = None
    replaces: str | None = None
    away: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """A case before the door: nothing of it may be told to anybody yet."""

    case: CaseRef | None
    coordinator_id: str | None
    rows: tuple[Sealed, ...]
    units: Mapping[str, tuple[str, str]]
    people: tuple[PersonRow, ...]
    coordinator: PersonRow | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item or a plan belongs; a plan by itself is no item."""

    item: str
    case: str
    plan: str
    source: str
    category: str
    kind: str


def gather(ground: Ground, actor: Actor, *, case_id: str) -> Gathered:
    """Read a case's sealed rows. A case that is not there costs the same statement and gives none."""
    found = ground.store.ask(
        _GATHERING,
        {
            "case": case_id,
            "kind": Kind.COOPERATION.value,
            "officer": actor.id if actor.kind is ActorKind.OFFICER else None,
            "unit": actor.unit,
            "everyone": actor.kind is ActorKind.PARTICIPANT,
        },
    )
    return _sorted_out(found)


def place_of(tx: Connection, item_id: str) -> Place | None:
    """Tell where an item belongs; None once it has been removed."""
    wanted = select(item.c.id, item.c.case_id, item.c.plan_id, item.c.source, item.c.category, item.c.kind)
    row = tx.execute(wanted.where(item.c.id == item_id)).first()
    return Place(*row) if row is not None else None


def plan_place(tx: Connection, plan_id: str) -> Place | None:
    """Tell whose plan this is and of which case."""
    row = tx.execute(select(plan.c.id, plan.c.case_id, plan.c.id, plan.c.source).where(plan.c.id == plan_id)).first()
    return Place(*row, "", "") if row is not None else None


def plans_of(tx: Connection, *, case_id: str, source: str) -> Sequence[str]:
    """Give the ids of a source's plans in a case, the oldest first."""
    wanted = select(plan.c.id).where(plan.c.case_id == case_id, plan.c.source == source)
    return tx.execute(wanted.order_by(plan.c.created_at, plan.c.id)).scalars().all()


def only(gathered: Gathered, item_id: str) -> tuple[Sealed, ...]:
    """Give the one row of an item, to open no more than is needed."""
    return tuple(row for row in gathered.rows if row.table == TABLE and row.record == item_id)


def names(tx: Connection, case_ids: Sequence[str]) -> dict[str, tuple[CaseRef, tuple[Sealed, ...]]]:
    """Read the sealed names of several cases by one statement, for a list."""
    return _who(tx, case_ids, Reserved.NAME)


def account(tx: Connection, case_id: str) -> tuple[CaseRef | None, tuple[Sealed, ...]]:
    """Read how the participant of a case is reached, sealed."""
    return _who(tx, [case_id], Reserved.ACCOUNT).get(case_id, (None, ()))


def _who(tx: Connection, case_ids: Sequence[str], label: Reserved) -> dict[str, tuple[CaseRef, tuple[Sealed, ...]]]:
    found = tx.execute(naming(label), {"cases": list(case_ids)}).all()
    return {
        row.case_id: (CaseRef(row.case_id, row.participant_id, row.number), (_of_her(row, label),) if row.id else ())
        for row in found
    }


def _sorted_out(found: Sequence[Any]) -> Gathered:
    ref: CaseRef | None = None
    coordinator_id: str | None = None
    coordinator: PersonRow | None = None
    rows: list[Sealed] = []
    people: list[PersonRow] = []
    units: dict[str, tuple[str, str]] = {}
    for row in found:
        part, key, begins, source, email, at, ends, *_, phone, reached, one, two, three, replaces = row
        if part == "item":
            rows.append(Sealed._make((TABLE, *row[1:7], COLUMNS, *row[7:12])))
        elif part == "unit":
            units[key] = (one, two)
        elif part == "name":
            rows.append(Sealed._make((identity.TABLE, *row[1:7], _NAME, *row[7:10], "", "")))
        elif part == "case":
            ref, coordinator_id = CaseRef(key, source, one), two
        elif part == "coordinator":
            coordinator = PersonRow(key, one, two, source, three, email, phone, reached, at)
        else:
            away = (begins, ends) if begins is not None else None
            people.append(PersonRow(key, one, two, source, three, email, phone, reached, at, replaces, away))
    rows.sort(key=attrgetter("first_written", "record"))
    people.sort(key=attrgetter("name", "officer", "unit"))
    return Gathered(ref, coordinator_id, tuple(rows), units, tuple(people), coordinator)


def _of_her(row: Row[Any], label: Reserved) -> Sealed:
    return Sealed(
        table=identity.TABLE,
        record=row.id,
        version=row.version,
        source=identity.SOURCE,
        category=label.value,
        first_written=row.at,
        basis_version=None,
        columns=identity.COLUMNS[label.value],
        sealed=row.sealed,
        head_version=row.head_version,
        head_sha256=row.head_sha,
    )
