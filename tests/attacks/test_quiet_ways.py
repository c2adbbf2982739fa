"""Ways by which something could be learned or done in silence: orders, owners, forms, and who comes back."""

import re
from dataclasses import replace
from typing import Any, Final

import orjson
from sqlalchemy import Row, select, update

from hub.access_log.reader.opening import open_detail
from hub.access_log.reader.parsing import Entry
from hub.access_log.tables import log_entry
from hub.collisions.checking import check_case
from hub.grants.tables import coach_assignment
from hub.officers.employing import employ, end_employment
from hub.organisations.tables import unit
from policies.vocabulary import Action, Function
from tests.attacks.scene import NAMED, PARTICIPANT, READERS, ROWS, SLOTS, Scene, as_dana, made, play
from tests.cast import DAY, Answer, World
from tests.consents import story
from tests.databases import count
from tests.log_entries import entries
from tests.sealed_rows import seal_all

Told = tuple[str, str, str | None]
_CSV: Final = {"Content-Type": "text/csv"}


def told_since(world: World, before: dict[str, Entry]) -> list[Told]:
    new = [entry for key, entry in entries(world).items() if key not in before]
    return [(entry.act.value, entry.outcome.value, entry.reason) for entry in new]


def rehired(world: World, name: str, function: Function) -> None:
    """Let somebody leave, and come back to the same unit a day later."""
    before = world[name]
    with world.store.write() as tx:
        end_employment(tx, employment_id=before.employment, ends=world.now)
    world.clock.move(DAY)
    with world.store.write() as tx:
        again = employ(
            tx,
            world.ground,
            officer_id=before.officer,
            unit_id=before.unit,
            function=function,
            begins=world.now,
        )
    world.members[name] = replace(before, employment=again)


def orders_of_errors(world: World, scene: Scene) -> list[list[str]]:
    """Let a stranger send a file with one real number, at each place among some of no case; give what is told."""
    absent = ["SK-2222-2222", "SK-BBBB-BBBB", "SK-ZZZZ-ZZZZ"]
    told = []
    for place in range(4):
        numbers = [*absent[:place], scene.who.number, *absent[place:]]
        content = "\n".join(["ärende;typ", *(f"{number};studier" for number in numbers)])
        answer = world.api("otto").ask("POST", "/imports/plans", data=content.encode(), headers=_CSV)
        assert answer.status == 422
        told.append(list(answer.json["errors"]))
    return told


def test_the_order_of_an_imports_errors_tells_of_no_number(world: World) -> None:
    assert orders_of_errors(world, play(world, "real")) == [[f"rows.{row}.ärende" for row in (2, 3, 4, 5)]] * 4


def test_a_coach_who_comes_back_has_none_of_her_cases_back(world: World) -> None:
    scene = play(world, "left")
    case, consent = scene.who.case, scene.paper.id
    rehired(world, "amir", Function.AME_COACH)
    amir = world.api("amir")
    for path in (f"/cases/{case}", f"/cases/{case}/consents", f"/consents/{consent}"):
        assert amir.get(path).status == 404, path
    assert amir.post(f"/cases/{case}/links", {"purpose": "code_reset"}).status == 404
    assert scene.found_in(amir.get("/cases").data) == set()


def back_on_own_ground(world: World, scene: Scene) -> int:
    """Let Fia's unit read its own by its own ground, and Fia leave it and come back; give what she is answered."""
    with world.store.write() as tx:
        tx.execute(update(unit).where(unit.c.id == world["fia"].unit).values(own_ground=True))
        seal_all(tx, world.ground)
    with as_dana(world, scene.who):
        made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", {"whole": True}))
    assert scene.found_in(world.api("fia").get(f"/cases/{scene.who.case}").data) == {("FK Nordost", "C04")}
    rehired(world, "fia", Function.FK_OFFICER)
    return world.api("fia").get(f"/cases/{scene.who.case}").status


def test_an_officer_who_comes_back_reads_nothing_on_her_units_own_ground(world: World) -> None:
    assert back_on_own_ground(world, play(world, "left")) == 404


def both_read(world: World) -> Scene:
    """Fia and Rut read the same two things of others, and share no line with each other."""
    readers = {**READERS, (PARTICIPANT, "C04"): ("fia", "rut", "amir")}
    rows = [
        {
            "source": world.units.get(source, source),
            "category": category,
            "readers": [world[name].officer for name in readers[source, category]],
        }
        for source, category in ROWS
    ]
    return play(world, "both", rows=rows)


def test_who_owns_a_collision_is_told_to_whom_she_shares_a_line_with(world: World) -> None:
    scene = both_read(world)
    seen: dict[str, dict[str, Any]] = {}
    for name in NAMED:
        seen[name] = {one["key"]: one for one in world.api(name).get(f"/cases/{scene.who.case}").json["collisions"]}
    (key,) = seen["fia"].keys() & seen["rut"].keys()
    owned = made(world.api("fia").patch(f"/cases/{scene.who.case}/collisions/{key}", {"state": "owned", "version": 0}))
    assert owned["owner"] == world["fia"].officer
    told = {}
    for name in ("fia", "rut", "amir"):
        view = world.api(name).get(f"/cases/{scene.who.case}").json
        told[name] = next(one for one in view["collisions"] if one["key"] == key)
    assert {one["state"] for one in told.values()} == {"owned"}
    assert {name: one["owner"] for name, one in told.items()} == {
        "fia": world["fia"].officer,
        "amir": world["fia"].officer,
        "rut": None,
    }
    assert world["fia"].officer not in world.api("rut").get(f"/cases/{scene.who.case}").text


def told_of_a_plan(world: World, scene: Scene) -> list[Told]:
    before = entries(world)
    made(world.api("rut").post(f"/cases/{scene.who.case}/plans", {}))
    return told_since(world, before)


def test_beginning_a_plan_that_says_nothing_is_an_act(world: World) -> None:
    assert told_of_a_plan(world, play(world, "begun")) == [("write", "permitted", "plan_begun")]


def told_of_a_form(world: World, scene: Scene) -> list[Told]:
    """Open a form that names who reads what is written."""
    page, before = world.page("rut"), entries(world)
    shown = page.get(f"/arenden/{scene.who.case}/insats/ny")
    assert shown.status == 200
    assert "Amir Amini" in shown.text
    return told_since(world, before)


def test_a_form_that_names_the_readers_is_a_read(world: World) -> None:
    assert told_of_a_form(world, play(world, "form")) == [("read", "permitted", "readers_seen")]


def begun_with_what_stands(world: World, scene: Scene) -> dict[str, Entry]:
    """The coach who takes over sees on the form whom the version that governs names; give what that left in the log."""
    new = f"/arenden/{scene.who.case}/medgivande/nytt"
    with world.store.write() as tx:
        hers = update(coach_assignment).where(coach_assignment.c.case_id == scene.who.case)
        tx.execute(hers.values(officer_id=world["cia"].officer))
        seal_all(tx, world.ground)
    page, before = world.page("cia"), entries(world)
    assert re.search(rf'value="{world["rut"].officer}:{world["rut"].unit}" checked', page.get(new).text)
    return {key: entry for key, entry in entries(world).items() if key not in before}


def test_a_draft_that_begins_with_what_stands_is_a_read(world: World) -> None:
    scene = play(world, "drafted")
    (told,) = begun_with_what_stands(world, scene).values()
    assert (told.act, told.outcome, told.reason) == (Action.READ, "permitted", None)
    assert (told.subj, told.consent) == (scene.who.id, f"{scene.paper.id}@1")
    assert [(one.source, one.category) for one in told.decisions] == [(PARTICIPANT, "consent")]
    with as_dana(world, scene.who):
        seen = [one["text"] for one in world.api("dana").get("/me/reads?limit=100").json["items"]]
    assert sum(text.startswith("Cia Citron") and "läste medgivandets text" in text for text in seen) == 1


def answered_for_arvid(world: World, scene: Scene, row: str) -> Answer:
    """Let Fia decline a row that is not her unit's."""
    return world.api("fia").post(f"/consents/{scene.paper.id}/acceptances", {"rows": {row: False}})


def test_answering_for_another_unit_is_a_refusal_that_is_logged(world: World) -> None:
    scene = play(world, "foreign")
    theirs, nobodys = scene.paper.row(world, "AF Rehabteam", "C04"), "0" * 32
    answers = {}
    for row in (theirs, nobodys):
        before = entries(world)
        answers[row] = answered_for_arvid(world, scene, row)
        assert answers[row].status == 422
        assert told_since(world, before) == [("decline", "refused", "not_own_row")]
    assert answers[theirs].text.replace(theirs, "") == answers[nobodys].text.replace(nobodys, "")
    assert world.api("arvid").get(f"/cases/{scene.who.case}").status == 200


def test_an_entry_of_others_costs_a_reviewer_what_an_absent_one_costs(world: World) -> None:
    play(world, "proof")
    registered = next(key for key, entry in entries(world).items() if entry.act is Action.REGISTER)
    api = world.api("dora")
    api.get("/log/entries")  # seals what is pending, so that there is a proof to be had
    costs = {}
    for entry in (registered, "e" * 32):
        with count(world.store) as counts:
            assert api.get(f"/log/entries/{entry}/proof").status == 404
        costs[entry] = (counts.statements, counts.commits)
    assert costs[registered] == costs["e" * 32]


def test_the_one_bit_falls_with_what_it_rests_on(world: World) -> None:
    for what in ("taken back", "declined"):
        scene = play(world, what)
        check_case(world.ground, scene.who.case, at=world.now)
        assert _hint(world, scene) is True
        if what == "declined":
            row = scene.paper.row(world, "FK Nordost", "C04")
            made(world.api("fia").post(f"/consents/{scene.paper.id}/acceptances", {"rows": {row: False}}))
        else:
            with as_dana(world, scene.who):
                made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", {"category": "C04"}))
        assert _hint(world, scene) is False


def _hint(world: World, scene: Scene) -> bool:
    listed = world.api("amir").get("/cases").json["items"]
    return bool(next(one["collision_hint"] for one in listed if one["id"] == scene.who.case))


def test_who_has_not_taken_on_sees_only_what_her_unit_gives(world: World) -> None:
    paper = story.signed(world, rows=(("FK Nordost", "C04"), ("Vuxenpsykiatrin", "C07"), ("participant", "C04")))
    fia = world.api("fia").get(f"/consents/{paper.id}").json
    assert {row["source"] for row in fia["rows"]} == {line["source"] for line in fia["lines"]} == {world["fia"].unit}
    view = world.api("arvid").get(f"/consents/{paper.id}").json
    assert (view["rows"], view["lines"]) == ([], [])
    assert {person["officer"] for person in view["persons"]} == {world["arvid"].officer}
    made(world.api("arvid").post(f"/consents/{paper.id}/acceptances", {"take_on": True}))
    view = world.api("arvid").get(f"/consents/{paper.id}").json
    assert (PARTICIPANT, "C04") in {(row["source"], row["category"]) for row in view["rows"]}


def answers_for_the_whole(world: World, paper: story.Paper) -> dict[str, tuple[bool | None, bool | None]]:
    told = {}
    for name in ("dana", "amir", "fia", "rut"):
        seen = world.api(name).get(f"/consents/{paper.id}").json
        assert {line["covers_earlier"] for line in seen["lines"]} == {False}
        told[name] = (seen["collision_check"], seen["covers_earlier"])
    return told


def test_what_she_answered_for_the_whole_is_no_line(world: World) -> None:
    """The collision check is between her and her coordinator; how far back a line reaches is its own."""
    told = answers_for_the_whole(world, story.in_force(world))
    assert told == {"dana": (True, False), "amir": (True, False), "fia": (None, None), "rut": (None, None)}


def test_a_reset_of_what_is_not_there_is_logged(world: World) -> None:
    new = world.add_participant("Ny Demosson", code=None)
    before = entries(world)
    assert world.api("amir").post(f"/cases/{new.case}/links", {"purpose": "code_reset"}).status == 409
    assert told_since(world, before) == [("code_reset", "refused", "no_code")]


def test_a_save_does_not_accept_what_the_witness_shall(world: World) -> None:
    paper = story.signed(world)
    amir, case = world.api("amir"), world.dana.case
    made(amir.post(f"/consents/{paper.id}/acceptances", {"take_on": True}))
    plan = made(amir.post(f"/cases/{case}/plans", {}))["id"]
    item = {"type": "studies", "slots": SLOTS, "accept": True}
    before = entries(world)
    answer = amir.post(f"/plans/{plan}/activities", item)
    assert (answer.status, answer.json["code"]) == (409, "witness_required")
    assert told_since(world, before) == [("accept", "refused", "witness_required")]
    form = {"type": "studies", "accept": "yes"}
    assert "Bevittna underskriften" in world.page("amir").post(f"/arenden/{case}/insats/ny", form).text
    story.witnessed(world, paper)
    assert amir.post(f"/plans/{plan}/activities", item).status == 201


def test_nothing_is_read_for_what_she_did_not_sign(world: World) -> None:
    scene = play(world, "purpose")
    for name in ("fia", "amir"):
        before = entries(world)
        answer = world.api(name).get(f"/cases/{scene.who.case}?purpose=joint_decision")
        assert answer.status == 422
        assert list(answer.json["errors"]) == ["purpose"]
        assert scene.found_in(answer.data) == set()
        assert told_since(world, before) == [("read", "refused", "purpose_strange")]
    assert world.api("otto").get(f"/cases/{scene.who.case}?purpose=joint_decision").status == 404
    with as_dana(world, scene.who):
        assert world.api("dana").get("/me/case?purpose=joint_decision").status == 200


def test_what_is_not_for_her_role_is_tried_in_the_log(world: World) -> None:
    scene = play(world, "role")
    for name, path in (("dagny", f"/cases/{scene.who.case}"), ("ada", "/cases"), ("fia", "/log/entries")):
        before = entries(world)
        assert world.api(name).get(path).status == 404
        assert told_since(world, before) == [("read", "refused", "role")]
    before = entries(world)
    assert world.page("lea").get("/arenden").status == 404
    assert world.api("fia").post("/cases", {"name": "Ny Demosson"}).status == 404
    assert told_since(world, before) == [("read", "refused", "role"), ("write", "refused", "role")]


def test_what_is_not_for_her_role_is_counted_as_a_refused_id(world: World) -> None:
    ada = world.api("ada")
    told = [ada.get(f"/cases/{number:032x}").status for number in range(61)]
    assert told == [404] * 60 + [429]
    assert ada.get("/cases").status == 404, "an address without an id tells the same as ever"
    assert ada.get("/units/managed").status == 200, "and what is hers opens"


def tried_without_an_id(world: World) -> set[int]:
    ada = world.api("ada")
    return {ada.get("/me/team").status for _ in range(70)}


def test_an_address_without_an_id_is_none(world: World) -> None:
    ada = world.api("ada")
    before = entries(world)
    assert tried_without_an_id(world) == {404}
    assert told_since(world, before) == [("read", "refused", "role")] * 70
    assert ada.get(f"/cases/{1:032x}").status == 404, "nothing of the budget is spent"


def looked_for(world: World, scene: Scene) -> Row[Any]:
    """Let a reviewer look for the case; give the row of her entry."""
    asked = world.api("dora").get(f"/log/entries?case={scene.who.number}&action=read")
    assert asked.status == 200
    with world.store.read() as tx:
        wanted = (log_entry.c.action == Action.LOG_READ.value, log_entry.c.actor == world["dora"].officer)
        return tx.execute(select(log_entry).where(*wanted)).one()


def test_whom_a_reviewer_looks_for_stands_sealed_in_her_entry(world: World) -> None:
    scene = play(world, "looked")
    row = looked_for(world, scene)
    assert scene.who.case.encode() not in row.body + row.detail
    opened = open_detail(world.ground, entry_id=row.id, subject=None, sealed=row.detail)
    assert orjson.loads(opened) == {"action": "read", "case": scene.who.case, "subject": scene.who.id}
