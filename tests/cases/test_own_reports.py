"""*Det här stämmer inte*: her words reach only the unit whose item it is, which answers within the agreed days."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from hub.cases.tables import report, report_answer
from hub.plans.tables import item
from hub.store.days import end_of, written
from policies import decide as deciding
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import PLACEMENT, write_plans
from tests.cast import DAY, SECOND, Answer, World
from tests.consents.story import in_force

WRONG = "Jag läser bara till klockan tolv på onsdagar."
WHY = "Schemat är bestämt till och med juni."
NOBODY = "0" * 32


@pytest.fixture
def ids(world: World) -> dict[str, str]:
    agree(world, world.dana, gives=WHOLE)
    return write_plans(world, world.dana.case)


def say(world: World, item: str, text: str = WRONG) -> Answer:
    return world.api("dana").post(f"/items/{item}/reports", {"text": text})


def made(answer: Answer) -> str:
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def listed(world: World, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.api(name).get(f"/cases/{world.dana.case}/reports").json["items"]
    return found


def test_she_says_it_the_unit_answers_and_she_reads_the_answer(world: World, ids: dict[str, str]) -> None:
    told = say(world, ids["studies"])
    assert told.json["due_at"] == written(end_of(date(2026, 3, 30)))
    (waits,) = listed(world, "sofia")
    assert (waits["text"], waits["about"], waits["answer"]) == (WRONG, "Svenska (Komvux)", None)
    given = world.api("sofia").patch(f"/reports/{made(told)}", {"outcome": "stands", "text": WHY})
    assert given.status == 200, given.text
    (hers,) = world.api("dana").get("/me/reports").json["items"]
    assert (hers["answer"]["outcome"], hers["answer"]["text"]) == ("stands", WHY)
    assert hers["answer"]["officer"] == "Sofia Sand"


def test_who_opens_the_case_itself_is_told_that_an_answer_is_waited_for(world: World, ids: dict[str, str]) -> None:
    """She may come by a bookmark, or from the case before: the list alone told her."""
    path, waits = f"/arenden/{world.dana.case}", "1 synpunkt att svara på</a>, senast måndag 30 mars 2026"
    told = made(say(world, ids["studies"]))
    assert waits in world.page("sofia").get(path).text
    for name in ("arvid", "rut", "amir"):
        assert "synpunkt att svara på" not in world.page(name).get(path).text, "it is another unit's matter"
    world.api("sofia").patch(f"/reports/{told}", {"outcome": "corrected"})
    assert "synpunkt att svara på" not in world.page("sofia").get(path).text


def test_both_words_are_sealed_and_both_acts_stand_in_the_log(world: World, ids: dict[str, str]) -> None:
    told = made(say(world, ids["studies"]))
    world.clock.move(SECOND)
    world.api("sofia").patch(f"/reports/{told}", {"outcome": "corrected"})
    with world.store.read() as tx:
        kept = [row.sealed for table in (report, report_answer) for row in tx.execute(select(table))]
    assert len(kept) == 2
    assert not any(WRONG.encode() in sealed for sealed in kept)
    newest = world.api("dana").get("/me/reads").json["items"]
    assert [one["action"] for one in newest[:2]] == ["answer_report", "report"]
    assert newest[0]["text"].startswith("Sofia Sand, socialsekreterare, Ekonomiskt bistånd svarade")
    assert newest[1]["categories"][0]["category"] == "C04"


def test_only_the_unit_whose_item_it_is_sees_and_answers(world: World, ids: dict[str, str]) -> None:
    told = made(say(world, ids["rest"]))
    for name in ("amir", "sofia", "arvid", "fia"):
        assert listed(world, name) == []
        answer = world.api(name).patch(f"/reports/{told}", {"outcome": "corrected"})
        absent = world.api(name).patch(f"/reports/{NOBODY}", {"outcome": "corrected"})
        assert (answer.status, answer.data) == (absent.status, absent.data) == (404, absent.data)
    for name in ("otto", "cia", "dagny"):
        assert world.api(name).get(f"/cases/{world.dana.case}/reports").status == 404
    assert len(listed(world, "rut")) == 1


def test_a_colleagues_right_is_what_stops_her(
    world: World, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the rule patched away the same attack goes through: it is that rule which stops it."""
    told = made(say(world, ids["rest"]))
    attack = {"outcome": "corrected"}
    assert world.api("arvid").patch(f"/reports/{told}", attack).status == 404
    free = deciding._staged("words", "write")
    monkeypatch.setattr(deciding, "_WAYS", {**deciding._WAYS, ("officer", "answer_report", "C07"): free})
    assert world.api("arvid").patch(f"/reports/{told}", attack).status == 200


def test_another_participants_item_is_not_there(world: World, ids: dict[str, str]) -> None:
    world.participants["erik"] = world.add_participant("Erik Ek")
    erik = world.api("erik")
    for wanted in (ids["studies"], NOBODY):
        answer = erik.post(f"/items/{wanted}/reports", {"text": WRONG})
        assert answer.status == 404
        assert world.page("erik").get(f"/stammer-inte/{wanted}").status == 404
    with world.store.read() as tx:
        assert tx.execute(select(report)).all() == []


def test_one_answer_is_given_once(world: World, ids: dict[str, str]) -> None:
    told = made(say(world, ids["studies"]))
    sofia = world.api("sofia")
    assert sofia.patch(f"/reports/{told}", {"outcome": "stands"}).status == 422
    assert sofia.patch(f"/reports/{told}", {"outcome": "kanske"}).status == 422
    assert sofia.patch(f"/reports/{told}", {"outcome": "corrected"}).status == 200
    again = sofia.patch(f"/reports/{told}", {"outcome": "corrected"})
    assert (again.status, again.json["code"]) == (409, "already_answered")


def test_what_nobody_would_read_is_not_taken(world: World, ids: dict[str, str]) -> None:
    assert say(world, ids["studies"], " ").status == 422
    assert say(world, ids["studies"], "k" * 1001).status == 422
    own = world.api("dana").post("/me/busy", {"slots": [{"day": 1, "start": "09:00", "end": "10:00"}]}).json["id"]
    assert say(world, own).status == 422
    world.clock.move(301 * DAY)
    ended = say(world, ids["studies"])
    assert (ended.status, ended.json["code"]) == (409, "nobody_reads")


def test_a_removed_item_leaves_the_words(world: World, ids: dict[str, str]) -> None:
    made(say(world, ids["studies"]))
    with world.store.write() as tx:
        tx.execute(delete(item).where(item.c.id == ids["studies"]))
    (one,) = world.api("dana").get("/me/reports").json["items"]
    assert (one["about"], one["text"]) == (None, WRONG)
    assert len(listed(world, "sofia")) == 1


def test_after_the_withdrawal_the_unit_reads_nothing(world: World) -> None:
    paper = in_force(world)
    arvid = world.api("arvid")
    plan = made(arvid.post(f"/cases/{world.dana.case}/plans", {}))
    told = made(say(world, made(arvid.post(f"/plans/{plan}/activities", PLACEMENT))))
    assert len(listed(world, "arvid")) == 1
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True})
    assert world.api("arvid").get(f"/cases/{world.dana.case}/reports").status == 404
    assert world.api("arvid").patch(f"/reports/{told}", {"outcome": "corrected"}).status == 404
    assert len(world.api("dana").get("/me/reports").json["items"]) == 1


def test_the_pages_keep_what_was_typed_and_show_the_answer(world: World, ids: dict[str, str]) -> None:
    dana, form = world.page("dana"), f"/stammer-inte/{ids['studies']}"
    assert f'href="{form}"' in dana.get("/mina-planer").text
    assert "Svenska (Komvux)" in dana.get(form).text
    assert dana.post(form, {"text": "k" * 1001}).status == 422
    sent = dana.post(form, {"text": WRONG})
    assert sent.status == 303
    assert "Du får svar senast måndag 30 mars 2026" in dana.get("/mina-synpunkter").text
    path = f"/arenden/{world.dana.case}/synpunkter"
    sofia = world.page("sofia")
    page = sofia.get(path).text
    assert WRONG in page
    assert "Svara senast måndag 30 mars 2026" in page
    told = page.partition('<article class="card" id="s-')[2][:32]
    refused = sofia.post(f"{path}/{told}", {f"outcome-{told}": "stands"}, form_at=path)
    assert refused.status == 422
    assert "Skriv varför uppgiften står kvar." in refused.text
    assert 'value="stands" checked' in refused.text
    assert sofia.post(f"{path}/{told}", {f"outcome-{told}": "stands", f"text-{told}": WHY}, form_at=path).status == 303
    assert WHY in dana.get("/mina-synpunkter").text
    assert "Du har fått svar" in dana.get("/min-sida").text
