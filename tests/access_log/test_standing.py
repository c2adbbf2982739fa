"""What a process has written is asked for until it is seen sealed; what fell with its transaction is not."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from hub.access_log.reader import standing
from hub.access_log.reader.standing import Standing
from hub.access_log.sealer import seal_pending
from hub.access_log.writer import append
from hub.store.errors import LogBroken, StoreUnavailable
from hub.store.ground import Ground
from tests.access_log.acts import NOW, READ, SECOND, reads, tamper, write
from tests.databases import count


class Falls(Exception):  # noqa: N818 - names what happens
    pass


def test_only_what_has_committed_is_asked_for(ground: Ground) -> None:
    with suppress(Falls), ground.store.write() as tx:
        append(tx, ground, READ)
        raise Falls
    with ground.store.write() as tx:
        first = append(tx, ground, READ).entry
    assert list(ground.store.written) == [first]
    standing = Standing(ground)
    assert standing.holds()
    assert list(ground.store.written) == [first], "it waits for its seal"
    seal_pending(ground)
    assert standing.holds()
    assert not ground.store.written


def test_many_are_asked_for_in_parts(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_AT_A_TIME", 3)
    last = write(ground, *reads(10))[-1].entry
    asked = Standing(ground)
    assert asked.holds()
    tamper(ground, "DELETE FROM log_entry WHERE id = :id", id=last)
    assert not asked.holds()
    assert len(ground.store.written) == 10, "what is gone is asked for again"


def test_an_outage_forgets_none(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ground, *reads(4))

    def out(*_: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(ground.store, "read", out)
        with pytest.raises(StoreUnavailable):
            Standing(ground).holds()
    assert len(ground.store.written) == 4


def test_it_goes_on_from_the_seal_that_stood_when_it_began(ground: Ground) -> None:
    write(ground, *reads(300))
    seal_pending(ground)
    ground.store.written.clear()  # another process wrote them
    asked = Standing(ground)
    asked.begin()
    for later in range(1, 4):
        write(ground, *reads(later, ts=NOW + later * SECOND))
        seal_pending(ground)
        with count(ground.store) as sent:
            assert asked.holds()
        assert sent.statements == 2, "the seal, and the leaves since"
        assert not ground.store.written


def test_what_is_noted_a_moment_after_its_seal_is_forgotten_too(ground: Ground) -> None:
    """Another process may seal it before the thread that wrote it goes on."""
    write(ground, READ)
    noted = dict(ground.store.written)
    ground.store.written.clear()
    seal_pending(ground)
    asked = Standing(ground)
    assert asked.holds()
    ground.store.written.update(noted)
    assert asked.holds()
    assert not ground.store.written


def test_another_leaf_in_its_place_is_not_its_own(ground: Ground) -> None:
    """Whoever owns the database could lend the entry a leaf for the moment in which it is asked for."""
    first = write(ground, READ)[0].entry
    seal_pending(ground)
    asked = Standing(ground)
    assert asked.holds()
    late = write(ground, replace(READ, ts=NOW + 1))[0].entry
    tamper(ground, "UPDATE log_leaf SET entry_id = :late WHERE entry_id = :first", late=late, first=first)
    assert asked.holds()
    assert list(ground.store.written) == [late]


@pytest.mark.parametrize("frontier", [b"short", bytes(32)])
def test_where_the_last_seal_contradicts_itself_nothing_is_forgotten(ground: Ground, frontier: bytes) -> None:
    """And nothing refused: to take back is hindered by no log that cannot be sealed."""
    write(ground, READ)
    seal_pending(ground)
    tamper(ground, "UPDATE log_checkpoint SET frontier = :frontier", frontier=frontier)
    asked = Standing(ground)
    asked.begin()
    late = write(ground, replace(READ, ts=NOW + 1))[0].entry
    with pytest.raises(LogBroken):
        seal_pending(ground)
    assert asked.holds()
    assert late in ground.store.written
    tamper(ground, "DELETE FROM log_entry WHERE id = :late", late=late)
    assert not asked.holds()
