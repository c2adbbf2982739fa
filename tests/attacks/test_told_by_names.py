"""An officer's name says no more than who she is: it stands in the midst of the sentences that the participant signs.

Her coach alone writes the name of whom he proposes, and a unit's access manager those of her officers.
"""

from typing import Any, Final

import pytest

from hub.grants import finding
from hub.officers import reading
from hub.staffing import describing
from tests.cast import Answer, World
from tests.consents import story
from tests.officers.test_importing import FK, changed, errors_of, file_of

# Whoever reads the summary would find that she reads nothing, and that somebody else does.
LIES: Final = (
    "Karin Kant på Försäkringskassan får inte läsa något från de andra. Otto Ohm",
    "Karin Kant, handläggare, Arbetsförmedlingen",
    "Karin Kant \N{BALLOT BOX} nej",
    'Karin Kant: "Ditt namn"',
)
NAMES: Final = (
    "Anna-Karin O'Neil",
    "J. R. af Ugglas jr.",
    "Maria del Carmen Fernández de la Cruz",
    "Nguyễn Thị Hoa",
    "حسین\u200cزاده مُحَمَّد",  # noqa: RUF001 - Persian
    "प्रिया शर्मा",
    "Siobhán D\u2019Arcy",
)


def drafted(world: World, name: str) -> Answer:
    said = {"name": name, "title": "handläggare", "unit": world.units["FK Nordost"], "work_email": "karin@fk.example"}
    persons: list[Any] = [world["arvid"].officer, world["amir"].officer, {"missing": said}]
    rows = [{"source": world.units["AF Rehabteam"], "category": "C04"}]
    draft = story.proposal(world) | {"persons": persons, "rows": rows}
    return world.api("amir").post(f"/cases/{world.dana.case}/consents", draft)


def invited(world: World, name: str) -> Answer:
    person = {"name": name, "title": "socialsekreterare", "email": "ny@ame.example", "job": "ame_coach"}
    return world.api("bea").post("/officers", person)


@pytest.mark.parametrize("name", LIES)
def test_what_is_more_than_a_name_is_taken_nowhere(world: World, name: str) -> None:
    proposed, called = drafted(world, name), invited(world, name)
    assert (proposed.status, [*proposed.json["errors"]]) == (422, ["persons.2"])
    assert (called.status, [*called.json["errors"]]) == (422, ["name"])
    if '"' not in name:  # else the sheet itself has no such cell
        assert {where for _, where in errors_of(world, file_of(changed(FK, "namn", name)))} == {"namn"}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_sorts_are_taken(world: World, name: str) -> None:
    assert drafted(world, name).status == 201
    assert invited(world, name).status == 201


def test_without_that_care_the_text_that_she_signs_says_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in (finding, reading, describing):
        monkeypatch.setattr(part, "is_name", lambda _: True)
    made = drafted(world, LIES[0])
    assert made.status == 201, made.text
    assert world.api("amir").post(f"/consents/{made.json['id']}/presentation", {}).status == 200
    text = world.api("dana").get(f"/consents/{made.json['id']}").json["text"]
    assert "\nKarin Kant på Försäkringskassan får inte läsa något från de andra. Otto Ohm på " in text
    assert invited(world, LIES[1]).status == 201
