"""A coach without a smartphone witnesses with her passkey, by the API and by the page."""

from tests.cast import World
from tests.consents.story import presented, sign
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
