"""The Merkle tree of RFC 6962, grown by its frontier. Pure."""

from collections.abc import Sequence

from hub.access_log.hashing import node_hash

# The root of no leaves (RFC 6962 2.1): SHA-256 of nothing.
EMPTY_ROOT = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
HASH_BYTES = 32
TILE_LEVELS = 8

Subtree = tuple[int, int]  # level and position: the whole subtree over [position << level, (position + 1) << level)


class Frontier:
    """The roots of the whole subtrees that n leaves consist of, largest first: all that growing further needs."""

    __slots__ = ("_roots", "size")

    def __init__(self, size: int = 0, packed: bytes = b"") -> None:
        """Raise ValueError when `packed` has not one hash for each bit of `size`."""
        if len(packed) != size.bit_count() * HASH_BYTES:
            raise ValueError("the frontier does not fit the size")
        self.size = size
        self._roots = [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)]

    def append(self, leaf: bytes) -> list[tuple[Subtree, bytes]]:
        """Add one leaf hash; give each whole subtree above it that this leaf completes."""
        completed = []
        level, position = 0, self.size
        while position & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            level, position = level + 1, position >> 1
            completed.append(((level, position), leaf))
        self._roots.append(leaf)
        self.size += 1
        return completed

    def root(self) -> bytes:
        return fold(self._roots)

    def packed(self) -> bytes:
        return b"".join(self._roots)


def is_kept(subtree: Subtree) -> bool:
    """Say whether a node is stored: the roots of 256, 65,536 … leaves; what lies between is computed from them."""
    level, _ = subtree
    return level > 0 and level % TILE_LEVELS == 0


def fold(roots: Sequence[bytes]) -> bytes:
    """Give the root over whole subtrees that stand side by side, largest first."""
    if not roots:
        return EMPTY_ROOT
    result = roots[-1]
    for left in reversed(roots[:-1]):
        result = node_hash(left, result)
    return result
