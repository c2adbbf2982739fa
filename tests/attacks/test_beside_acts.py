"""What somebody lets the database change beside an act is neither sealed nor told by it as the act's own (T4, T8, T14).

Who owns the database can let a trigger do so; on PostgreSQL whoever writes to it only has to be fast. Each attack is
shown to work with its guard off.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, text, update

from hub.access_log.reader.findings import Fault
from hub.grants import accepting, consent_seals, loading
from hub.grants.holding import Holding
from hub.grants.tables import consent, consent_row
from hub.store.actor import Actor
from policies.facts import Facts
from tests.attacks.test_laundering import answers_again
from tests.cases.reference import PLACEMENT
from tests.cast import Answer, World
from tests.checking import faults
from tests.consents.story import Paper, in_force, may_read, presented, sign, signed
from tests.consents.test_answering import strict

__all__ = ["strict"]

SLOTS: Final = [{"day": 1, "start": "09:00", "end": "13:00"}]
TWO_SAW: Final = "UPDATE consent SET one_coach = false WHERE one_coach"


def beside(world: World, table: str, when: str, *does: str, event: str = "UPDATE") -> None:
    """Let the database do so whenever a row of the table is written, if it is one such."""
    named, acts = f"{table}_beside", " ".join(f"{one};" for one in does)
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            tx.execute(text(f"CREATE TRIGGER {named} AFTER {event} ON {table} WHEN {when} BEGIN {acts} END"))
            return
        body = f"BEGIN IF {when} THEN {acts} END IF; RETURN NEW; END"
        tx.execute(text(f"CREATE FUNCTION {named}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        tx.execute(text(f"CREATE TRIGGER {named} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {named}()"))


def take_back(world: World, paper: Paper) -> Answer:
    return world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C04"})


def undone_later(world: World, paper: Paper) -> int:
    """Rut says anew what her unit gives, and what Dana had taken back before stands again."""
    assert take_back(world, paper).status == 201
    undo = [
        f"UPDATE {table} SET withdrawn_at = NULL WHERE category = 'C04'" for table in ("consent_row", "consent_line")
    ]
    beside(world, "consent_row", "NEW.category = 'C07'", *undo)
    return max(answers_again(world, paper.id))


def answered_for(world: World, paper: Paper) -> int:
    """Rut says anew what her unit gives, and AME, which had declined, has said yes."""
    rows = {"rows": {paper.row(world, "AME", "C04"): False}}
    assert world.api("amir").post(f"/consents/{paper.id}/acceptances", rows).status == 200
    yes = [f"UPDATE {table} SET declined_at = NULL WHERE category = 'C04'" for table in ("consent_row", "consent_line")]
    beside(world, "consent_row", "NEW.category = 'C07'", *yes)
    return max(answers_again(world, paper.id))


def undone_at_once(world: World, paper: Paper) -> int:
    for table in ("consent_row", "consent_line"):
        undo = f"UPDATE {table} SET withdrawn_at = NULL WHERE id = NEW.id"
        beside(world, table, "NEW.withdrawn_at IS NOT NULL", undo)
    return take_back(world, paper).status


def all_of_it_undone(world: World, paper: Paper) -> int:
    beside(world, "consent", "NEW.withdrawn_at IS NOT NULL", "UPDATE consent SET withdrawn_at = NULL WHERE id = NEW.id")
    return world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status


def signed_for_more(world: World, _: Paper) -> int:
    """Dana signs for what is written from now on, and it is for all that was written before."""
    assert not may_read_earlier(world)
    more = "UPDATE consent_line SET covers_earlier = true WHERE id = NEW.id"
    beside(world, "consent_line", "NOT NEW.covers_earlier", more, event="INSERT")
    return sign(world, presented(world)).status


def signed_in_vain(world: World, paper: Paper) -> int:
    """Dana signs that nobody reads that of AME any more, and the version before it governs."""
    new = presented(world)
    back = f"UPDATE governing SET consent_id = '{paper.id}' WHERE case_id = NEW.case_id"
    beside(world, "governing", f"NEW.consent_id = '{new.id}'", back)
    no = new.row(world, "AME", "C04")
    return sign(world, new, rows={one["id"]: one["id"] != no for one in new.view["rows"]}).status


def may_read_earlier(world: World) -> bool:
    with world.store.read() as tx:
        lines = "SELECT 1 FROM consent_line WHERE covers_earlier AND consent_id IN (SELECT consent_id FROM governing)"
        return tx.execute(text(lines)).first() is not None


def reads(world: World) -> bool:
    """Tell whether Fia is shown what AME has written, and the rules say that she may."""
    shown = world.api("fia").get(f"/cases/{world.dana.case}")
    return shown.status == 200 and may_read(world, "fia", "AME", "C04") and "Kursen" in shown.text


def trusting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Holding, "makes", lambda *_: True)


@pytest.fixture(name="paper")
def _paper(world: World) -> Paper:
    paper = in_force(world)
    amir = world.api("amir")
    plan = amir.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    kept = {"type": "studies", "title": "Kursen", "slots": SLOTS}
    assert amir.post(f"/plans/{plan}/activities", kept).status == 201
    assert reads(world)
    return paper


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", [undone_later, answered_for])
def test_what_another_acts_row_would_open_again_does_not(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, attack: Callable[[World, Paper], int], *, guarded: bool
) -> None:
    if not guarded:
        trusting(monkeypatch)
    assert attack(world, paper) == (500 if guarded else 200)
    assert reads(world) is not guarded
    assert faults(world) == [], "with it off nothing would find it afterwards"


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", [undone_at_once, all_of_it_undone])
def test_what_she_takes_back_opens_no_more_whatever_the_rows_say(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, attack: Callable[[World, Paper], int], *, guarded: bool
) -> None:
    """And nothing hinders her from it."""
    if not guarded:
        trusting(monkeypatch)
    assert attack(world, paper) == 201
    assert reads(world) is not guarded
    assert (Fault.RECORD_CHANGED in faults(world)) is guarded
    if guarded:
        assert set(answers_again(world, paper.id)) == {500}, "and no later act seals it"


@pytest.mark.parametrize("guarded", [True, False])
def test_no_version_opens_more_than_she_signed(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        trusting(monkeypatch)
    assert signed_for_more(world, paper) == (500 if guarded else 200)
    assert may_read_earlier(world) is not guarded
    assert faults(world) == []


def accepts(world: World, paper: Paper) -> int:
    body = {"take_on": True, "rows": {paper.row(world, "AF Rehabteam", "C04"): True}}
    return world.api("arvid").post(f"/consents/{paper.id}/acceptances", body).status


def saves(world: World, paper: Paper) -> int:
    arvid = world.api("arvid")
    assert arvid.post(f"/consents/{paper.id}/acceptances", {"take_on": True}).status == 200
    plan = arvid.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    return arvid.post(f"/plans/{plan}/activities", {**PLACEMENT, "accept": True}).status


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("beside_the", ["signature", "answer"])
def test_nobody_accepts_by_it_what_one_alone_has_seen(
    strict: World, monkeypatch: pytest.MonkeyPatch, beside_the: str, *, guarded: bool
) -> None:
    """How many saw her sign is in no reader's seal, and the act beside which it is changed would tell it."""
    if not guarded:
        monkeypatch.setattr(Holding, "was_signed", lambda *_: True)
    if beside_the == "signature":
        beside(strict, "consent", "NEW.one_coach", TWO_SAW)
        paper = presented(strict)
        assert sign(strict, paper).status == (500 if guarded else 200)
    else:
        paper = signed(strict)
        beside(strict, "consent_row", "NEW.category = 'C07'", TWO_SAW)
        assert set(answers_again(strict, paper.id)) == {500 if guarded else 200}
    assert (accepts(strict, paper) == 200) is not guarded
    assert faults(strict) == []


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("act", [accepts, saves])
def test_nor_by_what_stood_there_while_it_was_asked(
    strict: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World, Paper], int], *, guarded: bool
) -> None:
    """It is one alone again when what governs is compared, before the act and after it."""
    paper = signed(strict)
    hold, compare = consent_seals.hold, consent_seals.compare

    def says(tx: Connection, *, one: bool) -> None:
        tx.execute(update(consent).values(one_coach=one))

    def held(tx: Connection, *given: Any, **more: Any) -> None:
        says(tx, one=True)
        hold(tx, *given, **more)
        says(tx, one=False)

    def compared(tx: Connection, *given: Any) -> Any:
        says(tx, one=True)
        return compare(tx, *given)

    with strict.store.write() as tx:
        says(tx, one=False)
    monkeypatch.setattr(consent_seals, "hold", held)
    monkeypatch.setattr(consent_seals, "compare", compared)
    if not guarded:
        monkeypatch.setattr(accepting, "check_how", lambda *_: None)
    assert act(strict, paper) == (500 if guarded else 200 if act is accepts else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_the_one_before_it(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(consent_seals, "compare", lambda *_: {})
    assert signed_in_vain(world, paper) == (500 if guarded else 200)
    assert reads(world) is True, (
        "she is told that it did not go" if guarded else "she was told that nobody does any more"
    )


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_writes_by_what_stood_there_while_it_was_decided(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A row that she took back stands again, and is gone again when what was decided is compared."""
    rut, actor = world.api("rut"), world.actor("rut")
    hold_for: Any = consent_seals.hold_for
    plan = rut.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C07"}).status == 201
    said = select(consent_row.c.withdrawn_at).where(consent_row.c.category == "C07")
    with world.store.write() as tx:
        gone = tx.execute(said).scalar_one()
        tx.execute(update(consent_row).where(consent_row.c.category == "C07").values(withdrawn_at=None))

    def afterwards(tx: Connection, *given: Any) -> None:
        tx.execute(update(consent_row).where(consent_row.c.category == "C07").values(withdrawn_at=gone))
        hold_for(tx, *given) if guarded else hold_for(tx, *given[:-1], _as_it_stands(tx, world, actor, given[-1]))

    monkeypatch.setattr(consent_seals, "hold_for", afterwards)
    saved = rut.post(f"/plans/{plan}/activities", {"type": "treatment", "title": "Samtal", "slots": SLOTS})
    assert saved.status == (500 if guarded else 201), saved.text


def _as_it_stands(tx: Connection, world: World, actor: Actor, decided: Facts) -> Facts:
    locked = loading.lock(tx, world.ground, case_id=world.dana.case, actor=actor)
    assert locked is not None
    return decided._replace(consent=loading.load_facts(tx, world.ground, locked=locked, actor=actor).consent)
