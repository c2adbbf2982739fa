"""A process stays on one processor, the one that fewest others hold; what hashes may use them all meanwhile."""

import os
from threading import Thread

import pytest

from hub.store import processors
from hub.store.processors import anywhere, least_held, stay_on


def test_each_gets_the_one_that_fewest_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "ALLOWED", [2, 3, 5])
    held: list[int | None] = []
    for _ in range(6):
        held.append(least_held(held))
    assert sorted(map(str, held)) == ["2", "2", "3", "3", "5", "5"]
    held.remove(3)
    assert least_held(held) == 3


def test_where_nobody_may_choose_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "ALLOWED", [])
    assert least_held([None]) is None
    stay_on(None)
    with anywhere():
        pass


def test_a_thread_stays_and_its_threads_with_it_but_not_while_it_hashes() -> None:
    seen: list[set[int]] = []

    def look() -> None:
        seen.append(os.sched_getaffinity(0))

    def work() -> None:
        stay_on(processors.ALLOWED[0])
        one = Thread(target=look)
        one.start()
        one.join()
        with anywhere():
            look()
        look()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [{processors.ALLOWED[0]}, set(processors.ALLOWED), {processors.ALLOWED[0]}]


def test_a_processor_that_is_not_there_hinders_nothing() -> None:
    before = os.sched_getaffinity(0)
    stay_on(4000)
    assert os.sched_getaffinity(0) == before
