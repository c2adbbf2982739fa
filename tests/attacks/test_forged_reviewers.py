"""Who writes to the case database lets no reviewer see the log of a unit that nobody gave her to review (T4, T8)."""

import pytest
from sqlalchemy import delete, insert, select, update

from hub.officers import looking_after, review_seals
from hub.officers.looking_after import look_after
from hub.officers.tables import employment, reviewed_unit
from hub.signin.tables import session
from hub.store import row_seals
from tests.attacks.test_forged_rows import write
from tests.attacks.test_leavers import acts_seen, begins, ends_by_date
from tests.cast import World


def reviews(world: World, unit: str) -> bool:
    return unit in world.page("dora").get("/logg").text


def put(world: World) -> None:
    """Let the row say that Dora, of FK, reviews the town's AME."""
    row = {"officer_id": world["dora"].officer, "unit_id": world.units["AME"], "seal": bytes(32)}
    write(world, insert(reviewed_unit).values(row))


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("way", ["a row put there", "a row moved"])
def test_a_row_shows_nobody_another_units_log(
    world: World, monkeypatch: pytest.MonkeyPatch, way: str, *, guarded: bool
) -> None:
    assert world.api("cia").get("/cases/" + "0" * 32).status == 404, "which AME's log tells"
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    if way == "a row put there":
        put(world)
    else:
        hers = update(reviewed_unit).where(reviewed_unit.c.officer_id == world["dora"].officer)
        write(world, hers.values(unit_id=world.units["AME"]))
    seen = world.api("dora").get("/log/entries").json["items"]
    assert any(one["actor"]["id"] == world["cia"].officer for one in seen) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_whose_a_case_of_it_is(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    path, body = f"/log/cases/{world.dana.number}/identity", {"reason": "Anmälan 2026/17 om obehörig läsning"}
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    put(world)
    assert world.api("dora").post(path, body).status == (404 if guarded else 200)


@pytest.mark.parametrize("way", ["its last day moved", "none of that left", "nobody's any more"])
@pytest.mark.parametrize("guarded", [True, False])
def test_who_left_a_unit_by_its_date_sees_its_log_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch, way: str, *, guarded: bool
) -> None:
    """Dora works at AF; at FK, whose log she reviewed, a date ended her: the row that says so is changed, or taken."""
    assert world.api("fia").get("/cases/" + "0" * 32).status == 404, "which FK's log tells"
    at_fk = world["dora"]
    begins(world, "dora", "AF Rehabteam")
    at_af, world.members["dora"] = world["dora"], at_fk
    ends_by_date(world, "dora")
    world.members["dora"], fk = at_af, employment.c.id == at_fk.employment
    assert acts_seen(world, "dora") == 0
    write(
        world,
        {
            "its last day moved": update(employment).where(fk).values(ends=None),
            "none of that left": update(employment).where(fk).values(unit_id=world.units["Vuxenpsykiatrin"]),
            "nobody's any more": update(employment).where(fk).values(officer_id=world["didrik"].officer),
        }[way],
    )
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert (acts_seen(world, "dora") == 0) is guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_who_had_reviewed_it_before_she_worked_there(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Dagny, of AME, reviews *Ekonomiskt bistånd* too; then she works there as well, for a while."""
    assert world.api("sofia").get("/cases/" + "0" * 32).status == 404, "which its log tells"
    if not guarded:
        monkeypatch.setattr(looking_after, "must_work_there", lambda *_, **__: None)
    at_ame = world["dagny"]
    begins(world, "dagny", "Ekonomiskt bistånd")
    ends_by_date(world, "dagny")
    left, world.members["dagny"] = world["dagny"], at_ame
    write(world, delete(session).where(session.c.employment_id == left.employment))
    write(world, delete(employment).where(employment.c.id == left.employment))
    seen = world.api("dagny").get("/log/entries").json["items"]
    assert any(one["actor"]["id"] == world["sofia"].officer for one in seen) is not guarded


def test_what_was_put_there_is_sealed_once_it_is_said_by_the_hub(world: World) -> None:
    put(world)
    hers = {"officer_id": world["dora"].officer, "unit_id": world.units["AME"]}
    with world.store.write() as tx:
        assert look_after(tx, world.ground, **hers)
        assert not look_after(tx, world.ground, **hers)
        of_ame = select(reviewed_unit).where(reviewed_unit.c.unit_id == hers["unit_id"])
        row = tx.execute(of_ame.where(reviewed_unit.c.officer_id == hers["officer_id"])).one()
    assert review_seals.stands(world.ground, row)
