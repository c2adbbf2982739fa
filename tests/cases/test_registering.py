"""Registering: the same answer whether the number is known, new or absent; a link from the coach alone."""

from typing import Any

from tests.cast import World
from tests.databases import count

NUMBER = "198708152387"


def test_a_registered_person_begins_with_her_coach_alone(world: World) -> None:
    amir = world.api("amir")
    about = {"name": "Amira Saleh", "identity_number": NUMBER, "contact": "sms", "language": "ar", "origin": "asked"}
    made = amir.post("/cases", about)
    assert made.status == 201, made.text
    assert list(made.json) == ["id"]
    case = amir.get(f"/cases/{made.json['id']}").json
    assert case["name"] == "Amira Saleh"
    assert case["number"].startswith("SK-")
    assert case["people"][0]["coordinator"] is True
    assert world.api("cia").get(f"/cases/{made.json['id']}").status == 404


def test_a_known_number_tells_nothing(world: World) -> None:
    amir = world.api("amir")
    seen = []
    for number in (NUMBER, NUMBER, None):
        with count(world.store) as counts:
            answer = amir.post("/cases", {"name": "Amira Saleh", "identity_number": number, "origin": "present"})
        seen.append((answer.status, len(answer.data), counts.statements, counts.commits))
    assert seen[0] == seen[1] == seen[2]
    assert len(amir.get("/cases").json["items"]) == 3


def test_what_cannot_be_registered(world: World) -> None:
    amir = world.api("amir")
    refused: tuple[dict[str, Any], ...] = (
        {"name": ""},
        {"identity_number": "201701012393"},
        {"identity_number": "1234"},
        {"origin": "sent"},
        {"origin": None},
        {"origin": ""},
        {"secret": "x"},
    )
    for wrong in refused:
        answer = amir.post("/cases", {"name": "Barn", "origin": "present", **wrong})
        assert answer.status == 422
        assert list(answer.json["errors"]) == list(wrong)
        assert "1234" not in answer.text
    assert amir.get("/cases").json["items"] == []


def test_how_she_came_is_said_by_the_coach(world: World) -> None:
    """Nothing is filled in for him: that she is present, or has asked, is what lets her be registered at all."""
    answer = world.api("amir").post("/cases", {"name": "Amira Saleh"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["origin"])
    assert world.api("amir").get("/cases").json["items"] == []


def test_coaches_alone_register(world: World) -> None:
    for name in ("fia", "dana", "ada", "dagny", "bea", "lea"):
        assert world.api(name).post("/cases", {"name": "A"}).status == 404


def test_the_link_is_the_coachs_to_give(world: World) -> None:
    who = world.add_participant("Nya Nilsson", code=None)
    link = world.api("amir").post(f"/cases/{who.case}/links", {})
    assert link.status == 201, link.text
    assert link.json["url"].endswith("/start/" + link.json["link"])
    begun = world.api().post("/sessions", {"link": link.json["link"], "code": "583920"})
    assert begun.status == 201, begun.text
    for name in ("cia", "fia"):
        assert world.api(name).post(f"/cases/{who.case}/links", {}).status == 404
    again = world.api("amir").post(f"/cases/{who.case}/links", {"purpose": "code_reset"})
    assert again.status == 201
    assert world.api().post("/sessions", {"link": link.json["link"], "code": "583921"}).status != 201
