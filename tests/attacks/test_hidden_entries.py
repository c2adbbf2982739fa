"""No entry that the hub was told had been written may be gone before it is sealed (T6): else nothing is read any more.

Who owns the database can let it take an entry and keep none. Each attack is shown to work with its guard off.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.standing import Standing
from hub.access_log.tables import log_checkpoint, log_entry
from hub.cli.sealing import GONE, Sealer
from tests.access_log.acts import tamper
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force


def keep_none(world: World, table: str, when: str) -> None:
    """Let the database say that it has taken such rows, and take none of them."""
    hides = f"{table}_hides"
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            ignored = f"WHEN {when} BEGIN SELECT RAISE(IGNORE); END"
            tx.execute(text(f"CREATE TRIGGER {hides} BEFORE INSERT ON {table} {ignored}"))
            return
        body = f"BEGIN IF {when} THEN RETURN NULL; END IF; RETURN NEW; END"
        tx.execute(text(f"CREATE FUNCTION {hides}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        tx.execute(text(f"CREATE TRIGGER {hides} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {hides}()"))


def never_taken(world: World) -> None:
    keep_none(world, "log_entry", f"NEW.actor = '{world['fia'].officer}'")


def never_sealed(world: World) -> None:
    """So that what is written can be taken away as long as one likes, once the hub is started anew."""
    for table in ("log_leaf", "log_node", "log_concern", "log_checkpoint"):
        keep_none(world, table, "1 = 1")


def lent_a_leaf(world: World) -> None:
    """Let what Fia does look sealed from the first moment, by the leaf of another entry."""
    fia, lend = world["fia"].officer, "UPDATE log_leaf SET entry_id = NEW.id WHERE number = 0;"
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            tx.execute(text("DROP TRIGGER log_leaf_update"))
            when = f"WHEN NEW.actor = '{fia}' BEGIN {lend} END"
            tx.execute(text(f"CREATE TRIGGER lends AFTER INSERT ON log_entry {when}"))
            return
        tx.execute(text("ALTER TABLE log_leaf DISABLE TRIGGER ALL"))
        body = f"BEGIN IF NEW.actor = '{fia}' THEN {lend} END IF; RETURN NEW; END"
        tx.execute(text(f"CREATE FUNCTION lends() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        tx.execute(text("CREATE TRIGGER lends AFTER INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION lends()"))


def given_back(world: World) -> None:
    """Once it was asked for, give the leaf back and take the entry away."""
    Sealer(world.ground).round()
    on = "" if world.databases.kind == "sqlite" else " ON log_entry"
    tamper(world.ground, f"DROP TRIGGER lends{on}")
    own = "(SELECT id FROM log_entry WHERE leaf = log_leaf.leaf_hash)"
    tamper(world.ground, f"UPDATE log_leaf SET entry_id = {own} WHERE number = 0")
    taken_away(world)


def taken_away(world: World) -> None:
    """Be there in the half second before it is sealed."""
    tamper(world.ground, "DELETE FROM log_entry WHERE actor = :fia AND action = 'read'", fia=world["fia"].officer)


def rewritten(world: World) -> None:
    """Let somebody else have read, before it is sealed."""
    fia, otto = world["fia"].officer, world["otto"].officer
    with world.store.read() as tx:
        hers = select(log_entry.c.id, log_entry.c.body).where(log_entry.c.actor == fia, log_entry.c.action == "read")
        row = tx.execute(hers.order_by(log_entry.c.at.desc())).first()
    assert row is not None
    said = {"id": row.id, "body": row.body.replace(fia.encode(), otto.encode()), "actor": otto}
    how = "UPDATE log_entry SET body = :body, leaf = :leaf, actor = :actor WHERE id = :id"
    tamper(world.ground, how, leaf=leaf_hash(said["body"]), **said)


def taken_away_unsealed(world: World) -> None:
    """And let nothing be sealed, by a checkpoint that contradicts itself."""
    tamper(world.ground, "UPDATE log_checkpoint SET root = :root", root=bytes(32))
    taken_away(world)


def unsealed(world: World) -> None:
    """Right after it was sealed, take it away with what is made of its seal: no entry was written after that."""
    Sealer(world.ground).round()
    with world.store.read() as tx:
        kept = tx.execute(select(func.min(log_checkpoint.c.size))).scalar_one()
    taken_away(world)
    tamper(world.ground, "DELETE FROM log_checkpoint WHERE size > :kept", kept=kept)
    for table in ("log_leaf", "log_concern"):
        tamper(world.ground, f"DELETE FROM {table} WHERE number >= :kept", kept=kept)


def sealed_anew(world: World) -> None:
    """And let another entry have its place in the log; by chance the root that was seen comes before the new one."""
    unsealed(world)
    world.store.sealed = (world.store.sealed[0], bytes(32))
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 404


def nothing(_: World) -> None:
    pass


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (never_taken, nothing),
        (never_sealed, nothing),
        (lent_a_leaf, given_back),
        (nothing, taken_away),
        (nothing, rewritten),
        (nothing, taken_away_unsealed),
        (nothing, unsealed),
        (nothing, sealed_anew),
    ],
)
def test_what_somebody_hides_ends_all_reading(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    before: Callable[[World], None],
    after: Callable[[World], None],
    *,
    guarded: bool,
) -> None:
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    before(world)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    after(world)
    if not guarded:
        monkeypatch.setattr(Standing, "holds", lambda _: True)
    running.round()
    read = world.api("arvid").get(f"/cases/{world.dana.case}")
    assert read.status == (503 if guarded else 200)
    assert ("log_entry_gone" in [one.message for one in caplog.records]) is guarded
    if not {before, after} & {never_sealed, rewritten, taken_away_unsealed, unsealed, sealed_anew}:
        assert faults(world) == [], "nothing else tells: it never was"


@pytest.mark.parametrize("guarded", [True, False])
def test_who_comes_in_its_place_knows_it_too(world: World, tmp_path: Path, *, guarded: bool) -> None:
    """A process that the server has replaced, and one beside it."""
    in_force(world)
    running, beside = (Sealer(world.ground, tmp_path if guarded else None) for _ in range(2))
    running.round()
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    taken_away(world)
    running.round()
    for new in (False, True):
        world.store.lost = False  # another process has one of its own, and has not written that entry
        world.store.written.clear()
        if new:
            beside.start()
            beside.stop()
        else:
            beside.round()
        assert world.api("arvid").get(f"/cases/{world.dana.case}").status == (503 if guarded else 200)


def test_it_is_said_again_where_it_could_not_be_or_was_taken_away(world: World, tmp_path: Path) -> None:
    """On a full disk; or by a second `hub serve`, which ends since the first has its port."""
    in_force(world)
    gone = tmp_path / "home" / GONE
    running = Sealer(world.ground, gone.parent)
    running.round()
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    taken_away(world)
    running.round()
    assert world.api("arvid").get(f"/cases/{world.dana.case}").status == 503, "whatever could be said of it"
    gone.parent.mkdir()
    for _ in range(2):
        running.round()
        assert gone.exists()
        gone.unlink()
