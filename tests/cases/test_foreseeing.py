"""A collision is shown before anything is saved, from what the writer may read and no more."""

from typing import Any

from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import STUDIES, write_plans
from tests.cast import World

LESSON: dict[str, Any] = {"type": "sfi", "title": "SFI B", "slots": [{"day": 2, "start": "10:00", "end": "12:00"}]}
TYPED = {"type": "sfi", "title": "SFI B", "days-1": "tis", "start-1": "10:00", "end-1": "12:00"}


def rules(world: World, name: str, path: str, body: dict[str, Any]) -> list[tuple[str, list[str]]]:
    answer = world.api(name).post(f"/cases/{world.dana.case}/foreseen/{path}", body)
    assert answer.status == 200, answer.text
    return [(one["rule"], one["others"]) for one in answer.json["items"]]


def test_she_is_told_before_she_saves_and_nothing_is_saved(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    before = world.api("amir").get(f"/cases/{world.dana.case}").json["plans"]
    found = rules(world, "sofia", "activities", LESSON)
    assert {rule for rule, _ in found} == {"X01", "X03", "X05"}
    assert ("X01", ["Svenska (Komvux)"]) in found
    assert ("X05", ["Vårdtid"]) in found
    assert world.api("amir").get(f"/cases/{world.dana.case}").json["plans"] == before
    limit = {"kind": "treatment_time", "slots": LESSON["slots"]}
    assert {rule for rule, _ in rules(world, "rut", "limits", limit)} == {"X05"}


def test_what_she_may_not_read_is_not_foreseen(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"sofia": [("arvid", "C04")]})
    write_plans(world, world.dana.case)
    found = rules(world, "sofia", "activities", LESSON)
    assert {rule for rule, _ in found} == {"X01", "X06"} or {rule for rule, _ in found} == {"X01"}
    assert all("Vårdtid" not in others and "Planerad vila" not in others for _, others in found)


def test_a_change_tells_only_what_it_would_add(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    same = {**STUDIES, "item": ids["studies"]}
    assert rules(world, "sofia", "activities", same) == []
    later = {**STUDIES, "item": ids["studies"], "slots": [{"day": 1, "start": "13:30", "end": "15:00"}]}
    assert {rule for rule, _ in rules(world, "sofia", "activities", later)} == {"X04"}


def test_who_may_not_read_and_what_cannot_be_saved(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    for name in ("otto", "cia"):
        answers = [
            world.api(name).post(f"/cases/{one}/foreseen/activities", LESSON) for one in (world.dana.case, "f" * 32)
        ]
        assert [answer.status for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data
    wrong = world.api("sofia").post(f"/cases/{world.dana.case}/foreseen/activities", {"type": "unavailable"})
    assert wrong.status == 422


def test_the_form_asks_before_it_saves_and_loses_nothing(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia, path = world.page("sofia"), f"/planer/{ids['sofia']}/insats/ny"
    assert 'value="2026-03-16"' in sofia.get(path).text  # it begins today, if nothing else is said
    asked = sofia.post(path, TYPED)
    assert asked.status == 409
    assert "Det här krockar. Inget är sparat än." in asked.text
    assert asked.text.index('form="sak">Spara ändå') < asked.text.index('<form id="sak"'), (
        "two screens above the form's"
    )
    assert 'value="SFI B"' in asked.text
    assert asked.text.count(" checked") == 1
    again = sofia.post(path, {**TYPED, "anyway": "yes", "check": "yes"})
    assert again.status == 409
    saved = sofia.post(path, {**TYPED, "anyway": "yes"})
    assert saved.status == 303
    assert "/sparat/" in saved.headers["Location"]
    told = sofia.get(saved.headers["Location"]).text
    assert "Lämnade ut planerade aktiviteter till" in told
    assert "SFI B" in sofia.get(f"/arenden/{world.dana.case}").text
    clear = {"type": "sfi", "days-1": "sön", "start-1": "10:00", "end-1": "11:00", "hours_week": ""}
    assert world.page("fia").post(f"/arenden/{world.dana.case}/insats/ny", clear).status in (303, 409)


def test_a_form_asks_for_the_purpose_it_lacks(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, purposes="coordinate_plans follow_up")
    sofia, path = world.page("sofia"), f"/arenden/{world.dana.case}/insats/ny"
    assert sofia.post(path, TYPED).status == 422
    assert sofia.post(path, {**TYPED, "purpose": "follow_up"}).status == 303
