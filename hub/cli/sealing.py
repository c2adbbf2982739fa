"""The thread that seals the access log while the hub serves."""

from typing import Final

from hub.access_log.sealer import FAR, NEAR, seal_pending
from hub.cli.background import Background

_PAUSE: Final = 0.5  # seconds
_ROUNDS_TO_FAR: Final = 120


class Sealer(Background):
    """What it cannot seal waits safely: the entries stand already."""

    NAME = "log-sealer"
    TROUBLE = "log_not_sealed"

    def start(self) -> None:
        """Seal everything that an earlier run left, then go on in the background. Raises what hinders the first."""
        seal_pending(self._ground, reach=None)
        super().start()

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.wait(_PAUSE):
            rounds += 1
            self._seal(NEAR if rounds % _ROUNDS_TO_FAR else FAR)
        self._seal(FAR)

    def _seal(self, reach: int) -> None:
        self._attempt(lambda: seal_pending(self._ground, reach=reach))
