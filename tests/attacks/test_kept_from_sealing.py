"""Who keeps the log from being sealed has a minute, not a day, of which a kill lets him take entries away (T6).

To keep the sealer waiting takes no more than a connection: its turn is a lock that anybody may hold.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from sqlalchemy import insert, select, text

from hub.access_log import sealer
from hub.access_log.reader.standing import Standing
from hub.access_log.sealer import FAR, seal_pending
from hub.access_log.tables import log_checkpoint, log_entry, log_node
from hub.cli.sealing import Sealer
from hub.store import engine
from hub.store.engine import Store
from tests.access_log.acts import tamper
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force

_FAR_OUT = 2**40
_POSTGRESQL = pytest.mark.parametrize("database", ["postgres"], indirect=True)
_REFUSED = {
    "sqlite": ("CREATE TRIGGER hinders BEFORE INSERT ON log_leaf BEGIN SELECT RAISE(ABORT, 'not now'); END",),
    "postgres": (
        "CREATE FUNCTION hinders() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'not now'; END$$",
        "CREATE TRIGGER hinders BEFORE INSERT ON log_leaf FOR EACH ROW EXECUTE FUNCTION hinders()",
    ),
}


@contextmanager
def hindered(world: World) -> Iterator[None]:
    """Let the database refuse each leaf."""
    for statement in _REFUSED[world.databases.kind]:
        tamper(world.ground, statement)
    yield
    tamper(world.ground, "DROP TRIGGER hinders" + ("" if world.databases.kind == "sqlite" else " ON log_leaf"))


def read_by(world: World, who: str) -> int:
    return world.api(who).get(f"/cases/{world.dana.case}").status


@contextmanager
def made_a_leaf(world: World) -> Iterator[None]:
    """Let what Fia does look sealed from the first moment, by a leaf far from all that are sealed."""
    when, made = f"NEW.actor = '{world['fia'].officer}'", f"INSERT INTO log_leaf VALUES ({_FAR_OUT}, NEW.id, NEW.leaf);"
    if world.databases.kind == "sqlite":
        tamper(world.ground, f"CREATE TRIGGER lends AFTER INSERT ON log_entry WHEN {when} BEGIN {made} END")
    else:
        body = f"BEGIN IF {when} THEN {made} END IF; RETURN NEW; END"
        tamper(world.ground, f"CREATE FUNCTION lends() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        tamper(world.ground, "CREATE TRIGGER lends AFTER INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION lends()")
    yield
    tamper(world.ground, "DROP TRIGGER lends" + ("" if world.databases.kind == "sqlite" else " ON log_entry"))
    tamper(world.ground, f"DELETE FROM log_leaf WHERE number = {_FAR_OUT}")


def taken_away(world: World) -> None:
    """End the process, of which nobody else knows what it has written, and take away what has no seal yet."""
    world.store.written.clear()
    unsealed = "NOT EXISTS (SELECT 1 FROM log_leaf WHERE log_leaf.entry_id = log_entry.id)"
    tamper(world.ground, f"DELETE FROM log_entry WHERE action = 'read' AND {unsealed}")


@pytest.mark.parametrize("guarded", [True, False])
def test_what_cannot_be_sealed_for_a_minute_ends_all_reading(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    if not guarded:
        monkeypatch.setattr(Store, "unwatched", False)
    with hindered(world):
        assert read_by(world, "fia") == 200, "it waits safely, for a while"
        with monkeypatch.context() as later:
            later.setattr(engine, "monotonic", lambda: monotonic() + 61)
            running.round()
            assert read_by(world, "arvid") == (503 if guarded else 200)
        taken_away(world)
    seal_pending(world.ground)
    assert faults(world) == [], "nothing else tells: what was read without a guard was read unseen"


def test_it_goes_on_once_it_is_sealed_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    with hindered(world):
        running.round()
    later = monotonic() + 61
    monkeypatch.setattr(engine, "monotonic", lambda: later)
    assert read_by(world, "fia") == 503
    running.round()
    assert read_by(world, "fia") == 200
    seal_pending(world.ground)
    assert faults(world) == []


@pytest.mark.parametrize("guarded", [True, False])
def test_a_single_one_is_not_kept_back_while_others_are_sealed(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, guarded: bool
) -> None:
    """It looks sealed, day after day, until the hub ends."""
    in_force(world)
    running = Sealer(world.ground)
    running.round(FAR)
    if not guarded:
        monkeypatch.setattr(Standing, "keeps_back", lambda *_: False)
    with made_a_leaf(world):
        assert read_by(world, "fia") == 200
        for _ in range(3):  # minutes
            assert read_by(world, "arvid") == 200
            running.round(FAR)
        with monkeypatch.context() as later:
            later.setattr(engine, "monotonic", lambda: monotonic() + 61)
            running.round()
            assert read_by(world, "arvid") == (503 if guarded else 200)
    told = [one.__dict__["trouble"] for one in caplog.records if one.msg == Sealer.TROUBLE]
    assert told == (["LogBroken"] if guarded else [])
    taken_away(world)
    assert faults(world) == [], "nothing else tells"


def test_nor_by_a_newer_root_that_stands_there_for_a_moment(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As another process would seal between this one's seal and its look; but it has to be signed as the hub signs."""
    in_force(world)
    running = Sealer(world.ground)
    running.round(FAR)
    row = {"size": _FAR_OUT + 1, "root": bytes(32), "at": world.now, "frontier": b"", "note": "the hub's"}
    asked = Standing.keeps_back

    def asked_meanwhile(standing: Standing, sought: Iterable[str]) -> bool:
        with world.store.write() as tx:
            tx.execute(insert(log_checkpoint), row)
        told = asked(standing, sought)
        tamper(world.ground, f"DELETE FROM log_checkpoint WHERE size = {_FAR_OUT + 1}")
        return told

    with world.store.write() as tx:
        tx.execute(insert(log_node), {"level": 40, "position": 0, "hash": bytes(32)})
    monkeypatch.setattr(Standing, "keeps_back", asked_meanwhile)
    with made_a_leaf(world):
        assert read_by(world, "fia") == 200
        for _ in range(3):  # minutes
            running.round(FAR)
    assert [one.__dict__["trouble"] for one in caplog.records if one.msg == Sealer.TROUBLE] == ["LogBroken"]


def test_what_is_noted_long_after_it_was_sealed_ends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As over a line that has kept the answer to a commit waiting."""
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    with world.store.read() as tx:
        late = tx.execute(select(log_entry.c.id, log_entry.c.leaf).order_by(log_entry.c.at).limit(9)).all()
    world.store.written.update({row.id: row.leaf for row in late})
    for _ in range(3):  # minutes
        assert read_by(world, "fia") == 200
        running.round(FAR)
    assert not world.store.written
    monkeypatch.setattr(engine, "monotonic", lambda: monotonic() + 59)
    assert read_by(world, "fia") == 200


@_POSTGRESQL
def test_nobody_keeps_the_sealer_waiting_for_its_turn(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    monkeypatch.setattr(sealer, "_TAKE_TURN", sealer._TAKE_TURN.replace("10s", "20ms"))
    other = Store(world.databases.url, connections=1)
    with other.write() as tx:
        tx.execute(text(f"SELECT pg_advisory_xact_lock({0x6C6F67})"))
        assert read_by(world, "fia") == 200
        running.round()
    other.close()
    assert [(one.msg, one.__dict__["trouble"]) for one in caplog.records] == [
        ("log_not_sealed", "LockNotAvailable 55P03")
    ]
    running.round()
    assert seal_pending(world.ground) == 0
