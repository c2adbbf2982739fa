"""One writing process a database: SQLite's price, kept by a lock file that ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from hub.store.errors import HeldByAnother


@contextmanager
def hold(database: Path, *, before: Path | None = None) -> Iterator[None]:
    """Hold the writing lock beside a database's file; HeldByAnother when another process has it.

    By the file itself, not by a folder that a setting names: who forgets HUB_HOME would take a lock that nobody holds.
    `before` is where an older hub, which perhaps still serves, holds its own.
    """
    lock = Path(f"{database.resolve()}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with _held(lock), _held(before) if before is not None and before.exists() else nullcontext():
        yield


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldByAnother(
                "another process of this installation is writing; stop it first (systemctl stop hub, or end `make run`)"
            ) from error
        yield
    finally:
        os.close(descriptor)
