"""Names stand where a Swedish reader looks for them, also where the database has them: it sorts by their numbers."""

import re

from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cast import DAY, World
from tests.consents.story import signed
from tests.staff import Part, join

NAMES = ("Élise Bo", "Łukasz Bo", "Zara Al", "Åsa Ek", "Ärlig Ek")


def _joined(world: World) -> list[str]:
    with world.store.write() as tx:
        for at, name in enumerate(reversed(NAMES)):
            part = Part(name, "handläggare", "Försäkringskassan", "FK Nordost", Function.FK_OFFICER, Role.OFFICER)
            since = world.now - 100 * DAY
            world.members[f"n{at}"] = join(tx, world.ground, f"n{at}", part, units=world.units, since=since)
    return [world[f"n{at}"].officer for at in range(len(NAMES))]


def _in_order(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall("|".join(NAMES), text)))


def test_officers_are_listed_by_the_swedish_alphabet(world: World, fk_manager: str) -> None:
    """Ärlig stood before Åsa, and Élise and Łukasz last: where they are chosen, told, and looked after."""
    asked = _joined(world)
    listed = [one["name"] for one in world.api("amir").get("/directory").json["items"]]
    assert [name for name in listed if name in NAMES] == list(NAMES)
    assert _in_order(world.page(fk_manager).get("/handlaggare").text) == list(NAMES)
    rows = (("FK Nordost", "C09"), ("participant", "C03"))
    signed(world, rows=rows, persons=[*asked, world["amir"].officer, world["fia"].officer])
    dana = world.page("dana")
    assert _in_order(dana.get("/mitt-mal").text) == list(NAMES)
    assert _in_order(dana.get("/vem-vet-vad").text) == list(NAMES)
