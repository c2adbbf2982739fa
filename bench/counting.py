"""Counts what one read sends to each store, and times its decision: figures that no busy machine can blur."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from hub.cases.showing import open_case
from hub.disclosure.choosing import choose
from hub.officers.tables import employment, officer
from hub.plans.gathering import gather
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.decide import decide
from policies.facts import Question
from policies.vocabulary import Action
from tests.databases import count

_TIMES: Final = 2000


@dataclass(frozen=True, slots=True)
class Counted:
    """Commits and statements of one read; µs of its decisions, and of these with picking the rows that they open."""

    commits: int
    statements: int
    key_statements: int
    decision: float
    choice: float


def reader_of(ground: Ground, email: str) -> Actor:
    wanted = select(officer.c.id, employment.c.unit_id, employment.c.id).join(employment)
    with ground.store.read() as tx:
        return Actor(ActorKind.OFFICER, *tx.execute(wanted.where(officer.c.email == email)).one())


def count_read(ground: Ground, actor: Actor, case: str) -> Counted:
    """Count what a read costs after its session was looked up, which is one statement more."""
    open_case(ground, actor, case_id=case, purpose=None)
    with count(ground.store) as counts, count(ground.key_store) as keys:
        facts = open_case(ground, actor, case_id=case, purpose=None)[1].facts
    rows = gather(ground, actor, case_id=case).rows
    purpose = facts.consent.purposes[0] if facts.consent else None
    asked = choose(ground.policy, facts, action=Action.READ, purpose=purpose, rows=rows, whole=True)
    pairs = [(one.source, one.category) for one in asked.decisions]
    return Counted(
        counts.commits,
        counts.statements + 1,
        keys.statements,
        _time(lambda: decide(ground.policy, Question(Action.READ.value, purpose), facts, pairs)),
        _time(lambda: choose(ground.policy, facts, action=Action.READ, purpose=purpose, rows=rows, whole=True)),
    )


def _time(act: Callable[[], object]) -> float:
    took = []
    for _ in range(_TIMES):
        begins = time.perf_counter_ns()
        act()
        took.append(time.perf_counter_ns() - begins)
    return sorted(took)[_TIMES // 10] / 1000  # what others do on the machine only ever adds
