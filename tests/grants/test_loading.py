"""What an act holds leaves its own officer's reading alone; she who ends an employment waits for both."""

import pytest
from sqlalchemy import text, update

from hub.grants.loading import lock
from hub.officers.tables import employment
from hub.store.errors import StoreUnavailable
from tests.cast import World

# On SQLite who writes is alone.
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

_SOON = text("SET LOCAL lock_timeout = '200ms'")


def test_an_act_of_hers_does_not_wait_for_her_list(world: World) -> None:
    """Else her list, which goes from case to case, and her act in a later case would wait for each other."""
    cases, amir = (
        sorted(world.add_participant(f"{name} Demosson").case for name in ("Ulla", "Vera")),
        world.actor("amir"),
    )
    with world.store.write() as listing, world.store.write() as acting:
        assert lock(listing, world.ground, case_id=cases[0], actor=amir)
        acting.execute(_SOON)
        assert lock(acting, world.ground, case_id=cases[1], actor=amir, exclusive=True)


@pytest.mark.parametrize("exclusive", [False, True])
def test_to_end_an_employment_waits_for_what_it_decides(world: World, *, exclusive: bool) -> None:
    case, amir = world.add_participant("Ulla Demosson").case, world.actor("amir")
    with world.store.write() as acting:
        assert lock(acting, world.ground, case_id=case, actor=amir, exclusive=exclusive)
        with pytest.raises(StoreUnavailable), world.store.write() as ending:
            ending.execute(_SOON)
            ending.execute(update(employment).where(employment.c.id == amir.employment).values(ends=world.now))


def test_an_act_waits_for_who_reads_the_case(world: World) -> None:
    case, amir = world.add_participant("Ulla Demosson").case, world.actor("amir")
    with world.store.write() as reading:
        assert lock(reading, world.ground, case_id=case, actor=amir)
        with pytest.raises(StoreUnavailable), world.store.write() as acting:
            acting.execute(_SOON)
            lock(acting, world.ground, case_id=case, actor=amir, exclusive=True)
