"""What the hub writes over or removes is what it takes it for: nobody's act makes another's record go unseen (T4, T8).

What is written over is not opened. Each attack is shown to work with its guard off.
"""

from typing import Any, Final

import pytest
from sqlalchemy import delete, select, update

from hub.access_log.reader import telling
from hub.cases.own import set_goal
from hub.consents import documents
from hub.consents.dropping import drop_unsigned
from hub.consents.tables import document
from hub.grants import dropping
from hub.grants.tables import consent, consent_line, row_reader
from hub.plans.tables import item, plan
from hub.store.heads import head_hash
from hub.store.tables import record_head
from keys.errors import Tampered
from tests.attacks.test_laundering import CONSENT, copied, put_back, what_stands_is_not_opened
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import drafted, in_force, presented, sign, signed


def passed_off(world: World, before: str, *, of: str, part: str) -> None:
    """Let the signature of one consent pass for a part of another, head and all."""
    with world.store.write() as tx:
        row = tx.execute(select(document).where(document.c.consent_id == before, document.c.part == "signature")).one()
        tx.execute(update(document).where(document.c.id == row.id).values(consent_id=of, part=part))
        digest = head_hash(row.sealed, row.first_written, None, part, of)
        tx.execute(update(record_head).where(record_head.c.record_id == row.id).values(ct_sha256=digest))


def signature_of(world: World, consent_id: str) -> bytes | None:
    """Give the bytes of the signature as they stand, under whatever name."""
    with world.store.read() as tx:
        known = select(document.c.sealed).where(document.c.id == consent_id)
        return tx.execute(known).scalar_one_or_none()


def id_of_signature(world: World, consent_id: str) -> str:
    with world.store.read() as tx:
        mine = (document.c.consent_id == consent_id, document.c.part == "signature")
        return str(tx.execute(select(document.c.id).where(*mine)).scalar_one())


@pytest.mark.parametrize("guarded", [True, False])
def test_no_text_is_written_over_a_signature(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Somebody lets it pass for the text of a new draft, and waits until Amir presents that."""
    text, draft = in_force(world), drafted(world)["id"]
    key = id_of_signature(world, text.id)
    ink = signature_of(world, key)
    passed_off(world, text.id, of=draft, part="text")
    if not guarded:
        monkeypatch.setattr(documents, "check_told", lambda *_: None)
    shown = world.api("amir").post(f"/consents/{draft}/presentation", {})
    assert shown.status == (500 if guarded else 200)
    assert (signature_of(world, key) == ink) is guarded
    assert bool(faults(world)) is guarded, "else nothing would find that it is gone"


@pytest.mark.parametrize("guarded", [True, False])
def test_no_signature_is_removed_as_answers(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Half-given answers go when she signs; what only passes for them stays, and hinders nothing."""
    text = in_force(world)
    key = id_of_signature(world, text.id)
    world.clock.move(DAY)
    anew = presented(world)
    passed_off(world, text.id, of=anew.id, part="answers")
    if not guarded:
        monkeypatch.setattr(documents, "check_told", lambda *_: None)
    assert sign(world, anew).status == 200
    assert (signature_of(world, key) is not None) is guarded
    assert bool(faults(world)) is guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_what_was_signed_is_dropped_by_no_housekeeping(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody empties the instant of a signature until the hub has cleaned up, and puts the rows back."""
    text = signed(world)
    key = id_of_signature(world, text.id)
    copy = copied(world, *CONSENT, row_reader)
    world.clock.move(40 * DAY)
    with world.store.write() as tx:
        tx.execute(delete(consent_line))
        tx.execute(update(consent).values(signed_at=None))
    if not guarded:
        never_told = select(record_head.c.record_id).where(record_head.c.record_id.is_(None))
        monkeypatch.setattr(dropping, "_TOLD", never_told)
        monkeypatch.setattr("hub.consents.dropping._PARTS", tuple(documents.COLUMNS))
    assert drop_unsigned(world.ground) == (0 if guarded else 1)
    put_back(world, copy)
    assert (signature_of(world, key) is not None) is guarded
    assert not faults(world), "which would find nothing of it"


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_writes_over_what_is_about_another(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody lays Eva's plan in Dana's case, waits until Dana writes her goal, and lays it back."""
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    hers = set_goal(world.ground, world.who("eva").actor, text="Evas")["id"]
    lie_in(world, hers, world.dana.case)
    if not guarded:
        _of_whom_unasked(monkeypatch)
        what_stands_is_not_opened(monkeypatch)
        set_goal(world.ground, world.who("dana").actor, text="Danas")
    else:
        with pytest.raises(Tampered):
            set_goal(world.ground, world.who("dana").actor, text="Danas")
        what_stands_is_not_opened(monkeypatch)
        with pytest.raises(Tampered):
            set_goal(world.ground, world.who("dana").actor, text="Danas")
    lie_in(world, hers, eva.case)
    assert ("Evas" in world.api("eva").get("/me/case").text) is guarded
    assert not faults(world), "which would find nothing of it"


def _of_whom_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    check: Final = telling.tells

    def tells(*given: Any, **more: Any) -> bool:
        return check(*given, **{**more, "subject": None})

    monkeypatch.setattr(telling, "tells", tells)


def lie_in(world: World, plan_id: str, case_id: str) -> None:
    with world.store.write() as tx:
        tx.execute(update(plan).where(plan.c.id == plan_id).values(case_id=case_id))
        tx.execute(update(item).where(item.c.plan_id == plan_id).values(case_id=case_id))
