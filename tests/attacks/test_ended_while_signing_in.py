"""Whom her access manager ends while she signs in is not let in, and no entry says so after her end (T5, T14).

Nor are her ways in changed after it.

The new session's row waits for her employment, which is ended by then; what she may was asked before.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from hub.access_log.tables import log_entry
from hub.officers.tables import employment
from hub.signin import changing_factors, enrolling, recovering, signing_in
from hub.signin.calling import Purpose, call
from hub.staffing import ending
from hub.store.errors import StoreUnavailable
from policies.vocabulary import Action, Function
from tests.cast import SECOND, Answer, World
from tests.meeting import in_time
from tests.signin.calling_in import PASSWORD, code_of

# On SQLite who writes is alone.
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


def is_ended_meanwhile(world: World, lets_in: Callable[[], Answer]) -> Answer:
    """Give what Amir is answered who comes when Bea has begun to end him."""
    bea, amir = world.who("bea"), world["amir"]
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as tx:
            tx.execute(ending._JOB, {"officer": amir.officer, "unit": amir.unit, "now": world.now}).one()
            came = pool.submit(lets_in)
            with pytest.raises(Late):
                came.result(timeout=0.5)
            ending.end(tx, world.ground, bea, amir.officer)
        return came.result(timeout=20)


def told_of_signing_in(world: World) -> int:
    his = (log_entry.c.actor == world["amir"].officer, log_entry.c.action == Action.SIGN_IN.value)
    with world.store.read() as tx:
        return len(tx.execute(select(log_entry.c.id).where(*his)).all())


@pytest.mark.parametrize("guarded", [True, False])
def test_by_his_password(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    sent = world.credentials("amir")
    if not guarded:
        monkeypatch.setattr(signing_in, "hold_jobs", lambda *_: None)
    answer = is_ended_meanwhile(world, lambda: world.api().post("/sessions", sent))
    assert answer.status == (401 if guarded else 201)
    assert told_of_signing_in(world) == (0 if guarded else 1)


@pytest.mark.parametrize("guarded", [True, False])
def test_by_a_link_that_gives_him_new_ways_in(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Unguarded each waits for what the other holds, sessions and employment: one of the two is no more done."""
    link, api = a_link(world), world.api("amir")  # with a session that the link ends
    prepared = world.api().post("/enrolments/preparation", {"invitation": link}).json
    sent = {"invitation": link, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    if not guarded:
        monkeypatch.setattr(enrolling, "_HOLD_JOBS", select(employment.c.id).limit(0))
        assert is_an_outage(lambda: is_ended_meanwhile(world, lambda: world.api().post("/enrolments", sent)))
        return
    answer = is_ended_meanwhile(world, lambda: world.api().post("/enrolments", sent))
    assert (answer.status, answer.json["token"]) == (201, None)
    assert api.get("/me").status == 401
    assert told_of_signing_in(world) == 0


def is_an_outage(act: Callable[[], Answer]) -> bool:
    """Tell whether one of the two was ended by the database, his or Bea's."""
    try:
        return act().status == 503
    except StoreUnavailable:
        return True


def a_link(world: World) -> str:
    """Let somebody who is no officer, as the operator, make a link that serves who has lost all ways in."""
    amir = world["amir"]
    whose: dict[str, Any] = {"officer_id": amir.officer, "unit_id": amir.unit, "function": Function.AME_COACH}
    with world.store.write() as tx:
        return call(tx, world.ground, **whose, purpose=Purpose.ANEW, invited_by=None, at=world.now).secret


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_are_his_ways_in_changed_after_it(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """His session stood when he asked, and Bea ends him before what he changed stands."""
    bea, amir, make, ended = world.api("bea"), world.api("amir"), recovering.make_codes, Event()

    def end() -> int:
        answer = bea.delete(f"/officers/{world['amir'].officer}")
        ended.set()
        return answer.status

    def made_meanwhile(*what: Any, **how: Any) -> tuple[str, ...]:
        ends.append(pool.submit(end))
        in_time(world, ended)
        world.clock.move(SECOND)
        return make(*what, **how)

    monkeypatch.setattr(recovering, "make_codes", made_meanwhile)
    if not guarded:
        monkeypatch.setattr(changing_factors, "hold_employment", lambda *_: world.now)
    ends: list[Future[int]] = []
    with ThreadPoolExecutor(1) as pool:
        assert (amir.post("/me/recovery-codes").status, ends[0].result()) == (201, 200)
    with world.store.read() as tx:
        of_his = (log_entry.c.actor == world["amir"].officer, log_entry.c.action == Action.FACTOR.value)
        changed = tx.execute(select(log_entry.c.at).where(*of_his)).scalar_one()
        left = tx.execute(select(employment.c.ends).where(employment.c.id == world["amir"].employment)).scalar_one()
    assert (changed > left) is not guarded
