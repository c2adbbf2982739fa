"""Has a stranger's file read in a process of its own, which is bounded and knows nothing of the hub's.

A file of a few hundred bytes can keep a library busy for hours, or ask it for more memory than the machine has, and
what breaks out of it would stand where the keys are. There it has neither the hub's memory nor its settings.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from signal import SIGKILL
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import Final

from hub.store import bounding
from hub.store.errors import TooManyFiles, Unavailable
from hub.store.processors import anywhere

CUT_OFF: Final = -SIGKILL
"""How a reading ends that took too long, or told too much."""
AT_THE_DOOR: Final = 3
"""How many have a file of one sort read or wait for it; each holds a thread that answers nobody else meanwhile."""
_PART: Final = 1 << 16
_BOUNDING: Final = str(Path(bounding.__file__))


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Reads one sort of file by a script, one at a time: else one file would keep the hub from everybody.

    `seconds` are of a processor, `memory` and `most_told` bytes. `patience` is in seconds: until it is ended where the
    machine is busy, and that the next one waits for it. Few wait: who sent slow files without end would else have all
    of the hub's threads wait for them, and nobody could read, sign or take back.
    """

    script: str
    seconds: int
    memory: int
    patience: float
    most_told: int
    _one_at_a_time: Lock = field(default_factory=Lock)
    _door: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_THE_DOOR))
    _asking: set[str | None] = field(default_factory=set)
    _asking_held: Lock = field(default_factory=Lock)

    def read(self, content: bytes, *words: str, whose: str | None = None) -> tuple[int, bytes]:
        """Give how the script ended and what it told, to be believed no more than the file.

        `whose` is who sent it, of whom one file is read at a time; None: a command, which has nobody beside it.
        Raises TooManyFiles, and Unavailable where the machine has nothing left to begin it with.
        """
        with self._one_of(whose):
            if not self._door.acquire(blocking=False):
                raise TooManyFiles(int(self.patience))
            try:
                return self._in_turn(content, words)
            finally:
                self._door.release()

    @contextmanager
    def _one_of(self, whose: str | None) -> Iterator[None]:
        """Take nobody's next file before her last one is read: as many as may wait, all hers, would keep out others."""
        with self._asking_held:
            if whose in self._asking:
                raise TooManyFiles(int(self.patience))
            self._asking.update({whose} - {None})
        try:
            yield
        finally:
            with self._asking_held:
                self._asking.discard(whose)

    def _in_turn(self, content: bytes, words: tuple[str, ...]) -> tuple[int, bytes]:
        if not self._one_at_a_time.acquire(timeout=self.patience):
            raise TooManyFiles(int(self.patience))
        try:
            with anywhere():
                return self._run(content, words)
        except OSError as error:  # no descriptor, no memory or no process is left: it is no fault of the file
            raise Unavailable("reader") from error
        finally:
            self._one_at_a_time.release()

    def _run(self, content: bytes, words: tuple[str, ...]) -> tuple[int, bytes]:
        bounds = (self.script, str(self.seconds), str(self.memory))
        ask = [sys.executable, "-I", "-B", _BOUNDING, *bounds, *words]
        until, said = monotonic() + self.patience, b""
        with Popen(ask, bufsize=0, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/") as process:  # noqa: S603 - all our own
            try:
                said = b"".join(_told(process, content, self.most_told, until))
                if len(said) <= self.most_told:
                    process.wait(max(until - monotonic(), 0))
            except TimeoutExpired:
                pass
            finally:
                process.kill()
            return process.wait(), said


def _told(process: Popen[bytes], content: bytes, most: int, until: float) -> Iterator[bytes]:
    """Give in what it asks for, and what it tells, at most one part beyond `most`; `until` is of the monotonic clock.

    Whoever waited for the end of either would wait for all that it has started, which it may leave behind.
    """
    rest = memoryview(content)
    with DefaultSelector() as ready:
        for end, event in ((process.stdin, EVENT_WRITE), (process.stdout, EVENT_READ)):
            if end is not None:
                os.set_blocking(end.fileno(), False)
                ready.register(end, event, end)
        while ready.get_map() and most >= 0 and (left := until - monotonic()) > 0:
            for key, event in ready.select(left):
                if event & EVENT_READ:
                    said = os.read(key.fd, _PART)
                    yield said
                    most -= len(said)
                    over = not said
                else:
                    took = _written(key.fd, rest[:_PART])
                    rest, over = rest[took:], not took
                if over:
                    ready.unregister(key.fileobj)
                    key.data.close()


def _written(end: int, part: memoryview) -> int:
    """Give how much it took; nothing once there is nothing more, or it takes no more."""
    try:
        return os.write(end, part) if part else 0
    except BrokenPipeError:  # it has ended: its status tells how
        return 0
