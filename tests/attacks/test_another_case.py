"""A way in is made for whom the case was begun, whatever the case's own row says (T4, T8).

The attack is shown to work with its guard off.
"""

from typing import Final

import orjson
import pytest
from sqlalchemy import insert, select, update

from hub.access_log import writer
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader import record_heads, standing, telling
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.standing import Standing
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.cases import linking
from hub.grants.tables import case
from hub.signin.acts import told
from hub.store import entry_tags
from policies.vocabulary import Action
from tests.access_log.acts import tamper
from tests.cast import OWN_CODE, World
from tests.checking import faults

PUT_IN: Final = "0" * 31 + "1"


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("purpose", ["first_sign_in", "code_reset"])
def test_no_link_of_hers_lets_her_in_as_another(
    world: World, monkeypatch: pytest.MonkeyPatch, purpose: str, *, guarded: bool
) -> None:
    """Dana asks Amir, who makes links for her in good faith, while somebody lets her case be Eva's."""
    code = OWN_CODE if purpose == "code_reset" else None
    eva = world.add_participant("Eva Annan", coach="cia", code=code)
    path, body = f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}
    assert world.api("amir").post(path, body).status == 201
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == world.dana.case).values(participant_id=eva.id))
    if not guarded:
        monkeypatch.setattr(linking, "check_begun_for", lambda *_, **__: None)
    made = world.api("amir").post(path, {"purpose": purpose})
    assert made.status == (500 if guarded else 201)
    if not guarded:
        begun = world.api().post("/sessions", {"link": made.json["link"], "code": "314159"})
        me = world.api().get("/me", headers={"Authorization": f"Bearer {begun.json['token']}"})
        assert me.json["participant"] == eva.id


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_by_an_entry_that_says_so(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Somebody puts in an entry that Eva was registered in Dana's case; the hub seals it like its own."""
    eva, by, hers = world.add_participant("Eva Annan", coach="cia", code=None), world.actor("amir"), world.dana.case
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == hers).values(participant_id=eva.id))
        forged = told(by, act=Action.REGISTER, at=world.now, case=hers, subject=eva.id)
        writer.append(tx, world.ground, forged)
    if not guarded:
        any_that_fits = telling._REGISTERED.where(log_entry.c.case_id == hers)
        monkeypatch.setattr(telling, "_REGISTERED", any_that_fits)
    made = world.api("amir").post(f"/cases/{hers}/links", {"purpose": "first_sign_in"})
    assert made.status == (500 if guarded else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_unseen_with_the_first_entry_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody lets Eva's own entry be found by nobody meanwhile: the link is made, but the two entries stay."""
    eva, by, hers = world.add_participant("Eva Annan", coach="cia", code=None), world.actor("amir"), world.dana.case
    tamper(world.ground, "UPDATE log_entry SET subject = NULL WHERE subject = :eva AND action = 'register'", eva=eva.id)
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == hers).values(participant_id=eva.id))
        writer.append(tx, world.ground, told(by, act=Action.REGISTER, at=world.now, case=hers, subject=eva.id))
    assert world.api("amir").post(f"/cases/{hers}/links", {"purpose": "first_sign_in"}).status == 201
    back = "UPDATE log_entry SET subject = :eva WHERE case_id = :case AND action = 'register'"
    tamper(world.ground, back, eva=eva.id, case=eva.case)
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == hers).values(participant_id=world.dana.id))
    if not guarded:
        monkeypatch.setattr(record_heads, "_REGISTERED_TWICE", "SELECT home FROM registered WHERE false")
    assert faults(world) == ([Fault.RECORD_CHANGED] * 2 if guarded else [])


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("guarded", [True, False])
def test_nor_by_an_entry_that_the_hub_did_not_write(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool, tagged: bool
) -> None:
    """Cia's own case is Dana's for a moment, while Dana's own entry is hidden behind another: she would be let in."""
    eva = hidden_behind_another(world, tagged=tagged)
    if not guarded:
        monkeypatch.setattr(telling, "_is_of_hub", lambda *_: True)
    made = world.api("cia").post(f"/cases/{eva}/links", {"purpose": "code_reset"})
    assert made.status == (500 if guarded else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_where_the_beginning_is_hidden_from_who_was_just_started(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Its first entry has no tag either, as in a log that began before there were any."""
    if not guarded:
        monkeypatch.setattr(standing, "note_beginning", lambda *_: None)
    eva = hidden_behind_another(world, tagged=False)
    world.store.tagged = False
    Standing(world.ground).begin()
    tamper(world.ground, "UPDATE log_leaf SET entry_id = :first WHERE number = 0", first=PUT_IN)
    made = world.api("cia").post(f"/cases/{eva}/links", {"purpose": "code_reset"})
    assert made.status == (500 if guarded else 201)


def hidden_behind_another(world: World, *, tagged: bool) -> str:
    """Put another's entry in place of Dana's, so that Eva's case is hers."""
    eva, dana = world.add_participant("Eva Annan", coach="cia", code=None), world.dana
    seal_pending(world.ground)
    with world.store.read() as tx:
        row = tx.execute(select(log_entry).where(log_entry.c.case_id == eva.case)).one()._asdict()
    said = orjson.loads(row["body"]) | {"id": PUT_IN, "subj": dana.id, "rec": []}
    said |= {} if tagged else {"salt": said["salt"][:32]}
    body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    forged = {"id": said["id"], "subject": dana.id, "body": body, "leaf": leaf_hash(body)}
    hide = "UPDATE log_entry SET subject = NULL WHERE subject = :dana AND action = 'register'"
    tamper(world.ground, hide, dana=dana.id)
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == eva.case).values(participant_id=dana.id))
        tx.execute(insert(log_entry), row | forged)
    return eva.case


def test_a_log_that_began_before_the_tags_is_believed_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(entry_tags, "tagged", lambda ground, made: made(ground.random(16).hex()))
        hers = world.dana.case
        seal_pending(world.ground)
    made = world.api("amir").post(f"/cases/{hers}/links", {"purpose": "code_reset"})
    assert made.status == 201
