"""A lock that is passed on in the order in which threads asked for it, so that none starves."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Final

from hub.store.errors import StoreUnavailable


class FairLock:
    """Not re-entrant: a thread that asks again while it holds the lock is told, instead of waiting for itself."""

    def __init__(self, patience: float = 30.0) -> None:
        self._patience: Final = patience
        self._mutex: Final = Lock()
        self._waiting: Final[deque[Lock]] = deque()
        self._holder: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        self._acquire()
        try:
            yield
        finally:
            self._release()

    def _acquire(self) -> None:
        me = get_ident()
        with self._mutex:
            if self._holder == me:
                raise RuntimeError("a write transaction was opened inside a write transaction of the same store")
            if self._holder is None and not self._waiting:
                self._holder = me
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if not turn.acquire(timeout=self._patience):
            self._give_up(turn)
        self._holder = me

    def _give_up(self, turn: Lock) -> None:
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise StoreUnavailable("no turn to write within the waiting time")
        # The lock was handed over between the timeout and now: it is ours.

    def _release(self) -> None:
        with self._mutex:
            # Between hand-over and the new holder's note of itself, nobody else may take the lock.
            self._holder = 0 if self._waiting else None
            if self._waiting:
                self._waiting.popleft().release()
