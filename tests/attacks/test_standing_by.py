"""A substitute who stands by sees no line of the consent, also not where she takes it back for the participant."""

import pytest

from hub.consents import registering
from tests.cast import World
from tests.consents.test_team import _take_on, _with_substitute, staffed

__all__ = ["staffed"]


def seen(world: World) -> str:
    return world.page("karin").get(f"/arenden/{world.dana.case}/ta-tillbaka").text


def test_what_she_may_take_back_for_the_participant_tells_no_line(staffed: World) -> None:
    paper = _with_substitute(staffed)
    _take_on(staffed, paper)
    assert staffed.api("karin").get(f"/consents/{paper.id}").status == 404
    page = seen(staffed)
    assert "Amir Amini" not in page
    assert "Ersättning" not in page, "what her unit gives is not hers to answer for yet"
    api, path = staffed.api("karin"), f"/cases/{staffed.dana.case}/withdrawals"
    amir, fia = (paper.person(staffed, name) for name in ("amir", "fia"))
    for hidden in ({"person": amir}, {"person": fia}, {"category": "C09"}, {"category": "C04"}):
        assert api.post(path, {**hidden, "channel": "phone"}).status == 422
    assert api.post(path, {"whole": True, "channel": "phone"}).status == 201, "a participant is never sent away"


def test_without_that_care_it_would(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "_stands", lambda *_: True)
    _take_on(staffed, _with_substitute(staffed))
    assert "Amir Amini" in seen(staffed)
