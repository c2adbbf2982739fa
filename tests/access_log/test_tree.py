"""The tree against RFC 6962's known vectors and against the definition, written out plainly."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.access_log.hashing import leaf_hash, node_hash
from hub.access_log.reader.proofs import (
    consistency_holds,
    consistency_path,
    inclusion_path,
    reach_hash,
)
from hub.access_log.tree import EMPTY_ROOT, Frontier, Subtree, is_kept
from tests.access_log.proving import inclusion_holds

LEAVES = [
    leaf_hash(bytes.fromhex(data))
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_0_OF_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CONSISTENCY_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def grown(leaves: Sequence[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier


def many(number: int) -> list[bytes]:
    return [leaf_hash(at.to_bytes(4, "big")) for at in range(number)]


def inclusion(leaves: Sequence[bytes], number: int) -> list[bytes]:
    def whole(subtree: Subtree) -> bytes:
        level, position = subtree
        return naive_root(leaves[position << level : (position + 1) << level])

    return [reach_hash(reach, whole) for reach in inclusion_path(number, len(leaves))]


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    return [naive_root(leaves[begin:end]) for begin, end in consistency_path(old, len(leaves))]


def test_known_roots() -> None:
    assert Frontier().root() == EMPTY_ROOT
    assert [grown(LEAVES[:size]).root().hex() for size in range(1, 9)] == ROOTS


def test_known_proofs() -> None:
    assert [value.hex() for value in inclusion(LEAVES, 0)] == INCLUSION_0_OF_8
    assert [value.hex() for value in consistency(LEAVES, 6)] == CONSISTENCY_6_TO_8


@given(st.integers(1, 600))
@settings(max_examples=60, deadline=None)
def test_frontier_grows_the_defined_tree_from_any_kept_state(size: int) -> None:
    leaves = many(size)
    half = grown(leaves[: size // 2])
    again = Frontier(half.size, half.packed())
    for leaf in leaves[size // 2 :]:
        for (level, position), root in again.append(leaf):
            assert root == naive_root(leaves[position << level : (position + 1) << level])
    assert again.root() == naive_root(leaves)


@given(st.data(), st.integers(1, 300))
@settings(max_examples=100, deadline=None)
def test_inclusion(data: st.DataObject, size: int) -> None:
    leaves = many(size)
    number = data.draw(st.integers(0, size - 1))
    proof, root = inclusion(leaves, number), naive_root(leaves)
    assert inclusion_holds(leaves[number], number, size, proof, root)
    assert not inclusion_holds(leaves[number], number, size, [*proof, root], root)
    assert not inclusion_holds(leaf_hash(b"other"), number, size, proof, root)
    assert not inclusion_holds(leaves[number], size, size, proof, root)
    for at in range(len(proof)):
        assert not inclusion_holds(leaves[number], number, size, [*proof[:at], *proof[at + 1 :]], root)
        assert not inclusion_holds(leaves[number], number, size, [*proof[:at], root, *proof[at + 1 :]], root)


@given(st.data(), st.integers(1, 300))
@settings(max_examples=100, deadline=None)
def test_consistency(data: st.DataObject, new: int) -> None:
    leaves = many(new)
    old = data.draw(st.integers(1, new))
    proof = consistency(leaves, old)
    old_root, new_root = naive_root(leaves[:old]), naive_root(leaves)
    other = leaf_hash(b"other")
    assert consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, proof=proof)
    assert not consistency_holds(old=old, new=new, old_root=other, new_root=new_root, proof=proof)
    assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=other, proof=proof)
    assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, proof=[*proof, other])
    for at in range(len(proof)):
        changed = [*proof[:at], other, *proof[at + 1 :]]
        assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, proof=changed)


def test_no_proof_leads_out_of_nothing_or_backwards() -> None:
    for old, new in ((0, 4), (5, 4)):
        with pytest.raises(ValueError, match="no proof"):
            consistency_path(old, new)
        assert not consistency_holds(old=old, new=new, old_root=b"", new_root=b"", proof=[])
    for number in (-1, 4):
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion_path(number, 4)


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Frontier(3, bytes(32))


def test_only_roots_of_whole_tiles_are_kept() -> None:
    assert [level for level in range(20) if is_kept((level, 0))] == [8, 16]
