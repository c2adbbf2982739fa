"""What tests of the log share: a world in which somebody has read."""

import pytest

from tests.cast import SECOND, World
from tests.consents.story import in_force


@pytest.fixture
def read(world: World) -> World:
    """Fia of FK has read what Rut's ward gives; all named have answered."""
    in_force(world)
    world.clock.move(SECOND)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    world.clock.move(SECOND)
    return world
