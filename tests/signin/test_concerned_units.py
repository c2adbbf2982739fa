"""Whom an entry of signing in concerns: a participant's is found by who reviews the unit that registered her."""

from typing import Any

import pytest

from hub.officers.employing import employ
from hub.signin.proving import prove_code
from hub.store.errors import Invalid
from policies.vocabulary import Function
from tests.cast import MINUTE, Participant, World

CODE = "815263"


@pytest.fixture(name="eva")
def _eva(world: World) -> Participant:
    """Registered by Amir, at a unit that Dagny reviews; she has signed in by his link, and out again."""
    eva = world.participants["eva"] = world.add_participant("Eva Ek", code=None)
    link = world.api("amir").post(f"/cases/{eva.case}/links", {}).json["link"]
    first = world.api().post("/sessions", {"link": link, "code": CODE})
    assert first.status == 201
    bearer = {"Authorization": f"Bearer {first.json['token']}"}
    assert world.api().delete("/sessions/current", headers=bearer).status == 204
    wrong = {"username": first.json["username"], "code": "000000"}
    assert [world.api().post("/sessions", wrong).status for _ in range(6)] == [401] * 5 + [429]
    return eva


def found(world: World, reviewer: str, subject: str) -> list[tuple[str, str | None]]:
    """Give act and reason of what a reviewer finds about somebody, the oldest first."""
    query = {"limit": 100, "subject": subject}
    items: list[dict[str, Any]] = world.api(reviewer).get("/log/entries", query_string=query).json["items"]
    return [(one["action"], one["reason"]) for one in reversed(items)]


def test_the_registering_units_reviewer_finds_all_of_it(world: World, eva: Participant) -> None:
    acts = [*((act, None) for act in ("register", "link")), ("code_set", "first_sign_in"), ("sign_in", None)]
    acts += [("sign_out", None), *[("sign_in_failed", "wrong_credentials")] * 5, ("sign_in_failed", "throttled")]
    assert sorted(found(world, "dagny", eva.id), key=str) == sorted(acts, key=str)


def test_other_reviewers_find_nothing_of_it(world: World, eva: Participant) -> None:
    assert found(world, "dora", eva.id) == found(world, "didrik", eva.id) == []


def test_a_wrong_code_while_signed_in_is_found_too(world: World) -> None:
    with pytest.raises(Invalid):
        prove_code(world.ground, world.who("dana"), "000000")
    assert ("sign_in_failed", "wrong_code") in found(world, "dagny", world.dana.id)


def test_a_reset_is_seen_by_her_and_by_the_reviewer(world: World) -> None:
    body = {"purpose": "code_reset"}
    assert world.api("amir").post(f"/cases/{world.dana.case}/links", body).status == 201
    assert ("code_reset", None) in found(world, "dagny", world.dana.id)
    seen = world.api("dana").get("/me/reads").json["items"]
    reset = next(one for one in seen if one["action"] == "code_reset")
    assert reset["text"].startswith("Amir Amini, handledare, AME begärde en ny kod åt dig")


def test_a_failure_of_an_officer_at_two_units_is_found_at_both(world: World) -> None:
    with world.store.write() as tx:
        ward = world.units["Vuxenpsykiatrin"]
        officer = world["fia"].officer
        employ(
            tx, world.ground, officer_id=officer, unit_id=ward, function=Function.CLINICIAN, begins=world.now - MINUTE
        )
    wrong = {"username": "fia@demo.example", "password": "wrong", "code": "000000"}
    assert [world.api().post("/sessions", wrong).status for _ in range(6)] == [401] * 5 + [429]
    for reviewer in ("dora", "didrik"):
        query = {"action": "sign_in_failed", "officer": officer}
        items = world.api(reviewer).get("/log/entries", query_string=query).json["items"]
        assert sorted(one["reason"] for one in items) == ["throttled", *["wrong_credentials"] * 5]
    assert world.api("dagny").get("/log/entries", query_string={"officer": officer}).json["items"] == []
