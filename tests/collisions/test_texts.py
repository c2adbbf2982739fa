"""The texts of the collision rules can be worded, and say the same in both languages; others stop the start."""

import pytest

from hub.collisions.wording import check_texts
from policies.loading import PolicyError, parse_policy
from tests.policies.world import POLICY, TEXTS


def test_the_texts_beside_the_policies_can_be_worded() -> None:
    check_texts(POLICY)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"high"', '"dreadful"', "collisions.toml.X01.severity: is an unknown word"),
        ("krockar: {a}", "krockar: {c}", "X01.officer_sv: has an unknown placeholder"),
        ("krockar: {a}", "krockar: {a.x}", "X01.officer_sv: has an unknown placeholder"),
        ("krockar: {a}", "krockar: {a", "X01.officer_sv: has a broken placeholder"),
        ("collide: {a} and {b}", "collide: {a}", "X01.officer_en: tells something else"),
        (
            "times collide: {a} and {b} {day} {time}. You",
            "times collide. You",
            "X01.participant_en: tells something else",
        ),
    ],
)
def test_what_is_wrong_in_a_text_is_named(old: str, new: str, sentence: str) -> None:
    assert old in TEXTS["collisions.toml"]
    policy = parse_policy({**TEXTS, "collisions.toml": TEXTS["collisions.toml"].replace(old, new, 1)})
    with pytest.raises(PolicyError, match=sentence):
        check_texts(policy)


def test_two_of_the_same_sort_can_be_told_apart() -> None:
    """In an extract or a preview a collision is its text alone: 'The activity collides' twice tells nobody which."""
    for rule in ("X01", "X04", "X05"):
        words = POLICY.collisions[rule]
        assert all("{a}" in words[f"{whose}_sv"] for whose in ("officer", "participant")), rule
