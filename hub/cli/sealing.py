"""The thread that seals the access log while the hub serves, and asks whether what was written stands."""

import logging
from pathlib import Path
from typing import Final

from hub.access_log.reader.standing import Standing
from hub.access_log.sealer import FAR, NEAR, seal_pending
from hub.cli.background import Background
from hub.cli.remembering import remember
from hub.store.causes import cause_of
from hub.store.errors import LogBroken
from hub.store.ground import Ground

GONE: Final = "log-entry-gone"  # in HUB_HOME, while whatever needs an entry is refused
_PAUSE: Final = 0.5  # seconds
_ROUNDS_TO_FAR: Final = 120


class Sealer(Background):
    """What it cannot seal waits safely: the entries stand already.

    Not for ever: what waits could be taken away unseen once this process ends. Where that is hindered for a minute,
    also by what lets this thread wait, whatever needs an entry is refused until it goes on (Store.unwatched). So it is
    where one entry alone is kept back, by what looks like its seal, once it was sought in the whole log; and at once
    where somebody has taught the database what to find (hub.store.postgresql).

    Where one of this process's own does not stand, it writes no other: whatever needs an entry is refused until the hub
    is started anew, since the database does not keep what it takes. In `home` lies the file by which the processes
    beside it know, and who comes in its place: who writes to the database does not write there. So does what is
    remembered of the log until it is started anew (hub.cli.remembering).
    """

    NAME = "log-sealer"
    TROUBLE = "log_not_sealed"
    GONE = "log_entry_gone"
    UNNOTED = "log_sealed_not_noted"

    def __init__(self, ground: Ground, home: Path | None = None) -> None:
        super().__init__(ground)
        self._home: Final = home
        self._standing: Final = Standing(ground)
        self._unnoted = False
        # By id: what this process had written and not seen sealed, as of the last minute; what of it waited already
        # a minute before; and what of that was looked for in the whole log.
        self._left: set[str] = set()
        self._stuck: set[str] = set()
        self._sought: set[str] = set()

    def start(self) -> None:
        """Seal everything that an earlier run left, then go on in the background. Raises what hinders the first."""
        seal_pending(self._ground, reach=None)
        self._standing.begin()
        self._ground.store.watched()
        self._share()
        super().start()

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.wait(_PAUSE):
            rounds += 1
            self.round(NEAR if rounds % _ROUNDS_TO_FAR else FAR)
        self.round(FAR)

    def round(self, reach: int = NEAR) -> None:
        self._attempt(lambda: self._seal(reach))

    def _seal(self, reach: int) -> None:
        if reach == FAR:
            self._look_back()
        try:
            self._ground.store.refuse_taught()
            # Through the whole log for what is stuck: a clock that went far ahead while it was being written lets no
            # seal look back to it. Again in the next round where that was hindered, or it would seem to be kept back.
            seal_pending(self._ground, reach=reach if self._stuck <= self._sought else None)
            self._sought = self._stuck
        finally:  # also where somebody hinders the seal, or what is found is not believed
            self._share()
            if not self._ground.store.lost and not self._standing.holds():
                self._ground.store.lost = True
                logging.getLogger(__name__).error(self.GONE)
                self._share()
        if self._home is not None and reach == FAR and not self._ground.store.lost:
            self._note(self._home)
        if self._standing.keeps_back(self._sought):
            raise LogBroken("an entry that looks sealed")
        self._ground.store.watched()

    def _look_back(self) -> None:
        written = set(self._ground.store.written.copy())
        self._stuck, self._left = self._left & written, written

    def _note(self, home: Path) -> None:
        """On a full disk what was noted before stands, and it is told once until it can be noted again."""
        try:
            remember(home, self._ground)
        except OSError as error:
            if not self._unnoted:
                logging.getLogger(__name__).error(self.UNNOTED, extra={"trouble": cause_of(error)})  # noqa: TRY400
            self._unnoted = True
        else:
            if self._unnoted:
                logging.getLogger(__name__).warning(self.WELL, extra={"of": self.UNNOTED})
            self._unnoted = False

    def _share(self) -> None:
        """Know what another process has found, and let it know: in each round, should the disk have been full."""
        if self._home is None:
            return
        gone = self._home / GONE
        self._ground.store.lost |= gone.exists()
        if self._ground.store.lost:
            gone.touch(mode=0o600)
