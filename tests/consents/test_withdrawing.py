"""What is taken back opens nothing from that moment: whole, a person, a category, a row; twice gives one receipt."""

import pytest
from sqlalchemy import insert

from hub.grants.tables import withdrawal
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, answered, in_force, may_read, presented, sign, signed

__all__ = ["insecure_argon2", "make_world", "world"]


def _take_back(world: World, paper: Paper, **what: object) -> str:
    answer = world.api("dana").post(f"/consents/{paper.id}/withdrawals", what)
    assert answer.status == 201, answer.text
    receipt: str = answer.json["receipt"]
    return receipt


def test_whole(world: World) -> None:
    paper = in_force(world)
    first = _take_back(world, paper, whole=True)
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
    assert not may_read(world, "fia", "FK Nordost", "C09"), "her own unit's too, without a ground of its own"
    world.clock.move(DAY)
    assert _take_back(world, paper, whole=True) == first
    assert _take_back(world, paper, category="C04") == first
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "withdrawn"
    assert world.api("fia").get(f"/consents/{paper.id}").status == 404


def test_a_person(world: World) -> None:
    paper = in_force(world)
    _take_back(world, paper, person=paper.person(world, "fia"))
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
    assert may_read(world, "arvid", "AME", "C04")
    summary = world.api("dana").get(f"/consents/{paper.id}").json["summary"]
    assert any(one.startswith("Fia Falk på Försäkringskassan får inte läsa något") for one in summary)


def test_a_category_from_every_source(world: World) -> None:
    paper = in_force(world)
    _take_back(world, paper, category="C04")
    for source in ("AME", "AF Rehabteam", "participant"):
        assert not may_read(world, "fia", source, "C04")
    assert may_read(world, "fia", "Vuxenpsykiatrin", "C07")


def test_a_row(world: World) -> None:
    paper = in_force(world)
    _take_back(world, paper, row=paper.row(world, "AME", "C04"))
    assert not may_read(world, "fia", "AME", "C04")
    assert may_read(world, "fia", "AF Rehabteam", "C04")


@pytest.mark.parametrize("what", ["category", "row", "whole"])
def test_what_was_taken_back_is_written_no_more(world: World, what: str) -> None:
    """The unit that gave it has nothing to write it for; what it wrote before stays its own."""
    paper, api = in_force(world), world.api("amir")
    plan = api.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    item = {"type": "studies", "title": "Svenska", "slots": [{"day": 1, "start": "09:00", "end": "12:00"}]}
    assert api.post(f"/plans/{plan}/activities", item).status == 201
    _take_back(world, paper, **{what: {"row": paper.row(world, "AME", "C04"), "whole": True}.get(what, "C04")})
    told = api.post(f"/plans/{plan}/activities", item)
    # Who has the case still is told what she cannot write there, by the words for what she was never given.
    assert (told.status, told.json.get("code")) == ((404, None) if what == "whole" else (409, "not_given"))


@pytest.mark.parametrize("what", ["category", "person", "row", "whole"])
def test_on_an_old_page_the_newest_version_is_narrowed(world: World, what: str) -> None:
    old = in_force(world)
    new = presented(world)
    assert sign(world, new).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04")
    pointed = {"person": old.person(world, "fia"), "row": old.row(world, "AF Rehabteam", "C04"), "whole": True}
    _take_back(world, old, **{what: pointed.get(what, "C04")})
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
    if what in {"person", "whole"}:  # else it would be the case that she has lost, and not her place in the consent
        assert _take_on(world, new, "fia") == 404


def _take_on(world: World, paper: Paper, name: str) -> int:
    return world.api(name).post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": {}}).status


def test_who_was_taken_back_takes_nothing_on_and_is_asked_nothing(world: World) -> None:
    """Her unit gives as before, so that a name would be shown to who is named for it: she is named no more."""
    paper = in_force(world)
    _take_back(world, paper, person=paper.person(world, "fia"))
    assert _take_on(world, paper, "fia") == 404
    assert world.api("fia").get(f"/consents/{paper.id}").status == 404
    assert world.api("fia").get("/acceptances").json["items"] == []
    assert _take_on(world, paper, "arvid") == 200


def test_what_was_taken_back_begins_anew_when_it_is_given_again(world: World) -> None:
    paper = in_force(world)
    _take_back(world, paper, category="C07")
    world.clock.move(DAY)
    again = signed(world)
    lines = world.api("dana").get(f"/consents/{again.id}").json["lines"]
    since = {line["category"]: line["since"] for line in lines if line["officer"] == world["fia"].officer}
    assert since["C07"] > since["C04"]
    assert not may_read(world, "fia", "Vuxenpsykiatrin", "C07")
    assert may_read(world, "fia", "AF Rehabteam", "C04")


def test_a_person_who_was_taken_back_takes_on_the_case_again(world: World) -> None:
    paper = in_force(world)
    _take_back(world, paper, person=paper.person(world, "fia"))
    again = signed(world)
    assert not may_read(world, "fia", "participant", "C04")
    answered(world, again, "fia")
    assert may_read(world, "fia", "participant", "C04")


def test_who_was_left_out_of_a_version_takes_on_the_case_again(world: World) -> None:
    in_force(world)
    signed(world, named=("arvid", "rut", "amir"), rows=(("AME", "C04"), ("participant", "C04")))
    again = signed(world)
    assert not may_read(world, "fia", "participant", "C04")
    answered(world, again, "fia")
    assert may_read(world, "fia", "participant", "C04")


def test_no_to_what_was_not_signed(world: World) -> None:
    paper = presented(world)
    _take_back(world, paper, whole=True)
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "declined"
    answer = sign(world, paper)
    assert (answer.status, answer.json["code"]) == (409, "declined")


def test_exactly_one_thing(world: World) -> None:
    paper = in_force(world)
    client = world.api("dana")
    wrong: tuple[dict[str, object], ...] = (
        {},
        {"whole": False},
        {"whole": True, "category": "C04"},
        {"category": "C99"},
        {"person": "0" * 32},
        {"all": True},
    )
    for body in wrong:
        assert client.post(f"/consents/{paper.id}/withdrawals", body).status == 422, body
    assert may_read(world, "fia", "AF Rehabteam", "C04")


def test_nobody_else_takes_back(world: World) -> None:
    paper = in_force(world)
    world.participants["erik"] = world.add_participant("Erik Annan")
    for name in ("erik", "amir", "fia", "otto"):
        assert world.api(name).post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 404
    assert may_read(world, "fia", "AF Rehabteam", "C04")


def test_a_draft_takes_nothing_back(world: World) -> None:
    in_force(world)
    paper = presented(world)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C04"}).status == 409
    assert may_read(world, "fia", "AF Rehabteam", "C04")


@pytest.mark.parametrize("what", ["whole", "person", "category"])
def test_a_receipt_that_nobody_was_given_stops_nothing(world: World, what: str) -> None:
    """Put in past the hub it would let her take back for nothing: told that it holds, while they read on."""
    paper = in_force(world)
    target = {"whole": True, "person": paper.person(world, "fia"), "category": "C04"}[what]
    forged = {"id": "f" * 32, "consent_id": paper.id, "at": world.now, "scope": what, "channel": "hub"}
    with world.store.write() as tx:
        tx.execute(insert(withdrawal), {**forged, "target": None if what == "whole" else target})
    assert may_read(world, "fia", "AF Rehabteam", "C04")
    _take_back(world, paper, **{what: target})
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
