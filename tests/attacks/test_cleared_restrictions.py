"""Who clears past the hub that a participant is restricted, or dead, opens nothing by it (R1, R17; T4, T8).

No act of the hub sets either yet: here it is set as such an act must. A whole row of before, put back with its seal, is
believed until the check of the log finds it. Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.told_rows import ToldRows
from hub.officers.telling_rows import tell_rows
from hub.participants import open_seals
from hub.participants.tables import participant
from hub.store import row_marks, row_seals
from tests.attacks.test_forged_rows import write
from tests.attacks.test_rows_of_before import OPERATOR, found
from tests.cast import World
from tests.consents.story import in_force, may_read

EITHER = pytest.mark.parametrize("column", ["restricted_at", "died_at"])


def reads(world: World) -> bool:
    shown = world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    assert shown is may_read(world, "fia", "AF Rehabteam", "C04")
    return shown


def hers(world: World) -> dict[str, Any]:
    with world.store.read() as tx:
        return dict(tx.execute(select(participant).where(participant.c.id == world.dana.id)).one()._mapping)


def shut(world: World, column: str) -> None:
    """Set it, seal it and tell it, as the act that is to come."""
    before = hers(world)
    now = {**before, column: world.now}
    now["seal"] = row_seals.seal_of(world.ground, "participant", now)
    with world.store.write() as tx:
        tx.execute(update(participant).where(participant.c.id == world.dana.id).values(now))
        row_marks.written(tx, "participant", world.dana.id, seal=now["seal"], was=before["seal"])
        tell_rows(tx, world.ground, OPERATOR, at=world.now)


@pytest.fixture
def lived(world: World) -> World:
    in_force(world)
    assert reads(world)
    return world


@EITHER
@pytest.mark.parametrize("guarded", [True, False])
def test_what_is_cleared_past_the_hub_opens_nothing(
    lived: World, monkeypatch: pytest.MonkeyPatch, column: str, *, guarded: bool
) -> None:
    shut(lived, column)
    assert not reads(lived)
    assert found(lived) == []
    write(lived, update(participant).values({column: None}))
    if not guarded:
        as_it_says = lambda _, row, **__: (row.she_restricted_at, row.she_died_at)  # noqa: E731 - one line
        monkeypatch.setattr(open_seals, "closed", as_it_says)
    assert reads(lived) is not guarded
    assert lived.api("dana").get("/me/reads").status == 200, "her own stays hers"


@EITHER
@pytest.mark.parametrize("guarded", [True, False])
def test_a_whole_row_of_before_is_found(
    lived: World, monkeypatch: pytest.MonkeyPatch, column: str, *, guarded: bool
) -> None:
    before = hers(lived)
    shut(lived, column)
    write(lived, update(participant).where(participant.c.id == lived.dana.id).values(before))
    assert reads(lived), "until somebody verifies"
    if not guarded:
        monkeypatch.setattr(ToldRows, "compare", lambda *_: None)
    told = [(one.fault, one.where) for one in found(lived)]
    assert told == ([(Fault.RECORD_ROLLED_BACK, f"participant {lived.dana.id}")] if guarded else [])


def test_a_row_without_its_seal_is_as_good_as_restricted(lived: World) -> None:
    write(lived, update(participant).values(seal=None))
    assert not reads(lived)
    assert [one.where for one in found(lived)] == [f"participant {lived.dana.id}"] * 2


def test_no_seal_of_another_fits(lived: World) -> None:
    other = lived.add_participant("Eva Ek", number=None)
    with lived.store.read() as tx:
        theirs = tx.execute(select(participant.c.seal).where(participant.c.id == other.id)).scalar_one()
    write(lived, update(participant).where(participant.c.id == lived.dana.id).values(seal=theirs))
    assert not reads(lived)
