"""Saving: own unit's plan only, the version that was read, nothing told to who may not write."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hub.access_log import reader
from hub.cases import forms, saving
from hub.plans.gathering import Place
from policies.vocabulary import Action
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import CARE, MOST, PLACEMENT, STUDIES, made, write_plans
from tests.cast import Api, World
from tests.databases import count

GIVES = {"sofia": ("C03", "C04"), "rut": ("C06", "C07"), "participant": ("C03", "C04")}


def course(world: World) -> tuple[str, str]:
    """Sofia's plan with one course; the course's id and the plan's."""
    sofia = world.api("sofia")
    plan = made(sofia.post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
    return made(sofia.post(f"/plans/{plan}/activities", STUDIES)), plan


def acts(world: World) -> set[tuple[str, Action]]:
    """What the log tells of Dana."""
    with world.store.read() as tx:
        return {(row.entry.id, row.entry.act) for row in reader.of_subject(tx, world.dana.id, before=None, limit=50)}


def test_what_is_saved_is_read_back(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    item, plan = course(world)
    sofia = world.api("sofia")
    changed = sofia.patch(f"/activities/{item}", {"version": 1, "hours_week": 12.5, "status": "ongoing"})
    assert changed.status == 200, changed.text
    assert changed.json["version"] == 2
    assert changed.json["hours_week"] == 12.5
    assert changed.json["title"] == "Svenska"
    assert changed.json["plan"] == plan
    items = sofia.get(f"/cases/{world.dana.case}").json["plans"][0]["items"]
    assert [(i["kind"], i["category"], i["version"]) for i in items] == [("plan", "C03", 1), ("activity", "C04", 2)]
    assert items[0]["id"] == plan


def test_a_change_of_nothing_makes_no_version(world: World) -> None:
    """The version alone made a new one, and an entry by which the officer had written."""
    agree(world, world.dana, gives=WHOLE)
    item, plan = course(world)
    sofia, dana = world.api("sofia"), world.api("dana")
    busy = f"/me/busy/{dana.post('/me/busy', {'slots': [{'day': 3, 'start': '09:00', 'end': '10:00'}]}).json['id']}"
    for api, path in ((sofia, f"/activities/{item}"), (sofia, f"/plans/{plan}"), (dana, busy)):
        for body in ({"version": 1}, {"version": 1, "accept": True} if api is sofia else {}):
            refused = api.patch(path, body)
            assert (refused.status, [*refused.json["errors"]]) == (422, ["version"]), (path, body)
        change = {"goal": "Annat"} if plan in path else {"to": "2026-12-24"}
        assert api.patch(path, {"version": 1, **change}).status == 200


def test_a_stale_version_is_told_and_loses_nothing(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    item, plan = course(world)
    sofia = world.api("sofia")
    assert sofia.patch(f"/activities/{item}", {"version": 1, "percent": 50}).status == 200
    stale = sofia.patch(f"/activities/{item}", {"version": 1, "percent": 25})
    assert stale.status == 412
    assert sofia.patch(f"/plans/{plan}", {"version": 7, "goal": "Annat"}).status == 412
    items = sofia.get(f"/cases/{world.dana.case}").json["plans"][0]["items"]
    assert items[0]["goal"] == "Läsa"
    assert items[1]["percent"] == 50


def test_nobody_else_writes_in_a_units_plan(world: World) -> None:
    agree(world, world.dana, gives=GIVES, persons=("sofia", "rut", "fia", "amir"))
    item, plan = course(world)
    absent = world.api("otto").get(f"/cases/{'f' * 32}").data
    for name in ("fia", "otto", "cia", "rut", "amir"):
        api = world.api(name)
        for answer in (
            api.post(f"/plans/{plan}/activities", PLACEMENT),
            api.post(f"/plans/{plan}/limits", MOST),
            api.patch(f"/activities/{item}", {"version": 1, "percent": 50}),
            api.patch(f"/plans/{plan}", {"version": 1, "goal": "Annat"}),
        ):
            assert (answer.status, answer.data) == (404, absent), name


def test_absent_and_refused_cost_and_tell_the_same(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    item, plan = course(world)
    asks: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", "/activities/{}", {"version": 1, "percent": 50}),
        ("PATCH", "/limits/{}", {"version": 1, "hours": 50}),
        ("POST", "/plans/{}/activities", PLACEMENT),
        ("POST", "/cases/{}/plans", {"goal": "x"}),
    ]
    for name in ("otto", "rut"):
        api = world.api(name)
        for method, path, body in asks:
            real = world.dana.case if "cases" in path else plan if "plans" in path else item
            if (name, path) == ("rut", "/cases/{}/plans"):
                continue
            seen = []
            for some in (real, "f" * 32):
                with count(world.store) as counts:
                    answer = api.ask(method, path.format(some), body)
                seen.append((answer.status, answer.data, counts.statements, counts.commits))
            assert seen[0] == seen[1], (name, path)
            assert seen[0][0] == 404


def test_what_cannot_be_taken_is_told_before_any_id_is_looked_up(world: World) -> None:
    otto = world.api("otto")
    for path, body in (
        (f"/plans/{'f' * 32}/activities", {**STUDIES, "percent": 0}),
        (f"/plans/{'f' * 32}/activities", {**STUDIES, "colour": "red"}),
        (f"/plans/{'f' * 32}/activities", {**STUDIES, "hours_week": "12"}),
        (f"/plans/{'f' * 32}/limits", {"kind": "max_hours_week", "hours": "12"}),
        (f"/plans/{'f' * 32}/activities", {**STUDIES, "type": "unavailable"}),
        (f"/plans/{'f' * 32}/activities", {**STUDIES, "category": "C07"}),
        (f"/plans/{'f' * 32}/limits", {"kind": "max_hours_week"}),
    ):
        answer = otto.post(path, body)
        assert answer.status == 422, body
        assert answer.json["errors"]


@pytest.mark.parametrize(("things", "name"), [("limits", "kind"), ("activities", "type")])
def test_what_an_item_is_has_the_name_that_was_sent(world: World, things: str, name: str) -> None:
    """What a limit limits is kept under another name than it is sent by; who left it out is told of hers."""
    otto = world.api("otto")
    for answer in (
        otto.post(f"/plans/{'f' * 32}/{things}", {name: None}),
        otto.post(f"/cases/{'f' * 32}/foreseen/{things}", {name: None}),
        otto.patch(f"/{things}/{'f' * 32}", {name: None, "version": 1}),
    ):
        assert (answer.status, list(answer.json["errors"])) == (422, [name])


def test_care_is_kept_as_care(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    rut = world.api("rut")
    plan = made(rut.post(f"/cases/{world.dana.case}/plans", {}))
    assert rut.post(f"/plans/{plan}/limits", CARE).json["category"] == "C07"
    most = rut.post(f"/plans/{plan}/limits", MOST).json
    assert most["category"] == "C06"
    treatment = rut.post(f"/plans/{plan}/activities", {"type": "treatment", "slots": CARE["slots"]})
    assert treatment.json["category"] == "C07"
    told = rut.post(f"/plans/{plan}/activities", STUDIES)
    assert (told.status, told.json["code"]) == (409, "not_given")
    assert rut.patch(f"/limits/{most['id']}", {"version": 1, "kind": "no_activity"}).status == 422


def test_the_first_save_may_accept_and_says_so(world: World) -> None:
    agree(world, world.dana, gives=GIVES, accepted=False)
    sofia = world.api("sofia")
    path = f"/cases/{world.dana.case}/plans"
    waits = sofia.post(path, {"goal": "Läsa"})
    assert (waits.status, waits.json["code"]) == (409, "acceptance_required")
    plan = made(sofia.post(path, {"goal": "Läsa", "accept": True}))
    assert sofia.post(f"/plans/{plan}/activities", STUDIES).status == 409
    assert sofia.post(f"/plans/{plan}/activities", {**STUDIES, "accept": True}).status == 201
    assert sofia.post(f"/plans/{plan}/activities", STUDIES).status == 201
    with world.store.read() as tx:
        acts = [row.entry.act for row in reader.of_subject(tx, world.dana.id, before=None, limit=50)]
    assert acts.count(Action.ACCEPT) == 2


def test_a_change_may_accept_again_what_was_declined(world: World) -> None:
    agreed = agree(world, world.dana, gives=GIVES)
    item, _ = course(world)
    sofia = world.api("sofia")
    no = {"rows": {agreed.rows["sofia", "C04"]: False}}
    assert sofia.post(f"/consents/{agreed.id}/acceptances", no).status == 200
    waits = sofia.patch(f"/activities/{item}", {"version": 1, "percent": 50})
    assert (waits.status, waits.json["code"]) == (409, "acceptance_required")
    assert sofia.patch(f"/activities/{item}", {"version": 7, "percent": 50, "accept": True}).status == 412
    still = sofia.patch(f"/activities/{item}", {"version": 1, "percent": 50})
    assert still.status == 409, "what was not saved has accepted nothing"
    assert sofia.patch(f"/activities/{item}", {"version": 1, "percent": 50, "accept": True}).status == 200
    assert sofia.patch(f"/activities/{item}", {"version": 2, "percent": 75}).status == 200
    absent = world.api("otto").get(f"/cases/{'f' * 32}").data
    assert world.api("otto").patch(f"/activities/{item}", {"version": 3, "percent": 50, "accept": True}).data == absent


def test_every_save_moves_the_head_and_names_the_record(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    item, _ = course(world)
    answer = world.api("sofia").patch(f"/activities/{item}", {"version": 1, "percent": 50})
    assert answer.status == 200
    with world.store.read() as tx:
        written = [
            record
            for row in reader.of_subject(tx, world.dana.id, before=None, limit=50)
            for record in row.entry.rec
            if record.id == item
        ]
    assert sorted(record.version for record in written) == [1, 2]


def test_what_is_wrong_with_her_own_is_said_of_what_she_sent(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    dana = world.api("dana")
    assert list(dana.put("/me/goal", {"text": "x" * 2001}).json["errors"]) == ["text"]
    for without in ("{}", '{"slots": []}', '{"from": "2026-12-24", "to": "2026-12-26"}'):
        answer = dana.post("/me/busy", json.loads(without))
        assert (answer.status, answer.json["errors"]) == (422, {"slots": ["Skriv minst en tid."]})
    busy = made(dana.post("/me/busy", {"slots": [{"day": 3, "start": "09:00", "end": "10:00"}]}))
    assert dana.patch(f"/me/busy/{busy}", {"slots": []}).status == 422


def test_the_participants_own(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    dana = world.api("dana")
    assert dana.put("/me/goal", {"text": "Ett"}).json["version"] == 1
    assert dana.put("/me/goal", {"text": "Två"}).json["version"] == 2
    assert dana.put("/me/goal", {"text": "Tre", "version": 1}).status == 412, "another device was first"
    assert dana.put("/me/goal", {"text": "Två", "version": 2}).json["version"] == 2, "the same again is no change"
    busy = dana.post("/me/busy", {"slots": [{"day": 3, "start": "09:00", "end": "10:00"}]}).json
    path = f"/me/busy/{busy['id']}"
    assert dana.patch(path, {"version": 1, "to": "2026-12-24"}).json["to"] == "2026-12-24"
    assert dana.patch(path, {"version": 1, "to": "2026-12-25"}).status == 412
    body = world.api("fia").get(f"/cases/{world.dana.case}").json
    assert body["goal"] == "Två"
    assert [item["type"] for item in body["plans"][0]["items"] if item["kind"] == "activity"] == ["unavailable"]
    assert world.api("fia").patch(f"/activities/{busy['id']}", {"version": 2, "percent": 10}).status == 404
    other = world.add_participant("Danne Demosson")
    world.participants["danne"] = other
    assert world.api("danne").delete(path).status == 404
    assert dana.delete(path).status == 204
    assert dana.delete(path).status == 404
    ids = write_plans(world, world.dana.case)
    assert dana.delete(f"/me/busy/{ids['studies']}").status == 404
    assert dana.patch(f"/me/busy/{ids['studies']}", {"to": "2026-12-24"}).status == 404


def test_before_any_signature_only_she_writes(world: World) -> None:
    assert world.api("amir").post(f"/cases/{world.dana.case}/plans", {"goal": "x"}).status == 404
    assert world.api("dana").put("/me/goal", {"text": "Ett"}).status == 200


def test_of_two_who_save_at_once_one_is_told(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    item, _ = course(world)
    apis = [world.api("sofia") for _ in range(6)]
    together = threading.Barrier(len(apis))

    def save(api: Api) -> int:
        together.wait()
        return api.patch(f"/activities/{item}", {"version": 1, "percent": 50}).status

    with ThreadPoolExecutor(len(apis)) as pool:
        statuses = sorted(pool.map(save, apis))
    assert statuses == [200, 412, 412, 412, 412, 412]


def test_a_change_to_what_stands_makes_no_version(world: World) -> None:
    """The same values again made a version which colleagues had to read as a change, and which their own then met."""
    agree(world, world.dana, gives=WHOLE)
    item, plan = course(world)
    sofia, dana = world.api("sofia"), world.api("dana")
    rut = world.api("rut")
    most = made(rut.post(f"/plans/{made(rut.post(f'/cases/{world.dana.case}/plans', {}))}/limits", MOST))
    times = {"slots": [{"day": 3, "start": "09:00", "end": "10:00"}]}
    busy = f"/me/busy/{made(dana.post('/me/busy', times))}"
    for api, path, same in (
        (sofia, f"/activities/{item}", STUDIES),
        (sofia, f"/plans/{plan}", {"goal": "Läsa"}),
        (rut, f"/limits/{most}", MOST),
        (dana, busy, times),
    ):
        before = acts(world)
        told = api.patch(path, {"version": 1, **same})
        assert (told.status, told.json["version"]) == (200, 1), (path, told.text)
        opened = {(told.json["receipt"]["entry"], Action.READ)}
        assert acts(world) - before == opened, "the log tells that it was opened, and of no change"
        assert api.patch(path, {"version": 2, **same}).status == 412, "who has not seen what stands is told"


def test_what_accepts_is_written_though_nothing_is_changed(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    item, _ = course(world)
    told = world.api("sofia").patch(f"/activities/{item}", {"version": 1, "accept": True, **STUDIES})
    assert (told.status, told.json["version"]) == (200, 2)


def test_a_form_that_changed_nothing_saves_nothing_and_says_so(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia, case, path = world.page("sofia"), f"/arenden/{world.dana.case}", f"/insatser/{ids['studies']}/andra"
    plans = world.api("sofia").get(f"/cases/{world.dana.case}").json["plans"]
    stands = next(item for plan in plans for item in plan["items"] if item["id"] == ids["studies"])
    same = {**forms.typed_of(saving.Current(Place("", "", "", "", "", ""), stands).values), "version": "1"}
    done = sofia.post(path, same)
    assert (done.status, done.headers["Location"]) == (303, case)
    assert "Du ändrade ingenting. Därför sparades inget nytt." in sofia.get(case).text
    assert 'name="version" value="1"' in sofia.get(path).text, "nobody else is told of a change, or meets one"
    assert "/sparat/" in sofia.post(path, {**same, "hours_week": "12,5"}).headers["Location"]
