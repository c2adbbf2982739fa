"""What somebody put into the database past the hub is told to the log as genuine by no act of another's (T4, T8).

He may wait for anybody's ordinary act. Each attack is shown to work with its guard off.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import Table, bindparam, delete, insert, select, update

from hub.access_log.hashing import leaf_hash
from hub.access_log.reader import record_heads, telling
from hub.access_log.reader.findings import Fault
from hub.access_log.tables import log_entry
from hub.cases import own
from hub.cases.own import set_goal
from hub.consents import comparing, recording, signing, withdrawing
from hub.consents.tables import document
from hub.grants import consent_seals, papers
from hub.grants.consent_hashes import TABLE as CONSENTS
from hub.grants.consent_hashes import hashes
from hub.grants.tables import (
    assignment,
    case,
    coach_assignment,
    consent,
    consent_line,
    consent_person,
    consent_row,
    paper,
    withdrawal,
)
from hub.plans import saving
from hub.plans.tables import item, plan
from hub.store.heads import head_hash
from hub.store.tables import record_head
from keys.errors import Tampered
from tests.access_log.acts import tamper
from tests.cases.reference import PLACEMENT
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import ROWS, Paper, in_force, may_read, presented, sign
from tests.consents.test_signing_paper import compare, enter, is_signed
from tests.grants.test_standing import shown_to_few

CONSENT: Final = (consent, consent_person, consent_row, consent_line, assignment)

Copy = Mapping[Table, Sequence[Any]]


def copied(world: World, *tables: Table) -> Copy:
    with world.store.read() as tx:
        return {table: tx.execute(select(table)).mappings().all() for table in tables}


def put_back(world: World, copy: Copy) -> None:
    """Put all rows of a copy back, each together with its seal."""
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table, rows in copy.items():
            known = {column.name: column for column in table.primary_key}
            for row in rows:
                same = [column == row[name] for name, column in known.items()]
                if tx.execute(select(*known.values()).where(*same)).first() is None:
                    tx.execute(insert(table), dict(row))
                else:
                    tx.execute(table.update().where(*same).values(dict(row)))


def taken_back_and_undone(world: World, *tables: Table) -> str:
    """Let Dana take Fia out of the consent, and somebody put the rows back as they were before she did."""
    paper = in_force(world)
    copy = copied(world, *tables)
    world.clock.move(DAY)
    fia = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", fia).status == 201
    assert not may_read(world, "fia", "AME", "C04")
    put_back(world, copy)
    assert may_read(world, "fia", "AME", "C04")
    return paper.id


def answers_again(world: World, consent_id: str, times: int = 1) -> list[int]:
    """Let Rut, in good faith, say again that her unit gives what it gives."""
    rut = world.api("rut")
    return [rut.post(f"/consents/{consent_id}/acceptances", rows(world, no % 2 == 0)).status for no in range(times)]


def rows(world: World, yes: bool) -> dict[str, Any]:
    with world.store.read() as tx:
        own = select(consent_row.c.id).where(consent_row.c.source == world["rut"].unit)
        return {"rows": dict.fromkeys(tx.execute(own).scalars(), yes)}


def test_a_withdrawal_that_was_undone_is_not_told_as_genuine(world: World) -> None:
    paper = taken_back_and_undone(world, *CONSENT)
    assert Fault.RECORD_CHANGED in faults(world)
    assert answers_again(world, paper) == [500]
    assert Fault.RECORD_CHANGED in faults(world)


def test_unless_what_stands_were_not_compared_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    paper = taken_back_and_undone(world, *CONSENT)
    assert answers_again(world, paper) == [200]
    assert not faults(world), "and nothing would find it afterwards"
    assert may_read(world, "fia", "AME", "C04")


def test_nor_is_it_by_a_head_that_was_moved_along(world: World) -> None:
    """The entry that the head names tells another hash of this version."""
    paper = taken_back_and_undone(world, *CONSENT)
    with world.store.write() as tx:
        ((_, digest),) = hashes(tx, [paper])
        tx.execute(update(record_head).where(record_head.c.record_id == paper).values(ct_sha256=digest))
    assert answers_again(world, paper) == [500]
    assert Fault.RECORD_CHANGED in faults(world)


def test_who_puts_the_head_back_too_is_found_for_good(world: World) -> None:
    """The acts that follow tell versions of it that were told already."""
    paper = taken_back_and_undone(world, *CONSENT, record_head)
    assert answers_again(world, paper, times=4) == [200] * 4
    assert Fault.RECORD_ROLLED_BACK in faults(world, "consent")


@pytest.mark.parametrize("guards", [2, 1, 0])
def test_nor_by_a_head_that_names_an_entry_put_in_for_a_moment(
    world: World, monkeypatch: pytest.MonkeyPatch, guards: int
) -> None:
    """It tells the undone withdrawal as the newest version; once an act has built on it, it is taken away again.

    Where the log began before entries had tags, the version that nobody tells is missed all the same.
    """
    paper = taken_back_and_undone(world, *CONSENT)
    with world.store.write() as tx:
        ((_, digest),) = hashes(tx, [paper])
        head = tx.execute(select(record_head).where(record_head.c.record_id == paper)).one()
        row = tx.execute(select(log_entry).where(log_entry.c.id == head.entry_id)).one()._asdict()
        newest = [CONSENTS, paper, head.version + 1, digest.hex()]
        said = orjson.loads(row["body"]) | {"id": "0" * 31 + "1", "rec": [newest]}
        body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        tx.execute(insert(log_entry), row | {"id": said["id"], "body": body, "leaf": leaf_hash(body)})
        moved = {"version": head.version + 1, "ct_sha256": digest, "entry_id": said["id"]}
        tx.execute(update(record_head).where(record_head.c.record_id == paper).values(moved))
    if guards < 2:
        monkeypatch.setattr(telling, "_is_of_hub", lambda *_: True)
    if not guards:
        monkeypatch.setattr(record_heads, "_SKIPPED", "SELECT name, id FROM told WHERE false")
    declined = world.api("rut").post(f"/consents/{paper}/acceptances", rows(world, yes=False))
    assert declined.status == 200, "what takes away is never hindered"
    tamper(world.ground, "DELETE FROM log_entry WHERE id = :id", id=said["id"])
    assert bool(faults(world)) is (guards > 0)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == (500 if guards == 2 else 200), "undone for good"


def rewrite(world: World, column: str) -> None:
    """Write what no decision asks for."""
    rewritten = {
        "one_coach": update(consent).values(one_coach=False),
        "accepted_by": update(consent_row).values(accepted_by=world["otto"].officer),
    }
    with world.store.write() as tx:
        tx.execute(rewritten[column])


@pytest.mark.parametrize("column", ["one_coach", "accepted_by"])
def test_what_no_decision_asks_is_compared_too(world: World, column: str) -> None:
    """How many saw the signature decides which units accept it, and who accepted is told to her."""
    text = in_force(world)
    rewrite(world, column)
    assert answers_again(world, text.id) == [500]
    assert Fault.RECORD_CHANGED in faults(world)


def test_taking_back_is_not_hindered_by_what_was_undone(world: World) -> None:
    paper = taken_back_and_undone(world, *CONSENT)
    assert world.api("dana").post(f"/consents/{paper}/withdrawals", {"category": "C09"}).status == 201
    assert Fault.RECORD_CHANGED in faults(world), "nor told to the log by it"
    assert world.api("fia").get(f"/cases/{world.dana.case}").status in {404, 500}


def another_text(world: World, asks: Paper, says: Paper) -> None:
    """Let the one consent have the text of the other, with a head that fits."""
    with world.store.write() as tx:
        tx.execute(delete(document).where(document.c.consent_id == asks.id))
        text = tx.execute(select(document).where(document.c.consent_id == says.id)).one()
        tx.execute(update(document).where(document.c.id == text.id).values(consent_id=asks.id))
        digest = head_hash(text.sealed, text.first_written, None, "text", asks.id)
        tx.execute(update(record_head).where(record_head.c.record_id == text.id).values(ct_sha256=digest))


@pytest.mark.parametrize("guarded", [True, False])
def test_no_line_is_made_of_a_text_that_did_not_ask_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    few, many = shown_to_few(world), presented(world)
    another_text(world, many, few)
    if not guarded:
        monkeypatch.setattr(signing, "check_asked", lambda *_: None)
    answer = sign(world, many, digest=few.digest, nonce=few.nonce)
    assert answer.status == (409 if guarded else 200)
    assert answer.json.get("code", "text_changed") == "text_changed"


@pytest.mark.parametrize("guarded", [True, False])
def test_who_drafted_it_and_made_the_link_is_one_person(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Else a unit that asks for two would accept what Amir alone has seen."""
    text = presented(world)
    with world.store.write() as tx:
        tx.execute(update(consent).values(drafted_by=world["cia"].officer))
        tx.execute(update(coach_assignment).values(ends=world.now))
    if not guarded:
        monkeypatch.setattr(signing, "check_asked", lambda *_: None)
        monkeypatch.setattr("hub.grants.signing.check_coached", lambda *_, **__: None)
    assert sign(world, text).status == (409 if guarded else 200)
    with world.store.read() as tx:
        said = tx.execute(select(consent.c.one_coach).where(consent.c.id == text.id)).scalar_one()
    assert said is (None if guarded else False)


UNDOING: Final = {
    "no_receipt": (delete(withdrawal),),
    "an_earlier_receipt": (update(withdrawal).values(at=0),),
    "a_later_paper": (update(paper).values(entered_at=paper.c.entered_at + 2 * DAY),),
    "a_later_text": (delete(withdrawal), update(consent).values(presented_at=consent.c.presented_at + 2 * DAY)),
    "taken_back_before": (delete(withdrawal), update(consent_person).values(withdrawn_at=1)),
}


def ink_of_before(world: World, how: str) -> Paper:
    """Let a colleague compare in good faith a paper that Dana signed before she took Fia out."""
    first = in_force(world)
    world.clock.move(DAY)
    text = presented(world)
    enter(world, world.page("amir"), text)
    world.clock.move(DAY)
    fia = {"person": first.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{first.id}/withdrawals", fia).status == 201
    with world.store.write() as tx:
        for statement in UNDOING[how]:
            assert tx.execute(statement).rowcount > 0
    compare(world, world.page("cia"), text)
    return text


@pytest.mark.parametrize("how", UNDOING)
def test_ink_of_before_undoes_no_withdrawal(world: World, how: str) -> None:
    assert not is_signed(world, ink_of_before(world, how))
    assert not may_read(world, "fia", "AME", "C04")


def test_it_would_undo_one_were_receipts_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    of_case = select(withdrawal.c.id).where(withdrawal.c.consent_id == bindparam("consent"))
    monkeypatch.setattr(papers, "_TAKEN_BACK", of_case)
    assert is_signed(world, ink_of_before(world, "no_receipt"))


@pytest.mark.parametrize("guarded", [True, False])
def test_her_no_to_a_text_is_not_undone(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """By a paper that she signed before she said it."""
    text = presented(world)
    enter(world, world.page("amir"), text)
    assert world.api("dana").post(f"/consents/{text.id}/withdrawals", {"whole": True}).status == 201
    with world.store.write() as tx:
        assert tx.execute(update(consent).values(declined_at=None)).rowcount == 1
    if not guarded:
        for where in (comparing, signing):  # where she looks at it, and where it counts
            monkeypatch.setattr(where, "check_asked", lambda *_: None)
    compare(world, world.page("cia"), text)
    assert is_signed(world, text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_what_is_written_about_one_is_sealed_for_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Arvid has his form about Dana open while somebody makes the case Eva's, who would read what he saves."""
    in_force(world)
    arvid = world.api("arvid")
    plan = arvid.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    with world.store.write() as tx:
        hers = {"participant_id": eva.id, "created_at": world.now + DAY}
        tx.execute(update(case).where(case.c.id == world.dana.case).values(**hers))
    if not guarded:
        monkeypatch.setattr(consent_seals, "hold_for", lambda *_, **__: None)
        monkeypatch.setattr(saving, "check_plan", lambda *_, **__: None)  # which would see it, too
    saved = arvid.post(f"/plans/{plan}/activities", PLACEMENT)
    assert saved.status == (500 if guarded else 201)
    assert ("Praktik" in world.api("eva").get("/me/case").text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_writes_by_a_row_that_nobody_signed(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    text = in_force(world)
    arvid = world.api("arvid")
    plan = arvid.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    assert world.api("dana").post(f"/consents/{text.id}/withdrawals", {"category": "C04"}).status == 201
    with world.store.write() as tx:
        tx.execute(update(consent_row).values(withdrawn_at=None))
    if not guarded:
        monkeypatch.setattr(consent_seals, "hold_for", lambda *_, **__: None)
    assert arvid.post(f"/plans/{plan}/activities", PLACEMENT).status == (500 if guarded else 201)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("part", [{"whole": True}, {"category": "C04"}], ids=["whole", "a_part"])
def test_her_taking_back_is_not_lost_in_rows_of_a_moment(
    world: World, monkeypatch: pytest.MonkeyPatch, part: dict[str, Any], *, guarded: bool
) -> None:
    """Somebody empties the instant of her signature while she takes it back, and puts all back afterwards."""
    text = in_force(world)
    copy = copied(world, *CONSENT)
    with world.store.write() as tx:
        tx.execute(update(consent).values(signed_at=None))
    if not guarded:
        monkeypatch.setattr(withdrawing, "was_signed", lambda _, version: version.head.signed_at is not None)
        monkeypatch.setattr(consent_seals, "mark_rewritten", lambda *_: None)
        monkeypatch.setattr(recording, "_CHANGES", frozenset())
    assert world.api("dana").post(f"/consents/{text.id}/withdrawals", part).status == 201
    put_back(world, copy)
    assert (Fault.RECORD_CHANGED in faults(world)) is guarded
    assert answers_again(world, text.id) == [500 if guarded else 200]


def what_stands_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Her new goal is held against the old one, which would not open: a guard before the one that is asked about."""
    monkeypatch.setattr(own, "_her_goal", lambda *_: None)


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_writes_over_what_another_has_written(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody makes Arvid's plan Dana's, and waits until she writes her goal."""
    in_force(world, rows=(*ROWS, ("AF Rehabteam", "C03")))
    made = world.api("arvid").post(f"/cases/{world.dana.case}/plans", {"goal": "Praktik"}).json["id"]
    with world.store.write() as tx:
        for table in (plan, item):
            tx.execute(update(table).where(table.c.id == made).values(source="participant"))
    if not guarded:
        monkeypatch.setattr(saving, "check_told", lambda *_, **__: None)
        what_stands_is_not_opened(monkeypatch)
        set_goal(world.ground, world.who("dana").actor, text="Mitt")
        assert faults(world) == [Fault.RECORD_CHANGED], "and the check of the log alone would tell it, afterwards"
        return
    with pytest.raises(Tampered):
        set_goal(world.ground, world.who("dana").actor, text="Mitt")
    what_stands_is_not_opened(monkeypatch)
    with pytest.raises(Tampered):
        set_goal(world.ground, world.who("dana").actor, text="Mitt")
