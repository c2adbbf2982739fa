"""Nothing is missing of what no consent could give: to ask the participant for it would be in vain."""

import pytest

from tests.cases.agreeing import agree
from tests.cast import World
from tests.consents.story import presented, sign

HEALTH = {"rut": ("C03", "C08"), "sofia": ("C03",)}


def missing(world: World) -> list[str]:
    return list(world.api("sofia").get(f"/cases/{world.dana.case}").json["missing"])


def test_what_no_consent_could_give_her_function_is_not_to_be_asked_for(world: World) -> None:
    """What a social secretary may never have is other health information (C08): all else of this consent is hers."""
    agree(world, world.dana, gives=HEALTH)
    case, sofia = world.dana.case, world.page("sofia")
    told = world.api("sofia").get(f"/cases/{case}").json
    assert (told["incomplete"], told["missing"]) == (False, [])
    assert "Du saknar medgivande" not in sofia.get(f"/arenden/{case}").text
    assert "utdraget är inte hela bilden" not in sofia.get(f"/arenden/{case}/utdrag").text
    agree(world, world.dana, gives=HEALTH, readers={"sofia": []})
    assert missing(world) == ["not_given"], "there is something that she could be given"


def test_without_the_ceiling_it_would_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=HEALTH)
    monkeypatch.setattr("hub.cases.missing.line_allowed", lambda *_: True)
    assert missing(world) == ["not_given"]


def test_nothing_is_missing_of_what_she_has_taken_back(world: World) -> None:
    """Her coach was told that she "has said yes to more", and that it shows once a unit has accepted it."""
    paper = presented(world)
    assert sign(world, paper).status == 200
    amir, case = world.api("amir"), f"/cases/{world.dana.case}"
    assert "waits" in amir.get(case).json["missing"]
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    told = amir.get(case).json
    assert (told["consent"], told["incomplete"], told["missing"]) == (None, False, [])
