"""After a backup was put back, nothing serves that had been used or ended since; everybody gets in by what is her own.

The same is shown to serve where nobody said that a backup was put back.
"""

import json
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import bindparam, select

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.organisations.tables import unit
from hub.signin import restoring
from hub.signin.linking import LinkPurpose, make_link
from hub.signin.restoring import REASON, Ended, end_ways_in
from hub.signin.tables import invitation, link, recovery_code, session
from hub.store.actor import Actor, ActorKind
from tests.attacks.test_rows_of_before import put_back, rows
from tests.cast import MINUTE, SECOND, Api, World
from tests.checking import faults
from tests.consents.story import in_force
from tests.signin.calling_in import call_in
from tests.signin.test_changing_factors import codes_for, with_recovery

OPERATOR: Final = Actor(ActorKind.OPERATOR, "operator:hub")
Opens = Callable[[], bool]


def given_back(world: World) -> dict[str, Opens]:
    """Let a session be ended and a link, an invitation and a recovery code be used; then put their rows back."""
    in_force(world)
    fia, codes = world.api("fia"), codes_for(world, "otto")
    who, dana = world.who("amir"), world.dana
    with world.store.write() as tx:
        reset = LinkPurpose.CODE_RESET
        made = make_link(tx, world.ground, who, participant=dana.id, case=dana.case, purpose=reset, at=world.now)
    called = call_in(world).url.removeprefix("http://127.0.0.1:8000")
    backup = [(table, rows(world, table)) for table in (session, link, invitation, recovery_code)]
    assert fia.delete("/sessions/current").status == 204
    assert world.api().post("/sessions", {"link": made.secret, "code": "271828"}).status == 201
    assert with_recovery(world, codes[0], "otto").status == 201
    ended = invitation.update().values(expires_at=world.now)
    with world.store.write() as tx:
        tx.execute(ended)
    assert fia.get(f"/cases/{dana.case}").status == 401
    for table, then in backup:
        put_back(world, table, then)
    return {
        "session": lambda: fia.get(f"/cases/{dana.case}").status == 200,
        "invitation": lambda: world.page().get(called).status == 200,
        "link": lambda: world.api().post("/sessions", {"link": made.secret, "code": "314159"}).status == 201,
        "recovery code": lambda: with_recovery(world, codes[0], "otto").status == 201,
    }


@pytest.mark.parametrize("said", [True, False])
def test_what_had_served_before_the_backup_was_put_back_serves_no_more(world: World, *, said: bool) -> None:
    opens = given_back(world)
    if said:
        ended = end_ways_in(world.ground, by=OPERATOR)
        assert (ended.links, ended.invitations, ended.recovery_codes) == (1, 1, 10)
        assert ended.sessions > 1
    assert [way for way, one in opens.items() if one()] == ([] if said else list(opens))
    # Here the log is the newest all the same, and tells that link and code have served; a log of before does not.
    assert faults(world) == ([] if said else [Fault.RIGHT_ENDED] * 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_clock_that_steps_back_brings_one_to_life(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """As for who had looked at the clock just before; ended by the instant of the restoring, it would serve."""
    if not guarded:
        ways = tuple(one.values(expires_at=bindparam("now")) for one in restoring._ENDING[:2])
        monkeypatch.setattr(restoring, "_ENDING", (*ways, *restoring._ENDING[2:]))
    opens = given_back(world)
    world.clock.move(MINUTE)
    end_ways_in(world.ground, by=OPERATOR)
    world.clock.move(-SECOND)
    assert [way for way in ("invitation", "link") if opens[way]()] == ([] if guarded else ["invitation", "link"])


def test_everybody_gets_in_by_what_she_knows_and_has(world: World) -> None:
    in_force(world)
    case = world.dana.case
    mine = world.api("dana")
    end_ways_in(world.ground, by=OPERATOR)
    assert mine.get("/me/case").status == 401
    herself = {"username": world.dana.username, "code": world.dana.code}
    officer = {"username": world["fia"].username, "password": world["fia"].password, "code": world.code("fia")}
    for body, path in ((herself, "/me/case"), (officer, f"/cases/{case}")):
        began = world.api().post("/sessions", body)
        assert began.status == 201
        assert world.api().get(path).status == 401
        assert Api(world.app, began.json["token"]).get(path).status == 200
    assert faults(world) == []


def test_every_reviewer_finds_it_in_plain_words(world: World) -> None:
    end_ways_in(world.ground, by=OPERATOR)
    assert faults(world) == [], "sealed"
    for reviewer in ("dagny", "dora"):
        found = [one for one in world.api(reviewer).get("/log/entries").json["items"] if one["reason"] == REASON]
        assert [one["action"] for one in found] == ["sign_out"], reviewer
    assert "säkerhetskopia" in world.page("dagny").get("/logg?period=month").text, "who looks at more than staff"


def test_said_again_it_ends_what_came_meanwhile_alone(world: World) -> None:
    given_back(world)
    end_ways_in(world.ground, by=OPERATOR)
    assert end_ways_in(world.ground, by=OPERATOR) == Ended(links=0, invitations=0, sessions=0, recovery_codes=0)
    world.api("fia")
    assert end_ways_in(world.ground, by=OPERATOR) == Ended(links=0, invitations=0, sessions=1, recovery_codes=0)
    assert faults(world) == []


def test_more_units_than_one_entry_can_name_are_all_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "_UNITS_AT_ONCE", 2)
    end_ways_in(world.ground, by=OPERATOR)
    with world.store.read() as tx:
        every = tx.execute(select(unit.c.id).order_by(unit.c.id)).scalars().all()
        entries = [parse(body) for body in tx.execute(select(log_entry.c.body)).scalars()]
        told = [json.loads(body)["units"] for body in tx.execute(select(log_entry.c.body)).scalars()]
    assert len(entries) == len(told) == (len(every) + 1) // 2
    assert sorted(one for some in told for one in some) == every
