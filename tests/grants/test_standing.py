"""Nobody rewrites who may read, past the hub, without the check of the log finding it; and the hub's own acts agree."""

import pytest
from sqlalchemy import delete, select, update

from hub.access_log.reader.findings import Fault
from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing
from hub.store.tables import record_head
from tests.cases.reference import PLACEMENT
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import answered, in_force, presented, sign, witnessed


def a_life(world: World) -> None:
    """Every act after which something else stands of a consent: two versions, answers, and parts taken back."""
    in_force(world)
    case = world.dana.case
    plan = world.api("arvid").post(f"/cases/{case}/plans", {"accept": True}).json["id"]
    assert world.api("arvid").post(f"/plans/{plan}/activities", {**PLACEMENT, "accept": True}).status == 201
    world.clock.move(DAY)
    second = presented(world)
    assert sign(world, second, persons={one["id"]: True for one in second.view["persons"]}).status == 200
    witnessed(world, second)
    answered(world, second, "fia", "arvid", "rut")
    answered(world, second, "rut", yes=False)
    dana = world.api("dana")
    fia = second.person(world, "fia")
    assert dana.post(f"/consents/{second.id}/withdrawals", {"person": fia}).status == 201
    told = world.api("arvid").post(f"/cases/{case}/withdrawals", {"category": "C09", "channel": "phone"})
    assert told.status == 201, told.text
    row = second.row(world, "AF Rehabteam", "C04")
    assert world.api("amir").post(f"/cases/{case}/withdrawals", {"row": row, "channel": "phone"}).status == 201


def test_what_the_hub_does_agrees(world: World) -> None:
    a_life(world)
    assert not faults(world)


REWRITINGS = {
    "undone_withdrawal": update(consent_line).where(consent_line.c.withdrawn_at.is_not(None)).values(withdrawn_at=None),
    "another_category": update(consent_row).where(consent_row.c.category == "C07").values(category="C06"),
    "stretched_back": update(consent_line).values(covers_earlier=True, since=0),
    "not_declined": update(consent_row).where(consent_row.c.declined_at.is_not(None)).values(declined_at=None),
    "named_after_all": update(consent_person)
    .where(consent_person.c.withdrawn_at.is_not(None))
    .values(withdrawn_at=None),
    "longer": update(consent).values(valid_to=consent.c.valid_to + DAY),
    "never_asked": update(consent).values(collision_check=False),
    "a_line_less": delete(consent_line).where(consent_line.c.category == "C07"),
    "an_older_governs": update(governing).values(
        consent_id=select(consent.c.id).where(consent.c.version == 1).scalar_subquery()
    ),
}


@pytest.mark.parametrize("how", REWRITINGS)
def test_what_is_rewritten_past_the_hub_is_found(world: World, how: str) -> None:
    a_life(world)
    with world.store.write() as tx:
        assert tx.execute(REWRITINGS[how]).rowcount > 0
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def test_a_line_drawn_past_the_hub_opens_and_is_found(world: World) -> None:
    """Nothing at the read itself tells it: the entry of the read and the check of the log do."""
    in_force(world)
    arvid, otto = world["arvid"].officer, world["otto"]
    hers = {"officer_id": otto.officer, "unit_id": otto.unit, "employment_id": otto.employment}
    with world.store.write() as tx:
        tx.execute(update(consent_person).where(consent_person.c.officer_id == arvid).values(hers))
        tx.execute(update(consent_line).where(consent_line.c.officer_id == arvid).values(hers))
        tx.execute(update(assignment).where(assignment.c.officer_id == arvid).values(hers))
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 200
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def test_who_moves_the_head_along_is_found_too(world: World) -> None:
    in_force(world)
    with world.store.write() as tx:
        tx.execute(update(consent_line).values(covers_earlier=True))
        tx.execute(update(record_head).where(record_head.c.record_table == "consent").values(ct_sha256=bytes(32)))
    assert set(faults(world)) == {Fault.RECORD_CHANGED, Fault.HEAD_DIFFERS}
