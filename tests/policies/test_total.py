"""Whatever it is given, a decision is a permit or a refusal (I20), and nothing is judged twice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies import rules
from policies.decide import decide, opens
from policies.decision import Permit, Refusal
from policies.facts import Facts, Question
from policies.vocabulary import Category, Purpose, RefusalReason, Reserved
from tests.policies.changing import replace
from tests.policies.world import (
    AF,
    DANA,
    FACTS,
    ITEM,
    LINE,
    POLICY,
    REGION,
    SYSTEM,
    Asked,
    Item,
    ask,
    decide_one,
    reaches,
)

if TYPE_CHECKING:
    from types import FrameType

ANYTHING: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
    st.tuples(st.integers()),
    st.just(object()),
    st.just(FACTS),
    st.just(FACTS.consent),
)


def places(what: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Give the way to every part of the facts, also inside tuples."""
    found: list[tuple[str | int, ...]] = [path] if path else []
    if hasattr(what, "_fields"):
        for name in what._fields:
            found += places(getattr(what, name), (*path, name))
    elif isinstance(what, tuple):
        for number, each in enumerate(what):
            found += places(each, (*path, number))
    return found


def put(what: Any, path: tuple[str | int, ...], value: object) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        return (*what[:first], put(what[first], tuple(rest), value), *what[first + 1 :])
    return replace(what, **{first: put(getattr(what, first), tuple(rest), value)})


READERS: Final = (FACTS, replace(FACTS, reader=DANA), replace(FACTS, reader=SYSTEM), replace(FACTS, own_ground=True))
PLACES: Final = [(start, place) for start in READERS for place in places(start)]


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    where=st.sampled_from(PLACES),
    value=ANYTHING,
    label=st.sampled_from((*Category, *Reserved)),
    source=st.sampled_from((REGION, AF, "participant", None)),
)
def test_any_garbage_in_the_facts_is_judged(
    where: tuple[Facts, tuple[str | int, ...]], value: object, label: str, source: str | None
) -> None:
    facts = put(*where, value)
    for action in ("read", "write", "list", "register", "decide_acceptance", "collision_check"):
        assert isinstance(decide_one(POLICY, ask(label, source, action), facts), Permit | Refusal)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(action=ANYTHING, source=ANYTHING, label=ANYTHING, purpose=ANYTHING)
def test_any_garbage_in_the_question_is_refused(action: Any, source: Any, label: Any, purpose: Any) -> None:
    assert isinstance(decide_one(POLICY, Asked(action, source, label, purpose), FACTS), Refusal)
    assert isinstance(decide_one(POLICY, Asked("read", source, label, Purpose.COORDINATE_PLANS), FACTS), Refusal)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(garbage=ANYTHING)
def test_any_garbage_as_a_whole_is_refused(garbage: Any) -> None:
    refused = Refusal(RefusalReason.ERROR)
    assert decide(POLICY, garbage, FACTS, [(REGION, "C07")]) == (refused,)
    assert decide_one(garbage, ask(), FACTS) == refused
    assert decide(POLICY, Question("read", "coordinate_plans"), FACTS, [garbage, (REGION, "C07")])[1] == decide_one(
        POLICY, ask(), FACTS
    )
    assert not reaches(garbage, ITEM)
    assert isinstance(opens(Permit("line", 1, LINE), garbage, garbage), bool)
    if not isinstance(garbage, Facts):
        assert decide_one(POLICY, ask(), garbage) == refused


def test_a_number_that_is_none_opens_nothing() -> None:
    never = float("nan")
    for place in (("at",), ("consent", "valid_to"), ("consent", "valid_from"), ("consent", "signed_at")):
        assert isinstance(decide_one(POLICY, ask(), put(FACTS, place, never)), Refusal)
    assert isinstance(decide_one(POLICY, ask(), put(FACTS, ("reader", "employment", "begins"), never)), Refusal)
    assert isinstance(decide_one(POLICY, ask(), put(FACTS, ("reader", "employment", "ends"), never)), Refusal)
    assert isinstance(decide_one(POLICY, ask(), put(FACTS, ("consent", "lines", 0, "since"), never)), Refusal)
    assert not reaches(Permit("line", 1, LINE), Item(never, 1, REGION, "C07"))  # type: ignore[arg-type]


def test_what_fails_once_is_not_taken_for_silence() -> None:
    """An error in a rule must not be remembered as if the rule had nothing to say."""
    broken = put(FACTS, ("consent", "purposes"), 7)
    answers = decide(
        POLICY, Question("read", "coordinate_plans"), broken, [(REGION, "C07"), (REGION, "C04"), (AF, "C04")]
    )
    assert set(answers) == {Refusal(RefusalReason.ERROR)}


@pytest.mark.parametrize("rule", [rules.consent_governs, rules.person_named, rules.case_taken_on, rules.purpose_given])
def test_what_does_not_depend_on_the_pair_is_judged_once(rule: Any) -> None:
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code is rule.__code__

    pairs = [*((source, category) for source in (REGION, AF) for category in Category), (None, Reserved.NAME)]
    sys.setprofile(count)
    try:
        decide(POLICY, Question("read", "coordinate_plans"), FACTS, pairs)
    finally:
        sys.setprofile(None)
    assert calls == 1
