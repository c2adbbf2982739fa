"""How often the log had been told of a consent when its seal was made: it stands before the tag, and is under it.

What was read by the consent names it, so that the check of the log sees whether that still stood: rows put back for a
moment, together with their seal, leave the read that they gave (T4, T8). A seal of a version that did not count has the
tag alone.
"""

from typing import Final

_WIDTH: Final = 4  # bytes
_SEAL: Final = _WIDTH + 32


def telling(number: int) -> bytes:
    """Write it as a seal begins; nothing where nothing was told."""
    return number.to_bytes(_WIDTH, "big") if number else b""


def telling_of(seal: object) -> bytes:
    """Give what a seal begins with; nothing of one that is no such seal."""
    return seal[:_WIDTH] if isinstance(seal, bytes) and len(seal) == _SEAL else b""
