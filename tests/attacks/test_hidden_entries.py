"""No entry that the hub was told had been written may be gone before it is sealed (T6): else nothing is read any more.

Who owns the database can let it take an entry and keep none. Each attack is shown to work with its guard off.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_checkpoint
from hub.cli import sealing
from hub.cli.sealing import Sealer
from tests.access_log.acts import tamper
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force


def never_taken(world: World) -> None:
    """Let the database say that it has taken what Fia does, and take none of it."""
    fia = world["fia"].officer
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            when = f"WHEN NEW.actor = '{fia}' BEGIN SELECT RAISE(IGNORE); END"
            tx.execute(text(f"CREATE TRIGGER hides BEFORE INSERT ON log_entry {when}"))
            return
        body = f"BEGIN IF NEW.actor = '{fia}' THEN RETURN NULL; END IF; RETURN NEW; END"
        tx.execute(text(f"CREATE FUNCTION hides() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        tx.execute(text("CREATE TRIGGER hides BEFORE INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION hides()"))


def taken_away(world: World) -> None:
    """Be there in the half second before it is sealed."""
    tamper(world.ground, "DELETE FROM log_entry WHERE actor = :fia AND action = 'read'", fia=world["fia"].officer)


def taken_away_unsealed(world: World) -> None:
    """And let nothing be sealed, by a checkpoint that contradicts itself."""
    tamper(world.ground, "UPDATE log_checkpoint SET root = :root", root=bytes(32))
    taken_away(world)


def unsealed(world: World) -> None:
    """Once it is sealed, take it away with what is made of its seal: the rest is sealed anew (test_resealed)."""
    seal_pending(world.ground)
    seal_pending(world.ground)  # which notes what stands
    with world.store.read() as tx:
        kept = tx.execute(select(func.min(log_checkpoint.c.size))).scalar_one()
    taken_away(world)
    tamper(world.ground, "DELETE FROM log_checkpoint WHERE size > :kept", kept=kept)
    for table in ("log_leaf", "log_concern"):
        tamper(world.ground, f"DELETE FROM {table} WHERE number >= :kept", kept=kept)


def nothing(_: World) -> None:
    pass


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(
    ("before", "after"),
    [(never_taken, nothing), (nothing, taken_away), (nothing, taken_away_unsealed), (nothing, unsealed)],
)
def test_what_somebody_hides_ends_all_reading(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    before: Callable[[World], None],
    after: Callable[[World], None],
    *,
    guarded: bool,
) -> None:
    in_force(world)
    running = Sealer(world.ground)
    running.round()
    before(world)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    after(world)
    if not guarded:
        monkeypatch.setattr(sealing, "all_stand", lambda *_: True)
    running.round()
    read = world.api("arvid").get(f"/cases/{world.dana.case}")
    assert read.status == (503 if guarded else 200)
    assert ("log_entry_gone" in [one.message for one in caplog.records]) is guarded
    if after not in {taken_away_unsealed, unsealed}:
        assert faults(world) == [], "nothing else tells: it never was"
