"""Three rounds of kill -9 under twelve clients: nothing was read without its entry, nothing acknowledged is lost."""

from pathlib import Path

import pytest

from tests.attacks.killing import hasty_copy, lost, rounds, scene_of_killing, words_of
from tests.cast import World


@pytest.mark.timeout(240)
def test_nothing_that_was_told_is_lost(world: World, tmp_path: Path) -> None:
    with scene_of_killing(world, tmp_path) as (server, load):
        rounds(server, load, 3, seconds=0.6)
        given = load.given
        assert given.faults == []
        assert [told for told, missing in lost(world, given).items() if missing] == []
        server.start()  # seals what the last kill left
        server.kill()
        assert "whole" in server.run("log", "verify")
        notes = server.output.read_bytes()
        assert [word for word in words_of(load.standing) if word in notes] == []


@pytest.mark.timeout(240)
def test_the_rounds_find_a_hub_that_logs_after_release(world: World, tmp_path: Path) -> None:
    """Guard off, in a copy of the tree: its reads wait in a queue, and a kill loses them."""
    tree = hasty_copy(tmp_path / "tree")
    with scene_of_killing(world, tmp_path, tree) as (server, load):
        rounds(server, load, 1, seconds=0.6)
        assert load.given.reads
        assert lost(world, load.given)["reads without entry"]
