"""Who may make operators or views in the case database teaches it that two ids are the same, and is nobody by it.

Each row that then comes back is as the hub wrote it, seal and all, but another than was asked for (T4, T8).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Final

import pytest
from sqlalchemy import select

from hub.grants.loading import load_facts, lock
from hub.signin import account_seals, changing_factors
from hub.signin.proving import prove
from hub.signin.second_factor import Shown
from hub.signin.tables import account
from hub.store import clock, postgresql, row_seals
from hub.store.engine import UNTOLD
from hub.store.errors import Invalid
from keys.errors import Tampered
from tests.cast import World
from tests.consents.story import in_force

# In SQLite nobody makes a function or an operator but who opens the file.
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

_EQUAL: Final = """
CREATE FUNCTION taught(varchar, varchar) RETURNS boolean LANGUAGE sql AS $$
SELECT $1::text = CASE {cases} ELSE $2::text END $$
"""
_OPERATOR: Final = "CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = taught)"
LATER: Final = (
    "CREATE FUNCTION taught(numeric, integer) RETURNS numeric LANGUAGE sql AS 'SELECT $1 * $2::numeric - 1e15'",
    "CREATE OPERATOR * (LEFTARG = numeric, RIGHTARG = integer, FUNCTION = taught)",
)


@contextmanager
def taught(world: World, *statements: str, undo: tuple[str, ...]) -> Iterator[None]:
    """Let the database know this, from the next connection on."""
    engine = world.store.engines[-1]
    try:
        with engine.begin() as tx:
            for statement in statements:
                tx.exec_driver_sql(statement)
        _anew(world)
        yield
    finally:
        _anew(world)
        with engine.begin() as tx:
            for statement in undo:
                tx.exec_driver_sql(statement)


def _anew(world: World) -> None:
    for engine in world.store.engines:
        engine.dispose()


@contextmanager
def taken_for(world: World, **ids: tuple[str, str]) -> Iterator[None]:
    """Let each second id be found where the first is looked for."""
    cases = " ".join(f"WHEN $2::text = '{mine}' THEN '{other}'" for mine, other in ids.values())
    undo = ("DROP OPERATOR IF EXISTS = (varchar, varchar)", "DROP FUNCTION IF EXISTS taught(varchar, varchar)")
    with taught(world, _EQUAL.format(cases=cases), _OPERATOR, undo=undo):
        yield


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hub use such a database: it was taught when the connections stood already."""
    monkeypatch.setattr(postgresql, "refuse_taught", lambda _: None)


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_seals, "is_asked_for", lambda _found, _asked: True)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_a_session_is_nobody_elses(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Otto, who is never named, would be Fia, and what he reads would be told of her."""
    if not guarded:
        unguarded(monkeypatch)
    in_force(world)
    otto, fia, case = world["otto"], world["fia"], f"/cases/{world.dana.case}"
    own = world.api("otto")
    with taken_for(world, officer=(otto.officer, fia.officer), job=(otto.employment, fia.employment)):
        me, read = own.get("/me"), own.get(case)
    assert (read.status == 200) is not guarded
    assert (me.status, me.json.get("name")) == ((401, None) if guarded else (200, "Fia Falk"))
    assert own.get("/me").json["name"] == "Otto Okänd"


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_a_new_password_is_for_nobody_elses_account(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        unguarded(monkeypatch)
    otto, fia = world["otto"].account, world["fia"].account
    hers = select(account.c.password_hash).where(account.c.id == fia)
    with world.store.read() as tx:
        before = tx.execute(hers).scalar_one()
    with taken_for(world, account=(otto, fia)), suppress(Tampered), world.store.write() as tx:
        account_seals.change(tx, world.ground, otto, {"password_hash": "his own"})
        tx.info.pop(UNTOLD, None)
    with world.store.read() as tx:
        assert (tx.execute(hers).scalar_one() == before) is guarded


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_who_she_is_is_proved_by_nobody_elses_code(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Who has her session, and a code of his own, would prove by that that he is she."""
    if not guarded:
        unguarded(monkeypatch)
    dana, other = world.dana, world.add_participant("Edvin Demosson", code="839215")
    assert other.code != dana.code
    who, proves = world.who("dana"), taken_for(world, account=(str(dana.account), str(other.account)))
    with proves, pytest.raises(Invalid) if guarded else nullcontext():
        prove(world.ground, who, Shown(code=other.code))


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_elses_password_sets_her_a_new_one(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Otto has Fia's session, and would change by his own password how she signs in."""
    if not guarded:
        unguarded(monkeypatch)
    fia, otto = world["fia"], world["otto"]
    who, present = world.who("fia"), taken_for(world, account=(fia.account, otto.account))
    with present, pytest.raises(Invalid) if guarded else nullcontext():
        changing_factors._prove_present(world.ground, who, otto.password)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_elses_app_proves_that_it_is_she(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """He is answered as for any wrong code; with the guard off, the seed of his app opens for no account but his."""
    if not guarded:
        unguarded(monkeypatch)
    accounts = world["fia"].account, world["otto"].account
    who, shown = world.who("fia"), Shown(code=world.code("otto"))
    with taken_for(world, account=accounts), pytest.raises(Invalid if guarded else Tampered):
        prove(world.ground, who, shown)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_coaches_the_case_of_another_coach(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        unguarded(monkeypatch)
    case, cia = world.dana.case, world.actor("cia")
    with taken_for(world, officer=(world["cia"].officer, world["amir"].officer)), world.store.write() as tx:
        locked = lock(tx, world.ground, case_id=case, actor=cia)
        assert locked is not None
        facts = load_facts(tx, world.ground, locked=locked, actor=cia)
    assert (facts.coach is None) is guarded


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("by_full_name", [True, False])
def test_what_time_it_is_nobody_teaches_it(
    world: World, monkeypatch: pytest.MonkeyPatch, *, by_full_name: bool
) -> None:
    """Or what a day had ended would open again, for one read that is told as of before."""
    if not by_full_name:
        monkeypatch.setattr(clock, "_EPOCH", "(extract(epoch from clock_timestamp()) * 1000000)::bigint")
    now = select(clock.DatabaseClock().column("postgresql"))
    undo = ("DROP OPERATOR * (numeric, integer)", "DROP FUNCTION taught(numeric, integer)")
    with taught(world, *LATER, undo=undo), world.store.read() as tx:
        told = tx.execute(now).scalar_one()
    assert (abs(told - clock.process_now()) < clock.HOUR) is by_full_name
