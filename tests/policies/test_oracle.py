"""A plain description of what is permitted, sharing no code with the rules, agrees with them in every way of asking."""

from __future__ import annotations

from collections import Counter
from random import Random

from policies.decide import decide
from policies.decision import Permit, Refusal
from policies.facts import Question
from policies.vocabulary import RefusalReason
from tests.policies.generating import make_facts, make_question
from tests.policies.oracle import permitted
from tests.policies.world import POLICY, decide_one

# What a narrow random domain does not reach by design is shown in test_rules.py.
UNREACHED = {RefusalReason.AMBIGUOUS, RefusalReason.ERROR}


def test_the_oracle_agrees_and_every_rule_is_met() -> None:
    random, seen = Random(1), Counter[str]()
    for _ in range(20_000):
        facts = make_facts(random)
        question = make_question(random, facts)
        decision = decide_one(POLICY, question, facts)
        rule = decision.rule if isinstance(decision, Permit) else None
        assert permitted(facts, question) == rule, (question, decision, facts)
        seen[decision.rule if isinstance(decision, Permit) else decision.reason] += 1
    assert set(RefusalReason) - UNREACHED <= set(seen)


def test_asking_for_many_answers_each_as_asked_alone() -> None:
    random = Random(2)
    for _ in range(1_500):
        facts = make_facts(random)
        questions = [make_question(random, facts) for _ in range(12)]
        action, purpose = questions[0].action, questions[0].purpose
        pairs = [(question.source, question.category) for question in questions]
        together = decide(POLICY, Question(action, purpose), facts, pairs)
        alone = [decide(POLICY, Question(action, purpose), facts, [pair])[0] for pair in pairs]
        assert list(together) == alone
        assert together[0] == decide_one(POLICY, questions[0], facts)
        assert all(isinstance(decision, Permit | Refusal) for decision in together)


def test_the_same_question_has_the_same_answer() -> None:
    random = Random(3)
    for _ in range(500):
        facts = make_facts(random)
        question = make_question(random, facts)
        assert decide_one(POLICY, question, facts) == decide_one(POLICY, question, facts)
