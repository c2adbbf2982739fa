"""A thread that works beside the requests of a serving process, until the hub ends."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final

from hub.store.causes import cause_of
from hub.store.ground import Ground


class Background(ABC):
    """Started in each serving process after it forked; it outlives every outage."""

    NAME: str  # of the thread
    TROUBLE: str  # what the hub's own log says when a round fails
    WELL: Final = "well_again"  # and when the next goes well

    def __init__(self, ground: Ground) -> None:
        self._ground: Final = ground
        self._stopped: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run, name=self.NAME, daemon=True)
        self._told = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Work in rounds until `_stopped` is set."""

    def _attempt(self, work: Callable[[], object]) -> None:
        """Do one round's work. A failure is told once, not each round, and by its cause: a message may hold values.

        That it went well again is told too.
        """
        try:
            work()
        except Exception as error:  # noqa: BLE001 - outlives every outage: the next round tries again
            trouble = cause_of(error)
            if trouble != self._told:
                logging.getLogger(type(self).__module__).error(self.TROUBLE, extra={"trouble": trouble})  # noqa: TRY400
            self._told = trouble
        else:
            if self._told:
                logging.getLogger(type(self).__module__).warning(self.WELL, extra={"of": self.TROUBLE})
            self._told = ""
