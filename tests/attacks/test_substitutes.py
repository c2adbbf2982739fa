"""What was given to a substitute is given while the other is away: not for good by a renewal, nor a moment longer."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from hub.grants import carried, lines, loading, signing
from hub.grants.tables import absence
from tests.cast import SECOND, Answer, World
from tests.consents.story import Paper, proposal, sign, witnessed
from tests.consents.test_team import _away, _presented, _reads, _take_on, _with_substitute, staffed
from tests.meeting import in_time

__all__ = ["staffed"]


def renewing(world: World) -> Paper:
    """Name Karin in a next version as one who reads every day, with all else as it was."""
    wanted = proposal(world, named=("fia", "amir", "karin"), rows=(("AME", "C04"), ("FK Nordost", "C09")))
    return _presented(world, wanted)


def test_a_substitute_who_is_to_read_every_day_waits_for_a_new_yes(staffed: World) -> None:
    _take_on(staffed, _with_substitute(staffed))
    paper = renewing(staffed)
    assert sign(staffed, paper).status == 200
    assert _reads(staffed, "fia"), "an unchanged line stays accepted"
    assert not _reads(staffed), "AME has said yes to her for the days on which Fia is away, and to no more"
    witnessed(staffed, paper)
    assert _reads(staffed)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_where_it_looks_for_a_moment_as_if_it_were_the_same(
    staffed: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody lets Karin read every day by the old version, while the new one is signed (T4, T8)."""
    _take_on(staffed, _with_substitute(staffed))
    for module, name in ((lines, "right"), (signing, "right"), *(() if guarded else ((carried, "_right"),))):
        monkeypatch.setattr(module, name, alike(getattr(module, name)))
    assert sign(staffed, renewing(staffed)).status == (500 if guarded else 200)
    assert _reads(staffed) is not guarded


def alike(different: Callable[..., tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
    return lambda *of: (*different(*of)[:-1], None)


def fia_is_back(world: World) -> Answer:
    return world.api("fia").delete("/me/absence")


def fia_leaves(world: World) -> Answer:
    return world.api("gun").delete(f"/officers/{world['fia'].officer}")


def reads_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World], Answer]
) -> tuple[Answer, bool]:
    """Let Karin read, and the act be done once that is decided; tell whether it was done before the read stood."""
    load, done = loading.load, threading.Event()
    acting: list[threading.Thread] = []
    statuses: list[int] = []

    def do() -> None:
        statuses.append(act(world).status)
        done.set()

    def loaded(*given: Any, **more: Any) -> Any:
        found = load(*given, **more)
        if more["actor"].id == world["karin"].officer and not acting:
            acting.append(threading.Thread(target=do))
            acting[0].start()
            overtaken.append(in_time(world, done))
            world.clock.move(SECOND)
        return found

    overtaken: list[bool] = []
    with monkeypatch.context() as patch:
        patch.setattr("hub.grants.asking.loading.load", loaded)
        read = world.api("karin").get(f"/cases/{world.dana.case}")
    acting[0].join()
    assert statuses in ([200], [204])
    return read, overtaken[0]


@pytest.mark.parametrize("act", [fia_is_back, fia_leaves])
@pytest.mark.parametrize("guarded", [True, False])
def test_no_read_of_hers_stands_after_the_others_absence_has_ended(
    staffed: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World], Answer], *, guarded: bool
) -> None:
    _take_on(staffed, _with_substitute(staffed))
    assert _away(staffed) == 200
    if not guarded:
        monkeypatch.setattr(loading, "_holds_absence", lambda *_: False)
    read, overtaken = reads_meanwhile(staffed, monkeypatch, act)
    assert read.status == 200
    alone = staffed.databases.kind == "sqlite"  # who writes is alone there
    assert overtaken is (not guarded and not alone)
    with staffed.store.read() as tx:
        ended = tx.execute(select(absence.c.ended_at)).scalar_one()
    assert (ended == staffed.now) is (guarded or alone), "nor is it dated before what was decided while it stood"
    assert staffed.api("karin").get(f"/cases/{staffed.dana.case}").status == 404
