"""Makes room for a plan: the empty one of a source where there is one, else a new one, in the change's transaction."""

from typing import Final

from sqlalchemy import Connection, exists, select

from hub.access_log.entry import Record
from hub.disclosure.permitting import record
from hub.grants.tables import case
from hub.plans.allowing import known, source_of, writable
from hub.plans.begun import begun, is_told
from hub.plans.gathering import plans_of
from hub.plans.tables import item, plan
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.heads import put_heads
from hub.store.ids import new_id
from hub.store.locks import lock_beside
from policies.vocabulary import Action

PLAN_BEGUN: Final = "plan_begun"


def begin_plan(tx: Connection, ground: Ground, actor: Actor, *, case_id: str | None) -> str:
    """Make room for a plan that says nothing of itself, for a unit that gives something else than goals.

    Raises Refused.
    """
    some = writable(tx, ground, actor, case_id=case_id, source=None)
    plan_id = room(tx, ground, actor, case_id=known(case_id), at=some.at)
    new = [] if is_told(tx, plan_id) else [begun(plan_id, known(case_id), source_of(actor))]
    receipt = record(
        tx,
        ground,
        actor,
        at=some.at,
        action=Action.WRITE,
        case=case_id,
        subject=some.subject,
        reason=PLAN_BEGUN,
        written=[Record.of(one) for one in new],
    )
    put_heads(tx, new, entry=receipt.entry)
    return plan_id


def room(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, at: int) -> str:
    """Give a plan of the actor's source that says nothing of itself yet, such as an import's; else a new one."""
    alone(tx, case_id)
    silent = select(plan.c.id).where(
        plan.c.case_id == case_id, plan.c.source == source_of(actor), ~exists().where(item.c.id == plan.c.id)
    )
    found = tx.execute(silent.order_by(plan.c.created_at, plan.c.id).limit(1)).scalar_one_or_none()
    return found or _add_plan(tx, ground, actor, case_id=case_id, at=at)


def own_plan(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, at: int) -> str:
    """Give the oldest plan of the actor's source; begin one where there is none. The write has been decided."""
    alone(tx, case_id)
    found = plans_of(tx, case_id=case_id, source=source_of(actor))
    return found[0] if found else _add_plan(tx, ground, actor, case_id=case_id, at=at)


def alone(tx: Connection, case_id: str) -> None:
    """Let nobody else look for a plan of the case, and begin one because there is none, until this has committed.

    The case's own row, after the governing one that the decision holds: readers share that one, and need not wait.
    """
    tx.execute(lock_beside(select(case.c.id).where(case.c.id == case_id)))


def _add_plan(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, at: int) -> str:
    """Make room for a plan of the actor's source; it says nothing until something is written in it."""
    plan_id = new_id(ground.random)
    tx.execute(plan.insert(), {"id": plan_id, "case_id": case_id, "source": source_of(actor), "created_at": at})
    return plan_id
