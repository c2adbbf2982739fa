"""A consent from draft to withdrawal, by JSON, and what can be read at each step."""

from typing import Any

import pytest

from hub.grants import holding, lines
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import ROWS, answered, drafted, in_force, may_read, presented, sign, signed, witnessed

__all__ = ["insecure_argon2", "make_world", "world"]


def test_a_draft_changes_nothing_and_is_the_coachs_alone(world: World) -> None:
    view = drafted(world)
    assert (view["state"], view["version"], view["text"]) == ("draft", 1, None)
    assert all(one["answer"] is None for one in (*view["persons"], *view["rows"]))
    for name in ("dana", "fia", "cia", "otto", "dagny", "ada", "lea", "bea"):
        answer = world.api(name).get(f"/consents/{view['id']}")
        assert answer.status == 404, name
    for path, body in (("withdrawals", {"whole": True}), ("withdrawals", {"category": "C04"}), ("thinking", {})):
        answer = world.api("dana").post(f"/consents/{view['id']}/{path}", body)
        assert answer.status == 404, (path, answer.text)
    assert world.api("amir").get(f"/consents/{view['id']}").json["state"] == "draft"
    assert not may_read(world, "fia", "AME", "C04")


def test_purposes_are_said_in_one_way(world: World) -> None:
    body = {"persons": [], "rows": [], "purposes": ["follow_up"], "purpose": "joint_decision"}
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", body)
    assert (answer.status, list(answer.json["errors"])) == (422, ["purpose"])


def test_a_text_says_who_what_why_and_how_long(world: World) -> None:
    paper = presented(world)
    shown = world.api("dana").get(f"/consents/{paper.id}").json
    assert (shown["state"], shown["digest"], shown["nonce"]) == ("presented", paper.digest, paper.nonce)
    text = shown["text"]
    for part in ("Dana Demosson", "Fia Falk, handläggare, Försäkringskassan, FK Nordost", "samordna planer"):
        assert part in text
    assert "Från 16 mars 2026 till och med 15 mars 2027" in text
    assert "Fia Falk på Försäkringskassan får läsa" in text
    assert "{" not in text
    assert world.api("amir").get(f"/consents/{paper.id}").json["nonce"] is None


def test_a_line_opens_when_it_is_signed_taken_on_and_accepted(world: World) -> None:
    paper = signed(world)
    assert not may_read(world, "fia", "participant", "C04"), "she has not taken on the case"
    answered(world, paper, "fia")
    assert may_read(world, "fia", "participant", "C04"), "the participant's own needs no acceptance"
    assert not may_read(world, "fia", "AF Rehabteam", "C04"), "AF has not accepted"
    assert not may_read(world, "fia", "AME", "C04"), "the coach has not witnessed"
    answered(world, paper, "arvid")
    witnessed(world, paper)
    assert may_read(world, "fia", "AF Rehabteam", "C04")
    assert may_read(world, "fia", "AME", "C04")
    assert may_read(world, "amir", "FK Nordost", "C09")
    assert not may_read(world, "otto", "AME", "C04")
    assert not may_read(world, "sofia", "AME", "C04")


def test_what_waits_is_told_with_the_name_and_nothing_else(world: World) -> None:
    paper = signed(world)
    waits = world.api("fia").get("/acceptances").json["items"]
    assert [(one["name"], one["take_on"], [row["category"] for row in one["rows"]]) for one in waits] == [
        ("Dana Demosson", True, ["C09"])
    ]
    assert world.api("otto").get("/acceptances").json["items"] == []
    assert [one["witness"] for one in world.api("amir").get("/acceptances").json["items"]] == [True]
    answered(world, paper, "fia")
    witnessed(world, paper)
    assert world.api("fia").get("/acceptances").json["items"] == []
    assert world.api("amir").get("/acceptances").json["items"] == []


def test_the_next_version_carries_over_what_stands_and_waits_for_what_is_new(world: World) -> None:
    paper = in_force(world)
    first = {(line["officer"], line["source"], line["category"]): line for line in _lines(world, paper.id)}
    world.clock.move(10 * DAY)
    again = presented(
        world,
        named=("fia", "arvid", "rut", "amir", "sofia"),
        rows=(*(row for row in ROWS if row != ("Vuxenpsykiatrin", "C07")), ("AF Rehabteam", "C05")),
    )
    assert may_read(world, "fia", "Vuxenpsykiatrin", "C07"), "a draft changes nothing"
    assert sign(world, again).status == 200
    second = {(line["officer"], line["source"], line["category"]): line for line in _lines(world, again.id)}
    for key, line in second.items():
        if key in first:
            assert (line["since"], line["accepted_at"]) == (first[key]["since"], first[key]["accepted_at"])
        else:
            assert line["since"] > first[next(iter(first))]["since"]
            assert (line["accepted_at"] is None) == (key[1] != "participant")
    assert may_read(world, "fia", "AF Rehabteam", "C04"), "the unchanged line is still accepted"
    assert not may_read(world, "fia", "AF Rehabteam", "C05"), "the new one waits"
    assert not may_read(world, "fia", "Vuxenpsykiatrin", "C07"), "the newest version governs alone"
    answered(world, again, "sofia")
    assert not may_read(world, "sofia", "AF Rehabteam", "C04"), "a new reader of an accepted row waits for its unit"
    answered(world, again, "arvid")
    assert may_read(world, "sofia", "AF Rehabteam", "C04")
    assert world.api("amir").get(f"/consents/{paper.id}").json["state"] == "superseded"


def test_a_row_is_not_accepted_while_a_line_of_it_waits(world: World) -> None:
    in_force(world, named=("arvid", "fia", "amir"), rows=(("AF Rehabteam", "C04"),))
    again = presented(world, named=("arvid", "fia", "amir", "sofia"), rows=(("AF Rehabteam", "C04"),))
    assert sign(world, again).status == 200
    sofia = again.person(world, "sofia")

    def told(name: str) -> bool:
        (row,) = world.api(name).get(f"/consents/{again.id}").json["rows"]
        return bool(row["accepted"])

    waits = {name: told(name) for name in ("dana", "amir", "arvid", "fia")}
    assert waits == {"dana": False, "amir": False, "arvid": False, "fia": True}, "her own line stands as it did"
    for name in ("dana", "amir"):
        page = world.page(name).get(f"/medgivanden/{again.id}").text
        assert "Väntar på myndigheten" in page
        assert "Myndigheten har godtagit" not in page
    answered(world, again, "arvid")
    assert [told(name) for name in waits] == [True] * 4
    assert sofia in [line["person"] for line in _lines(world, again.id)]
    assert world.api("dana").post(f"/consents/{again.id}/withdrawals", {"person": sofia}).status == 201
    assert told("dana"), "what was taken back waits for nobody"


def test_what_is_accepted_for_one_purpose_waits_again_for_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {"purposes": ["coordinate_plans", "joint_decision"]}
    in_force(world)
    assert sign(world, presented(world, **both)).status == 200
    assert not may_read(world, "fia", "AF Rehabteam", "C04"), "its holder has not tested the second purpose"
    assert may_read(world, "fia", "participant", "C04"), "her own secret is hers to give"
    fewer = presented(world)
    assert sign(world, fewer).status == 200
    answered(world, fewer, "arvid")
    assert sign(world, presented(world)).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04"), "for no more than before it stays accepted"
    monkeypatch.setattr(lines, "_for_no_more", lambda *_, **__: True)
    monkeypatch.setattr(holding, "is_carried", lambda *_: True)
    assert sign(world, presented(world, **both)).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04"), "guard off: nobody was asked"


def test_a_unit_declines_at_any_time_and_the_participant_is_told_why(world: World) -> None:
    paper = in_force(world)
    row = paper.row(world, "AF Rehabteam", "C04")
    body = {"take_on": False, "rows": {row: False}, "reason": "Vi behöver pröva det en gång till."}
    assert world.api("arvid").post(f"/consents/{paper.id}/acceptances", body).json["declined"] == [row]
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
    told = {one["id"]: one for one in world.api("dana").get(f"/consents/{paper.id}").json["rows"]}
    assert told[row]["reason"] == "Vi behöver pröva det en gång till."
    assert not told[row]["accepted"]
    assert world.api("arvid").post(f"/consents/{paper.id}/acceptances", {"rows": {row: True}}).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04")


def test_an_officer_sees_her_own_lines_and_no_text(world: World) -> None:
    paper = in_force(world, rows=(("AME", "C04"), ("FK Nordost", "C09"), ("Vuxenpsykiatrin", "C06")))
    seen = world.api("fia").get(f"/consents/{paper.id}").json
    assert (seen["text"], seen["digest"], seen["nonce"], seen["summary"]) == (None, None, None, [])
    assert {line["officer"] for line in seen["lines"] if line["source"] != world["fia"].unit} == {world["fia"].officer}
    assert {row["category"] for row in seen["rows"]} == {"C04", "C09", "C06"}
    for name in ("otto", "sofia", "dagny", "ada", "cia"):
        assert world.api(name).get(f"/consents/{paper.id}").status == 404


def test_lists_are_for_the_coach_and_the_participant(world: World) -> None:
    paper = signed(world)
    assert [one["id"] for one in world.api("dana").get("/me/consents").json["items"]] == [paper.id]
    drafted_by_amir = world.api("amir").get(f"/cases/{world.dana.case}/consents").json["items"]
    assert [one["id"] for one in drafted_by_amir] == [paper.id]
    assert world.api("cia").get(f"/cases/{world.dana.case}/consents").status == 404
    assert world.api("fia").get(f"/cases/{world.dana.case}/consents").status == 404
    assert world.api("amir").get("/me/consents").status == 404


def _lines(world: World, consent_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.api("dana").get(f"/consents/{consent_id}").json["lines"]
    return found


def test_what_is_accepted_from_now_on_waits_again_for_what_was_written_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(world)
    assert sign(world, presented(world), covers_earlier=True).status == 200
    assert not may_read(world, "fia", "AF Rehabteam", "C04"), "its holder has tested only what came after"
    assert may_read(world, "fia", "participant", "C04"), "her own secret is hers to give"
    assert [one["rows"] for one in world.api("arvid").get("/acceptances").json["items"]] != []
    again = presented(world)
    assert sign(world, again, covers_earlier=True).status == 200
    answered(world, again, "arvid")
    assert may_read(world, "fia", "AF Rehabteam", "C04")
    assert sign(world, presented(world)).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04"), "for no more than before it stays accepted"
    monkeypatch.setattr(lines, "_for_no_more", lambda *_, **__: True)
    monkeypatch.setattr(holding, "is_carried", lambda *_: True)
    assert sign(world, presented(world), covers_earlier=True).status == 200
    assert may_read(world, "fia", "AF Rehabteam", "C04"), "guard off: nobody was asked"
