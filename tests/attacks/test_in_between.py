"""What ends a right between two steps of one request ends it for the next: nothing is permitted after it (I5, T5).

The races run on PostgreSQL, where transactions overlap. On SQLite writers take turns, but a request gives its turn away
between two of its transactions: what then comes is put there, before each of them, on both databases.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import get_ident
from typing import Final

import pytest
from sqlalchemy import Connection, select

from hub.access_log.tables import log_entry
from hub.store.engine import Store
from policies.vocabulary import Outcome
from tests.attacks.test_withdrawal_race import remember_facts
from tests.cases.reference import PLACEMENT, made
from tests.cast import Answer, World
from tests.consents.story import Paper, in_force
from tests.moving_on import leaves

Act = Callable[[World, str], Answer]
End = Callable[[World, Paper], None]


def takes_back(world: World, paper: Paper) -> None:
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201


def is_ended(world: World, _: Paper) -> None:
    leaves(world, "arvid")


def opens(world: World, _: str) -> Answer:
    return world.page("arvid").get(f"/arenden/{world.dana.case}")


def lists(world: World, _: str) -> Answer:
    return world.page("arvid").get("/arenden")


def takes_along(world: World, _: str) -> Answer:
    return world.api("arvid").get(f"/cases/{world.dana.case}/extract")


def changes(world: World, item: str) -> Answer:
    return world.api("arvid").patch(f"/activities/{item}", {"version": 1, "title": "Praktik i kök"})


ENDS: Final = (takes_back, is_ended)
# Each with which of the transactions that write it comes before; the first begins his session.
STEPS: Final = [(opens, 2), (lists, 2), (takes_along, 2), *((changes, step) for step in (2, 3, 4, 5))]


@contextmanager
def before(world: World, step: int, happens: Callable[[], object]) -> Iterator[list[str]]:
    """Let it happen before this transaction that writes, of whoever asks here; give what the log has of him by then."""
    begin, steps, here, known = Store.write, count(1), get_ident(), list[str]()

    @contextmanager
    def write(store: Store) -> Iterator[Connection]:
        if store is world.store and get_ident() == here and next(steps) == step:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(happens).result()
            known.extend(entries(world))
        with begin(store) as tx:
            yield tx

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "write", write)
        yield known


def entries(world: World) -> dict[str, str]:
    """Give how each entry of Arvid's ended."""
    with world.store.read() as tx:
        his = select(log_entry.c.id, log_entry.c.outcome).where(log_entry.c.actor == world["arvid"].officer)
        return {row.id: row.outcome for row in tx.execute(his)}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(("act", "step"), STEPS)
def test_nothing_is_permitted_after_it(world: World, act: Act, step: int, end: End) -> None:
    assert Outcome.PERMITTED not in after(world, *begun(world), act, step, end)


@pytest.mark.parametrize(("act", "step"), STEPS)
def test_by_facts_of_before_it_would_be(world: World, monkeypatch: pytest.MonkeyPatch, act: Act, step: int) -> None:
    """Guard off."""
    paper, item = begun(world)
    remember_facts(monkeypatch)
    assert Outcome.PERMITTED in after(world, paper, item, act, step, takes_back)


def begun(world: World) -> tuple[Paper, str]:
    """Give a consent in force, and what Arvid has written by it."""
    paper, arvid = in_force(world), world.api("arvid")
    plan = made(arvid.post(f"/cases/{world.dana.case}/plans", {}))
    return paper, made(arvid.post(f"/plans/{plan}/activities", PLACEMENT))


def after(world: World, paper: Paper, item: str, act: Act, step: int, end: End) -> set[str]:
    """Give how each part of Arvid's act ended that is logged after the end of his right."""
    assert opens(world, item).status == 200
    with before(world, step, lambda: end(world, paper)) as known:
        assert act(world, item).status < 500
    assert known, "it has no such step"
    return {outcome for entry, outcome in entries(world).items() if entry not in known}
