"""Hashes passwords and participants' codes by argon2id, at most four at once, and as long for who does not exist.

What is hashed is the secret's tag under the hub's key: a participant's code has six digits, and whoever has a copy of
the database alone would try them all within a day or two (NIST SP 800-63B-4, section 3.1.1.2).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.store import row_seals
from hub.store.errors import TooMany
from hub.store.ground import Ground
from hub.store.processors import anywhere

AT_ONCE: Final = 4  # each takes the memory below; without a bound, a crowd at the door would fill the machine
SALT_BYTES: Final = 16  # RFC 9106, section 3.1
_PATIENCE: Final = 20.0  # seconds

# RFC 9106, the second recommended choice: 64 MiB and three passes.
hasher: PasswordHasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_turns: Final = BoundedSemaphore(AT_ONCE)


def hash_secret(ground: Ground, secret: str, *, salt: bytes | None = None) -> str:
    """Raise TooMany when the queue is too long to wait in. The salt is drawn here, or was by the caller."""
    with _turn():
        return hasher.hash(_keyed(ground, secret), salt=salt or ground.random(SALT_BYTES))


def matches(ground: Ground, stored: str | None, secret: str) -> bool:
    """Compare; without a stored hash the answer is no, after the same work."""
    with _turn():
        try:
            hasher.verify(stored or _nobodys(hasher), _keyed(ground, secret))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def _keyed(ground: Ground, secret: str) -> bytes:
    return row_seals.tag(ground, "password", secret)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_PATIENCE):
        raise TooMany(1)
    try:
        with anywhere():
            yield
    finally:
        _turns.release()


@lru_cache(maxsize=2)
def _nobodys(used: PasswordHasher) -> str:
    return used.hash("nobody's password")
