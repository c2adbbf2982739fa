"""An act that was sent before she took all back, and is done after it, writes nothing: it waits for her (R12).

On SQLite who writes is alone. Each act is shown to be done beside her with the lock off.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from hub.cases.tables import report, report_answer
from hub.collisions.tables import collision_state
from hub.consents.withdrawing import take_back
from hub.grants import loading
from hub.grants.tables import assignment, consent_row, paper
from hub.grants.withdrawing import Scope
from hub.plans.tables import item, plan
from tests.cases.reference import CARE, write_plans
from tests.cases.test_importing import file, send
from tests.cast import Answer, World
from tests.consents.story import Paper, answered, signed, witnessed

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

GIVES: Final = (
    ("AME", "C04"),
    ("AF Rehabteam", "C03"),
    ("AF Rehabteam", "C04"),
    ("Ekonomiskt bistånd", "C03"),
    ("Ekonomiskt bistånd", "C04"),
    ("Vuxenpsykiatrin", "C06"),
    ("Vuxenpsykiatrin", "C07"),
    ("FK Nordost", "C09"),
    ("participant", "C04"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A consent in force, in which FK has not answered yet; plans, and a report that waits for the town's answer."""

    consent: Paper
    ids: Mapping[str, str]
    report: str


def set_up(world: World) -> Stage:
    consent = signed(world, named=("fia", "arvid", "rut", "sofia", "amir"), rows=GIVES)
    witnessed(world, consent)
    answered(world, consent, "arvid", "rut", "sofia")
    ids = write_plans(world, world.dana.case)
    told = world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Det stämmer inte."})
    assert told.status == 201, told.text
    return Stage(consent, ids, told.json["id"])


def accepts(world: World, stage: Stage) -> Answer:
    rows = {one["id"]: True for one in stage.consent.view["rows"] if one["source"] == world["fia"].unit}
    return world.api("fia").post(f"/consents/{stage.consent.id}/acceptances", {"take_on": True, "rows": rows})


def answers(world: World, stage: Stage) -> Answer:
    return world.api("sofia").patch(f"/reports/{stage.report}", {"outcome": "corrected"})


def changes(world: World, stage: Stage) -> Answer:
    return world.api("sofia").patch(f"/activities/{stage.ids['studies']}", {"version": 1, "title": "Engelska"})


def imports(world: World, _: Stage) -> Answer:
    return send(world, "sofia", file(f"{world.dana.number};komvux;Svenska;2;;;;;"))


def reports(world: World, stage: Stage) -> Answer:
    return world.api("dana").post(f"/items/{stage.ids['placement']}/reports", {"text": "Jag slutar tidigare."})


def writes(world: World, stage: Stage) -> Answer:
    return world.api("rut").post(f"/plans/{stage.ids['rut']}/limits", CARE)


ACTS: Final[tuple[Callable[[World, Stage], Answer], ...]] = (accepts, answers, changes, imports, reports, writes)


def stands(world: World) -> list[Any]:
    """Count and sum up what the acts would have written."""
    asked = [select(func.count()).select_from(table) for table in (item, plan, report, report_answer, paper)]
    asked += [select(func.count()).select_from(table) for table in (assignment, collision_state)]
    asked += [select(func.sum(item.c.version)), select(func.count(consent_row.c.accepted_at))]
    with world.store.read() as tx:
        return [tx.execute(one).scalar_one() for one in asked]


# To accept changes what was signed, which the consent's head holds too: the lock off, it is refused all the same.
@pytest.mark.parametrize(("act", "guarded"), [*((act, True) for act in ACTS), *((act, False) for act in ACTS[1:])])
def test_it_writes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World, Stage], Answer], *, guarded: bool
) -> None:
    stage = set_up(world)
    before, dana = stands(world), world.actor("dana")
    if not guarded:
        monkeypatch.setattr(loading, "_locking", loading._locking.__wrapped__)  # what it gave before is kept
        for name in ("lock_share", "lock_update"):
            monkeypatch.setattr(loading, name, lambda statement, *_, **__: statement)
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as tx:
            take_back(tx, world.ground, dana, consent_id=stage.consent.id, scope=Scope.WHOLE, target=None)
            sent = pool.submit(act, world, stage)
            with pytest.raises(Late) if guarded else suppress(Late):
                sent.result(timeout=0.5)
        assert sent.result(timeout=20).status in ({404, 409, 422} if guarded else {200, 201})
    assert (stands(world) == before) is guarded
