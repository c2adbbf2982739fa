"""A served world for the journeys by the API."""

from collections.abc import Callable, Iterator

import pytest

from tests.cast import World
from tests.journeys.live import Live, serve


@pytest.fixture
def live(make_world: Callable[..., World]) -> Iterator[Live]:
    with serve(make_world) as served:
        yield served
