"""A form that says the same ids over and over is long, and hers as any other: it comes along over a sign-in."""

from tests.cast import MINUTE, World, insecure_argon2, make_world, world
from tests.databases import ONE_DATABASE
from tests.web.test_carried_forms import fields, sign_in

__all__ = ["insecure_argon2", "make_world", "world"]


@ONE_DATABASE
def test_a_draft_with_many_persons_is_carried_whole(world: World) -> None:
    """Her half hour with nine persons was lost, and she was told to choose a file again: it was larger than was read.

    The form says of each sort of information whom it was offered to, and who reads it.
    """
    page, ids = world.page("amir"), [world.ground.random(16).hex() for _ in range(1_400)]
    offered = [f"{ids[0]}:C03:{one}" for one in ids]
    csrf = fields(page.get("/arenden").text)["csrf_token"][0]
    world.clock.move(16 * MINUTE)
    data = {"months": "6", "offered": offered, "readers": offered[:700], "csrf_token": csrf}
    path = f"/arenden/{world.dana.case}/medgivande/nytt"
    shown = page.client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert shown.status_code == 401
    held = fields(sign_in(world, page, "amir", shown.text).text)
    assert (held["offered"], held["readers"]) == (offered, offered[:700])
