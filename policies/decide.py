"""Runs the rules: each act names those it needs, all must be silent, and what no act permits is refused."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policies import rules
from policies.decision import Permit, Refusal
from policies.facts import Question
from policies.policy import Policy
from policies.rules import line_allowed, write_allowed
from policies.vocabulary import Action, Category, ReaderKind, RefusalReason, Reserved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.facts import Facts, ItemFacts, Line, Row

__all__ = ["Decision", "Policy", "decide", "decide_each", "line_allowed", "opens", "write_allowed"]

Decision = Permit | Refusal

_CATEGORIES: Final = frozenset(Category)
_RESERVED: Final = frozenset(Reserved)
_WHOLE: Final = frozenset({"coach", "named", "own", "own_unit"})
_ENDED: Final = frozenset({RefusalReason.EXPIRED, RefusalReason.WITHDRAWN})
_IN_FORCE: Final = (rules.consent_governs, rules.consent_within_limits, rules.consent_stands)
_REFUSALS: Final = MappingProxyType({reason: Refusal(reason) for reason in RefusalReason})

# What an act needs whatever the source and the category, as a stage and the stage that it stands on. Each is judged
# once for all that is asked together.
_STAGES: Final[Mapping[str, tuple[str, tuple[rules.Rule, ...]]]] = MappingProxyType(
    {
        "acceptance": ("named", (rules.has_share,)),
        "any_other": ("words", (rules.participant_open,)),
        "assigned": ("named", (rules.case_taken_on,)),
        "coach": ("officer", (rules.coach_assigned,)),
        "collision_check": ("any_other", (*_IN_FORCE, rules.check_allowed)),
        "line": ("own_unit", (rules.person_reads,)),
        "name": ("assigned", (rules.has_share,)),
        "named": ("officer", (*_IN_FORCE, rules.person_named)),
        "officer": ("any_other", (rules.employment_open, rules.function_reads)),
        "own": ("words", (rules.reader_is_participant,)),
        "own_ground": ("officer", (rules.case_taken_on, rules.own_ground_given)),
        "own_unit": ("assigned", (rules.purpose_given,)),
        "registering": ("coach", (rules.nothing_signed,)),
        "words": ("", (rules.words_known,)),
    },
)
# What a line needs besides.
_LINE: Final[tuple[rules.LineRule, ...]] = (
    rules.line_stands,
    rules.source_accepted,
    rules.employment_unbroken,
    rules.ceiling_allows,
)


def decide(policy: Policy, question: Question, facts: Facts) -> Decision:
    """Answer one question; total: whatever it is given, it never raises, and what it cannot judge it refuses."""
    try:
        action, purpose, pair = question.action, question.purpose, (question.source, question.category)
    except Exception:  # noqa: BLE001 - deny by default: an error while deciding is a refusal, whatever the error
        return _REFUSALS[RefusalReason.ERROR]
    return decide_each(policy, action, purpose, facts, (pair,))[0]


def decide_each(
    policy: Policy,
    action: str,
    purpose: str | None,
    facts: Facts,
    pairs: Sequence[tuple[str | None, str]],
) -> tuple[Decision, ...]:
    """Answer for each (source, category) as `decide` would; nothing is remembered after the call (R13)."""
    sitting = _Sitting(policy, Question(action, None, "", purpose), facts)
    return tuple([sitting.answer(pair) for pair in pairs])


def opens(permit: Decision, item: ItemFacts) -> bool:
    """Tell whether the permit reaches this item too; total, as decide."""
    try:
        return isinstance(permit, Permit) and (permit.rule in _WHOLE or rules.item_within(permit, item))
    except Exception:  # noqa: BLE001 - as in decide
        return False


_Way = Callable[["_Sitting", str, str], Decision]


class _Sitting:
    """One reader, one act, one instant, and what has been judged for them."""

    __slots__ = ("_index", "_judged", "_ways", "facts", "policy", "question")

    def __init__(self, policy: Policy, question: Question, facts: Facts) -> None:
        self.policy, self.question, self.facts = policy, question, facts
        self._judged: dict[str, RefusalReason | None] = {}
        self._ways: Mapping[str, _Way] | None = None
        self._index: tuple[dict[tuple[str, str], list[Line]], dict[str, Row]] | None = None

    def answer(self, pair: tuple[str | None, str]) -> Decision:
        try:
            source, category = pair
            reason = self.objection("words") or rules.label_known(source, category)
            if reason is not None:
                return _REFUSALS[reason]
            if self._ways is None:
                self._ways = _WAYS.get((self.facts.reader.kind, self.question.action), {})
            return self._ways.get(category, _no_way)(self, source or "", category)
        except Exception:  # noqa: BLE001 - as in decide
            return _REFUSALS[RefusalReason.ERROR]

    def objection(self, stage: str) -> RefusalReason | None:
        """Give the first reason of the stage and of those under it; what raises is never remembered as silence."""
        if stage in self._judged:
            return self._judged[stage]
        below, needed = _STAGES[stage]
        reason = self.objection(below) if below else None
        for rule in needed if reason is None else ():
            reason = rule(self.policy, self.question, self.facts)
            if reason is not None:
                break
        self._judged[stage] = reason
        return reason

    def matching(self, source: str, category: str) -> tuple[Sequence[Line], Mapping[str, Row]]:
        """Give the reader's own lines for the pair, and all rows by id."""
        if self._index is None:
            self._index = rules.lines_of_reader(self.facts), rules.rows_by_id(self.facts)
        lines, rows = self._index
        return lines.get((source, category), ()), rows


def _no_way(_: _Sitting, __: str, ___: str) -> Decision:
    return _REFUSALS[RefusalReason.NO_RULE]


def _own(sitting: _Sitting, _: str, __: str) -> Decision:
    return _judged(sitting.objection("own"), _permit("own"))


def _own_write(sitting: _Sitting, source: str, category: str) -> Decision:
    reason = sitting.objection("own") or rules.participant_writes(sitting.policy, source, category)
    return _judged(reason, _permit("write"))


def _read(sitting: _Sitting, source: str, category: str) -> Decision:
    """Her own unit's part, which needs no line, or what exactly one line gives her."""
    if source == sitting.facts.reader.unit:
        return _read_own_unit(sitting)
    if (reason := sitting.objection("line")) is not None:
        return _REFUSALS[reason]
    lines, rows = sitting.matching(source, category)
    if len(lines) > 1:
        return _REFUSALS[RefusalReason.AMBIGUOUS]
    row = rows.get(lines[0].row) if lines else None
    if row is None:
        return _REFUSALS[RefusalReason.NO_LINE]
    for rule in _LINE:
        if (reason := rule(sitting.policy, sitting.facts, lines[0], row)) is not None:
            return _REFUSALS[reason]
    return _permit("line", sitting.facts, lines[0])


def _read_own_unit(sitting: _Sitting) -> Decision:
    reason = sitting.objection("own_unit")
    if reason in _ENDED and sitting.objection("own_ground") is None:
        return _permit("own_unit")
    return _judged(reason, _permit("own_unit", sitting.facts))


def _name(sitting: _Sitting, _: str, __: str) -> Decision:
    reason = sitting.objection("name")
    if reason is not None and sitting.objection("coach") is None:
        return _permit("coach")
    return _judged(reason, _permit("named", sitting.facts))


def _acceptance(sitting: _Sitting, _: str, __: str) -> Decision:
    return _judged(sitting.objection("acceptance"), _permit("named", sitting.facts))


def _coach(sitting: _Sitting, _: str, __: str) -> Decision:
    return _judged(sitting.objection("coach"), _permit("coach"))


def _registering(sitting: _Sitting, _: str, __: str) -> Decision:
    return _judged(sitting.objection("registering"), _permit("coach"))


def _write(sitting: _Sitting, source: str, category: str) -> Decision:
    reason = sitting.objection("assigned") or rules.unit_writes(sitting.policy, sitting.facts, source, category)
    return _judged(reason, _permit("write", sitting.facts))


def _compare(sitting: _Sitting, source: str, category: str) -> Decision:
    reason = sitting.objection("collision_check") or rules.check_reaches(
        sitting.policy, sitting.facts, source, category
    )
    return _judged(reason, _permit("collision_check", sitting.facts))


def _judged(reason: RefusalReason | None, permit: Permit) -> Decision:
    return permit if reason is None else _REFUSALS[reason]


def _permit(rule: str, facts: Facts | None = None, line: Line | None = None) -> Permit:
    """Make a permit that stands on the governing consent of the facts, or without facts on the reader's own right."""
    consent = facts.consent if facts is not None else None
    key, version = (None, None) if consent is None else (consent.id, consent.version)
    if line is None:
        return Permit(key, version, None, rule, since=None, covers_earlier=False)
    return Permit(key, version, line.id, rule, line.since, line.covers_earlier)


_EVERY: Final = (*Category, *Reserved)
# All that anybody may do at all: by reader and act, then by label.
_WAYS: Final[Mapping[tuple[str, str], Mapping[str, _Way]]] = MappingProxyType(
    {
        (ReaderKind.OFFICER, Action.READ): {
            **dict.fromkeys(Category, _read),
            Reserved.NAME: _name,
            Reserved.ACCOUNT: _coach,
            Reserved.CONSENT: _coach,
        },
        (ReaderKind.OFFICER, Action.LIST): {Reserved.NAME: _name},
        (ReaderKind.OFFICER, Action.WRITE): dict.fromkeys(Category, _write),
        (ReaderKind.OFFICER, Action.IMPORT): dict.fromkeys(Category, _write),
        # What a named officer answers for her unit, and does about a collision in a case she has taken on.
        (ReaderKind.OFFICER, Action.DECIDE_ACCEPTANCE): dict.fromkeys((Reserved.NAME, Reserved.NUMBER), _acceptance),
        (ReaderKind.OFFICER, Action.ACCEPT): {Reserved.NAME: _acceptance},
        (ReaderKind.OFFICER, Action.DECLINE): {Reserved.NAME: _acceptance},
        (ReaderKind.OFFICER, Action.TAKE_ON): {Reserved.NAME: _acceptance},
        (ReaderKind.OFFICER, Action.RESOLVE): {Reserved.NAME: _name},
        # What the registering coach does about the person, the document and the way in.
        (ReaderKind.OFFICER, Action.REGISTER): dict.fromkeys(
            (Reserved.NAME, Reserved.NUMBER, Reserved.ACCOUNT), _registering
        ),
        (ReaderKind.OFFICER, Action.DRAFT): {Reserved.CONSENT: _coach},
        (ReaderKind.OFFICER, Action.PRESENT): {Reserved.CONSENT: _coach},
        (ReaderKind.OFFICER, Action.WITNESS): {Reserved.CONSENT: _coach},
        (ReaderKind.OFFICER, Action.LINK): {Reserved.ACCOUNT: _coach},
        (ReaderKind.OFFICER, Action.CODE_RESET): {Reserved.ACCOUNT: _coach},
        (ReaderKind.PARTICIPANT, Action.READ): dict.fromkeys(_EVERY, _own),
        (ReaderKind.PARTICIPANT, Action.LIST): dict.fromkeys(_EVERY, _own),
        (ReaderKind.PARTICIPANT, Action.WRITE): dict.fromkeys(Category, _own_write),
        (ReaderKind.PARTICIPANT, Action.SIGN): {Reserved.CONSENT: _own},
        (ReaderKind.PARTICIPANT, Action.WITHDRAW): {Reserved.CONSENT: _own},
        (ReaderKind.SYSTEM, Action.COLLISION_CHECK): dict.fromkeys(Category, _compare),
    },
)
