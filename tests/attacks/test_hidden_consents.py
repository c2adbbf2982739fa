"""Dates that no decision rests on do not hide from her what is read of her, nor keep her from taking it back (T8, R12).

Emptied or set past the hub, they said that nothing was shown to her, that she had said no, or that something newer
stands, while all of it was read on. Each attack is shown to work with its guard off.
"""

from typing import Any, Final

import pytest
from sqlalchemy import false, select, update

from hub.access_log.reader.findings import Fault
from hub.consents import listing, showing
from hub.grants import standing
from hub.grants.states import State, state
from hub.grants.tables import consent
from hub.grants.versions import VersionRow
from tests.attacks.test_forged_rows import write
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import in_force, presented, sign

NEWEST: Final = select(consent.c.id).where(consent.c.superseded_at.is_(None), consent.c.signed_at.is_not(None))
NEVER_SHOWN: Final[dict[str, int | None]] = {"presented_at": None}
REWRITTEN: Final[dict[str, tuple[Any, dict[str, int | None]]]] = {
    "never shown": (consent.c.id.in_(NEWEST), NEVER_SHOWN),
    "declined": (consent.c.id.in_(NEWEST), {"declined_at": 1}),
    "overtaken": (consent.c.id.in_(NEWEST), {"superseded_at": 1}),
    "not overtaken": (consent.c.superseded_at.is_not(None), {"superseded_at": None}),
}


@pytest.mark.parametrize("guarded", [True, False])
def test_what_she_signed_is_hers_to_see_and_to_take_back(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    paper, dana, fia = in_force(world), world.api("dana"), world.api("fia")
    if not guarded:
        monkeypatch.setattr(VersionRow, "is_shown", property(lambda version: version.presented_at is not None))
    write(world, update(consent).where(consent.c.id == paper.id).values(NEVER_SHOWN))
    assert fia.get(f"/cases/{world.dana.case}").status == 200
    listed = [(one["id"], one["state"]) for one in dana.get("/me/consents").json["items"]]
    assert listed == ([(paper.id, "active")] if guarded else [])
    if guarded:
        assert world.page("dana").get(f"/medgivanden/{paper.id}").status == 200
    taken_back = dana.post(f"/consents/{paper.id}/withdrawals", {"whole": True})
    assert taken_back.status == (201 if guarded else 404)
    assert fia.get(f"/cases/{world.dana.case}").status == (404 if guarded else 200)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_no_is_told_beside_her_signature(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    paper = in_force(world)
    if not guarded:
        for module in (listing, showing):
            monkeypatch.setattr(module, "state", _declined_first)
    write(world, update(consent).where(consent.c.id == paper.id).values(declined_at=world.now))
    [hers] = world.api("dana").get("/me/consents").json["items"]
    assert hers["state"] == ("active" if guarded else "declined")
    page = world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert (f"/medgivanden/{paper.id}/ta-tillbaka" in page) is guarded


def _declined_first(version: VersionRow, at: int) -> State:
    return State.DECLINED if version.declined_at is not None else state(version, at)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("how", REWRITTEN)
def test_what_was_rewritten_is_found(world: World, monkeypatch: pytest.MonkeyPatch, how: str, *, guarded: bool) -> None:
    if not guarded:
        monkeypatch.setattr(standing, "_ODD", select(consent.c.id).where(false()))
    in_force(world)
    world.clock.move(DAY)
    assert sign(world, presented(world)).status == 200
    assert faults(world) == []
    which, values = REWRITTEN[how]
    write(world, update(consent).where(which).values(values))
    assert faults(world) == ([Fault.RECORD_CHANGED] if guarded else [])
