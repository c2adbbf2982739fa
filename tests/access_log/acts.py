"""Acts to write into a log, and what somebody with the database in hand can do to it."""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sqlalchemy import text

from hub.access_log.entry import Decision, NewEntry, Record
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.writer import Receipt, append_many
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome

NOW = 1_790_000_000_000_000
SECOND = 1_000_000
APPEND_ONLY = (log_entry, log_leaf, log_node, log_checkpoint, log_concern)


class Counter:
    """Random bytes that are the same in each run, and never twice the same."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self, length: int) -> bytes:
        self._calls += 1
        return (sha256(self._calls.to_bytes(8, "big")).digest() * length)[:length]


def ident(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32]


FIA, DANA, CASE = ident("fia"), ident("dana"), ident("case")
FK, REGION, AME = ident("fk"), ident("region"), ident("ame")

READ = NewEntry(
    ts=NOW,
    actor=FIA,
    actor_kind="officer",
    act=Action.READ,
    outcome=Outcome.PERMITTED,
    emp=ident("employment"),
    unit=FK,
    auth=ident("fk authority"),
    subj=DANA,
    case=CASE,
    decisions=(
        Decision(REGION, "C07", "permitted", "line", ident("line")),
        Decision("participant", "C04", "refused", "no_line"),
    ),
    n=3,
    purpose="coordinate_plans",
    consent=f"{ident('consent')}@2",
    policy=sha256(b"policy").hexdigest(),
    facts=sha256(b"facts").hexdigest(),
    sess="00112233aabbccdd",
)


def write(ground: Ground, *entries: NewEntry) -> list[Receipt]:
    with ground.store.write() as tx:
        return append_many(tx, ground, entries)


def reads(number: int, **changes: Any) -> list[NewEntry]:
    """Give reads one µs apart."""
    first = replace(READ, **changes)
    return [replace(first, ts=first.ts + later) for later in range(number)]


def wrote(record: str, version: int, sealed: bytes | None) -> NewEntry:
    ct = None if sealed is None else sha256(sealed).hexdigest()
    return replace(READ, act=Action.WRITE, decisions=(), rec=(Record("activity", ident(record), version, ct),), n=1)


def tamper(ground: Ground, statement: str, **values: Any) -> None:
    """Change the log as its owner on the database can: by taking the triggers away first."""
    with ground.store.write() as tx:
        for table in APPEND_ONLY:
            if tx.dialect.name == "postgresql":
                tx.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))
            else:
                tx.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_update"))
                tx.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_delete"))
        assert tx.execute(text(statement), values).rowcount != 0


def holds_only_codes(body: bytes) -> bool:
    return re.fullmatch(rb'[{}\[\]:,"@_0-9A-Za-z-]*', body) is not None
