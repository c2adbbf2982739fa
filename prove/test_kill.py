"""Fifty rounds of kill -9 under twelve clients, on both databases (security E1)."""

from pathlib import Path

import pytest

from tests.attacks.killing import lost, rounds, scene_of_killing, words_of
from tests.cast import World

ROUNDS = 50


@pytest.mark.timeout(3600)
def test_nothing_that_was_told_is_lost_in_fifty_rounds(world: World, tmp_path: Path) -> None:
    with scene_of_killing(world, tmp_path) as (server, load):
        starts = rounds(server, load, ROUNDS, seconds=1.0)
        given = load.given
        assert given.faults == []
        assert [told for told, missing in lost(world, given).items() if missing] == []
        server.start()  # seals what the last kill left
        server.kill()
        assert "whole" in server.run("log", "verify")
        notes = server.output.read_bytes()
        assert [word for word in words_of(load.standing) if word in notes] == []
    print(
        f"{ROUNDS} rounds: {len(given.reads)} reads, {len(given.signatures)} signatures, "
        f"{len(given.withdrawals)} withdrawals, 0 lost; slowest start {max(starts):.1f} s"
    )
