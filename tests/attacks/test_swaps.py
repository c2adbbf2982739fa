"""Genuine bytes moved to another place, by somebody who may write to the databases: an error, never plain text (T8)."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Table, select, update

from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from hub.consents.tables import document
from hub.disclosure import door
from hub.participants.tables import identity
from hub.plans.tables import item
from hub.store.heads import head_hash
from hub.store.key_tables import wrapped_key
from hub.store.tables import record_head
from keys.keyring import KeyRing
from keys.sealed import pack
from tests.attacks.scene import Scene, as_dana, made, play
from tests.cast import HOUR, World
from tests.keys.holders import unpack

Swap = Callable[["Bench"], None]


class Bench:
    """Two cases of two participants, and what somebody with both databases open can do to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mine, self.other = play(world, "mine"), play(world, "other")
        item = {"type": "studies", "title": "En till"}
        added = world.api("fia").post(f"/plans/{self.mine.ids['plan:fia']}/activities", item)
        self.mine.ids["twin"] = made(added)["id"]  # of the same source and category

    def take(self, table: Table, record: str) -> Any:
        with self.world.store.read() as tx:
            return tx.execute(select(table).where(table.c.id == record)).one()

    def put(self, table: Table, record: str, **values: Any) -> None:
        """Change a row, and its head with it: whoever can change one can change the other."""
        with self.world.store.write() as tx:
            tx.execute(update(table).where(table.c.id == record).values(**values))
            self._head(tx, table, record)

    def _head(self, tx: Connection, table: Table, record: str) -> None:
        hers = (record_head.c.record_table == table.name, record_head.c.record_id == record)
        (row,) = (one for one in sealed_records(tx) if (one.table, one.id) == (table.name, record))
        tx.execute(update(record_head).where(*hers).values(version=row.version, ct_sha256=row.ct_sha256))

    def bytes_of(self, table: Table, source: str, target: str) -> None:
        self.put(table, target, sealed=self.take(table, source).sealed)

    def key_rows(self, scene: Scene) -> dict[str, bytes]:
        with self.world.ground.key_store.read() as tx:
            rows = tx.execute(select(wrapped_key).where(wrapped_key.c.participant_id == scene.who.id))
            return {row.purpose: row.wrapped for row in rows}

    def put_key(self, scene: Scene, wrapped: bytes) -> None:
        hers = (wrapped_key.c.participant_id == scene.who.id, wrapped_key.c.purpose == "data")
        with self.world.ground.key_store.write() as tx:
            tx.execute(update(wrapped_key).where(*hers).values(wrapped=wrapped))

    def name_of(self, scene: Scene, category: str = "name") -> str:
        with self.world.store.read() as tx:
            hers = (identity.c.participant_id == scene.who.id, identity.c.category == category)
            return str(tx.execute(select(identity.c.id).where(*hers)).scalar_one())

    def document(self, scene: Scene, part: str) -> str:
        with self.world.store.read() as tx:
            its = (document.c.consent_id == scene.paper.id, document.c.part == part)
            return str(tx.execute(select(document.c.id).where(*its)).scalar_one())

    def opens(self) -> bool:
        """Ask for everything as who reads the most; tell whether any of the marked texts came out."""
        world, leaked = self.world, False
        with as_dana(world, self.mine.who):
            for name in ("dana", "amir"):
                for path in (f"/cases/{self.mine.who.case}", f"/consents/{self.mine.paper.id}"):
                    answer = world.api(name).get(path)
                    whole = answer.status == 200
                    leaked = leaked or bool(not whole and self.mine.found_in(answer.data))
                    leaked = leaked or bool(self.other.found_in(answer.data))
                    if not whole:
                        return leaked
        return True


def _older(bench: Bench) -> None:
    """Put version 1 of an activity back over version 2, under the newer number."""
    activity = bench.mine.ids["activity:fia"]
    old = bench.take(item, activity)
    change = {"version": 1, "title": "Nytt"}
    made(bench.world.api("fia").patch(f"/activities/{activity}", change))
    bench.put(item, activity, sealed=old.sealed)


def _moved(table: Table, **values: Callable[[Bench], Any]) -> Swap:
    def swap(bench: Bench) -> None:
        record = bench.mine.ids["activity:fia"] if table is item else bench.document(bench.mine, "text")
        bench.put(table, record, **{name: value(bench) for name, value in values.items()})

    return swap


def _columns(bench: Bench) -> None:
    activity = bench.mine.ids["activity:fia"]
    first, second, *rest = unpack(bench.take(item, activity).sealed)
    bench.put(item, activity, sealed=pack([second, first, *rest]))


def _column_of_another(bench: Bench) -> None:
    mine, other = bench.mine.ids["activity:fia"], bench.mine.ids["activity:amir"]
    theirs = unpack(bench.take(item, other).sealed)
    own = unpack(bench.take(item, mine).sealed)
    bench.put(item, mine, sealed=pack([theirs[0], *own[1:]]))


def _bit(bench: Bench) -> None:
    activity = bench.mine.ids["activity:fia"]
    sealed = bytearray(bench.take(item, activity).sealed)
    sealed[-20] ^= 1
    bench.put(item, activity, sealed=bytes(sealed))


def _cut(bench: Bench) -> None:
    activity = bench.mine.ids["activity:fia"]
    bench.put(item, activity, sealed=bench.take(item, activity).sealed[:-16])


def _row_alone(bench: Bench) -> None:
    """Roll back the row with its own version, and leave the head."""
    activity = bench.mine.ids["activity:fia"]
    old = bench.take(item, activity)
    made(bench.world.api("fia").patch(f"/activities/{activity}", {"version": 1, "title": "Nytt"}))
    with bench.world.store.write() as tx:
        tx.execute(update(item).where(item.c.id == activity).values(sealed=old.sealed, version=old.version))


def _head_gone(bench: Bench) -> None:
    with bench.world.store.write() as tx:
        tx.execute(record_head.delete().where(record_head.c.record_id == bench.mine.ids["activity:fia"]))


def _head_of_another(bench: Bench) -> None:
    mine, other = bench.mine.ids["activity:fia"], bench.mine.ids["activity:amir"]
    with bench.world.store.write() as tx:
        theirs = tx.execute(select(record_head.c.ct_sha256).where(record_head.c.record_id == other)).scalar_one()
        tx.execute(update(record_head).where(record_head.c.record_id == mine).values(ct_sha256=theirs))


SWAPS: Final[dict[str, Swap]] = {
    "the sealed bytes of another row": lambda b: b.bytes_of(
        item, b.mine.ids["activity:amir"], b.mine.ids["activity:fia"]
    ),
    "the sealed bytes of a row of the same source and category": lambda b: b.bytes_of(
        item, b.mine.ids["twin"], b.mine.ids["activity:fia"]
    ),
    "another participant's row": lambda b: b.bytes_of(item, b.other.ids["activity:fia"], b.mine.ids["activity:fia"]),
    "another participant's row, moved here": lambda b: b.put(
        item, b.other.ids["activity:fia"], case_id=b.mine.who.case, plan_id=b.mine.ids["plan:fia"]
    ),
    "two fields of one row exchanged": _columns,
    "one field of another row": _column_of_another,
    "an older version under the newer number": _older,
    "another version's number": _moved(item, version=lambda _: 7),
    "another source": _moved(item, source=lambda b: b.world.units["AME"]),
    "another category": _moved(item, category=lambda _: "C03"),
    "one bit": _bit,
    "a tag cut off": _cut,
    "another name": lambda b: b.bytes_of(identity, b.name_of(b.other), b.name_of(b.mine)),
    "her number in place of her name": lambda b: b.bytes_of(identity, b.name_of(b.mine, "number"), b.name_of(b.mine)),
    "another consent's text": lambda b: b.bytes_of(document, b.document(b.other, "text"), b.document(b.mine, "text")),
    "the signature in place of the text": lambda b: b.bytes_of(
        document, b.document(b.mine, "signature"), b.document(b.mine, "text")
    ),
    "an item in place of the text": lambda b: b.put(
        document, b.document(b.mine, "text"), sealed=b.take(item, b.mine.ids["activity:fia"]).sealed
    ),
    "another participant's wrapped key": lambda b: b.put_key(b.mine, b.key_rows(b.other)["data"]),
    "her log key in place of her data key": lambda b: b.put_key(b.mine, b.key_rows(b.mine)["log"]),
    "a row rolled back under its head": _row_alone,
    "a head that is gone": _head_gone,
    "another record's head": _head_of_another,
}


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)


def test_nothing_that_was_moved_opens(bench: Bench) -> None:
    """Each kind by itself; in between all is put back, and opens again."""
    assert bench.opens()
    for name, swap in SWAPS.items():
        kept = _copy(bench.world)
        swap(bench)
        assert not bench.opens(), name
        _restore(bench.world, kept)
    assert bench.opens()
    assert len(SWAPS) >= 12


_TABLES: Final = (item, identity, document, record_head)


def _copy(world: World) -> dict[Table, list[Any]]:
    with world.store.read() as tx, world.ground.key_store.read() as keys:
        kept = {table: [dict(row) for row in tx.execute(select(table)).mappings()] for table in _TABLES}
        kept[wrapped_key] = [dict(row) for row in keys.execute(select(wrapped_key)).mappings()]
        return kept


def _restore(world: World, kept: dict[Table, list[Any]]) -> None:
    for store, tables in ((world.store, _TABLES), (world.ground.key_store, (wrapped_key,))):
        with store.write() as tx:
            for table in reversed(tables):
                tx.execute(table.delete())
            for table in tables:
                tx.execute(table.insert(), kept[table])


def test_the_heads_guard_is_what_stops_a_rollback(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: without the comparison with the head, an old row opens. So the test above sees it work."""
    _row_alone(bench)
    assert not bench.opens()

    def without_heads(ring: KeyRing, rows: Any) -> Any:
        believed = [_believe(row) for row in rows]
        return kept(ring, believed)

    kept = door._open_standing
    monkeypatch.setattr(door, "_open_standing", without_heads)
    assert bench.opens()


def _believe(row: Any) -> Any:
    digest = head_hash(row.sealed, row.first_written, row.basis_version, row.kind, row.group)
    return row._replace(head_version=row.version, head_sha256=digest)


def test_the_label_is_what_stops_a_move(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: sealed and opened with a label that says nothing of the record, bytes of another row open."""
    for module in ("keys.sealing", "keys.opening"):
        monkeypatch.setattr(f"{module}.record_part", lambda *_: b"")
    bench = Bench(world)
    SWAPS["the sealed bytes of a row of the same source and category"](bench)
    assert bench.opens()


def test_a_row_and_its_head_rolled_back_together_are_found_by_the_log(bench: Bench) -> None:
    world, activity = bench.world, bench.mine.ids["activity:fia"]
    old = bench.take(item, activity)
    made(world.api("fia").patch(f"/activities/{activity}", {"version": 1, "title": "Nytt"}))
    seal_pending(world.ground, reach=None)
    assert verify(world.ground, lambda *_: None, records=sealed_records).sound
    bench.put(item, activity, sealed=old.sealed, version=old.version)
    world.clock.move(HOUR)
    assert bench.opens()  # nothing at the read can tell: this is what the log is for
    seal_pending(world.ground, reach=None)
    found = verify(world.ground, lambda *_: None, records=sealed_records).found
    assert {finding.fault.value for finding in found} == {"record_rolled_back", "head_differs"}
    assert {finding.where for finding in found} == {f"record item/{activity}"}
