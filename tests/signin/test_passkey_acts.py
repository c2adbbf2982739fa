"""A coach without a smartphone witnesses with her passkey, by the API and by the page; what no browser says is told."""

import base64
import json
from typing import Any

import pytest

from hub.consents import witnessing
from hub.consents.documents import put_part
from hub.officers.telling_rows import tell_rows
from hub.signin import passkeys, proving, recovering, stepping_up
from hub.signin.proving import Proof
from hub.store.heads import Written
from tests.attacks.test_rows_of_before import OPERATOR
from tests.cast import World
from tests.consents.story import presented, sign, signed
from tests.signin.test_changing_factors import add_passkey


def test_a_coach_witnesses_with_a_passkey(world: World) -> None:
    amir = world.api("amir")
    device = add_passkey(world, amir)
    paper = presented(world)
    assert sign(world, paper).status == 200
    options = amir.get("/me/passkey-challenge").json["options"]
    proof = device.prove(options)
    both = amir.post(f"/consents/{paper.id}/witness", {"code": "000000", "passkey": proof})
    assert both.status == 422
    other = world.api("cia").post(f"/consents/{paper.id}/witness", {"passkey": proof})
    assert other.status == 422, "somebody else's passkey"
    page = world.page("amir")
    assert "data-passkey" in page.get(f"/medgivanden/{paper.id}/bevittna").text
    assert amir.post(f"/consents/{paper.id}/witness", {"passkey": proof}).status == 200


def shown(world: World, method: str) -> dict[str, str]:
    """Give what Amir sends to prove himself by this method."""
    if method == "passkey":
        amir = world.api("amir")
        device = add_passkey(world, amir)
        return {"passkey": device.prove(amir.get("/me/passkey-challenge").json["options"])}
    if method == "one_time_code":
        return {"code": world.code("amir")}
    with world.store.write() as tx:
        codes = recovering.make_codes(tx, world.ground, account_id=world["amir"].account, at=world.now)
    return {"code": codes[0].upper()}


@pytest.mark.parametrize("method", ["one_time_code", "recovery_code", "passkey"])
def test_what_the_witness_seals_names_what_was_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    sealed: list[dict[str, str]] = []

    def put(*given: Any, fields: dict[str, str], **more: Any) -> Written:
        sealed.append(json.loads(fields["witnessed"]))
        return put_part(*given, fields=fields, **more)

    monkeypatch.setattr(witnessing, "put_part", put)
    paper = signed(world)
    body = shown(world, method)
    answer = world.api("amir").post(f"/consents/{paper.id}/witness", body)
    assert answer.status == 200, answer.text
    assert [one["method"] for one in sealed] == [method]


NESTED = "[" * 5000
INSIDE = base64.urlsafe_b64encode(NESTED.encode()).decode().rstrip("=")
UNREADABLE = {
    "nested": NESTED,
    "nested inside": json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": INSIDE, **dict.fromkeys(("authenticatorData", "signature"), "AAAA")},
        }
    ),
    "no object": "[]",
    "nothing in it": "{}",
}


def sent(world: World, answer: str) -> list[int]:
    """Send it wherever an answer of a passkey is taken, with all else as it should be."""
    fia = world.api("fia")
    credentials = {"username": world["fia"].username, "password": world["fia"].password, "passkey": answer}
    return [
        world.api().post("/sessions", credentials).status,
        fia.post("/sessions/current/step-up", {"passkey": answer}).status,
        fia.post("/me/passkeys", {"passkey": answer, "name": "nyckel"}).status,
    ]


@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_no_browser_answers_is_refused_like_a_wrong_one(world: World, answer: str) -> None:
    assert sent(world, answer) == [401, 422, 422]


def test_without_that_care_a_nested_answer_breaks_the_request(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "_or_none", lambda ask: ask())
    assert sent(world, NESTED) == [500, 500, 500]


@pytest.mark.parametrize("guarded", [True, False])
def test_a_passkey_that_is_taken_away_meanwhile_proves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    fia = world.api("fia")
    device = add_passkey(world, fia)

    def then_taken_away(*given: Any) -> Proof:
        proof = proving.prove(*given)
        with world.store.write() as tx:
            passkeys.remove_all(tx, account_id=world["fia"].account)
            tell_rows(tx, world.ground, OPERATOR, at=world.now)
        return proof

    monkeypatch.setattr(stepping_up, "prove", then_taken_away)
    if not guarded:
        monkeypatch.setattr(passkeys, "hold", lambda *_: True)
    answer = device.prove(fia.get("/me/passkey-challenge").json["options"])
    assert fia.post("/sessions/current/step-up", {"passkey": answer}).status == (401 if guarded else 204)
