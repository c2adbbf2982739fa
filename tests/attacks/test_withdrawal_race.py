"""She takes back while twelve read: no read whose entry commits after hers opens anything, and 404 follows at once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from sqlalchemy import select, text

from hub.access_log.tables import log_entry
from hub.grants import loading
from hub.officers.employing import end_employment
from hub.signin import guards
from hub.signin.looking_up import look_up
from tests.attacks.scene import Scene, as_dana, made, play
from tests.cast import Answer, World

READERS: Final = 12
_EACH: Final = 4  # how often each of them is answered before she takes back, and after: counted, for machines are slow
_ENDLESS: Final = 60.0  # seconds after which a race that comes to nothing is given up
_IN_ORDER: Final = {
    "sqlite": "SELECT id, action FROM log_entry ORDER BY rowid",
    "postgres": "SELECT id, action FROM log_entry ORDER BY pg_xact_commit_timestamp(xmin)",
}


@dataclass(slots=True)
class Race:
    """What came of it: entries of reads that opened something, answers by status, and when she was answered."""

    opened: list[str] = field(default_factory=list)
    answers: list[tuple[float, int]] = field(default_factory=list)
    acknowledged: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(
    world: World,
    scene: Scene,
    take_back: Callable[[], Any],
    readers: tuple[str, ...] = ("fia", "arvid", "rut") * (READERS // 3),
) -> Race:
    race, stop = Race(), threading.Event()
    clients = [world.api(name) for name in readers]
    path = f"/cases/{scene.who.case}"

    def read(client: Any) -> None:
        while not stop.is_set():
            began = time.monotonic()
            answer = client.get(path)
            race.answers.append((began, answer.status))
            if answer.status == 200:
                race.opened.append(answer.json["receipt"]["entry"])
            elif answer.status not in {401, 404, 429}:
                race.faults.append(answer.text)

    threads = [threading.Thread(target=read, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        _wait_for_answers(race, _EACH * READERS)
        made(take_back())
        race.acknowledged = time.monotonic()
        _wait_for_answers(race, _EACH * READERS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return race


def _wait_for_answers(race: Race, more: int) -> None:
    until, given_up = len(race.answers) + more, time.monotonic() + _ENDLESS
    while len(race.answers) < until and time.monotonic() < given_up:
        time.sleep(0.01)


def late(world: World, race: Race) -> list[str]:
    """Give the reads that opened something and whose entry was committed after the withdrawal's."""
    with world.store.read() as tx:
        order = tx.execute(text(_IN_ORDER[world.databases.kind])).all()
    place = {entry: number for number, (entry, _) in enumerate(order)}
    withdrawn = [number for number, (_, action) in enumerate(order) if action == "withdraw"]
    assert len(withdrawn) == 1
    return [entry for entry in race.opened if place[entry] > withdrawn[0]]


@pytest.fixture
def scene(world: World) -> Scene:
    return play(world, "race")


def withdrawing(world: World, scene: Scene, **what: Any) -> Callable[[], Any]:
    with as_dana(world, scene.who):
        hers = world.api("dana")
    return lambda: hers.post(f"/consents/{scene.paper.id}/withdrawals", what)


def test_no_read_opens_after_she_has_taken_back(world: World, scene: Scene) -> None:
    race = run(world, scene, withdrawing(world, scene, whole=True))
    assert race.faults == []
    assert late(world, race) == []
    assert {status for began, status in race.answers if began > race.acknowledged} <= {404, 429}
    before = [status for began, status in race.answers if began < race.acknowledged]
    after = [status for began, status in race.answers if began > race.acknowledged]
    assert before.count(200) >= READERS, "the race was not run"
    assert len(after) >= READERS
    with world.store.read() as tx:
        entries = set(tx.execute(select(log_entry.c.id)).scalars())
    assert set(race.opened) <= entries


@pytest.mark.parametrize("guarded", [True, False])
def test_who_leaves_while_she_reads_reads_no_more(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """T5: from the commit that ends her employment no session of hers opens anything."""
    fia = world["fia"]
    if not guarded:
        remember_facts(monkeypatch)
        remember_sessions(monkeypatch)

    def leave() -> Answer:
        with world.store.write() as tx:
            end_employment(tx, employment_id=fia.employment, ends=world.now)
        return world.api("amir").get("/cases")  # an answer to hold against the others

    race = run(world, scene, leave, readers=("fia",) * READERS)
    after = {status for began, status in race.answers if began > race.acknowledged}
    assert (200 in after) is not guarded
    assert after <= ({401, 404} if guarded else {200, 429})
    assert [status for began, status in race.answers if began < race.acknowledged].count(200) >= READERS


def remember_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the guard off that asks for every request whose session it is."""
    kept: dict[str, Any] = {}

    def remembered(ground: Any, secret: str, surface: Any) -> Any:
        return kept.get(secret) or kept.setdefault(secret, look_up(ground, secret, surface))

    monkeypatch.setattr(guards, "look_up", remembered)


def remember_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the guard off that reads for every decision what it rests on, as caches of permissions do."""
    kept: dict[Any, Any] = {}

    def remembered(tx: Any, ground: Any, *, locked: Any, actor: Any) -> Any:
        key = (actor.id, locked.case if locked else None)
        if actor.kind.value != "officer":
            return load(tx, ground, locked=locked, actor=actor)
        if key not in kept:
            kept[key] = load(tx, ground, locked=locked, actor=actor)
        return kept[key]

    load = loading.load
    monkeypatch.setattr("hub.grants.asking.loading.load", remembered)


def test_the_race_finds_a_decision_that_is_kept_for_a_while(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: the race must find late reads."""
    remember_facts(monkeypatch)
    race = run(world, scene, withdrawing(world, scene, whole=True))
    assert late(world, race)
