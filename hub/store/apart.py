"""Has a stranger's file read in a process of its own, which is bounded and knows nothing of the hub's.

A file of a few hundred bytes can keep a library busy for hours, or ask it for more memory than the machine has, and
what breaks out of it would stand where the keys are. There it has neither the hub's memory nor its settings.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, Timer
from typing import IO, Final

from hub.store import bounding
from hub.store.errors import TooMany
from hub.store.processors import anywhere

CUT_OFF: Final = -SIGKILL
"""How a reading ends that took too long, or told too much."""
_BOUNDING: Final = str(Path(bounding.__file__))


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Reads one sort of file by a script, one at a time: else one file would keep the hub from everybody.

    `seconds` are of a processor, `memory` and `most_told` bytes. `patience` is in seconds: until it is ended where the
    machine is busy, and that the next one waits for it.
    """

    script: str
    seconds: int
    memory: int
    patience: float
    most_told: int
    _one_at_a_time: Lock = field(default_factory=Lock)

    def read(self, content: bytes, *words: str) -> tuple[int, bytes]:
        """Give how the script ended and what it told, to be believed no more than the file. Raises TooMany."""
        if not self._one_at_a_time.acquire(timeout=self.patience):
            raise TooMany(int(self.patience))
        try:
            with anywhere():
                return self._run(content, words)
        finally:
            self._one_at_a_time.release()

    def _run(self, content: bytes, words: tuple[str, ...]) -> tuple[int, bytes]:
        bounds = (self.script, str(self.seconds), str(self.memory))
        ask = [sys.executable, "-I", "-B", _BOUNDING, *bounds, *words]
        with Popen(ask, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/") as process:  # noqa: S603 - all our own
            watch = Timer(self.patience, process.kill)
            watch.start()
            try:
                said = _asked(process, content, self.most_told)
                if len(said) > self.most_told:
                    process.kill()
                return process.wait(), said
            finally:
                watch.cancel()
                process.kill()


def _asked(process: Popen[bytes], content: bytes, most: int) -> bytes:
    given, told_on = _both(process)
    with suppress(BrokenPipeError):  # it has ended: its status tells how
        given.write(content)
        given.close()
    return told_on.read(most + 1)


def _both(process: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise BrokenPipeError
    return process.stdin, process.stdout
