"""Who puts a whole row of before back, with its tag, or takes one away, is found by the check of the log (T4, T8).

The tag fits, so the hub believes the row until somebody checks. Each attack is shown to stay unseen with the following
of what the log told off.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import pytest
from sqlalchemy import Table, delete, insert, select, update

from hub.access_log import writer
from hub.access_log.entry import NewEntry
from hub.access_log.reader.findings import Fault, Finding
from hub.access_log.reader.parsing import parse
from hub.access_log.reader.told_rows import ToldRows
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.cli.sealed_records import sealed_records
from hub.cli.tagged_rows import tagged_rows
from hub.grants.clear_marks import witnessed
from hub.grants.tables import absence, assignment, case, coach_assignment, consent, consent_person
from hub.officers.employing import rename
from hub.officers.looking_after import look_after
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.telling_rows import tell_rows
from hub.signin.tables import account
from hub.store import row_marks
from hub.store.actor import Actor, ActorKind
from policies.vocabulary import Action, Outcome
from tests.attacks.test_forged_rows import signs_in, write
from tests.cast import World
from tests.consents.story import in_force, signed
from tests.consents.test_team import _away, staffed
from tests.moving_on import handed_over
from tests.signin.calling_in import PASSWORD

__all__ = ["staffed"]

Act = Callable[[World], Any]
OPERATOR: Final = Actor(ActorKind.OPERATOR, "operator:hub")


def found(world: World) -> list[Finding]:
    seal_pending(world.ground)
    tags = partial(tagged_rows, world.ground)
    all_found = verify(world.ground, lambda *_: None, records=sealed_records, tags=tags).found
    return [one for one in all_found if one.where.partition(" ")[0] in row_marks.TOLD or one.where.startswith("entry")]


def rows(world: World, table: Table) -> dict[tuple[Any, ...], Any]:
    with world.store.read() as tx:
        return {tuple(row[: len(table.primary_key)]): dict(row._mapping) for row in _all(tx, table)}


def _all(tx: Any, table: Table) -> Any:
    others = [column for column in table.c if column not in set(table.primary_key)]
    return tx.execute(select(*table.primary_key, *others)).all()


def put_back(world: World, table: Table, before: dict[tuple[Any, ...], Any]) -> set[str]:
    """Put every row of the table back as it was; give those that are another by it."""
    now = rows(world, table)
    changed = {key for key in before if now.get(key) != before[key]}
    for key in changed:
        same = [column == part for column, part in zip(table.primary_key, key, strict=True)]
        write(world, delete(table).where(*same) if key not in now else update(table).where(*same).values(before[key]))
        if key not in now:
            write(world, insert(table).values(before[key]))
    return {f"{table.name} {row_marks.key_of(*key)}" for key in changed}


def leaves(world: World) -> None:
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200


def is_back(world: World) -> None:
    assert world.api("fia").delete("/me/absence").status == 204


def is_struck(world: World) -> None:
    """Let Dana take Fia's name out of what she has signed."""
    hers = select(consent_person.c.consent_id, consent_person.c.id).where(
        consent_person.c.officer_id == world["fia"].officer
    )
    with world.store.read() as tx:
        consent_id, person = tx.execute(hers).one()
    assert world.api("dana").post(f"/consents/{consent_id}/withdrawals", {"person": person}).status == 201


def chooses_another_password(world: World) -> None:
    said = {"present": world["fia"].password, "wanted": PASSWORD}
    assert world.api("fia").put("/me/password", said).status == 204


def is_renamed(world: World, name: str = "Fia Frisk") -> None:
    with world.store.write() as tx:
        assert rename(tx, world.ground, officer_id=world["fia"].officer, name=name)
        tell_rows(tx, world.ground, OPERATOR, at=world.now)


def reviewer_leaves(world: World) -> None:
    assert world.api("bea").delete(f"/officers/{world['dagny'].officer}").status == 200


@pytest.fixture
def lived(staffed: World) -> World:
    in_force(staffed)
    assert _away(staffed) == 200
    assert found(staffed) == []
    return staffed


ACTS: Final[dict[Table, Act]] = {
    absence: is_back,
    account: chooses_another_password,
    assignment: is_struck,
    coach_assignment: handed_over,
    employment: leaves,
    officer: is_renamed,
    reviewed_unit: reviewer_leaves,
}


@pytest.mark.parametrize("table", ACTS, ids=str)
def test_a_row_of_before_is_found(lived: World, table: Table) -> None:
    before = rows(lived, table)
    ACTS[table](lived)
    assert found(lived) == []
    changed = put_back(lived, table, before)
    assert changed
    told = {Fault.RECORD_RETURNED, Fault.RECORD_ROLLED_BACK}
    assert {one.where for one in found(lived) if one.fault in told} == changed


@pytest.mark.parametrize("table", ACTS, ids=str)
def test_without_following_the_log_it_stays_unseen(lived: World, monkeypatch: pytest.MonkeyPatch, table: Table) -> None:
    before = rows(lived, table)
    ACTS[table](lived)
    assert put_back(lived, table, before)
    monkeypatch.setattr(ToldRows, "compare", lambda *_: None)
    assert found(lived) == []


def test_she_would_sign_in_by_a_password_of_before(lived: World) -> None:
    before = rows(lived, account)
    chooses_another_password(lived)
    assert not signs_in(lived, lived.credentials("fia"))
    put_back(lived, account, before)
    assert signs_in(lived, lived.credentials("fia"))  # a code of half a minute later, which is not at once
    assert [one.fault for one in found(lived)] == [Fault.RECORD_ROLLED_BACK, Fault.RIGHT_ENDED]


def test_what_is_built_upon_a_row_of_before_is_found_for_good(lived: World) -> None:
    """Else the next act of the hub's own would tell it as genuine."""
    is_renamed(lived, "Fia Frisk")
    before = rows(lived, officer)
    is_renamed(lived, "Fia Falk")
    changed = put_back(lived, officer, before)
    is_renamed(lived, "Fia Fors")
    assert {one.where for one in found(lived)} == changed


def test_a_row_that_was_taken_away_is_missed(lived: World) -> None:
    write(lived, delete(absence))
    assert [one.fault for one in found(lived)] == [Fault.RECORD_MISSING]


def test_a_seal_that_was_taken_away_is_missed(lived: World) -> None:
    write(lived, update(absence).values(ended_at=lived.now, seal=None))
    assert [one.fault for one in found(lived)] == [Fault.RECORD_MISSING]


def test_who_reviews_a_unit_no_more_is_found_when_she_does_again(lived: World) -> None:
    hers = {"officer_id": lived["dora"].officer, "unit_id": lived.units["AF Rehabteam"]}
    with lived.store.write() as tx:
        look_after(tx, lived.ground, **hers)
        tell_rows(tx, lived.ground, OPERATOR, at=lived.now)
    before = rows(lived, reviewed_unit)
    write(lived, delete(reviewed_unit).where(reviewed_unit.c.unit_id == hers["unit_id"]))
    assert [one.fault for one in found(lived)] == [Fault.RECORD_MISSING]
    put_back(lived, reviewed_unit, before)
    assert found(lived) == []


def _tellings(world: World) -> list[Any]:
    with world.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body).order_by(log_entry.c.at, log_entry.c.id)).scalars().all()
    return [one for one in map(parse, bodies) if any(each.table == officer.name and each.ct for each in one.rec)]


def told_again(lived: World, *, at_once: bool) -> set[str]:
    """Put a row of before back, and beside it an entry that says again what the one of then said; give the row."""
    is_renamed(lived, "Fia Frisk")
    before = rows(lived, officer)
    then = _tellings(lived)[-1]
    lived.clock.move(1)
    is_renamed(lived, "Fia Falk")
    changed = put_back(lived, officer, before)
    said = {name: getattr(then, name) for name in NewEntry.__dataclass_fields__}
    again = replace(NewEntry(**said), ts=then.ts if at_once else lived.now)
    seal_pending(lived.ground)  # so that it is sealed after what was told since, whatever it says of its instant
    with lived.store.write() as tx:
        writer.append(tx, lived.ground, again)
    return changed


@pytest.mark.parametrize("at_once", [True, False])
def test_an_entry_of_before_told_again_does_not_make_it_genuine(lived: World, *, at_once: bool) -> None:
    assert told_again(lived, at_once=at_once) <= {one.where for one in found(lived)}


CLEAR: Final[dict[str, Callable[[World], Any]]] = {
    "coordinator": lambda world: update(case).values(coordinator_id=world["cia"].officer),
    "drafted": lambda world: update(consent).values(drafted_by=world["cia"].officer),
    "witnessed": lambda _: update(consent).values(witnessed_at=None, witnessed_by=None),
}


@pytest.mark.parametrize("what", CLEAR)
def test_what_lies_in_clear_is_found_when_it_is_rewritten(
    lived: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    write(lived, CLEAR[what](lived))
    assert [one.fault for one in found(lived)] == [Fault.RECORD_ROLLED_BACK]
    monkeypatch.setattr(ToldRows, "compare", lambda *_: None)
    assert found(lived) == []


def test_a_witness_that_was_not_there_is_found(staffed: World) -> None:
    signed(staffed)
    assert found(staffed) == []
    write(staffed, update(consent).values(witnessed_at=staffed.now, witnessed_by=staffed["amir"].officer))
    assert [one.fault for one in found(staffed)] == [Fault.RECORD_ROLLED_BACK]


def witnessed_as_anothers(staffed: World) -> None:
    """Let a version be another's draft while it is witnessed: the witness's entry tells what she found."""
    paper = signed(staffed)
    with staffed.store.read() as tx:
        head = tx.execute(select(consent)).one()
    moved = SimpleNamespace(**{**head._mapping, "drafted_unit_id": staffed.units["FK Nordost"]})
    with staffed.store.write() as tx:
        witnessed(tx, paper.id, moved, at=staffed.now, by=staffed["amir"].officer)
        tell_rows(tx, staffed.ground, OPERATOR, at=staffed.now)
        changed = {"drafted_unit_id": moved.drafted_unit_id, "witnessed_by": staffed["amir"].officer}
        tx.execute(update(consent).values(**changed, witnessed_at=staffed.now))


def test_another_drafter_is_found_though_her_version_is_witnessed_then(staffed: World) -> None:
    witnessed_as_anothers(staffed)
    assert [one.fault for one in found(staffed)] == [Fault.RECORD_ROLLED_BACK]


def test_of_more_rows_than_one_entry_tells_none_is_missed(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A witness who is named takes on the case by her code: the version and her assignment are told."""
    assert staffed.dana.case
    monkeypatch.setattr(row_marks, "AT_ONCE", 1)
    in_force(staffed)
    assert found(staffed) == []


def test_what_stands_beside_a_refusal_is_told_too(lived: World) -> None:
    is_renamed(lived)
    with lived.store.write() as tx:
        assert rename(tx, lived.ground, officer_id=lived["fia"].officer, name="Fia Falk")
        refused = NewEntry(
            ts=lived.now,
            actor=OPERATOR.kind.value,
            actor_kind=OPERATOR.kind.value,
            act=Action.OFFICER_CHANGE,
            outcome=Outcome.REFUSED,
        )
        writer.append(tx, lived.ground, refused)
    assert found(lived) == []
