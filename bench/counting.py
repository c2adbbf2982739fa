"""Counts what one read sends to each store, and times its decision: figures that no busy machine can blur."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Final

from sqlalchemy import select

from hub.cases.showing import open_case
from hub.disclosure.choosing import choose
from hub.officers.tables import employment, officer
from hub.plans.gathering import gather
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.vocabulary import Action
from tests.databases import count

_TIMES: Final = 2000


@dataclass(frozen=True, slots=True)
class Counted:
    """Commits and statements of one read; `decision` in µs, with picking the rows that it reaches."""

    commits: int
    statements: int
    key_statements: int
    decision: float


def reader_of(ground: Ground, email: str) -> Actor:
    wanted = select(officer.c.id, employment.c.unit_id, employment.c.id).join(employment)
    with ground.store.read() as tx:
        return Actor(ActorKind.OFFICER, *tx.execute(wanted.where(officer.c.email == email)).one())


def count_read(ground: Ground, actor: Actor, case: str) -> Counted:
    """Count what a read costs after its session was looked up, which is one statement more."""
    open_case(ground, actor, case_id=case, purpose=None)
    with count(ground.store) as counts, count(ground.key_store) as keys:
        open_case(ground, actor, case_id=case, purpose=None)
    return Counted(counts.commits, counts.statements + 1, keys.statements, _decision(ground, actor, case))


def _decision(ground: Ground, actor: Actor, case: str) -> float:
    rows = gather(ground, actor, case_id=case).rows
    facts = open_case(ground, actor, case_id=case, purpose=None)[1].facts
    purpose = facts.consent.purposes[0] if facts.consent else None
    took = []
    for _ in range(_TIMES):
        begins = time.perf_counter_ns()
        choose(ground.policy, facts, action=Action.READ, purpose=purpose, rows=rows, whole=True)
        took.append(time.perf_counter_ns() - begins)
    return median(took) / 1000
