"""Proofs of RFC 6962: that a leaf stands in a tree, and that a tree continues an older one. Pure."""

from collections.abc import Callable, Sequence

from hub.access_log.hashing import node_hash
from hub.access_log.tree import Subtree, fold

Reach = tuple[int, int]  # the leaves [begin, end)


def inclusion_path(number: int, size: int) -> tuple[Reach, ...]:
    """Give the reaches whose hashes prove leaf `number` of `size`, from the leaf upwards (RFC 6962 2.1.1)."""
    if not 0 <= number < size:
        raise ValueError("no such leaf")
    path = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if number < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_path(old: int, new: int) -> tuple[Reach, ...]:
    """Give the reaches whose hashes prove that the tree of `new` leaves continues that of `old` (RFC 6962 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError("no proof leads there")
    path = []
    begin, end = 0, new
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    if begin:
        path.append((begin, end))
    return tuple(reversed(path))


def whole_subtrees(reach: Reach) -> tuple[Subtree, ...]:
    """Give the whole subtrees that a reach of a path consists of, left to right."""
    begin, end = reach
    parts = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        parts.append((level, begin >> level))
        begin += 1 << level
    return tuple(parts)


def reach_hash(reach: Reach, subtree: Callable[[Subtree], bytes]) -> bytes:
    return fold([subtree(part) for part in whole_subtrees(reach)])


def root_from_inclusion(leaf: bytes, number: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Give the root that the proof leads to; it proves nothing until compared with a known one. Raises ValueError."""
    result = leaf
    for (begin, _), sibling in zip(inclusion_path(number, size), proof, strict=True):
        result = node_hash(sibling, result) if begin <= number else node_hash(result, sibling)
    return result


def consistency_holds(*, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the newer tree only continues the older one."""
    try:
        steps = list(zip(consistency_path(old, new), proof, strict=True))
    except ValueError:
        return False
    # The path begins with the subtree that ends where the old tree ended, unless that is the whole old tree.
    (begin, _), first = steps.pop(0) if steps and steps[0][0][1] == old else ((0, old), old_root)
    from_old = from_new = first
    for (other, _), sibling in steps:
        if other < begin:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
        else:
            from_new = node_hash(from_new, sibling)
    return from_old == old_root and from_new == new_root


def _split(leaves: int) -> int:
    """Give the largest power of two below `leaves`."""
    return 1 << ((leaves - 1).bit_length() - 1)
