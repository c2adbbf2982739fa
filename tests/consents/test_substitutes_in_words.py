"""What a page says of a substitute follows what was answered about the one whom she replaces."""

import re

from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cast import DAY, World
from tests.consents.story import presented
from tests.staff import Part, join

KARIN = Part("Karin Kart", "handläggare", "Försäkringskassan", "FK Nordost", Function.FK_OFFICER, Role.OFFICER)


def test_a_no_to_the_one_who_is_replaced_is_a_no_to_the_substitute_too(world: World) -> None:
    """It was summed up as "reads nothing, only when Fia is away", which reads as: then she does."""
    with world.store.write() as tx:
        world.members["karin"] = join(tx, world.ground, "karin", KARIN, units=world.units, since=world.now - 100 * DAY)
    fia, karin = world["fia"].officer, world["karin"].officer
    rows = (("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04"))
    paper = presented(world, rows=rows, persons=[fia, {"officer": karin, "stands_in_for": fia}, world["amir"].officer])
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    too = "Du har sagt nej till Fia Falk. Då läser inte heller Karin Kart något."
    last = int(re.findall(r"Fråga 1 av ([0-9]+)", dana.get(f"{path}/1").text)[0])
    asked = [dana.get(f"{path}/{number}").text for number in range(1, last + 1)]
    assert not any(too in page for page in asked)
    for number, page in enumerate(asked, 1):
        dana.post(f"{path}/{number}", {"answer": "no" if "<h1>Får Fia Falk läsa?" in page else "yes"})
    (told,) = (page for number in range(1, last + 1) if too in (page := dana.get(f"{path}/{number}").text))
    assert "får Karin Kart läsa det här" not in told, "and nothing against it"
    summed_up = " ".join(dana.get(f"{path}/klart").text.split())
    assert "<bdi>Karin Kart</bdi></strong> på Försäkringskassan får inte läsa något från de andra." in summed_up
    assert "Bara när Fia Falk är borta" not in summed_up
