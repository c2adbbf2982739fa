"""A text that a newer signed one has overtaken, or that she said no to, is open to nobody and told as no yes."""

from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.story import Paper, presented, sign, signed

__all__ = ["insecure_argon2", "make_world", "world"]

GAVE = "Det här har du sagt ja till"
ASKS = "skriv-under"


def overtaken(world: World) -> Paper:
    """Two texts are presented, and she signs the newer one."""
    older = presented(world)
    signed(world)
    return older


def test_a_text_that_cannot_be_signed_any_more_does_not_wait_for_her(world: World) -> None:
    older = overtaken(world)
    dana = world.page("dana")
    assert world.api("dana").get(f"/consents/{older.id}").json["state"] == "superseded"
    for page in ("/mina-medgivanden", "/", f"/medgivanden/{older.id}"):
        assert f"{older.id}/{ASKS}" not in dana.get(page).text, page
    assert "går inte att svara på nu" in dana.get(f"/medgivanden/{older.id}/skriv-under").text


def test_it_takes_neither_answers_nor_thought_nor_a_signature(world: World) -> None:
    older = overtaken(world)
    dana = world.api("dana")
    question = {"answer": True, "rows": {}, "exceptions": []}
    assert dana.put(f"/consents/{older.id}/questions/1", question).status == 409
    assert dana.post(f"/consents/{older.id}/thinking", {}).status == 409
    assert sign(world, older).json["code"] == "superseded"


def test_an_older_text_can_be_signed_before_the_newer_one(world: World) -> None:
    older, newer = presented(world), presented(world)
    assert sign(world, older).status == 200
    assert sign(world, newer).status == 200
    assert world.api("dana").get(f"/consents/{older.id}").json["state"] == "superseded"


def test_what_she_said_no_to_is_not_told_as_a_yes(world: World) -> None:
    paper = presented(world)
    assert GAVE not in world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    for name in ("dana", "amir"):
        shown = world.page(name).get(f"/medgivanden/{paper.id}").text
        assert "Avböjt" in shown
        assert GAVE not in shown
        assert "får läsa:" not in shown, name
    older = overtaken(world)
    assert GAVE not in world.page("dana").get(f"/medgivanden/{older.id}").text
