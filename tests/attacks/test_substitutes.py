"""What was given to a substitute is given while the other is away, and not for good by a renewal."""

import pytest

from hub.grants import lines, signing
from tests.cast import World
from tests.consents.story import Paper, proposal, sign, witnessed
from tests.consents.test_team import _presented, _reads, _take_on, _with_substitute, staffed

__all__ = ["staffed"]


def renewed(world: World) -> Paper:
    """Name Karin in a next version as one who reads every day, with all else as it was."""
    paper = _presented(
        world, proposal(world, named=("fia", "amir", "karin"), rows=(("AME", "C04"), ("FK Nordost", "C09")))
    )
    assert sign(world, paper).status == 200
    return paper


def test_a_substitute_who_is_to_read_every_day_waits_for_a_new_yes(staffed: World) -> None:
    _take_on(staffed, _with_substitute(staffed))
    paper = renewed(staffed)
    assert _reads(staffed, "fia"), "an unchanged line stays accepted"
    assert not _reads(staffed), "AME has said yes to her for the days on which Fia is away, and to no more"
    witnessed(staffed, paper)
    assert _reads(staffed)


def test_without_that_difference_the_old_yes_would_do(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    different = lines.right
    for module in (lines, signing):
        monkeypatch.setattr(module, "right", lambda *of: (*different(*of)[:-1], None))
    _take_on(staffed, _with_substitute(staffed))
    renewed(staffed)
    assert _reads(staffed)
