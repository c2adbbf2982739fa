"""Sixty refused ids a minute and session; then a wait, for existing and missing ids alike."""

import pytest

from hub.signin.looking_up import session_id
from hub.signin.refused_ids import ALLOWED_A_MINUTE, count_refused
from tests.cast import MINUTE, SECOND, World


@pytest.mark.parametrize("begun", [0, 59 * SECOND, MINUTE - 1])
def test_the_sixty_first_in_a_minute_is_over(world: World, begun: int) -> None:
    fia, otto = session_id(world.session("fia")), session_id(world.session("otto"))
    start = world.now // MINUTE * MINUTE + begun  # also where the clock's own minute turns meanwhile
    with world.store.write() as tx:
        answers = [count_refused(tx, fia, start + number * SECOND // 2) for number in range(ALLOWED_A_MINUTE + 2)]
        assert answers == [0] * ALLOWED_A_MINUTE + [31, 30]
        assert count_refused(tx, otto, start) == 0
        assert count_refused(tx, fia, start + MINUTE - 1) == 1
        assert count_refused(tx, fia, start + MINUTE) == 0


def test_a_clock_that_was_put_back_keeps_nobody_waiting(world: World) -> None:
    fia = session_id(world.session("fia"))
    with world.store.write() as tx:
        for _ in range(ALLOWED_A_MINUTE + 1):
            count_refused(tx, fia, world.now)
        assert count_refused(tx, fia, world.now - SECOND) == 0


def test_a_session_that_is_not_there_has_no_budget(world: World) -> None:
    with world.store.write() as tx:
        assert count_refused(tx, b"\0" * 32, world.now) == 60
