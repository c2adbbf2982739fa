"""The check of the log finds each row whose tag does not fit, in every table, and nothing that the hub wrote."""

from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Table, select, update

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli import tagged_rows as rows
from hub.cli.tagged_rows import tagged_rows
from hub.grants.tables import absence, assignment, coach_assignment
from hub.officers.looking_after import look_after
from hub.officers.tables import employment, officer, reviewed_unit
from hub.organisations.tables import organisation, unit
from hub.participants.tables import participant
from hub.signin.linking import LinkPurpose
from hub.signin.tables import account, invitation, link, passkey, session
from hub.store import row_seals
from hub.store.ground import Ground
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings
from tests.attacks.test_forged_rows import signs_in, write
from tests.attacks.test_leavers import made_by
from tests.cast import DAY, World
from tests.cli.test_beginning import hub
from tests.consents.story import in_force
from tests.consents.test_team import _away, staffed
from tests.databases import ONE_DATABASE
from tests.staffing.conftest import NEW

__all__ = ["staffed"]

# A column of each table that decides something, and what to write there.
CHANGED: Final[dict[Table, dict[str, Any]]] = {
    absence: {"ends": 2**52},
    account: {"totp_sealed": b"another"},
    assignment: {"begins": 1},
    coach_assignment: {"begins": 1},
    employment: {"begins": 1},
    invitation: {"function": "clinician"},
    link: {"created_at": 2**52},
    officer: {"name": "Another"},
    participant: {"died_at": 1},
    organisation: {"never_reads": True, "valid_to": 2**52},
    reviewed_unit: {"seal": bytes(32)},
    session: {"created_at": 2**52},
    unit: {"valid_to": 2**52},
}


def found(world: World, fault: Fault = Fault.TAG_DIFFERS) -> list[str]:
    seal_pending(world.ground)
    tags = partial(tagged_rows, world.ground)
    findings = verify(world.ground, lambda *_: None, records=lambda _: (), tags=tags)
    assert findings.tagged > len(CHANGED)
    return [one.where for one in findings.found if one.fault is fault]


@pytest.fixture
def lived(staffed: World) -> World:
    """Let everything that carries a tag be there, and much of it have ended or been used."""
    in_force(staffed)
    assert _away(staffed) == 200
    assert staffed.api("fia").delete("/me/absence").status == 204
    assert _away(staffed) == 200
    assert signs_in(staffed, staffed.credentials("amir"))
    made_by(staffed, "amir", "dana", LinkPurpose.CODE_RESET)
    assert staffed.api("bea").post("/officers", {**NEW, "job": "social_secretary"}).status == 201
    with staffed.store.write() as tx:
        look_after(tx, staffed.ground, officer_id=staffed["dora"].officer, unit_id=staffed.units["AF Rehabteam"])
    assert staffed.api("bea").delete(f"/officers/{staffed['cia'].officer}").status == 200
    assert staffed.api("gun").delete(f"/officers/{staffed['fia'].officer}").status == 200
    staffed.clock.move(DAY)
    return staffed


def test_of_what_the_hub_wrote_nothing_is_found(lived: World) -> None:
    assert found(lived) == []


@pytest.mark.parametrize("table", [table for table in CHANGED if table is not absence], ids=str)
def test_what_was_changed_is_found_by_table_and_key(lived: World, table: Table) -> None:
    open_ones = [column.is_(None) for name, column in table.c.items() if name == "ends"]
    write(lived, update(table).where(*open_ones).values(CHANGED[table]))
    with lived.store.read() as tx:
        keys = tx.execute(select(*table.primary_key).where(*open_ones)).all()
    wanted = {f"{table} " + ":".join(part.hex() if isinstance(part, bytes) else part for part in key) for key in keys}
    assert wanted
    also = {officer: {"employment"}, account: {"session"}}.get(table, set())
    assert {one for one in found(lived) if one.partition(" ")[0] not in also} == wanted


def test_an_end_that_was_taken_away_is_found(lived: World) -> None:
    with lived.store.read() as tx:
        ended = tx.execute(select(absence.c.id).order_by(absence.c.set_at)).scalars().all()
    assert len(ended) == 2
    write(lived, update(absence).where(absence.c.id == ended[0]).values(ended_at=None))
    assert found(lived) == [f"absence {ended[0]}"]


OPEN = (assignment.c.ends.is_(None), assignment.c.seal.is_not(None))


def ended_past_the_hub(lived: World) -> set[str]:
    """End what each has taken on; it opens nothing, but keeps her out of her case."""
    assert found(lived) == []
    with lived.store.read() as tx:
        ids = tx.execute(select(assignment.c.id).where(*OPEN)).scalars().all()
    assert ids
    write(lived, update(assignment).where(*OPEN).values(ends=lived.now))
    return {f"assignment {one}" for one in ids}


def test_an_end_that_the_hub_did_not_write_is_found(lived: World) -> None:
    ended = ended_past_the_hub(lived)
    assert set(found(lived)) == ended
    write(lived, update(assignment).where(assignment.c.ends == lived.now).values(seal=None))
    assert ended <= set(found(lived, Fault.RECORD_MISSING))


def test_by_its_seal_alone_it_is_not(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_its_seal(ground: Ground, sealed: Any, row: Any) -> bool:
        return row.seal is None or genuine(ground, sealed._replace(end=None), row)

    genuine = rows._is_genuine
    monkeypatch.setattr(rows, "_is_genuine", by_its_seal)
    assert ended_past_the_hub(lived)
    assert found(lived) == []


@ONE_DATABASE  # PostgreSQL takes none
def test_a_value_of_another_kind_ends_no_check(lived: World) -> None:
    with lived.store.write() as tx:
        tx.exec_driver_sql("UPDATE session SET seal = 'no bytes'")
        tx.exec_driver_sql("UPDATE officer SET name = x'ff'")
    told = {one.partition(" ")[0] for one in found(lived)}
    assert told == {"officer", "session"}


def test_tables_with_a_tag_are_all_held(lived: World) -> None:
    assert {*map(str, CHANGED), str(passkey)} == set(row_seals.SEALED)


@pytest.mark.usefixtures("set_production")
def test_the_command_tells_it_and_fails(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    whole = hub("log", "verify")
    assert whole.exit_code == 0, whole.output
    assert "rows with a tag" in whole.output
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.write() as tx:
        tx.execute(update(officer).values(role="dpo"))
        hers = tx.execute(select(officer.c.id)).scalar_one()
    broken = hub("log", "verify")
    assert broken.exit_code == 1
    assert f"tag_differs: officer {hers}" in broken.output
