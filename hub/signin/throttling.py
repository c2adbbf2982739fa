"""Slows guessing down: growing waits per (account, address); an address alone is only delayed, so nobody is locked out.

An attempt is counted before it is tried and forgotten when it succeeds: guesses made at once are counted one by one.
"""

import time
from ipaddress import IPv6Address, ip_address
from typing import Final

from sqlalchemy import Connection, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from hub.signin.tables import attempt
from hub.store import row_seals
from hub.store.base import Instant
from hub.store.clock import DAY, MINUTE, SECOND
from hub.store.ground import Ground

FREE: Final = 5
LONGEST_WAIT: Final = 15 * 60  # seconds
FORGOTTEN_AFTER: Final = DAY
_ADDRESS_FREE: Final = 20
_ADDRESS_STEP: Final = 0.1  # seconds for each failure beyond the free ones
_ADDRESS_LONGEST: Final = 2.0
_ADDRESS_FORGOTTEN_AFTER: Final = 15 * MINUTE

pause = time.sleep


def wait_after(failures: int) -> int:
    """Seconds in which no further attempt is tried."""
    return 0 if failures < FREE else int(min(2 ** (failures - FREE), LONGEST_WAIT))


def reserve(tx: Connection, ground: Ground, *, name: str, address: str, at: int) -> int:
    """Count one attempt and return 0; or count nothing and return the seconds to wait."""
    key = _key(ground, "account", name, _group(address))
    values = {"key": key, "now": at, "forgotten": at - FORGOTTEN_AFTER}
    if tx.execute(_COUNT[tx.dialect.name], values).first() is not None:
        return 0
    until: int = tx.execute(_BLOCKED, {"key": key}).scalar_one()
    return max(-(-(until - at) // SECOND), 1)


def forget(tx: Connection, ground: Ground, *, name: str, address: str) -> None:
    """Clear the account's count from this address: the attempt succeeded."""
    tx.execute(_FORGET, {"key": _key(ground, "account", name, _group(address))})


def count_address(tx: Connection, ground: Ground, *, address: str, at: int) -> None:
    """Count a failure of this address, whatever account it was for."""
    values = {"key": _key(ground, "address", _group(address)), "now": at, "forgotten": at - _ADDRESS_FORGOTTEN_AFTER}
    tx.execute(_COUNT_ADDRESS[tx.dialect.name], values)


def delay_for(tx: Connection, ground: Ground, *, address: str, at: int) -> float:
    """Return seconds to pause before an attempt from this address is tried: 2 at most, and right credentials pass."""
    row = tx.execute(_FAILURES, {"key": _key(ground, "address", _group(address))}).first()
    if row is None or row.last_at < at - _ADDRESS_FORGOTTEN_AFTER:
        return 0.0
    beyond: int = max(row.failures - _ADDRESS_FREE, 0)
    return min(beyond * _ADDRESS_STEP, _ADDRESS_LONGEST)


def _key(ground: Ground, *parts: str) -> bytes:
    """Give a tag: a hash would let who reads the database try out addresses, and what was typed for a name."""
    return row_seals.tag(ground, "attempt", *parts)


def _group(address: str) -> str:
    """Give the address, or for IPv6 its network of 64 bits: one household has all of those addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address


def _counting(insert: postgresql.Insert | sqlite.Insert, *, waits: bool) -> ReturningInsert[int]:
    now = bindparam("now", type_=Instant)
    forgotten = bindparam("forgotten", type_=Instant)
    failures = case((attempt.c.last_at < forgotten, 1), else_=attempt.c.failures + 1)
    # Up to the sixteenth failure the wait doubles; from there it is the longest.
    table = {number: wait_after(number) * SECOND for number in range(1, FREE + 10)}
    wait = case(table, value=failures, else_=LONGEST_WAIT * SECOND)
    return (
        insert.values(key=bindparam("key"), failures=1, last_at=now, blocked_until=now)
        .on_conflict_do_update(
            index_elements=[attempt.c.key],
            set_={"failures": failures, "last_at": now, "blocked_until": now + wait if waits else now},
            where=attempt.c.blocked_until <= now if waits else None,
        )
        .returning(attempt.c.failures)
    )


_COUNT: Final = {
    "postgresql": _counting(postgresql.insert(attempt), waits=True),
    "sqlite": _counting(sqlite.insert(attempt), waits=True),
}
_COUNT_ADDRESS: Final = {
    "postgresql": _counting(postgresql.insert(attempt), waits=False),
    "sqlite": _counting(sqlite.insert(attempt), waits=False),
}
_BLOCKED: Final = select(attempt.c.blocked_until).where(attempt.c.key == bindparam("key"))
_FAILURES: Final = select(attempt.c.failures, attempt.c.last_at).where(attempt.c.key == bindparam("key"))
_FORGET: Final = delete(attempt).where(attempt.c.key == bindparam("key"))
