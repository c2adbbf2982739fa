"""What an officer sees at a glance: what is new since she looked, her own collisions and days, and no more."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from hub.access_log.tables import log_entry
from hub.consents import counting
from hub.grants.tables import assignment, consent, consent_line
from hub.participants.tables import participant
from hub.store.days import end_of
from keys.keyring import DATA
from policies import decide as deciding
from policies import rules
from tests.attacks.scene import as_dana
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made, write_plans
from tests.cast import DAY, HOUR, MINUTE, World
from tests.consents.story import signed
from tests.databases import count
from tests.rewriting import rewrite

COURSE: dict[str, Any] = {"type": "sfi", "title": "SFI B", "slots": [{"day": 5, "start": "18:00", "end": "20:00"}]}


def summary(world: World, name: str, ask: str = "") -> dict[str, Any]:
    items = world.api(name).get(f"/cases{ask}").json["items"]
    assert len(items) == 1
    found: dict[str, Any] = items[0]["summary"]
    return found


def test_new_is_what_others_wrote_since_she_opened_the_case(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    assert summary(world, "fia")["new"] is None  # never opened
    world.clock.move(HOUR)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    assert summary(world, "fia")["new"] == 0
    world.clock.move(HOUR)
    made(world.api("sofia").post(f"/plans/{ids['sofia']}/activities", COURSE))
    assert summary(world, "fia")["new"] == 1
    assert summary(world, "sofia")["new"] in (None, 0)  # her own is not news to her
    assert summary(world, "fia", "?since=2026-03-16")["new"] == 8
    assert summary(world, "fia", "?since=2026-03-17")["new"] == 0
    assert [world.api("fia").get(f"/cases?since={day}").status for day in ("i-g%C3%A5r", "")] == [422, 422]


def test_reads_that_open_nothing_do_not_hide_when_she_opened_the_case(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    assert world.api("amir").get(f"/cases/{world.dana.case}").status == 200
    page = world.page("amir")
    for _ in range(10):
        world.clock.move(MINUTE)
        assert page.get(f"/arenden/{world.dana.case}/medgivanden").status == 200
    assert summary(world, "amir")["new"] == 0


def test_of_a_case_in_which_nothing_opens_nothing_is_new(world: World) -> None:
    assert world.dana.case
    assert summary(world, "amir")["new"] == 0


def test_only_what_she_may_read_is_news_or_a_collision(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"fia": []})
    ids = write_plans(world, world.dana.case)
    world.api("fia").get(f"/cases/{world.dana.case}")
    made(world.api("fia").post(f"/cases/{world.dana.case}/plans", {"goal": "Steg för steg"}))
    world.clock.move(HOUR)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.clock.move(HOUR)
    made(world.api("sofia").post(f"/plans/{ids['sofia']}/activities", COURSE))
    told = summary(world, "fia")
    assert (told["new"], told["collisions"], told["hours_week"], told["follow_up"]) == (0, 0, 0, None)
    assert summary(world, "amir")["collisions"] == 6


def test_days_waits_and_ends(world: World) -> None:
    agreed = agree(world, world.dana, gives=WHOLE, accepted=False)
    assert summary(world, "sofia")["waits"]
    agree(world, world.dana, gives=WHOLE)
    plan = {"goal": "Svenska", "follow_up": "2026-03-20"}
    made(world.api("sofia").post(f"/cases/{world.dana.case}/plans", plan))
    told = summary(world, "arvid")
    assert (told["follow_up"], told["overdue"], told["waits"], told["ends_soon"]) == ("2026-03-20", False, False, False)
    world.clock.move(5 * DAY)
    assert summary(world, "arvid")["overdue"]
    soon = end_of(date(2026, 4, 10))
    rewrite(world, update(consent).where(consent.c.id != agreed.id).values(valid_to=soon))
    told = summary(world, "arvid")
    assert (told["ends_soon"], told["consent_until"]) == (True, "2026-04-10")


def test_what_begins_later_does_not_stand_yet(world: World) -> None:
    signed(world, valid_from="2026-03-20", valid_to="2026-04-10")
    told = summary(world, "amir")
    assert (told["consent_until"], told["ends_soon"], told["waits"]) == (None, False, False)
    world.clock.move(5 * DAY)
    told = summary(world, "amir")
    assert (told["consent_until"], told["ends_soon"], told["waits"]) == ("2026-04-10", True, True)


def test_of_several_purposes_the_list_is_for_coordination_or_opens_names_alone(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, purposes="coordinate_plans follow_up")
    write_plans(world, world.dana.case)
    assert summary(world, "fia")["collisions"] == 6
    agree(world, world.dana, gives=WHOLE, purposes="follow_up joint_decision")
    listed = world.api("fia").get("/cases").json["items"][0]
    assert (listed["name"], listed["summary"]["collisions"]) == ("Dana Demosson", 0)


def test_a_case_whose_key_is_gone_hides_no_other(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    other = world.add_participant("Olle Olsson", code=None)
    agree(world, other, gives=WHOLE)
    from hub.store.key_tables import wrapped_key  # noqa: PLC0415 - the one test that takes a key away

    with world.ground.key_store.write() as tx:
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == other.id, wrapped_key.c.purpose == DATA))
    told = {one["number"]: (one["state"], one["name"]) for one in world.api("amir").get("/cases").json["items"]}
    assert told == {world.dana.number: ("active", "Dana Demosson"), other.number: ("unopened", None)}
    assert "går inte att öppna just nu" in world.page("amir").get("/arenden").text


def test_a_list_of_whole_cases_is_one_commit(world: World) -> None:
    for number in range(4):
        who = world.add_participant(f"Person {number}", code=None)
        agree(world, who, gives=WHOLE)
    amir = world.api("amir")
    amir.get("/cases")
    with count(world.store) as counts:
        assert len(amir.get("/cases").json["items"]) == 4
    assert counts.commits == 1


@pytest.mark.parametrize(
    ("ask", "names"),
    [
        ("", ["Dana Demosson", "Åsa Ask"]),
        ("?visa=krockar", ["Dana Demosson"]),
        ("?visa=forsenat", []),
        ("?visa=strunt&ordning=strunt", ["Dana Demosson", "Åsa Ask"]),
        ("?ordning=uppfoljning", ["Åsa Ask", "Dana Demosson"]),
        ("?ordning=nytt&sedan=2026-03-16", ["Dana Demosson", "Åsa Ask"]),
        ("?ordning=medgivande", ["Dana Demosson", "Åsa Ask"]),
    ],
)
def test_the_list_is_ordered_and_narrowed_as_its_address_says(world: World, ask: str, names: list[str]) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    other = world.add_participant("Åsa Ask", code=None)
    agree(world, other, gives=WHOLE)
    made(world.api("sofia").post(f"/cases/{other.case}/plans", {"goal": "x", "follow_up": "2026-05-01"}))
    text = world.page("amir").get(f"/arenden{ask}").text
    found = sorted((text.index(name), name) for name in ("Dana Demosson", "Åsa Ask") if f"<bdi>{name}</bdi>" in text)
    assert [name for _, name in found] == names
    assert ("Inget ärende passar" in text) is (not names)


def test_the_page_marks_what_is_new_and_leads_to_the_next_case(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    other = world.add_participant("Åsa Ask", code=None)
    agree(world, other, gives=WHOLE)
    fia, case = world.page("fia"), f"/arenden/{world.dana.case}"
    first = fia.get(case).text
    assert "Nytt sedan sist" not in first
    assert f"/arenden/{other.case}" in first
    world.clock.move(2 * HOUR)
    made(world.api("sofia").post(f"/plans/{ids['sofia']}/activities", COURSE))
    for _ in range(2):  # within one sitting it stays marked
        page = world.page("fia").get(case).text
        assert page.count('<b class="tag new">Nytt</b>') == 1
        assert "Ändrat sedan du läste den 16 mars 2026" in page
        world.clock.move(5 * MINUTE)
    world.clock.move(2 * HOUR)
    fia = world.page("fia")
    assert "Inget av det du får läsa har ändrats" in fia.get(case).text
    with world.store.write() as tx:
        tx.execute(update(assignment).where(assignment.c.case_id == other.case).values(ends=world.now))
    assert f"/arenden/{other.case}" not in fia.get(case).text


def test_the_page_says_why_and_draws_the_week_asked_for(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    page = world.page("arvid").get(f"/arenden/{world.dana.case}?vecka=2026-03-25").text
    assert "Varför ser jag detta?" in page
    assert "Din egen enhets uppgift" in page
    fold = page.partition("Varför ser jag detta?")[2].partition("</ul>")[0]
    assert "<li>Planerade aktiviteter, enligt medgivande 1</li>" in fold
    assert "Svenska" not in fold, "what it is, and whose, stands above the fold"
    assert "Veckan från 23 mars 2026" in page
    assert "mailto:sofia@" in page
    assert world.page("arvid").get(f"/arenden/{world.dana.case}?vecka=nu").status == 200


def test_at_the_weekend_the_coming_week_is_drawn(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    for days, monday in ((4, "16 mars 2026"), (1, "23 mars 2026"), (1, "23 mars 2026"), (1, "23 mars 2026")):
        world.clock.move(days * DAY)
        assert f"Veckan från {monday}" in world.page("arvid").get(f"/arenden/{world.dana.case}").text


def test_the_page_of_a_case_is_one_commit(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    arvid, case = world.page("arvid"), f"/arenden/{world.dana.case}"
    arvid.get(case)
    with count(world.store) as counts:
        assert arvid.get(case).status == 200
    assert counts.commits == 1
    few = counts.statements
    made(world.api("arvid").post(f"/cases/{world.dana.case}/plans", {"goal": "En till"}))
    with count(world.store) as counts:
        assert arvid.get(case).status == 200
    assert counts.statements == few


def test_the_line_is_what_keeps_list_and_extract_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rule about the line taken out, the same questions tell what was taken back: the rule is what held."""
    agreed = agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    taken_back = consent_line.c.id.in_([agreed.lines["fia", "rut", category] for category in ("C06", "C07")])
    rewrite(world, update(consent_line).where(taken_back).values(withdrawn_at=world.now))
    fia = world.api("fia")

    def told() -> tuple[int, bool, set[str]]:
        lesson = {"type": "sfi", "slots": [{"day": 2, "start": "10:00", "end": "10:30"}]}
        foreseen = fia.post(f"/cases/{world.dana.case}/foreseen/activities", lesson).json["items"]
        extract = fia.get(f"/cases/{world.dana.case}/extract").json["text"]
        return summary(world, "fia")["collisions"], "Vårdtid" in extract, {one["rule"] for one in foreseen}

    assert told() == (2, False, {"X01"})
    monkeypatch.setattr(deciding, "_LINE", tuple(rule for rule in deciding._LINE if rule is not rules.line_stands))
    assert told() == (6, True, {"X01", "X03", "X05"})


def test_what_waits_to_be_accepted_is_told_without_a_name(world: World) -> None:
    signed(world)
    page = world.page("fia").get("/arenden").text
    assert "1 medgivande väntar på dig." in page
    assert "Dana" not in page
    assert "medgivande väntar" not in world.page("otto").get("/arenden").text


def test_a_number_opens_no_name_and_is_told_as_no_list(world: World) -> None:
    """Fia is to answer, Amir to witness; each sees a number, and Amir his own case in his own list."""
    signed(world)
    fia, amir = world.page("fia"), world.page("amir")
    with count(world.ground.key_store) as keys:
        assert "1 medgivande väntar på dig." in fia.get("/arenden").text
    assert keys.statements == 0
    assert "1 medgivande väntar på dig." in amir.get("/arenden").text
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"]]
    assert sum("Fia Falk" in one and "såg hur många medgivanden som väntar" in one for one in told) == 1
    assert [one.split(",")[0] for one in told if "såg dig i sin lista" in one] == ["Amir Amini"]


def test_a_number_goes_no_further_than_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PAGE", 1)
    signed(world)
    assert "1 medgivande väntar på dig." in world.page("fia").get("/arenden").text
    with as_dana(world, world.add_participant("Eva Ek")):
        signed(world)
    assert "Minst 1 medgivanden väntar på dig." in world.page("fia").get("/arenden").text


def test_what_waits_is_counted_by_the_decision_of_its_own_page_and_logged(world: World) -> None:
    signed(world)
    assert "1 medgivande väntar på dig." in world.page("fia").get("/arenden").text
    with world.store.write() as tx:
        asked = select(log_entry.c.case_id).where(log_entry.c.action == "decide_acceptance")
        assert tx.execute(asked).scalars().all() == [world.dana.case]
        tx.execute(update(participant).values(restricted_at=world.now))
    assert "medgivande väntar" not in world.page("fia").get("/arenden").text
    assert world.api("fia").get("/acceptances").json["items"] == []
