"""What the tests rest on: a story that is put again is the story, and is told anew where it could be another."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hub.officers.tables import officer
from hub.signin import sessions
from hub.store.base import key_metadata, metadata
from tests.cast import SECOND, World, world_on
from tests.consents.story import in_force, may_read
from tests.databases import KINDS, fresh
from tests.retelling import told_once
from tests.staff import all_rows

Beginning = Callable[[], AbstractContextManager[World]]


class Teller:
    """How a story begins, noting in which worlds it was told."""

    def __init__(self) -> None:
        self.told: list[World] = []
        self.tell = told_once(self._tell)

    def _tell(self, world: World) -> str:
        self.told.append(world)
        return in_force(world).id


@pytest.fixture(params=KINDS)
def beginning(request: pytest.FixtureRequest, run_directory: Path, tmp_path: Path, insecure_argon2: None) -> Beginning:
    @contextmanager
    def begin() -> Iterator[World]:
        (tmp_path / "keys.json").unlink(missing_ok=True)  # made anew, as for each test
        with ExitStack() as watching, fresh(request.param, run_directory, f"again{os.getpid()}") as databases:
            yield world_on(databases, tmp_path, watching)

    return begin


def _left(world: World) -> tuple[Any, ...]:
    with world.store.read() as tx, world.ground.key_store.read() as keys:
        return world.now, world.participants, all_rows(tx, metadata), all_rows(keys, key_metadata)


def test_what_is_put_is_what_was_told(beginning: Beginning) -> None:
    teller, left = Teller(), []
    for _ in range(4):
        with beginning() as world:
            teller.tell(world)
            left.append(_left(world))
            assert may_read(world, "fia", "AF Rehabteam", "C04")
    assert len(teller.told) == 2
    assert left[2] == left[3] == left[1]


def _writes(world: World, patch: pytest.MonkeyPatch) -> None:
    with world.store.write() as tx:
        tx.execute(update(officer).where(officer.c.id == world["fia"].officer).values(phone="010-1"))


def _patches(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sessions, "begin", sessions.begin)


def _waits(world: World, patch: pytest.MonkeyPatch) -> None:
    world.clock.move(SECOND)


@pytest.mark.parametrize("change", [_writes, _patches, _waits])
def test_a_changed_world_is_told_anew(
    beginning: Beginning, change: Callable[[World, pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = Teller()
    for _ in range(2):
        with beginning() as world:
            teller.tell(world)
    with beginning() as world:
        change(world, monkeypatch)
        teller.tell(world)
        assert teller.told[2:] == [world]
