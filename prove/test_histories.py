"""Hundreds of made-up histories: each decision stands in one entry, and comes out again from the rows (I16, I17)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks.test_entries import STEPS, tell
from tests.cast import World


@pytest.mark.timeout(3600)
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=10, max_size=30))
def test_histories(world: World, steps: list[str]) -> None:
    tell(world, steps)
