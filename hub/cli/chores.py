"""What is done once a night while the hub serves: the collision checks asked for, the drafts nobody signed."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from hub.collisions.checking import run_checks
from hub.consents.dropping import drop_unsigned
from hub.store.days import local
from hub.store.ground import Ground

CHORES: Final[tuple[Callable[[Ground], int], ...]] = (drop_unsigned, run_checks)
NIGHT: Final = 4  # o'clock in Sweden; when the hub stood still then, the chores follow when it starts
_PAUSE: Final = 300.0  # seconds


class Chores:
    """A thread in each serving process: a chore that another process does at the same time finds nothing to do."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nightly-chores", daemon=True)
        self._done: str | None = None  # the day on which all chores were done

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def round(self) -> None:
        """Do the chores if it is past the hour and this day's are not done; what fails is tried again next round."""
        try:
            with self._ground.store.read() as tx:
                now = local(self._ground.clock.now(tx))
            day = now.date().isoformat()
            if now.hour < NIGHT or day == self._done:
                return
            for chore in CHORES:
                chore(self._ground)
            self._done = day
        except Exception as error:  # noqa: BLE001 - outlives every outage: the next round tries again
            # By class: a message may hold values.
            logging.getLogger(__name__).error("chores_not_done", extra={"trouble": type(error).__name__})  # noqa: TRY400

    def _run(self) -> None:
        self.round()
        while not self._stopped.wait(_PAUSE):
            self.round()
