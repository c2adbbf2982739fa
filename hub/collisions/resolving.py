"""What an officer says of a collision she was just shown: she owns it, proposes, resolves, accepts it, or opens it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import BigInteger, Connection, literal, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.access_log.entry import Record
from hub.access_log.writer import Receipt
from hub.collisions.tables import collision_state
from hub.disclosure.permitting import record, refuse, require
from hub.store.actor import Actor
from hub.store.days import day_of, end_of
from hub.store.errors import Invalid, Stale
from hub.store.ground import Ground
from hub.store.heads import Written, put_heads
from policies.facts import Facts
from policies.vocabulary import Action, Reserved

LONGEST_DAYS: Final = 366
UNTOUCHED: Final = 0
TABLE: Final = "collision_state"
_ID: Final = 32  # hex digits of the key: as long as every other record's id


class State(StrEnum):
    """What can be said about a collision; one that nobody has said anything of is open too, and has no row."""

    ACCEPTED = "accepted"
    OPEN = "open"
    OWNED = "owned"
    PROPOSED = "proposed"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is to be said of a collision; `until` is the last day on which it is accepted.

    `version` is the one that was read, UNTOUCHED where nobody had said anything; without it nothing is written over.
    """

    state: State
    until: date | None
    version: int | None


def resolve(
    tx: Connection, ground: Ground, actor: Actor, *, case_id: str | None, key: str, shown: bool, wanted: Resolution
) -> Receipt:
    """Keep what was done. `shown` tells whether the key is in the actor's own fresh result; raises Refused if not.

    Raises Stale when another was first.
    """
    allowed = require(tx, ground, actor, case_id=case_id, action=Action.RESOLVE, category=Reserved.NAME.value)
    if not shown:
        raise refuse(ground, actor, **allowed.asked | {"reason": "not_in_result"})
    values = _values(wanted, actor, allowed.facts)
    told = told_state(key, _put(tx, case_id, key, wanted.version, values), *values.values())
    done = allowed.done | {"reason": wanted.state.value, "written": [Record.of(told)]}
    receipt = record(tx, ground, actor, **done)
    put_heads(tx, [told], entry=receipt.entry)
    return receipt


def told_state(key: str, version: int, *values: object) -> Written:
    """Give what the log and the head tell of a collision's row, so that nobody rewrites unseen what was done about it.

    `values` are state, owner, until, who and when. The row lies in clear: it holds no word of the participant's.
    """
    clear = orjson.dumps([key, version, *values])
    return Written(table=TABLE, record=key[:_ID], version=version, sha256=sha256(clear).digest(), sealed=clear)


def _values(wanted: Resolution, actor: Actor, facts: Facts) -> dict[str, object]:
    return {
        "state": wanted.state.value,
        "owner_id": actor.id,
        "until": _until(wanted, facts.at),
        "by_officer_id": actor.id,
        "at": facts.at,
    }


def _until(wanted: Resolution, at: int) -> int | None:
    if wanted.state is not State.ACCEPTED:
        return None
    if wanted.until is None:
        raise Invalid({"until": ["Skriv till vilken dag det är avsikten."]})
    today = day_of(at)
    if not today <= wanted.until <= today + timedelta(days=LONGEST_DAYS):
        raise Invalid({"until": ["Välj en dag från i dag och högst ett år fram."]})
    return end_of(wanted.until)


def _put(tx: Connection, case_id: str | None, key: str, read: int | None, values: dict[str, Any]) -> int:
    """Write over the version that was read, and give the new one: of two who read the same the later is told so."""
    if read == UNTOUCHED:
        put = tx.execute(_FIRST[tx.dialect.name], {"case_id": case_id, "key": key, "version": 1, **values})
    else:
        # As a larger number than the column holds: what somebody sends may be one.
        same = collision_state.c.version == literal(read, BigInteger)
        mine = (collision_state.c.case_id == case_id, collision_state.c.key == key, same)
        over = update(collision_state).where(*mine).values(**values, version=collision_state.c.version + 1)
        put = tx.execute(over.returning(collision_state.c.version))
    version: int | None = put.scalar_one_or_none()
    if version is None:
        raise Stale
    return version


_FIRST: Final = {
    "postgresql": postgresql.insert(collision_state).on_conflict_do_nothing().returning(collision_state.c.version),
    "sqlite": sqlite.insert(collision_state).on_conflict_do_nothing().returning(collision_state.c.version),
}
