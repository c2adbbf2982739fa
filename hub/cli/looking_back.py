"""The thread that keeps the look back into the log quick, and walks the log when a reviewer has asked for it."""

from functools import partial
from typing import Final

from hub.access_log.reader import catch_up
from hub.cli.background import Background
from hub.cli.sealed_records import sealed_records
from hub.cli.tagged_rows import tagged_rows
from hub.oversight.checking import run_asked
from hub.oversight.reviewing import tally_all

_PAUSE: Final = 1.0  # seconds
_ROUNDS_TO_CATCH_UP: Final = 10  # whoever looks brings in the rest herself


class LookBack(Background):
    """The processes share the work through the database."""

    NAME = "look-back"
    TROUBLE = "look_back_waits"

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.wait(_PAUSE):
            self._attempt(self._catch_up if rounds % _ROUNDS_TO_CATCH_UP == 0 else self._walk)
            rounds += 1

    def _catch_up(self) -> None:
        catch_up(self._ground)
        tally_all(self._ground)
        self._walk()

    def _walk(self) -> None:
        tags = partial(tagged_rows, self._ground)
        run_asked(self._ground, records=sealed_records, tags=tags, stopped=self._stopped.is_set)
