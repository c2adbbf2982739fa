"""Minutes of honest work by many at once, killed now and then: whatever order it came in, the log is whole at the end.

A check of the log that finds what nobody did would soon be believed no more. LOAD_SECONDS makes it longer.
"""

import os
import random
import signal
import time
from pathlib import Path
from typing import Final

import pytest

from hub.access_log.sealer import seal_pending
from prove.honest import Honest
from tests.attacks.killing import Server
from tests.cast import World

_SECONDS: Final = float(os.environ.get("LOAD_SECONDS", "180"))
_BETWEEN: Final = 15.0
_PATIENCE: Final = 600.0  # beyond that, until each kind of act was done
# Else nothing would be proven by what follows.
_EACH: Final = (
    "DELETE /me/absence",
    "DELETE /officers/…",
    "GET /cases",
    "GET /cases/…",
    "GET /log/entries",
    "GET /me/reads",
    "POST /cases/…/consents",
    "POST /consents/…/acceptances",
    "POST /consents/…/comparison",
    "POST /consents/…/signature",
    "POST /consents/…/withdrawals",
    "POST /consents/…/witness",
    "POST /handovers",
    "POST /items/…/reports",
    "POST /me/recovery-codes",
    "POST /officers/…/confirmation",
    "POST /plans/…/activities",
    "POST /sessions",
    "PUT /me/absence",
    "PUT /me/goal",
    "PUT /me/password",
)


@pytest.mark.own_databases
@pytest.mark.timeout(1800)
def test_honest_work_leaves_a_log_that_is_whole(world: World, tmp_path: Path) -> None:
    server = Server(world, tmp_path)
    honest = Honest(world, server)
    seal_pending(world.ground, reach=None)
    server.start()
    honest.begin()
    end, trouble = time.monotonic() + _SECONDS, random.Random(1)
    while time.monotonic() < end or set(_EACH) - set(honest.done):
        assert time.monotonic() < end + _PATIENCE, sorted(set(_EACH) - set(honest.done))
        time.sleep(_BETWEEN)
        _disturb(server, trouble)
    honest.end()
    server.kill()
    server.start()  # seals what the last kill left
    server.kill()
    world.store.close()
    world.ground.key_store.close()
    assert "whole" in server.run("log", "verify")
    assert dict(honest.faults) == {}, [line for line in server.output.read_text().splitlines() if "_failed" in line]
    print(f"{world.databases.kind}: {honest.done.total()} acts of {len(honest.done)} kinds, killed now and then")


def _disturb(server: Server, trouble: random.Random) -> None:
    """Kill all of it, or one of its workers, which is begun anew."""
    workers = server.workers()
    if trouble.random() < 0.5 and workers:
        os.kill(trouble.choice(workers), signal.SIGKILL)
        return
    server.kill()
    server.start()
