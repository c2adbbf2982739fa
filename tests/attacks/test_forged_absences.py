"""Who writes to the case database lets no substitute read, and no named officer before she takes the case on (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, update

from hub.grants.absences import set_absence
from hub.grants.tables import absence, assignment
from hub.officers.employing import move_end
from hub.officers.tables import employment
from hub.store import row_seals
from hub.store.days import day_of
from hub.store.errors import NotShown
from hub.store.ids import new_id
from tests.attacks.test_forged_rows import write
from tests.cast import DAY, World
from tests.consents.story import in_force
from tests.consents.test_team import _away, _take_on, _with_substitute, staffed

__all__ = ["staffed"]

Attack = Callable[[World], bool]


def opens(world: World, name: str = "karin") -> bool:
    return world.api(name).get(f"/cases/{world.dana.case}").status == 200


def put_away(world: World, **more: Any) -> None:
    """Let the row say that Fia is away, with a seal that the hub never gave."""
    fia = world["fia"]
    whose = {"officer_id": fia.officer, "unit_id": fia.unit, "employment_id": fia.employment}
    when = {"begins": world.now - DAY, "ends": world.now + 5 * DAY, "set_at": world.now, "set_by": fia.officer}
    row = {"id": new_id(world.ground.random), **whose, **when, "seal": bytes(32), **more}
    write(world, insert(absence).values(row))


def substitute(world: World) -> None:
    _take_on(world, _with_substitute(world))


def an_absence(world: World) -> bool:
    substitute(world)
    put_away(world)
    return opens(world)


def an_end_taken_away(world: World) -> bool:
    substitute(world)
    assert _away(world) == 200
    assert world.api("fia").delete("/me/absence").status == 204
    write(world, update(absence).values(ended_at=None))
    return opens(world)


def a_longer_one(world: World) -> bool:
    substitute(world)
    assert _away(world, days=2) == 200
    world.clock.move(10 * DAY)
    write(world, update(absence).values(ends=world.now + DAY))
    return opens(world)


def anothers(world: World) -> bool:
    """Let it be Fia who is away by Gun's absence."""
    substitute(world)
    fia = world["fia"]
    put_away(world, officer_id=world["gun"].officer, employment_id=world["gun"].employment)
    write(world, update(absence).values(officer_id=fia.officer, employment_id=fia.employment))
    return opens(world)


def of_who_has_left(world: World) -> bool:
    """Let Fia, whose last day came while she was away, work on."""
    substitute(world)
    assert _away(world, days=20) == 200
    with world.store.write() as tx:
        fia = world["fia"].employment
        assert move_end(tx, world.ground, employment_id=fia, ends=world.now + DAY, at=world.now)
    world.clock.move(2 * DAY)
    assert not opens(world)
    write(world, update(employment).where(employment.c.id == fia).values(ends=world.now + DAY))
    return opens(world)


def moved(world: World, act: Callable[[], Any], **whose: str) -> bool:
    """Let Fia's employment be another's for a moment, in which an absence is set by the hub."""
    substitute(world)
    fia = world["fia"]
    job = update(employment).where(employment.c.id == fia.employment)
    write(world, job.values(whose))
    act()
    write(world, job.values(officer_id=fia.officer, unit_id=fia.unit))
    return opens(world)


def set_by_another_units_manager(world: World) -> bool:
    def act() -> None:
        path = f"/officers/{world['fia'].officer}/absence"
        world.api("maja").put(path, _days(world))

    return moved(world, act, unit_id=world["maja"].unit)


def set_by_the_substitute_as_her_own(world: World) -> bool:
    # Her own is out of the way meanwhile, else she would be away by that.
    karin = update(employment).where(employment.c.id == world["karin"].employment)

    herself = world.actor("karin")

    def act() -> None:
        write(world, karin.values(unit_id=world.units["AME"]))
        days = {name: date.fromisoformat(day) for name, day in _days(world).items()}
        with suppress(NotShown), world.store.write() as tx:
            set_absence(tx, world.ground, herself, officer_id=world["karin"].officer, **days)
        write(world, karin.values(unit_id=world["karin"].unit))

    return moved(world, act, officer_id=world["karin"].officer)


def _days(world: World) -> dict[str, str]:
    first = day_of(world.now)
    return {"first_day": first.isoformat(), "last_day": (first + timedelta(days=3)).isoformat()}


def taken_on(world: World) -> bool:
    """Let Karin have taken the case on."""
    _with_substitute(world)
    assert _away(world) == 200
    karin = world["karin"]
    whose = {"officer_id": karin.officer, "unit_id": karin.unit, "employment_id": karin.employment}
    row = {"id": new_id(world.ground.random), "case_id": world.dana.case, **whose, "begins": world.now}
    write(world, insert(assignment).values({**row, "seal": bytes(32)}))
    return opens(world)


def taken_on_by_another(world: World) -> bool:
    """Let it be Karin who took on what Fia did."""
    _with_substitute(world)
    assert _away(world) == 200
    fia, karin = world["fia"], world["karin"]
    hers = {"officer_id": karin.officer, "employment_id": karin.employment}
    write(world, update(assignment).where(assignment.c.officer_id == fia.officer).values(hers))
    return opens(world)


def taken_on_again(world: World) -> bool:
    """Let Fia have it still, whose name was taken out and put in again without her taking it on again."""
    paper = in_force(world)
    hers = assignment.c.officer_id == world["fia"].officer
    body = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", body).status == 201
    in_force(world)
    write(
        world,
        delete(assignment).where(hers, assignment.c.ends.is_(None)),
        update(assignment).where(hers).values(ends=None),
    )
    return opens(world, "fia")


ATTACKS: Final[tuple[Attack, ...]] = (
    an_absence,
    an_end_taken_away,
    a_longer_one,
    anothers,
    of_who_has_left,
    set_by_another_units_manager,
    set_by_the_substitute_as_her_own,
    taken_on,
    taken_on_by_another,
    taken_on_again,
)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_row_opens_a_case_to_nobody(
    staffed: World, monkeypatch: pytest.MonkeyPatch, attack: Attack, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert attack(staffed) is not guarded


def test_an_absence_that_is_not_genuine_is_not_told_and_ends_with_the_next_one(staffed: World) -> None:
    substitute(staffed)
    put_away(staffed)
    assert staffed.api("fia").get("/me/absence").json == {"absence": None}
    assert staffed.api("fia").delete("/me/absence").status == 204
    assert _away(staffed) == 200
    assert opens(staffed)


def test_who_did_not_take_it_on_is_asked_to_and_then_has(staffed: World) -> None:
    paper = _with_substitute(staffed)
    karin = staffed["karin"]
    assert _away(staffed) == 200
    whose = {"officer_id": karin.officer, "unit_id": karin.unit, "employment_id": karin.employment}
    row = {"id": new_id(staffed.ground.random), "case_id": staffed.dana.case, **whose, "begins": staffed.now}
    write(staffed, insert(assignment).values({**row, "seal": bytes(32)}))
    (waits,) = staffed.api("karin").get("/acceptances").json["items"]
    assert waits["take_on"]
    assert _take_on(staffed, paper) == 200
    assert opens(staffed)
