"""The thread that seals the access log while the hub serves."""

import logging
import threading
from typing import Final

from hub.access_log.sealer import FAR, NEAR, seal_pending
from hub.store.ground import Ground

_PAUSE: Final = 0.5
_ROUNDS_TO_FAR: Final = 120


class Sealer:
    """Started in each serving process after it forked."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-sealer", daemon=True)
        self._trouble = ""

    def start(self) -> None:
        """Seal everything that an earlier run left, then go on in the background. Raises what hinders the first."""
        seal_pending(self._ground, reach=None)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.wait(_PAUSE):
            rounds += 1
            self._round(NEAR if rounds % _ROUNDS_TO_FAR else FAR)
        self._round(FAR)

    def _round(self, reach: int) -> None:
        try:
            seal_pending(self._ground, reach=reach)
        except Exception as error:  # noqa: BLE001 - outlives every outage: the next round tries again
            # Entries wait safely meanwhile. Said once, not twice a second, and by class: a message may hold values.
            trouble = type(error).__name__
            if trouble != self._trouble:
                logging.getLogger(__name__).error("log_not_sealed", extra={"trouble": trouble})  # noqa: TRY400
            self._trouble = trouble
        else:
            self._trouble = ""
