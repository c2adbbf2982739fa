"""An outsider shows with the steps of docs/checking-a-receipt.md alone that a receipt's entry stands in the log."""

import json
from base64 import b64encode
from typing import Any

import pytest

from hub.access_log.hashing import node_hash
from hub.access_log.reader.proofs import inclusion_path
from hub.access_log.sealer import seal_pending
from tests.access_log.outside import check, climb
from tests.cast import World
from tests.consents.story import in_force


@pytest.fixture
def given(world: World) -> tuple[str, str, dict[str, Any], str]:
    """Give a read's entry and leaf, the proof that her unit's reviewer gets for it, and the log's key."""
    in_force(world)
    receipt = world.api("fia").get(f"/cases/{world.dana.case}").json["receipt"]
    seal_pending(world.ground)
    reviewer = world.api("dora")
    key = reviewer.get("/log/checkpoint").json["key"]
    return receipt["entry"], receipt["leaf"], reviewer.get(f"/log/entries/{receipt['entry']}/proof").json, key


def test_a_receipt_is_checked_from_the_page_alone(given: tuple[str, str, dict[str, Any], str]) -> None:
    entry, leaf, proof, key = given
    check(leaf, proof, key)
    said = json.loads(proof["body"])
    assert (said["act"], said["id"]) == ("read", entry), "of the entry alone, as a page prints it"
    check(leaf, {**proof, "body": None}, key)


def test_what_was_changed_fails_at_the_step_that_is_told(given: tuple[str, str, dict[str, Any], str]) -> None:
    _, leaf, proof, key = given
    signed, _, last = proof["checkpoint"].partition("\n\n")
    name, size, _ = signed.splitlines()
    root = b64encode(bytes(32)).decode()
    other_root = f"{name}\n{size}\n{root}\n\n{last}"
    changed: list[tuple[str, str, dict[str, Any], str]] = [
        ("1", "0" * 64, proof, key),
        ("1", leaf, {**proof, "body": proof["body"].replace('"read"', '"list"')}, key),
        ("2", leaf, proof, key.replace(name, f"{name}2")),
        ("3", leaf, {**proof, "checkpoint": proof["checkpoint"].replace(name, f"{name}2")}, key),
        ("4", leaf, {**proof, "checkpoint": other_root}, key),
        ("5", leaf, {**proof, "size": proof["size"] + 1}, key),
        ("5", leaf, {**proof, "index": proof["size"]}, key),
        ("6", leaf, {**proof, "hashes": [*proof["hashes"], "0" * 64]}, key),
        ("6", leaf, {**proof, "hashes": ["0" * 64, *proof["hashes"][1:]]}, key),
    ]
    for step, receipt, told, by in changed:
        with pytest.raises(AssertionError, match=f"^{step}: "):
            check(receipt, told, by)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_place_of_a_small_log_leads_to_its_root(size: int) -> None:
    """The climb is told in words: a wrong one would show at some sizes only."""
    leaves = [bytes([number]) * 32 for number in range(size)]

    def reach(begin: int, end: int) -> bytes:
        middle = begin + (1 << (end - begin - 1).bit_length() - 1) if end - begin > 1 else end
        return leaves[begin] if middle == end else node_hash(reach(begin, middle), reach(middle, end))

    for index in range(size):
        siblings = [reach(begin, end) for begin, end in inclusion_path(index, size)]
        assert climb(leaves[index], index, size, siblings) == reach(0, size)
