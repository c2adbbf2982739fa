"""What anybody does who was given a leaf, its proof and a signed root."""

from collections.abc import Sequence

from hub.access_log.reader.proofs import root_from_inclusion


def inclusion_holds(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    try:
        return root_from_inclusion(leaf, number, size, proof) == root
    except ValueError:
        return False
