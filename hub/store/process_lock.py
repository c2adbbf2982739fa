"""One writing process an installation: SQLite's price, kept by a lock file that ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.store.errors import HeldByAnother


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the installation's writing lock; HeldByAnother when another process has it."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / "writing.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldByAnother(
                "another process of this installation is writing; stop it first (hub serve or make run)"
            ) from error
        yield
    finally:
        os.close(descriptor)
