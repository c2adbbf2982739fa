"""Who writes to the database rewrites no part of the log that the hub then seals anew and signs for him (T6, T8, T19).

He takes away what is made of the seals since some entry, rewrites what he likes, and lets the hub that serves, or is
started, seal the rest as new. Each attack is shown to work with its guard off.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, func, select, text

from hub.access_log.entry import NewEntry, canonical
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader import catch_up, vouching
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.parsing import parse
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_checkpoint, log_entry, log_leaf
from hub.cli.sealed_records import sealed_records
from hub.cli.tagged_rows import tagged_rows
from hub.store import row_marks
from tests.access_log.acts import tamper
from tests.cast import DAY, HOUR, World
from tests.consents.story import in_force

NAMED_IN = ("log_looked", "log_tallied", "log_tally", "log_seen", "log_look")


@dataclass(frozen=True, slots=True)
class Lived:
    """A log of some weeks, and the read in it that somebody would rather not have made."""

    world: World
    read: str

    def found(self) -> set[Fault]:
        seal_pending(self.world.ground)
        catch_up(self.world.ground)
        tags = partial(tagged_rows, self.world.ground)
        return {
            one.fault for one in verify(self.world.ground, lambda *_: None, records=sealed_records, tags=tags).found
        }


@pytest.fixture
def lived(world: World) -> Lived:
    in_force(world)
    seal_pending(world.ground)
    world.clock.move(HOUR)
    seen = world.api("fia").get(f"/cases/{world.dana.case}")
    assert seen.status == 200
    for _ in range(3):
        seal_pending(world.ground)
        world.clock.move(7 * DAY)
        assert world.api("dana").get("/me/reads").status == 200
    found = Lived(world, seen.json["receipt"]["entry"])
    assert found.found() == set()
    return found


def unseal(lived: Lived, rewrite: Callable[[Connection], object], *, since: int | None = None) -> None:
    """Take away what is made of the seals since the read, or since a leaf, and rewrite."""
    ground = lived.world.ground
    number = select(log_leaf.c.number).where(log_leaf.c.entry_id == lived.read)
    with ground.store.read() as tx:
        from_leaf = tx.execute(number).scalar_one() if since is None else since
        kept = tx.execute(select(func.max(log_checkpoint.c.size)).where(log_checkpoint.c.size <= from_leaf)).scalar()
    tamper(ground, "DELETE FROM log_checkpoint WHERE size > :kept", kept=kept or 0)
    with ground.store.write() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("ALTER TABLE log_look DISABLE TRIGGER ALL"))
        else:
            tx.execute(text("DROP TRIGGER IF EXISTS log_look_delete"))
        for table in ("log_leaf", "log_concern"):
            tx.execute(text(f"DELETE FROM {table} WHERE number >= {kept or 0}"))
        for table in NAMED_IN:
            tx.execute(text(f"DELETE FROM {table}"))
        rewrite(tx)


def without(entry: str, tx: Connection) -> None:
    tx.execute(log_entry.delete().where(log_entry.c.id == entry))


def body_of(tx: Connection, entry: str) -> bytes:
    return bytes(tx.execute(select(log_entry.c.body).where(log_entry.c.id == entry)).scalar_one())


def say(tx: Connection, entry: str, body: bytes, **columns: Any) -> None:
    changed = {"body": body, "leaf": leaf_hash(body), **columns}
    tx.execute(log_entry.update().where(log_entry.c.id == entry).values(changed))


def by_another(lived: Lived, tx: Connection) -> None:
    """Let somebody else have read."""
    hers, other = (lived.world[name].officer for name in ("fia", "otto"))
    say(tx, lived.read, body_of(tx, lived.read).replace(hers.encode(), other.encode()), actor=other)


def put_in(lived: Lived, tx: Connection) -> None:
    """Let Fia have read once more, by an entry that is another's but for its instant and its id."""
    row = tx.execute(select(log_entry).where(log_entry.c.id == lived.read)).one()._asdict()
    said = orjson.loads(row["body"]) | {"id": "0" * 31 + "1", "ts": row["at"] + 1}
    body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    tx.execute(log_entry.insert(), row | {"id": said["id"], "at": said["ts"], "body": body, "leaf": leaf_hash(body)})


def all_trusting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(vouching.Vouching, "holds", lambda *_: True)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ["take_away", "by_another", "put_in"])
def test_the_hub_seals_it_anew_and_the_check_tells(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, attack: str, *, guarded: bool
) -> None:
    ways = {
        "take_away": partial(without, lived.read),
        "by_another": partial(by_another, lived),
        "put_in": partial(put_in, lived),
    }
    unseal(lived, ways[attack])
    if not guarded:
        all_trusting(monkeypatch)
    assert lived.found() == ({Fault.ENTRY_FORGED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_a_hub_that_is_started_anew(lived: Lived, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """What another process wrote tells it as well: nobody has to remember."""
    unseal(lived, partial(without, lived.read))
    lived.world.store.sealed = (0, b"")
    seal_pending(lived.world.ground, reach=None)
    assert lived.world.api("dana").get("/me/reads").status == 200
    if not guarded:
        all_trusting(monkeypatch)
    assert lived.found() == ({Fault.ENTRY_FORGED} if guarded else set())


def test_a_true_checkpoint_that_is_left_is_none_of_the_new_tree(lived: Lived) -> None:
    world = lived.world
    with world.store.read() as tx:
        rows = [row._asdict() for row in tx.execute(select(log_checkpoint))]
    unseal(lived, partial(without, lived.read))
    seal_pending(world.ground)
    with world.store.write() as tx:
        stand = set(tx.execute(select(log_checkpoint.c.size)).scalars())
        tx.execute(log_checkpoint.insert(), [row for row in rows if row["size"] not in stand])
    assert Fault.ROOT_DIFFERS in lived.found() or Fault.TAIL_CUT in lived.found()


@pytest.mark.parametrize("guarded", [True, False])
def test_no_log_is_made_one_of_before_the_tags(lived: Lived, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """All its entries say what they said, but one, and none has a tag any more."""

    def untag(tx: Connection) -> None:
        without(lived.read, tx)
        for row in tx.execute(select(log_entry.c.id, log_entry.c.body)).all():
            entry = parse(row.body)
            said = NewEntry(**{one.name: getattr(entry, one.name) for one in fields(NewEntry)})
            body = canonical(said, entry_id=entry.id, salt=entry.salt[:32], detail=entry.detail)
            say(tx, row.id, body)

    if not guarded:  # the rows' marks would be told as ever, with tags or without
        monkeypatch.setattr(row_marks, "_TOLD_BEFORE", row_marks._TOLD)
    unseal(lived, untag, since=0)
    lived.world.store.sealed = (0, b"")
    assert (Fault.ENTRY_CHANGED in lived.found()) is guarded
