"""Forged, replayed, doubled and strangers' signatures: none of them stands (T14), and each try is in the log."""

import threading
from typing import Any

from sqlalchemy import func, select, update

from hub.access_log.tables import log_entry
from hub.consents.tables import document
from hub.grants.tables import consent, consent_line, governing
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import (
    Paper,
    drafted,
    in_force,
    may_read,
    presented,
    proposal,
    sign,
    signature,
    signed,
    witnessed,
)
from tests.databases import count
from tests.moving_on import handed_over

__all__ = ["insecure_argon2", "make_world", "world"]


def _governing(world: World) -> str | None:
    with world.store.read() as tx:
        statement = select(governing.c.consent_id).where(
            governing.c.case_id == world.dana.case, governing.c.kind == "cooperation"
        )
        found: str | None = tx.execute(statement).scalar_one()
        return found


def _refused(world: World, action: str) -> int:
    with world.store.read() as tx:
        statement = select(func.count()).select_from(log_entry)
        return int(
            tx.execute(statement.where(log_entry.c.action == action, log_entry.c.outcome == "refused")).scalar_one()
        )


def test_nothing_is_signed_twice(world: World) -> None:
    paper = signed(world)
    answer = sign(world, paper)
    assert (answer.status, answer.json["code"]) == (409, "already_signed")
    assert _refused(world, "sign") == 1


def test_the_text_that_was_seen_is_the_one_that_is_signed(world: World) -> None:
    paper = presented(world)
    for instead in ({"digest": "0" * 64}, {"nonce": "0" * 32}):
        answer = sign(world, paper, **instead)
        assert (answer.status, answer.json["code"]) == (409, "text_changed")
    world.clock.move(DAY)
    again = world.api("amir").post(f"/consents/{paper.id}/presentation", {}).json
    assert again["nonce"] != paper.nonce
    assert sign(world, paper).json["code"] == "text_changed"
    fresh = Paper(paper.id, paper.view, again["digest"], again["nonce"])
    assert sign(world, fresh).status == 200


def test_a_text_changed_in_the_database_is_not_signed(world: World) -> None:
    paper, other = presented(world), presented(world)
    with world.store.write() as tx:
        sealed = tx.execute(select(document.c.sealed).where(document.c.consent_id == other.id)).scalar_one()
        tx.execute(update(document).where(document.c.consent_id == paper.id).values(sealed=sealed))
    assert sign(world, paper).status == 500
    assert _governing(world) is None


def test_a_signature_for_one_version_does_not_fit_another(world: World) -> None:
    first, second = presented(world), presented(world)
    crossed = Paper(first.id, first.view, second.digest, second.nonce)
    assert sign(world, crossed).json["code"] == "text_changed"
    assert sign(world, second).status == 200
    assert sign(world, first).json["code"] == "superseded"


def test_no_answer_is_given_for_her(world: World) -> None:
    paper = presented(world)
    for field in ("digest", "nonce", "persons", "rows", "covers_earlier", "collision_check", "code"):
        body = signature(world, paper)
        del body[field]
        answer = world.api("dana").post(f"/consents/{paper.id}/signature", body)
        assert answer.status == 422
        assert any(key.split(".")[0] == field for key in answer.json["errors"])


def test_each_question_is_named_that_has_no_answer(world: World) -> None:
    paper = presented(world)
    for field in ("persons", "rows"):
        given: dict[str, Any] = dict(signature(world, paper)[field])
        missing = min(given)
        del given[missing]
        answer = sign(world, paper, **{field: given})
        assert (answer.status, list(answer.json["errors"])) == (422, [f"{field}.{missing}"])
        given |= {missing: True, "f" * 32: True}
        assert list(sign(world, paper, **{field: given}).json["errors"]) == [f"{field}.{'f' * 32}"]
    assert _governing(world) is None


def test_only_her_own_code_signs(world: World) -> None:
    paper = presented(world)
    answer = sign(world, paper, code="000000")
    assert (answer.status, list(answer.json["errors"])) == (422, ["code"])
    for _ in range(6):
        answer = sign(world, paper, code="000000")
    assert answer.status == 429
    assert _governing(world) is None


def test_nobody_else_signs(world: World) -> None:
    paper = presented(world)
    world.participants["erik"] = world.add_participant("Erik Annan")
    body = signature(world, paper)
    nowhere = world.api("erik").post(f"/consents/{'0' * 32}/signature", body)
    for name in ("erik", "amir", "fia", "otto", "ada"):
        answer = world.api(name).post(f"/consents/{paper.id}/signature", body)
        assert (answer.status, answer.data) == (404, nowhere.data), name
    assert _governing(world) is None


def test_of_two_signatures_at_once_one_stands(world: World) -> None:
    papers = (presented(world), presented(world))
    clients = [world.api("dana") for _ in range(6)]
    bodies = [(papers[0].id, signature(world, papers[0]))] * len(clients)
    found: list[int] = []

    def run(place: int) -> None:
        path, body = bodies[place]
        found.append(clients[place].post(f"/consents/{path}/signature", body).status)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(200) == 1, found
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(consent_line)).scalar_one() == len(
            {(line["row"], line["person"]) for line in world.api("dana").get(f"/consents/{papers[0].id}").json["lines"]}
        )


def test_a_stranger_learns_nothing_of_a_consent(world: World) -> None:
    paper = in_force(world)
    row = paper.row(world, "FK Nordost", "C09")
    calls: list[tuple[str, str, str, Any]] = [
        ("otto", "GET", "", None),
        ("sofia", "GET", "", None),
        ("cia", "GET", "", None),
        ("cia", "POST", "/presentation", {}),
        ("cia", "POST", "/witness", None),
        ("otto", "POST", "/acceptances", {"take_on": True, "rows": {row: True}}),
        ("otto", "POST", "/acceptances", {"rows": {row: False}}),
    ]
    for name, method, path, body in calls:
        asked = []
        for consent_id in (paper.id, "0" * 32):
            sent = {"code": world.code(name)} if path == "/witness" else body
            asked.append(world.api(name).ask(method, f"/consents/{consent_id}{path}", sent))
        there, nowhere = asked
        assert (there.status, there.data) == (404, nowhere.data), (name, path)


def test_what_is_refused_costs_what_is_not_there_costs(world: World) -> None:
    paper = in_force(world)
    asked: list[tuple[str, str, str, Any]] = [
        ("otto", "GET", "", None),
        ("cia", "GET", "", None),
        ("otto", "POST", "/acceptances", {"take_on": True}),
        ("cia", "POST", "/presentation", {}),
    ]
    for name, method, path, body in asked:
        client, counted = world.api(name), []
        for consent_id in (paper.id, "0" * 32):
            with count(world.store) as counts:
                answer = client.ask(method, f"/consents/{consent_id}{path}", body)
            assert answer.status == 404
            counted.append((counts.sql, counts.commits))
        there, nowhere = counted
        assert [one for one in zip(there[0], nowhere[0], strict=True) if one[0] != one[1]] == []
        assert there[1] == nowhere[1]


def test_an_officer_answers_for_her_own_unit_alone(world: World) -> None:
    paper = signed(world)
    row = paper.row(world, "AF Rehabteam", "C04")
    answer = world.api("fia").post(f"/consents/{paper.id}/acceptances", {"rows": {row: True}})
    assert (answer.status, list(answer.json["errors"])) == (422, [f"rows.{row}"])
    assert not may_read(world, "fia", "AF Rehabteam", "C04")


def test_the_coach_accepts_by_witnessing_and_once(world: World) -> None:
    paper = signed(world)
    row = paper.row(world, "AME", "C04")
    answer = world.api("amir").post(f"/consents/{paper.id}/acceptances", {"rows": {row: True}})
    assert (answer.status, answer.json["code"]) == (409, "witness_required")
    assert world.api("amir").post(f"/consents/{paper.id}/witness", {"code": "000000"}).status == 422
    assert world.api("amir").post(f"/consents/{paper.id}/witness", {"code": world.code("amir")}).status == 200
    again = world.api("amir").post(f"/consents/{paper.id}/witness", {"code": world.code("amir")})
    assert (again.status, again.json["code"]) == (409, "already_witnessed")


def test_one_coach_is_said_where_one_coach_made_both(world: World) -> None:
    paper = signed(world)
    assert [one["one_coach"] for one in world.api("fia").get("/acceptances").json["items"]] == [True]
    assert world.api("dana").get(f"/consents/{paper.id}").json["one_coach"] is True


def test_a_draft_says_what_is_wrong_with_it(world: World) -> None:
    otto, wrong = world["otto"], world["dagny"].officer
    cases: list[tuple[dict[str, Any], str]] = [
        ({"purposes": []}, "purposes"),
        ({"persons": []}, "persons"),
        ({"rows": []}, "rows"),
        ({"kind": "employer"}, "kind"),
        ({"valid_to": "2027-04-01"}, "valid_to"),
        ({"valid_to": "2026-03-01"}, "valid_to"),
        ({"valid_from": "2026-03-01"}, "valid_from"),
        ({"persons": [wrong]}, "persons.0"),
        ({"persons": [otto.officer, otto.officer]}, "persons.1"),
        ({"persons": ["*"]}, "persons.0"),
        ({"rows": [{"source": "*", "category": "C04"}]}, "rows.0.source"),
        ({"rows": [{"source": "participant", "category": "*"}]}, "rows.0.category"),
        ({"rows": [{"source": "participant", "category": "C08"}]}, "rows.0.category"),
        ({"rows": [{"source": world.units["AF Rehabteam"], "category": "C07"}]}, "rows.0.category"),
        ({"rows": [{"source": "participant", "category": "C04", "readers": [wrong]}]}, "rows.0.readers"),
    ]
    for instead, field in cases:
        answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", {**proposal(world), **instead})
        assert answer.status == 422, instead
        assert field in answer.json["errors"], (instead, answer.json["errors"])
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(consent)).scalar_one() == 0


def test_only_the_cases_coach_drafts(world: World) -> None:
    for name in ("cia", "fia", "dana", "ada"):
        assert world.api(name).post(f"/cases/{world.dana.case}/consents", proposal(world)).status == 404
    assert drafted(world)["version"] == 1
    assert drafted(world)["version"] == 2


def test_who_drafted_it_and_coaches_no_more_is_offered_his_own_share(world: World) -> None:
    """Amir is named too; what she has said to others since, and taken back, is for the coach whom she has now."""
    wanted = proposal(world, rows=())
    wanted["rows"] = [
        {"source": world.units["AME"], "category": "C04", "readers": [world["fia"].officer]},
        {"source": world.units["AF Rehabteam"], "category": "C04", "readers": [world["rut"].officer]},
    ]
    made = world.api("amir").post(f"/cases/{world.dana.case}/consents", wanted).json
    shown = world.api("amir").post(f"/consents/{made['id']}/presentation", {}).json
    paper = Paper(made["id"], made, shown["digest"], shown["nonce"])
    assert sign(world, paper).status == 200
    witnessed(world, paper)
    path = f"/arenden/{world.dana.case}/ta-tillbaka"
    assert "Rut Rosén" in world.page("amir").get(path).text, "as its coach he knows all of it"
    handed_over(world)
    page = world.page("amir").get(path)
    assert page.status == 200
    assert "Fia Falk" in page.text
    assert "Rut Rosén" not in page.text
    assert "Arvid Alm" not in page.text
