"""What the hot statements touch when there are ten times as many people: pages by EXPLAIN, and the time of a read.

The other people are copies of the bench's first case, row by row under ids of their own. What they seal opens for
nobody, and nobody opens it: they are there to be passed by.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import event

from hub.cases.showing import open_case
from hub.store.actor import Actor
from hub.store.engine import Store
from hub.store.ground import Ground

_TIMES: Final = 300
# Each table with the columns that are made each person's own; what other columns name stays the first one's.
_OWN: Final[Mapping[str, Sequence[str]]] = {
    "participant": ("id",),
    "case": ("id", "participant_id", "number"),
    "coach_assignment": ("id", "case_id"),
    "consent": ("id", "case_id"),
    "governing": ("case_id", "consent_id"),
    "assignment": ("id", "case_id"),
    "consent_person": ("id", "consent_id"),
    "consent_row": ("id", "consent_id"),
    "consent_line": ("id", "consent_id", "row_id", "person_id"),
    "plan": ("id", "case_id"),
    "item": ("id", "case_id", "plan_id"),
    "identity": ("id", "participant_id"),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What one statement touches: pages in all, and how often it goes down an index: a level more is a page more."""

    pages: int
    descents: int


@dataclass(frozen=True, slots=True)
class Grown:
    """One size: how many people, what each hot statement touches, and the time of a read (µs)."""

    people: int
    touched: Mapping[str, Touched]
    read: float


def exponent(small: Grown, large: Grown) -> float:
    """Give how the read's time grows with the people: 0 is not at all, 1 is in step."""
    return log(large.read / small.read) / log(large.people / small.people)


def grow(ground: Ground, actor: Actor, case: str, sizes: Sequence[int]) -> Iterator[Grown]:
    """Fill up to each size and measure there; PostgreSQL only."""
    there = 0
    for size in sizes:
        with psycopg.connect(_address(ground.store), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # what is copied refers to what is copied too
            _copy(connection, case, there + 1, size)
            connection.execute("VACUUM ANALYZE")
        there = size
        yield Grown(size, _pages(ground, actor, case), _time(ground, actor, case))


def _copy(connection: psycopg.Connection[Any], case: str, first: int, last: int) -> None:
    for table, own in _OWN.items():
        names = [row[0] for row in connection.execute(_COLUMNS, (table,)).fetchall()]
        values = [_value(name) if name in own else sql.SQL("t.{}").format(sql.Identifier(name)) for name in names]
        connection.execute(
            sql.SQL(
                "INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series({a}, {b}) n "
            ).format(
                table=sql.Identifier(table),
                names=sql.SQL(", ").join(map(sql.Identifier, names)),
                values=sql.SQL(", ").join(values),
                a=first,
                b=last,
            )
            + _belonging(table, case)
        )
    connection.execute(_HEADS, (first, last, case))


_COLUMNS: Final = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
_HEADS: Final = (
    "INSERT INTO record_head (record_table, record_id, version, ct_sha256, entry_id) "
    "SELECT h.record_table, md5(h.record_id || n), h.version, h.ct_sha256, h.entry_id "
    "FROM generate_series(%s::int, %s::int) n, record_head h JOIN item i ON i.id = h.record_id WHERE i.case_id = %s"
)


def _value(name: str) -> sql.Composed:
    """Give an id that belongs to the person's number; a case's number is as short as it must be."""
    length = 16 if name == "number" else 32
    return sql.SQL("left(md5(t.{} || n), {})").format(sql.Identifier(name), length)


def _belonging(table: str, case: str) -> sql.Composed:
    of_participant = '(SELECT participant_id FROM "case" WHERE id = {case})'
    of_consent = "(SELECT id FROM consent WHERE case_id = {case})"
    where = {
        "participant": f"WHERE t.id = {of_participant}",
        "case": "WHERE t.id = {case}",
        "identity": f"WHERE t.participant_id = {of_participant}",
        "consent_person": f"WHERE t.consent_id = {of_consent}",
        "consent_row": f"WHERE t.consent_id = {of_consent}",
        "consent_line": f"WHERE t.consent_id = {of_consent}",
    }.get(table, "WHERE t.case_id = {case}")
    return sql.SQL(where).format(case=case)


def _pages(ground: Ground, actor: Actor, case: str) -> dict[str, Touched]:
    """Let the server count, for each statement of a read, what it touches."""
    sent: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        sent.append((statement, values))

    for engine in ground.store.engines:
        event.listen(engine, "before_cursor_execute", listen)
    open_case(ground, actor, case_id=case, purpose=None)
    for engine in ground.store.engines:
        event.remove(engine, "before_cursor_execute", listen)
    options = "-c plan_cache_mode=force_generic_plan"  # as the hub's own connections come to run them
    with psycopg.connect(_address(ground.store), options=options) as connection:
        read = [(statement, values) for statement, values in sent if not statement.startswith("INSERT")]
        return {_name(statement): _touched(connection, statement, values) for statement, values in read}


def _touched(connection: psycopg.Connection[Any], statement: str, values: Any) -> Touched:
    asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    cursor = psycopg.RawCursor(connection)  # takes $1 where a value goes, as the hub sends it
    plan = cursor.execute(asked.encode(), values, prepare=True).fetchone()[0][0]["Plan"]  # type: ignore[index]
    return Touched(int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]), _descents(plan))


def _descents(plan: Mapping[str, Any]) -> int:
    own = int(plan["Actual Loops"]) if "Index" in plan["Node Type"] else 0
    return own + sum(map(_descents, plan.get("Plans", ())))


def _name(statement: str) -> str:
    words = {"UNION": "gather", "FOR SHARE": "lock", "always": "facts"}
    return next((name for word, name in words.items() if word in statement), statement[:24])


def _time(ground: Ground, actor: Actor, case: str) -> float:
    took = []
    for _ in range(_TIMES):
        begins = time.process_time_ns()
        open_case(ground, actor, case_id=case, purpose=None)
        took.append(time.process_time_ns() - begins)
    return sorted(took)[_TIMES // 10] / 1000  # what others do on the machine only ever adds


def _address(store: Store) -> str:
    return store.url
