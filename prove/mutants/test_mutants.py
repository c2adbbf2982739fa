"""Every mutant of the deciding code is noticed by its tests, but for those listed with a reason."""

from __future__ import annotations

import pytest

from prove.mutants.__main__ import main
from prove.mutants.killing import TARGETS, listed
from prove.mutants.mutator import mutants


@pytest.mark.parametrize("target", TARGETS)
def test_no_mutant_survives_unlisted(target: str) -> None:
    assert main(target) == 0


@pytest.mark.parametrize("target", TARGETS)
def test_each_listed_survivor_has_a_reason(target: str) -> None:
    assert all(len(reason) > 20 for reason in listed(target).values())


def test_the_mutator_leaves_each_rule_out_and_no_value() -> None:
    source = "def one(): pass\ndef two(): pass\nRULES: Final = (one, two)\ndef both(a, b):\n    return (a, b)\n"
    assert [mutant.name for mutant in mutants(source)] == ["RULES: (one, two) -> (two,)", "RULES: (one, two) -> (one,)"]


def test_the_mutator_makes_each_kind_of_change() -> None:
    source = "def f(a, b):\n    if a <= b and not a:\n        return max(a, b) if any(x for x in a if x) else True\n"
    assert {mutant.name for mutant in mutants(source)} >= {
        "f: a <= b -> a < b",
        "f: a <= b -> a >= b",
        "f: a <= b and (not a) -> a <= b or not a",
        "f: a <= b and (not a) -> a <= b",
        "f: a <= b and (not a) -> not a",
        "f: not a -> a",
        "f: max -> min",
        "f: any -> all",
        "f: True -> False",
    }
    assert all(mutant.source != source for mutant in mutants(source))
