"""Sixty refused ids a minute and session; then a wait, for existing and missing ids alike."""

from hub.signin.looking_up import session_id
from hub.signin.refused_ids import ALLOWED_A_MINUTE, count_refused, wait_for_next_minute
from tests.cast import MINUTE, SECOND, World


def test_the_sixty_first_in_a_minute_is_over(world: World) -> None:
    fia, otto = session_id(world.session("fia")), session_id(world.session("otto"))
    with world.store.write() as tx:
        answers = [count_refused(tx, fia, world.now + number) for number in range(ALLOWED_A_MINUTE + 2)]
        assert answers == [False] * ALLOWED_A_MINUTE + [True, True]
        assert not count_refused(tx, otto, world.now)
        assert not count_refused(tx, fia, world.now + MINUTE)


def test_a_session_that_is_not_there_has_no_budget(world: World) -> None:
    with world.store.write() as tx:
        assert count_refused(tx, b"\0" * 32, world.now)


def test_the_wait_reaches_into_the_next_minute() -> None:
    assert wait_for_next_minute(10 * MINUTE) == 61
    assert wait_for_next_minute(11 * MINUTE - SECOND) == 2
