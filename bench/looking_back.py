"""`python -m bench.looking_back`: a reviewer's questions to a log of a million entries, on PostgreSQL.

The worst reviewer asks: one of her units is concerned by every entry. A line tells the median and the slowest of five.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import event

from hub.access_log.entry import Decision, NewEntry, canonical
from hub.access_log.reader import Filters, actors, counts, page
from hub.access_log.reader.tallying import set_of
from hub.store.engine import Store
from policies.vocabulary import Action, Outcome
from tests import postgresql
from tests.databases import make_tables

_DAY: Final = 86_400_000_000
_YEAR: Final = 365 * _DAY
_BEGIN: Final = 1_767_222_000_000_000  # 1 January 2026 in Sweden
_UNITS: Final = 40
_OFFICERS: Final = 400
_SUBJECTS: Final = 3_000
_TIMES: Final = 5
_LIMIT: Final = 51
_SLOWEST: Final = 1.0  # seconds, the house's own limit

_DRAWN: Final = """
CREATE TABLE drawn AS
SELECT n, md5('e' || n) AS id,
    {begin} + n::bigint * ({year} / {entries}) AS at,
    md5('o' || n % {officers}) AS actor,
    n % {officers} % {units} AS u1, (n::bigint * 7919) % {subjects} AS s,
    CASE WHEN n % 20 < 12 THEN 'read' WHEN n % 20 < 17 THEN 'list' WHEN n % 20 < 19 THEN 'write' ELSE 'sign' END AS act,
    CASE WHEN n % 97 = 0 THEN 'refused' ELSE 'permitted' END AS outcome
FROM generate_series(0, {entries} - 1) n
"""
_ENTRIES: Final = """
INSERT INTO log_entry (id, at, body, leaf, actor, actor_unit, subject, case_id, action, outcome)
SELECT id, at, convert_to(replace(replace(replace(%s, 'THE_ACTOR', actor), 'THE_ACT', act), '"ts":1', '"ts":' || at),
    'UTF8'), '\\x00', actor, md5('u' || u1), md5('s' || s), md5('c' || s), act, outcome
FROM drawn
"""
_LEAVES: Final = "INSERT INTO log_leaf (number, entry_id, leaf_hash) SELECT n, id, '\\x00' FROM drawn"
# Unit 0 is concerned by everything; two others by what they do or give.
_LOOKS: Final = """
INSERT INTO log_look (unit_id, at, number, actor, subject, case_id, action, outcome, staff)
SELECT md5('u' || u), at, n, actor, md5('s' || s), md5('c' || s), act, outcome, true
FROM drawn, LATERAL (SELECT DISTINCT u FROM unnest(ARRAY[0, u1, s % {units}]) u) units
"""
_TALLIES: Final = """
INSERT INTO log_tally (set_id, action, hour, outcome, n)
SELECT '{set_id}', act, at / 3600000000, outcome, count(*) FROM drawn GROUP BY 1, 2, 3, 4
"""


def _id(name: str) -> str:
    """Give the id that the database makes of the same name."""
    return md5(name.encode(), usedforsecurity=False).hexdigest()


_MINE: Final = [_id("u0"), _id("u1"), _id("u2")]


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench.looking_back", description=__doc__)
    asked.add_argument("--entries", type=int, default=1_000_000)
    told = asked.parse_args()
    with _database() as url:
        _fill(url, told.entries)
        store = Store(url)
        try:
            slow = [name for name, question in _questions() if not _asked(store, name, question)]
        finally:
            store.close()
    if slow:
        raise SystemExit(f"slower than {_SLOWEST} s: {', '.join(slow)}")


def _questions() -> Iterator[tuple[str, Callable[[Any], object]]]:
    units = _MINE
    middle = _BEGIN + _YEAR // 2
    narrowed = {
        "everything": Filters(),
        "one day, half a year ago": Filters(begins=middle, ends=middle + _DAY),
        "thirty days": Filters(begins=_BEGIN + _YEAR - 30 * _DAY),
        "an officer of hers": Filters(actor=_id("o1")),
        "an officer elsewhere": Filters(actor=_id("o39")),
        "a case": Filters(subject=_id("s7"), case=_id("c7")),
        "an action": Filters(action="write"),
        "an action that never was": Filters(action="withdraw"),
        "refused": Filters(outcome="refused"),
        "refused of one action that never was": Filters(action="withdraw", outcome="refused"),
        "refused of one officer": Filters(actor=_id("o1"), outcome="refused"),
        "an officer, an action, a month": Filters(
            actor=_id("o2"), action="sign", begins=middle, ends=middle + 30 * _DAY
        ),
        "an officer who never was": Filters(actor=_id("nobody")),
    }
    for name, filters in narrowed.items():
        yield f"list: {name}", _listing(units, filters, None)
    yield "list: everything, page after a million", _listing(units, Filters(), (_BEGIN + _DAY, 2_000))
    for name, filters in narrowed.items():
        yield f"counts: {name}", _counting(units, replace(filters, action=filters.action or "read"))
    yield "names to choose among", lambda tx: actors(tx, units=units)


def _listing(units: list[str], filters: Filters, before: tuple[int, int] | None) -> Callable[[Any], object]:
    return lambda tx: page(tx, units=units, filters=filters, before=before, limit=_LIMIT)


def _counting(units: list[str], filters: Filters) -> Callable[[Any], object]:
    return lambda tx: counts(tx, units=units, filters=filters)


def _asked(store: Store, name: str, question: Callable[[Any], Any]) -> bool:
    took = []
    found: Any = ()
    for _ in range(_TIMES):
        begun = time.perf_counter()
        with store.read() as tx:
            found = question(tx)
        took.append(time.perf_counter() - begun)
    times = f"{sorted(took)[_TIMES // 2] * 1000:8.1f} {max(took) * 1000:8.1f} ms"
    print(f"{name:45} {times} {len(found):6} rows   {_indexes(store, question)}", flush=True)
    return max(took) <= _SLOWEST


def _indexes(store: Store, question: Callable[[Any], Any]) -> str:
    """Name what the first statement of a question goes by."""
    first: list[tuple[str, Any]] = []

    def keep(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        first.append((statement, given))

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", keep)
    with store.read() as tx:
        question(tx)
        for engine in store.engines:
            event.remove(engine, "before_cursor_execute", keep)
        plan = [row[0] for row in tx.exec_driver_sql("EXPLAIN " + first[0][0], first[0][1])]
    used = {
        line.split(" on ")[0].split("using ")[-1].strip(" ->") for line in plan if "Scan" in line and " on " in line
    }
    return ", ".join(sorted(used))


def _fill(url: str, entries: int) -> None:
    sizes = {"begin": _BEGIN, "year": _YEAR, "entries": entries}
    sizes |= {"officers": _OFFICERS, "units": _UNITS, "subjects": _SUBJECTS}
    make_tables(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(_DRAWN.format(**sizes).encode())
        connection.execute(_ENTRIES, (_body(),))
        connection.execute(_LEAVES)
        connection.execute(_LOOKS.format(**sizes).encode())
        connection.execute(_TALLIES.format(set_id=set_of(_MINE)).encode())
        connection.execute("INSERT INTO log_seen (unit_id, actor) SELECT DISTINCT unit_id, actor FROM log_look")
        connection.execute("VACUUM ANALYZE")
    print(f"{entries} entries are there")


def _body() -> str:
    """Give an entry as a read leaves it, for the database to write its actor, its act and its instant into."""
    read = NewEntry(
        ts=1,
        actor="THE_ACTOR",
        actor_kind="officer",
        act=Action.READ,
        outcome=Outcome.PERMITTED,
        unit=_id("u0"),
        subj=_id("s0"),
        case=_id("c0"),
        decisions=tuple(Decision(_id(f"u{unit}"), "C04", "permitted", "line", _id("line")) for unit in range(5)),
        n=20,
        consent=f"{_id('consent')}@3",
    )
    return canonical(read, entry_id=_id("e0"), salt=_id("salt")).decode().replace('"act":"read"', '"act":"THE_ACT"')


@contextmanager
def _database() -> Iterator[str]:
    memory = Path("/dev/shm")  # noqa: S108 - a memory disk is what is wanted
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    run = Path(tempfile.mkdtemp(prefix="hub-bench-", dir=place))
    run.chmod(0o711)
    try:
        server = postgresql.running(run, os.getpid())
        for name in ("looks", "looks_keys"):
            server.run("CREATE DATABASE {name}", name=name)
        yield server.url("looks")
    finally:
        postgresql.stop(run)
        shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    main()
