"""What is done about a collision, and the participant's own check: one bit, to two people."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from hub.access_log.reader.findings import Fault
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.collisions import resolving
from hub.collisions.checking import check_case, run_checks
from hub.collisions.tables import collision_check, collision_state
from hub.officers.tables import employment
from hub.plans.tables import item
from hub.store.days import end_of, written
from hub.store.key_tables import wrapped_key
from keys.errors import ProviderUnavailable
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import PLACEMENT, write_plans
from tests.cast import DAY, World
from tests.checking import faults


def first(world: World, name: str) -> str:
    return str(world.api(name).get(f"/cases/{world.dana.case}").json["collisions"][0]["key"])


def test_the_lifecycle_is_shown_to_who_finds_the_same(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key = first(world, "amir")
    path = f"/cases/{world.dana.case}/collisions/{key}"
    told = world.api("fia").patch(path, {"state": "owned", "version": 0})
    assert told.status == 200, told.text
    assert told.json["owner"] == world["fia"].officer
    shown = {c["key"]: c for c in world.api("arvid").get(f"/cases/{world.dana.case}").json["collisions"]}
    assert shown[key]["state"] == "owned"
    assert all(c["state"] == "open" for k, c in shown.items() if k != key)
    assert world.api("fia").patch(path, {"state": "accepted", "version": 1}).status == 422
    assert world.api("fia").patch(path, {"state": "accepted", "until": "2025-01-01", "version": 1}).status == 422
    accepted = world.api("fia").patch(path, {"state": "accepted", "until": "2026-03-17", "version": 1})
    assert accepted.json["state"] == "accepted"
    assert accepted.json["until"] == written(end_of(date(2026, 3, 17)))
    assert world.api("arvid").get(f"/cases/{world.dana.case}").text.count(accepted.json["until"]) == 1
    assert "till 17 mars 2026" in world.page("arvid").get(f"/arenden/{world.dana.case}").text
    world.clock.move(2 * DAY)
    again = {c["key"]: c["state"] for c in world.api("fia").get(f"/cases/{world.dana.case}").json["collisions"]}
    assert again[key] == "open"


def test_what_is_resolved_and_still_found_opens_again(world: World) -> None:
    """Somebody said that it was resolved, nobody changed the times; nor may it hide that they collide anew."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, case = first(world, "amir"), f"/cases/{world.dana.case}"
    assert world.api("fia").patch(f"{case}/collisions/{key}", {"state": "resolved", "version": 0}).status == 200
    for days, state in ((13, "resolved"), (1, "open")):
        world.clock.move(days * DAY)
        shown = {c["key"]: (c["state"], c["owner"]) for c in world.api("arvid").get(case).json["collisions"]}
        assert shown[key] == (state, world["fia"].officer if state == "resolved" else None)


def test_a_press_by_mistake_is_taken_back(world: World) -> None:
    """Who pressed the wrong button must not leave a collision that is nobody's looking as if it were taken care of."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, case = first(world, "amir"), f"/arenden/{world.dana.case}"
    page = world.page("fia")
    assert "Öppna den igen" not in page.get(case).text, "there is nothing to take back"
    for version, state in enumerate(("owned", "resolved", "open")):
        form = {"state": state, "version": str(version)}
        assert page.post(f"{case}/krockar/{key}", form, form_at=case).status == 303
        assert ("Öppna den igen" in page.get(case).text) is (state != "open")
    shown = {c["key"]: c for c in world.api("arvid").get(f"/cases/{world.dana.case}").json["collisions"]}
    assert (shown[key]["state"], shown[key]["owner"], shown[key]["until"]) == ("open", None, None)
    path = f"/cases/{world.dana.case}/collisions/{key}"
    put = world.api("fia").patch(path, {"state": "owned", "version": 3}).json
    back = world.api("fia").patch(path, {"state": "open", "version": put["version"]}).json
    assert (put["state"], back["state"], back["owner"]) == ("owned", "open", None)
    assert faults(world, "collision_state") == []


def test_of_two_who_read_the_same_the_later_writes_over_nothing(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, case = first(world, "amir"), f"/cases/{world.dana.case}"
    path, arvid = f"{case}/collisions/{key}", world.api("arvid")
    assert arvid.patch(path, {"state": "owned"}).json["errors"].keys() == {"version"}
    put = world.api("fia").patch(path, {"state": "proposed", "version": 0})
    assert (put.status, put.json["version"]) == (200, 1)
    for version in (-1, 0, 2, 2**53 - 1):
        late = arvid.patch(path, {"state": "resolved", "version": version})
        assert (late.status, late.json["code"]) == (412, "stale"), version
    shown = next(one for one in arvid.get(case).json["collisions"] if one["key"] == key)
    assert (shown["state"], shown["owner"], shown["version"]) == ("proposed", world["fia"].officer, 1)
    assert arvid.patch(path, {"state": "resolved", "version": 1}).json["version"] == 2
    assert faults(world, "collision_state") == []


def test_whatever_was_read_the_later_would_write_over_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put = resolving._put

    def over(tx: Any, case_id: str, key: str, _: int, values: Any) -> int:
        stands = select(collision_state.c.version).where(collision_state.c.key == key)
        return put(tx, case_id, key, tx.execute(stands).scalar_one_or_none() or 0, values)

    monkeypatch.setattr(resolving, "_put", over)
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    path = f"/cases/{world.dana.case}/collisions/{first(world, 'amir')}"
    for name in ("fia", "arvid"):
        assert world.api(name).patch(path, {"state": "owned", "version": 0}).status == 200


def test_on_the_page_the_later_sees_what_stands_and_loses_nothing(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, case = first(world, "amir"), f"/arenden/{world.dana.case}"
    sent = {"state": "accepted", "until": "2026-03-31"}
    for known in ({}, {"version": "0"}):
        world.page("fia").post(f"{case}/krockar/{key}", {"state": "owned", "version": "0"}, form_at=case)
        late = world.page("arvid").post(f"{case}/krockar/{key}", sent | known, form_at=case)
        assert late.status == 412
        card = late.text[late.text.index(f'id="krock-{key}"') :].split("</article>")[0]
        says = ("Ansvarig: <bdi>Fia Falk</bdi>.", "Någon har hunnit ändra läget.")
        for said in (*says, "<details open>", 'value="2026-03-31"'):
            assert said in card
        assert "aria-invalid" not in card, "the day is not what is wrong"
    told = world.page("arvid").post(f"{case}/krockar/{key}", sent | {"version": "1"}, form_at=case)
    assert told.status == 303


@pytest.mark.parametrize("state", ["open", "owned", "proposed", "resolved"])
def test_a_day_that_says_nothing_there_is_not_left_out_unseen(world: World, state: str) -> None:
    """She wrote until when it is as intended, pressed the button beside it, and it was saved without the day."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, sent = first(world, "amir"), {"state": state, "until": "2026-03-31", "version": 0}
    told = world.api("fia").patch(f"/cases/{world.dana.case}/collisions/{key}", sent)
    assert (told.status, list(told.json["errors"])) == (422, ["until"])
    case = f"/arenden/{world.dana.case}"
    page = world.page("fia").post(f"{case}/krockar/{key}", sent, form_at=case)
    assert (page.status, 'value="2026-03-31"' in page.text) == (422, True)
    assert "En dag hör bara till att krocken är avsikten." in page.text
    shown = {c["key"]: c for c in world.api("fia").get(f"/cases/{world.dana.case}").json["collisions"]}
    assert (shown[key]["state"], shown[key]["version"]) == ("open", 0)


@pytest.mark.parametrize("state", ["owned", "proposed"])
def test_what_somebody_owned_who_has_left_is_open_again(world: World, state: str) -> None:
    """Nobody would look after it: to the others it would stand as taken care of."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    key, case = first(world, "amir"), f"/cases/{world.dana.case}"
    assert world.api("fia").patch(f"{case}/collisions/{key}", {"state": state, "version": 0}).status == 200
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == world["fia"].employment).values(ends=world.now))
    shown = {c["key"]: (c["state"], c["owner"]) for c in world.api("arvid").get(case).json["collisions"]}
    assert shown[key] == ("open", None)


def test_what_is_over_collides_no_more(world: World) -> None:
    """Nobody ends an item by hand on the day it ends: what cannot be helped any more must not stand as a warning."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    path = f"/cases/{world.dana.case}"
    assert {one["rule"] for one in world.api("fia").get(path).json["collisions"]} == {"X01", "X03", "X04", "X05", "X06"}
    ends = {"version": 1, **PLACEMENT, "from": "2026-03-02", "to": "2026-03-17"}
    assert world.api("arvid").patch(f"/activities/{ids['placement']}", ends).status == 200
    world.clock.move(DAY)  # Tuesday the 17th, the placement's last day
    assert [one["rule"] for one in world.api("fia").get(path).json["collisions"]].count("X01") == 1
    world.clock.move(DAY)
    page = world.page("fia").get(f"/arenden/{world.dana.case}")
    left = world.api("fia").get(path).json["collisions"]
    assert all(ids["placement"] not in one["items"] for one in left)
    assert {one["rule"] for one in left} == {"X03", "X05"}
    assert "Praktik till sommaren" in page.text, "it is still told what was planned"


@pytest.mark.parametrize("name", ["sofia", "otto", "cia"])
def test_a_key_that_is_not_in_ones_own_result(world: World, name: str) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"sofia": []})
    write_plans(world, world.dana.case)
    key = first(world, "amir")
    answer = world.api(name).patch(f"/cases/{world.dana.case}/collisions/{key}", {"state": "owned", "version": 0})
    absent = world.api("otto").get(f"/cases/{'f' * 32}")
    assert (answer.status, answer.data) == (404, absent.data)
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(collision_state)).scalar_one() == 0


def test_the_log_names_the_collision_and_its_row_is_not_rewritten_unseen(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    other = world.add_participant("Ella Demosson")
    write_plans(world, world.dana.case)
    key = first(world, "fia")
    for version, state in enumerate(("owned", "resolved")):
        said = {"state": state, "version": version}
        assert world.api("fia").patch(f"/cases/{world.dana.case}/collisions/{key}", said).status == 200
    seal_pending(world.ground)
    with world.store.read() as tx:
        body = tx.execute(select(log_entry.c.body).where(log_entry.c.action == "resolve")).scalars().all()
    assert all(key[:32].encode() in bytes(one) for one in body)
    assert faults(world, "collision_state") == []
    with world.store.write() as tx:
        tx.execute(update(collision_state).values(case_id=other.case))
    assert faults(world, "collision_state") == [Fault.RECORD_CHANGED], "in her case nobody has said anything any more"
    with world.store.write() as tx:
        tx.execute(update(collision_state).values(case_id=world.dana.case))
    assert faults(world, "collision_state") == []
    with world.store.write() as tx:
        tx.execute(update(collision_state).values(state="proposed"))
    assert faults(world, "collision_state") == [Fault.RECORD_CHANGED]
    with world.store.write() as tx:
        tx.execute(delete(collision_state))
    assert faults(world, "collision_state") == [Fault.RECORD_MISSING]


def hints(world: World) -> dict[str, object]:
    return {
        name: [item["collision_hint"] for item in world.api(name).get("/cases").json["items"]]
        for name in ("amir", "sofia", "arvid", "rut", "fia", "dana")
    }


def test_the_check_gives_one_bit_to_two_people(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)
    assert hints(world)["amir"] == [False]
    assert run_checks(world.ground) == 1
    assert run_checks(world.ground) == 0
    none = [None]
    assert hints(world) == {"amir": [True], "dana": [True], "sofia": none, "arvid": none, "rut": none, "fia": none}
    assert world.api("dana").get("/me/case").json["collision_hint"] is True
    with world.store.read() as tx:
        entry = select(log_entry.c.actor).where(log_entry.c.action == "collision_check")
        assert tx.execute(entry).scalars().all() == ["system:collision_check"]
    world.clock.move(DAY)
    assert run_checks(world.ground) == 1


def test_of_two_that_check_a_case_at_once_one_finds_nothing_to_do(world: World) -> None:
    """Each serving process does the chores; both have found the case waiting before either has taken the day."""
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)
    at = world.now
    assert [check_case(world.ground, world.dana.case, at=at) for _ in range(2)] == [True, False]
    assert hints(world)["amir"] == [True]
    with world.store.read() as tx:
        entry = select(log_entry.c.id).where(log_entry.c.action == "collision_check")
        assert len(tx.execute(entry).all()) == 1


def test_no_check_without_her_yes(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    assert run_checks(world.ground) == 0
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(collision_check)).scalar_one() == 0


def test_the_check_compares_only_what_is_accepted(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)
    waiting = {"sofia": ("C03", "C04"), "arvid": ("C03", "C04"), "rut": ("C06", "C07")}
    agree(world, world.dana, gives=waiting, accepted=False, collision_check=True)
    assert run_checks(world.ground) == 0
    assert hints(world)["amir"] == [False]


def test_a_withdrawn_answer_ends_the_hint(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)
    run_checks(world.ground)
    agree(world, world.dana, gives=WHOLE, collision_check=False)
    assert hints(world)["amir"] == [False]
    assert world.api("dana").get("/me/case").json["collision_hint"] is False


def test_a_case_that_does_not_open_holds_up_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    eva = world.participants["eva"] = world.add_participant("Eva Ek")
    for who in (world.dana, eva):
        agree(world, who, gives=WHOLE, collision_check=True)
        write_plans(world, who.case)
    with world.ground.key_store.write() as tx:
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == eva.id))
    assert run_checks(world.ground) == 1
    assert "case_not_checked" in caplog.text
    assert run_checks(world.ground) == 0, "not again today"
    assert world.api("dana").get("/me/case").json["collision_hint"] is True


def found_yesterday(world: World) -> dict[str, str]:
    """Let a check find a collision, and a day pass; give the ids of the items."""
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    ids = write_plans(world, world.dana.case)
    assert run_checks(world.ground) == 1
    world.clock.move(DAY)
    return ids


def test_a_check_that_fails_hides_nothing_that_was_found(world: World) -> None:
    found_yesterday(world)
    with world.ground.key_store.write() as tx:
        held = tx.execute(delete(wrapped_key).returning(wrapped_key)).mappings().all()
    assert run_checks(world.ground) == 0
    with world.ground.key_store.write() as tx:
        tx.execute(wrapped_key.insert(), [dict(row) for row in held])
    assert hints(world)["amir"] == [True]
    assert world.api("dana").get("/me/case").json["collision_hint"] is True


def test_a_check_that_was_killed_hides_nothing_that_was_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found_yesterday(world)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    for name in ("_found", "delete"):  # nothing more of it is run
        monkeypatch.setattr(f"hub.collisions.checking.{name}", killed)
    with pytest.raises(Killed):
        run_checks(world.ground)
    assert hints(world)["amir"] == [True]


def test_a_check_that_finds_nothing_to_compare_ends_the_hint(world: World) -> None:
    found_yesterday(world)
    with world.store.write() as tx:
        tx.execute(delete(item))
    assert run_checks(world.ground) == 0
    assert hints(world)["amir"] == [False]


def test_an_outage_is_tried_again_today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)

    def down(*_: object, **__: object) -> None:
        raise ProviderUnavailable

    with monkeypatch.context() as outage:
        outage.setattr("hub.collisions.checking.disclose", down)
        with pytest.raises(ProviderUnavailable):
            run_checks(world.ground)
    assert run_checks(world.ground) == 1
