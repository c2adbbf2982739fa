"""The same rules in Cedar agree on 100,000 questions near the border."""

from __future__ import annotations

from collections import Counter
from random import Random

import cedarpy
import pytest

from policies.decision import Permit
from policies.vocabulary import Purpose
from tests.policies import cedar
from tests.policies.changing import replace
from tests.policies.generating import INSTANTS, make_facts, make_question
from tests.policies.world import AT, FACTS, POLICY, ask, decide_one

PARTS = 8
STATES = 500
QUESTIONS_EACH = 25


def test_the_parts_together_ask_a_hundred_thousand_questions() -> None:
    assert PARTS * STATES * QUESTIONS_EACH >= 100_000


def test_the_rules_fit_the_schema() -> None:
    assert cedarpy.validate_policies(cedar.RULES, cedar.SCHEMA_TEXT).errors == []


def test_an_error_is_a_denial() -> None:
    court = cedar.Court(FACTS)
    assert court.permits(ask(), AT)
    assert not court.permits(ask(action="approve"), AT)
    assert not court.permits(ask(category="C99"), AT)


@pytest.mark.parametrize("seed", range(PARTS))
def test_cedar_and_the_rules_agree(seed: int) -> None:
    random, seen = Random(seed), Counter[str]()
    for _ in range(STATES):
        facts = make_facts(random)
        court = cedar.Court(facts)
        asked = []
        for _ in range(QUESTIONS_EACH):
            at = random.choice((AT, AT, *INSTANTS))
            asked.append((make_question(random, facts), at))
        for (question, at), permitted in zip(asked, court.permits_each(asked), strict=True):
            decision = decide_one(POLICY, question, replace(facts, at=at))
            assert permitted is isinstance(decision, Permit), (question, at, decision, facts)
            seen[decision.rule if isinstance(decision, Permit) else "refused"] += 1
    assert min(seen[rule] for rule in ("line", "own", "own_unit", "named", "write", "coach", "collision_check")) >= 20
    assert seen["refused"] >= STATES * QUESTIONS_EACH / 2


def test_a_rule_left_out_of_cedar_is_noticed() -> None:
    """Show that agreement is no matter of course: without R1 the two differ at once."""
    restricted = replace(FACTS, participant=replace(FACTS.participant, restricted_at=AT))
    without = cedar.RULES.replace("principal.case has restricted ||", "").replace("principal.case has died", "false")
    question = ask(purpose=Purpose.COORDINATE_PLANS)
    assert not cedar.Court(restricted).permits(question, AT)
    assert cedar.Court(restricted, cedarpy.PolicySet.from_str(without)).permits(question, AT)
