"""The participant sees who has read, at once: who, what, from whom, why; and that she looked is an entry too."""

from tests.cast import SECOND, World
from tests.consents.story import in_force


def test_a_read_stands_there_at_once_with_name_and_what_opened(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    receipt = world.api("fia").get(f"/cases/{world.dana.case}").json["receipt"]
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert newest["id"] == receipt["entry"]
    assert newest["leaf"] == receipt["leaf"]
    assert (newest["who"]["name"], newest["who"]["unit_name"]) == ("Fia Falk", "FK Nordost")
    assert {one["category"] for one in newest["categories"]} >= {"C04", "C07"}
    assert newest["text"].startswith("Fia Falk, handläggare, FK Nordost läste")


def test_her_own_look_is_logged_and_pages_go_on(world: World) -> None:
    in_force(world)
    first = world.api("dana").get("/me/reads", query_string={"limit": 2}).json
    second = world.api("dana").get("/me/reads", query_string={"limit": 2, "next": first["next"]}).json
    assert second["items"][0]["id"] not in {one["id"] for one in first["items"]}
    world.clock.move(SECOND)
    world.api("dana").get("/me/reads")
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert (newest["action"], newest["who"]["kind"]) == ("log_read", "participant")


def test_a_refused_attempt_is_told_as_refused(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    world.api("otto").get(f"/cases/{world.dana.case}")
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert newest["outcome"] == "refused"
    assert newest["categories"] == []
    assert "nekades" in newest["text"]


def test_the_page_is_hers_alone(world: World) -> None:
    in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    assert "Fia Falk" in world.page("dana").get("/vem-har-last").text
    assert world.page("fia").get("/vem-har-last").status == 404
