"""The thread that keeps the look back into the log quick, and walks the log when a reviewer has asked for it."""

import logging
import threading
from typing import Final

from hub.access_log.reader import catch_up
from hub.cli.sealed_records import sealed_records
from hub.oversight.checking import run_asked
from hub.oversight.reviewing import tally_all
from hub.store.ground import Ground

_PAUSE: Final = 1.0  # seconds
_ROUNDS_TO_CATCH_UP: Final = 10  # whoever looks brings in the rest herself


class LookBack:
    """Started in each serving process after it forked; the processes share the work through the database."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="look-back", daemon=True)
        self._trouble = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.wait(_PAUSE):
            self._round(catching_up=rounds % _ROUNDS_TO_CATCH_UP == 0)
            rounds += 1

    def _round(self, *, catching_up: bool) -> None:
        try:
            if catching_up:
                catch_up(self._ground)
                tally_all(self._ground)
            run_asked(self._ground, records=sealed_records, stopped=self._stopped.is_set)
        except Exception as error:  # noqa: BLE001 - outlives every outage: the next round tries again
            trouble = type(error).__name__
            if trouble != self._trouble:
                logging.getLogger(__name__).error("look_back_waits", extra={"trouble": trouble})  # noqa: TRY400
            self._trouble = trouble
        else:
            self._trouble = ""
