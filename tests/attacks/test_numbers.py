"""A number means the case that began with it, whatever the cases' rows say meanwhile (T4, T8).

Each attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import select, update

from hub.cases import importing
from hub.consents import registering
from hub.disclosure.records import NO_CASE
from hub.grants import begun, handing_over
from hub.grants.tables import case, coach_assignment
from tests.cases.agreeing import agree
from tests.cases.test_importing import GIVES, file, send
from tests.cast import Participant, World
from tests.checking import faults
from tests.consents.story import in_force


def swap(world: World, one: Participant, other: Participant) -> None:
    """Let two cases have each other's number; once more, and each has its own."""
    with world.store.write() as tx:
        numbers = {row.id: row.number for row in tx.execute(select(case.c.id, case.c.number))}
        for key, number in ((one.case, "moved"), (other.case, numbers[one.case]), (one.case, numbers[other.case])):
            tx.execute(update(case).where(case.c.id == key).values(number=number))


@pytest.mark.parametrize("guarded", [True, False])
def test_no_file_is_saved_in_anothers_case(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Sofia has both, and sends a file about Dana: else Eva, and who reads hers, would read it."""
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    for each in (world.dana, eva):
        agree(world, each, gives=GIVES)
    swap(world, world.dana, eva)
    if not guarded:
        monkeypatch.setattr(importing, "check_numbered", lambda *_, **__: None)
    sent = send(world, "sofia", file(f"{world.dana.number};komvux;Om Dana;20;;;;;"))
    assert sent.status == (500 if guarded else 201)
    assert faults(world, "case"), "which is found as long as it lasts"
    swap(world, world.dana, eva)
    assert not faults(world, "case")
    assert ("Om Dana" in world.api("eva").get("/me/case").text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_no_coach_is_given_anothers_case(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Bea gives Dana's case to Cia, by its number: else Cia would coach Eva and make her links."""
    eva = world.add_participant("Eva Annan")
    number = world.dana.number
    swap(world, world.dana, eva)
    if not guarded:
        monkeypatch.setattr(handing_over, "check_numbered", lambda *_, **__: None)
    manager = world.api("bea")
    given = manager.post("/handovers", {"number": number, "officer": world["cia"].officer})
    assert given.status == (500 if guarded else 204), given.text
    with world.store.read() as tx:
        coached = select(coach_assignment.c.case_id).where(coach_assignment.c.officer_id == world["cia"].officer)
        assert (eva.case in tx.execute(coached).scalars().all()) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nothing_is_taken_back_for_another(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Dana asks a reviewer, by her number, to take back what she gave: else Eva's would end, and hers stand."""
    eva = world.add_participant("Eva Annan")
    number = world.dana.number
    assert registering.case_of(world.ground, number) == world.dana.case
    swap(world, world.dana, eva)
    if not guarded:
        monkeypatch.setattr(begun, "check_numbered", lambda *_, **__: None)
    assert registering.case_of(world.ground, number) == (NO_CASE if guarded else eva.case)


def two_given(world: World) -> Participant:
    """Let Dana and Eva both have given something to FK; give Eva."""
    eva: Participant = world.add_participant("Eva Annan")
    in_force(world)
    agree(world, eva, gives=GIVES)
    return eva


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("path", ["/log/answers/{}", "/log/entries?case={}"])
def test_no_reviewer_tells_what_was_done_with_anothers_data(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, *, guarded: bool
) -> None:
    """Dana asks Dagny who has read, and gets it on paper: else she would have Eva's in her hand."""
    eva, number = two_given(world), world.dana.number
    swap(world, world.dana, eva)
    if not guarded:
        monkeypatch.setattr(begun, "check_numbered", lambda *_, **__: None)
    told = world.api("dagny").get(path.format(number))
    assert told.status == 200
    assert bool(told.json["items"]) is not guarded
    swap(world, world.dana, eva)
    assert world.api("dagny").get(path.format(number)).json["items"], "her own are hers to have"


@pytest.mark.parametrize("guarded", [True, False])
def test_no_reason_is_kept_as_anothers(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Dagny writes why she must know who Dana is: else it would be sealed as Eva's, and Eva be told of the look."""
    eva, number = two_given(world), world.dana.number
    swap(world, world.dana, eva)
    if not guarded:
        monkeypatch.setattr(begun, "check_numbered", lambda *_, **__: None)
    body = {"reason": "Dana har anmält en läsning"}
    asked = world.api("dagny").post(f"/log/cases/{number}/identity", body)
    absent = world.api("dagny").post("/log/cases/SK-FFFF-FFFF/identity", body)
    assert asked.status == (404 if guarded else 200)
    assert (asked.data == absent.data) is guarded
    assert ("Eva Annan" in asked.text) is not guarded
    swap(world, world.dana, eva)
    assert world.api("dagny").post(f"/log/cases/{number}/identity", body).json["name"] == "Dana Demosson"
