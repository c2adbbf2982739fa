"""The collisions that one reader gets: what her own opened items give, with what was done about those very ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, exists, select

from hub.collisions.resolving import UNTOUCHED, State
from hub.collisions.rules import Found, find
from hub.collisions.tables import collision_state
from hub.collisions.wording import text_of
from hub.officers.tables import employment
from hub.officers.working import employed_at
from hub.plans.items import Compared
from hub.store.clock import DAY
from hub.store.days import written
from hub.store.ground import Ground
from policies.policy import Policy

_IN_HAND: Final = frozenset({State.OWNED, State.PROPOSED})  # somebody is to see to it
_RESOLVED_FOR: Final = 14 * DAY  # µs; what is still found then has not been resolved, or collides anew


@dataclass(frozen=True, slots=True)
class Collision:
    """One collision as a reader is told of it; `until`, of an accepted one, is as the API writes it.

    `version` counts what was said of it: who says more says over which.
    """

    key: str
    rule: str
    severity: str
    text: str
    items: tuple[str, ...]
    state: str
    owner: str | None
    until: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the collisions are worded for, when, how she knows the sources, and which officers she may know of."""

    case: str
    at: int
    participant: bool
    sources: Mapping[str, str]
    people: frozenset[str]


_OWNER_WORKS: Final = exists().where(
    employment.c.officer_id == collision_state.c.owner_id, employed_at(bindparam("now"))
)
_STATES: Final[Select[Any]] = select(
    collision_state.c.key,
    collision_state.c.state,
    collision_state.c.owner_id,
    collision_state.c.until,
    collision_state.c.at,
    collision_state.c.version,
    _OWNER_WORKS.label("owner_works"),
).where(collision_state.c.case_id == bindparam("case"), collision_state.c.key.in_(bindparam("keys", expanding=True)))


def collisions_of(ground: Ground, items: Compared, reader: Reader) -> tuple[Collision, ...]:
    """Find the collisions of opened items; the lifecycle is asked for only when there are hits, and only of those."""
    found = find(items)
    if not found:
        return ()
    with ground.store.read() as tx:
        states = _states(tx, reader, found)
    return tuple(_told(ground.policy, one, states.get(one.key), reader) for one in found)


def _states(tx: Connection, reader: Reader, found: Sequence[Found]) -> dict[str, Row[Any]]:
    rows = tx.execute(_STATES, {"case": reader.case, "keys": [one.key for one in found], "now": reader.at})
    return {row.key: row for row in rows}


def _told(policy: Policy, found: Found, state: Row[Any] | None, reader: Reader) -> Collision:
    stands = state if state is not None and not _is_over(state, reader.at) else None
    return Collision(
        key=found.key,
        rule=found.rule,
        severity=policy.collisions[found.rule]["severity"],
        text=text_of(policy, found, participant=reader.participant, sources=reader.sources),
        items=found.items,
        state=stands.state if stands is not None else State.OPEN.value,
        # Two readers can be shown the same collision and share no line: then neither learns of the other.
        owner=stands.owner_id if stands is not None and stands.owner_id in reader.people else None,
        until=written(stands.until) if stands is not None and stands.until is not None else None,
        version=state.version if state is not None else UNTOUCHED,
    )


def _is_over(state: Row[Any], at: int) -> bool:
    """Tell whether what was said counts no more: taken back, accepted until now, or in hand of who has left."""
    if state.state == State.OPEN:
        return True
    if state.state in _IN_HAND and not state.owner_works:
        return True
    if state.state == State.RESOLVED:
        return bool(state.at + _RESOLVED_FOR <= at)
    return state.until is not None and bool(state.until <= at)
