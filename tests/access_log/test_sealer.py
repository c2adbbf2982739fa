"""The sealer: consecutive numbers, signed checkpoints, never two at once, and nothing left behind."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import func, select

from hub.access_log import sealer
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.notes import read_checkpoint
from hub.access_log.reader.standing import Standing
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import FAR, seal_pending
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.writer import append
from hub.cli import sealing
from hub.cli.sealing import Sealer
from hub.store.clock import SetClock
from hub.store.errors import LogBroken, StoreUnavailable
from hub.store.ground import Ground
from keys.providers import LOG_SIGNING
from tests.access_log.acts import AME, FK, NOW, READ, REGION, SECOND, reads, tamper, write
from tests.access_log.test_tree import naive_root
from tests.databases import count


def sealed(ground: Ground) -> list[tuple[int, str]]:
    with ground.store.read() as tx:
        return [tuple(row) for row in tx.execute(select(log_leaf.c.number, log_leaf.c.entry_id).order_by("number"))]


def test_numbers_tree_and_signature(ground: Ground) -> None:
    first = write(ground, *reads(3))
    assert seal_pending(ground) == 3
    second = write(ground, *reads(2, ts=NOW + 10))
    assert seal_pending(ground) == 2
    assert sealed(ground) == [(at, receipt.entry) for at, receipt in enumerate([*first, *second])]
    with ground.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body).order_by(log_entry.c.at)).scalars().all()
        checkpoints = tx.execute(select(log_checkpoint).order_by(log_checkpoint.c.size)).all()
    for row in checkpoints:
        signed = read_checkpoint(
            row.note, public_key=ground.provider.public_key(LOG_SIGNING), installation=ground.installation
        )
        assert (signed.size, signed.root) == (row.size, row.root)
        assert signed.root == naive_root([leaf_hash(body) for body in bodies[: row.size]])
    assert [row.size for row in checkpoints] == [3, 5]


def test_concerned_units(ground: Ground) -> None:
    write(ground, READ, replace(READ, ts=NOW + 1, unit=None, decisions=(), units=(AME,)))
    seal_pending(ground)
    with ground.store.read() as tx:
        found = {(row.unit_id, row.number) for row in tx.execute(select(log_concern))}
    assert found == {(FK, 0), (REGION, 0), (AME, 1)}


def test_idle_writes_nothing(ground: Ground) -> None:
    write(ground, READ)
    seal_pending(ground)
    with count(ground.store) as counts:
        assert seal_pending(ground) == 0
        assert counts.commits == 0


def test_an_uncommitted_entry_waits(ground: Ground, make_ground: Callable[[], Ground]) -> None:
    with ground.store.write() as tx:
        append(tx, ground, READ)
        if ground.store.dialect == "postgresql":  # on SQLite the sealer would wait for this very lock
            assert seal_pending(make_ground()) == 0
    assert seal_pending(ground) == 1


def test_an_entry_committed_late_is_found(ground: Ground, clock: SetClock) -> None:
    write(ground, replace(READ, ts=NOW))
    clock.move(FAR // 2)
    seal_pending(ground)
    write(ground, replace(READ, ts=NOW + 1))
    assert seal_pending(ground, reach=sealer.NEAR) == 0
    assert seal_pending(ground) == 1


def test_an_entry_committed_far_too_late_is_found_at_start(ground: Ground, clock: SetClock) -> None:
    write(ground, READ)
    clock.move(10 * FAR)
    seal_pending(ground)
    write(ground, replace(READ, ts=NOW + 1))
    assert seal_pending(ground) == 0
    assert seal_pending(ground, reach=None) == 1


@pytest.mark.parametrize("reach", [sealer.NEAR, FAR])
def test_a_clock_that_was_put_back_hides_no_entry(ground: Ground, clock: SetClock, reach: int) -> None:
    """What is written by the clock put right lies before the last seal, until it has caught up."""
    clock.move(3600 * SECOND)
    write(ground, replace(READ, ts=clock.at))
    seal_pending(ground)
    clock.move(-3600 * SECOND)
    for later in (0, SECOND, 1800 * SECOND):
        clock.at = NOW + later
        write(ground, replace(READ, ts=clock.at))
        assert seal_pending(ground, reach=reach) == 1, later


def test_a_backlog_is_sealed_in_batches(ground: Ground, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 100)
    clock.move(100 * FAR)
    write(ground, *reads(530))
    assert seal_pending(ground) == 530
    assert [number for number, _ in sealed(ground)] == list(range(530))
    with ground.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(log_checkpoint)).scalar_one() == 6
        assert [(row.level, row.position) for row in tx.execute(select(log_node))] == [(8, 0), (8, 1)]


def test_a_backlog_is_passed_over_once(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch begins where the last one ended: else a backlog of days takes the square of its length."""
    monkeypatch.setattr(sealer, "BATCH", 100)
    begun: list[int] = []
    pending = sealer._pending

    def noted(*asked: Any) -> Any:
        begun.append(asked[-1])
        return pending(*asked)

    monkeypatch.setattr(sealer, "_pending", noted)
    write(ground, *reads(250))
    assert seal_pending(ground, reach=None) == 250
    assert begun == [0, NOW + 99, NOW + 199]


def test_sealers_at_once_number_consecutively(make_ground: Callable[[], Ground]) -> None:
    grounds = [make_ground() for _ in range(3)]
    done = threading.Event()

    def keep_sealing(ground: Ground) -> int:
        number = 0
        while not done.is_set():
            number += seal_pending(ground)
        return number + seal_pending(ground)

    with ThreadPoolExecutor(3) as pool:
        sealing = [pool.submit(keep_sealing, ground) for ground in grounds]
        receipts = [write(grounds[0], replace(READ, ts=NOW + at))[0].entry for at in range(60)]
        done.set()
        assert sum(each.result() for each in sealing) == 60
    numbers = sealed(grounds[0])
    assert [number for number, _ in numbers] == list(range(60))
    assert {entry for _, entry in numbers} == set(receipts)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", b"odd"),
        ("body", b'{"decisions":[],"unit":null,"units":[1,"a"]}'),
        ("body", b'{"decisions":[["fk"]],"unit":"","units":["\\u0000","%s"]}' % (b"a" * 33)),
        ("body", b'{"decisions":[[["fk"]]],"unit":null,"units":[]}'),
        ("leaf", b"short"),
    ],
)
def test_what_is_no_entry_is_sealed_all_the_same(ground: Ground, column: str, value: bytes) -> None:
    """Somebody with the database in hand cannot stop the sealing by one odd row; it is pointed out."""
    write(ground, READ)
    tamper(ground, f"UPDATE log_entry SET {column} = :value", value=value)
    (receipt,) = write(ground, replace(READ, ts=NOW + 1))
    assert seal_pending(ground) == 2
    assert (1, receipt.entry) in sealed(ground)
    assert verify(ground, lambda *_: None, records=lambda _: ()).found


@pytest.mark.parametrize(("column", "value"), [("root", bytes(32)), ("frontier", b"short"), ("frontier", bytes(32))])
def test_nothing_is_sealed_upon_what_contradicts_itself(ground: Ground, column: str, value: bytes) -> None:
    write(ground, READ)
    seal_pending(ground)
    tamper(ground, f"UPDATE log_checkpoint SET {column} = :value", value=value)
    write(ground, replace(READ, ts=NOW + 1))
    with pytest.raises(LogBroken):
        seal_pending(ground)


def wait_for(number: int, ground: Ground, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if len(sealed(ground)) == number:
            return True
        time.sleep(0.02)
    return False


def test_the_thread_seals_what_was_left_and_what_comes_and_the_last(ground: Ground) -> None:
    write(ground, READ)
    running = Sealer(ground)
    running.start()
    try:
        assert len(sealed(ground)) == 1
        write(ground, replace(READ, ts=NOW + SECOND))
        assert wait_for(2, ground, 10)
    finally:
        write(ground, replace(READ, ts=NOW + 2 * SECOND))
        running.stop()
    assert len(sealed(ground)) == 3


def test_the_thread_outlives_an_outage_and_says_so_once(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sealing, "_PAUSE", 0.01)
    tried = threading.Semaphore(0)
    seal = seal_pending

    def out(*_: object, **__: object) -> int:
        tried.release()
        raise StoreUnavailable("of 19900101-1234")

    running = Sealer(ground)
    running.start()
    try:
        monkeypatch.setattr(sealing, "seal_pending", out)
        assert all(tried.acquire(timeout=10) for _ in range(3))
        monkeypatch.setattr(sealing, "seal_pending", seal)
        write(ground, READ)
        assert wait_for(1, ground, 10)
    finally:
        running.stop()
    assert [record.message for record in caplog.records] == ["log_not_sealed", "well_again"]
    assert "19900101" not in caplog.text


def test_what_a_clock_that_went_ahead_passed_over_is_sealed(ground: Ground, clock: SetClock) -> None:
    write(ground, READ)
    seal_pending(ground)
    clock.move(3600 * SECOND)
    write(ground, replace(READ, ts=clock.at))
    running = Sealer(ground)
    running.round()
    write(ground, replace(READ, ts=NOW + 1))  # was being written when it went ahead
    running.round(FAR)
    assert len(sealed(ground)) == 2
    running.round(FAR)
    assert len(sealed(ground)) == 3


def test_what_was_passed_over_is_sought_until_it_was_sought(
    ground: Ground, clock: SetClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection cut in that very look left it unsealed for ever, as what somebody keeps back, and the hub at 503."""
    running = Sealer(ground)
    clock.move(3600 * SECOND)
    write(ground, replace(READ, ts=clock.at))
    running.round()
    write(ground, replace(READ, ts=NOW))
    running.round(FAR)
    with monkeypatch.context() as cut:
        cut.setattr("hub.cli.sealing.seal_pending", Mock(side_effect=StoreUnavailable))
        running.round(FAR)
    running.round()
    assert len(sealed(ground)) == 2
    assert [record.message for record in caplog.records] == ["log_not_sealed", "well_again"]


def test_what_another_process_seals_meanwhile_is_not_kept_back(
    make_ground: Callable[[], Ground], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The root that this process knows is then not the newest, and a proof leads to that one."""
    ground, beside = make_ground(), make_ground()
    running = Sealer(ground)
    (mine,) = write(ground, READ)
    holds = Standing.holds

    def noted_late(asked: Standing) -> bool:
        told = holds(asked)
        ground.store.written[mine.entry] = bytes.fromhex(mine.leaf)
        write(beside, replace(READ, ts=NOW + 1))
        return seal_pending(beside) == 1 and told

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Standing, "holds", noted_late)
        for _ in range(2):  # minutes
            running.round(FAR)
    assert mine.entry not in ground.store.written
    assert not caplog.records


def test_the_start_says_what_hinders_it(ground: Ground) -> None:
    write(ground, READ)
    seal_pending(ground)
    tamper(ground, "UPDATE log_checkpoint SET root = :value", value=bytes(32))
    write(ground, replace(READ, ts=NOW + 1))
    with pytest.raises(LogBroken):
        Sealer(ground).start()
