"""What anybody does who was given a leaf, its proof and a signed root; the hub makes such proofs and checks none."""

from collections.abc import Sequence

from hub.access_log.hashing import node_hash
from hub.access_log.reader.proofs import inclusion_path


def root_from_inclusion(leaf: bytes, number: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Give the root that the proof leads to; it proves nothing until compared with a signed one. Raises ValueError."""
    result = leaf
    for (begin, _), sibling in zip(inclusion_path(number, size), proof, strict=True):
        result = node_hash(sibling, result) if begin <= number else node_hash(result, sibling)
    return result


def inclusion_holds(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    try:
        return root_from_inclusion(leaf, number, size, proof) == root
    except ValueError:
        return False
