"""Runs the rules: each act names those it needs, all must be silent, and what no act permits is refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from policies import rules
from policies.decision import Permit, Refusal
from policies.facts import Facts, Line, Question, Row
from policies.policy import Policy
from policies.vocabulary import Action, Category, ReaderKind, RefusalReason, Reserved

Decision = Permit | Refusal

_WHOLE: Final = frozenset({"coach", "named", "own", "own_unit", "reveal", "second"})
_WITHOUT_CONSENT: Final = frozenset({"coach", "own", "own_ground", "registering", "revealing", "second"})
_ENDED: Final = frozenset({RefusalReason.EXPIRED, RefusalReason.WITHDRAWN})
_IN_FORCE: Final = (rules.consent_governs, rules.consent_within_limits, rules.consent_stands)
_REFUSALS: Final = MappingProxyType({reason: Refusal(reason) for reason in RefusalReason})

# What an act needs whatever the source and the category, as a stage and the stage that it stands on. Each is judged
# once for all that is asked together.
_STAGES: Final[Mapping[str, tuple[str, tuple[rules.Rule, ...]]]] = MappingProxyType(
    {
        "acceptance": ("standing", (rules.has_share,)),
        "any_other": ("words", (rules.participant_open,)),
        "assigned": ("standing", (rules.case_taken_on,)),
        "coach": ("officer", (rules.coach_assigned,)),
        "collision_check": ("any_other", (*_IN_FORCE, rules.check_allowed)),
        "line": ("own_unit", (rules.person_reads,)),
        "name": ("assigned", (rules.has_share,)),
        "named": ("officer", (*_IN_FORCE, rules.person_named)),
        "officer": ("any_other", (rules.employment_open, rules.function_reads)),
        "own": ("words", (rules.reader_is_participant,)),
        "own_ground": ("officer", (rules.case_taken_on, rules.own_ground_given, rules.replaced_away)),
        "own_unit": ("assigned", (rules.purpose_given,)),
        "registering": ("coach", (rules.nothing_signed,)),
        "revealing": ("reviewer", (rules.case_reviewed,)),
        "reviewer": ("any_other", (rules.employment_open, rules.function_reviews)),
        "second": ("officer", (rules.second_compares,)),
        "standing": ("named", (rules.replaced_away,)),
        "taking_on": ("named", (rules.has_share,)),
        "words": ("", (rules.words_known,)),
    },
)
# What a line needs besides.
_LINE: Final = (*rules.OPENING, rules.replaced_line_stands)


def decide(
    policy: Policy, question: Question, facts: Facts, pairs: Sequence[tuple[str | None, str]]
) -> tuple[Decision, ...]:
    """Answer the question for each (source, category); a Reserved label needs no source.

    Total: whatever it is given in a place, it never raises, and what it cannot judge it refuses. Nothing is remembered
    after the call (R13).
    """
    sitting = _Sitting(policy, question, facts)
    return tuple([sitting.answer(pair) for pair in pairs])


def opens(permit: Decision | None, first_written: int, basis_version: int | None) -> bool:
    """Tell whether there is a permit and it reaches an item of this instant and basis too; total, as decide."""
    try:
        if not isinstance(permit, Permit):
            return False
        return permit.rule in _WHOLE or rules.item_within(permit, first_written, basis_version)
    except Exception:  # noqa: BLE001 - as in _Sitting.answer
        return False


class _Sitting:
    """One reader, one act, one instant, and what has been judged for them."""

    __slots__ = ("_judged", "_lines", "facts", "policy", "question")

    def __init__(self, policy: Policy, question: Question, facts: Facts) -> None:
        self.policy, self.question, self.facts = policy, question, facts
        self._judged: dict[str, RefusalReason | None] = {}
        self._lines: dict[tuple[str, str], list[tuple[Line, Row]]] | None = None

    def answer(self, pair: tuple[str | None, str]) -> Decision:
        try:
            source, category = pair
            reason = self.objection("words") or rules.label_known(source, category)
            if reason is not None:
                return _REFUSALS[reason]
            way = _WAYS.get((self.facts.reader.kind, self.question.action, category))
            return way(self, source or "", category) if way is not None else _REFUSALS[RefusalReason.NO_RULE]
        except Exception:  # noqa: BLE001 - deny by default: an error while deciding is a refusal, whatever the error
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

    def lines(self, source: str, category: str) -> Sequence[tuple[Line, Row]]:
        if self._lines is None:
            self._lines = rules.lines_of_reader(self.facts)
        return self._lines.get((source, category), ())


_Way = Callable[[_Sitting, str, str], Decision]


def _staged(stage: str, rule: str, pair_rule: rules.PairRule | None = None) -> _Way:
    """Make the way that is open when the stage, and the rule about the pair, have no objection."""

    def way(sitting: _Sitting, source: str, category: str) -> Decision:
        reason = sitting.objection(stage)
        if reason is None and pair_rule is not None:
            reason = pair_rule(sitting.policy, sitting.facts, source, category)
        return _permit(sitting.facts, stage, rule) if reason is None else _REFUSALS[reason]

    return way


def _permit(facts: Facts, stage: str, rule: str, line: Line | None = None) -> Permit:
    consent = None if stage in _WITHOUT_CONSENT else facts.consent
    return Permit(rule, consent.version if consent is not None else None, line)


def _read(sitting: _Sitting, source: str, category: str) -> Decision:
    """Her own unit's part, which needs no line, or what exactly one line gives her."""
    if source == sitting.facts.reader.unit:
        ended = sitting.objection("own_unit") in _ENDED
        way = _OWN_GROUND if ended and sitting.objection("own_ground") is None else _OWN_UNIT
        return way(sitting, source, category)
    if (reason := sitting.objection("line")) is not None:
        return _REFUSALS[reason]
    lines = sitting.lines(source, category)
    if len(lines) != 1:
        return _REFUSALS[RefusalReason.AMBIGUOUS if lines else RefusalReason.NO_LINE]
    line, row = lines[0]
    for rule in _LINE:
        if (reason := rule(sitting.policy, sitting.facts, line, row)) is not None:
            return _REFUSALS[reason]
    return _permit(sitting.facts, "line", "line", line)


def _either(first: _Way, second: _Way) -> _Way:
    """Make the way that is open when one of two is; where none is, the first says why."""

    def way(sitting: _Sitting, source: str, category: str) -> Decision:
        answer = first(sitting, source, category)
        other = second(sitting, source, category) if isinstance(answer, Refusal) else answer
        return other if isinstance(other, Permit) else answer

    return way


_OWN_UNIT: Final = _staged("own_unit", "own_unit")
_OWN_GROUND: Final = _staged("own_ground", "own_unit")
_ANSWERING: Final = _staged("acceptance", "named")
_COACH: Final = _staged("coach", "coach")
_NAME: Final = _either(_staged("name", "named"), _COACH)
_TAKE_BACK: Final = _either(_staged("named", "named"), _staged("revealing", "reviewer"))
_OWN: Final = _staged("own", "own")
_UNIT_WRITES: Final = _staged("assigned", "write", rules.unit_writes)
_OFFICER, _HERSELF, _SYSTEM = ReaderKind.OFFICER, ReaderKind.PARTICIPANT, ReaderKind.SYSTEM

# All that anybody may do at all: who, by which acts, about which labels.
_PERMITTED: Final[tuple[tuple[ReaderKind, tuple[Action, ...], Iterable[str], _Way], ...]] = (
    # A list tells what is new of what she may read, an extract takes it out: each by the very decision of reading it.
    (_OFFICER, (Action.READ, Action.LIST, Action.EXTRACT), Category, _read),
    (_OFFICER, (Action.WRITE, Action.IMPORT, Action.ANSWER_REPORT), Category, _UNIT_WRITES),
    # By her share in the case, or as the registering coach.
    (_OFFICER, (Action.READ, Action.LIST, Action.EXTRACT, Action.RESOLVE), (Reserved.NAME,), _NAME),
    # What a named officer answers for her unit, before and after she has taken on the case.
    (_OFFICER, (Action.DECIDE_ACCEPTANCE,), (Reserved.NAME, Reserved.NUMBER), _ANSWERING),
    (_OFFICER, (Action.ACCEPT, Action.DECLINE), (Reserved.NAME,), _ANSWERING),
    # A substitute takes the case on beforehand, and sees no name until she stands in.
    (_OFFICER, (Action.TAKE_ON,), (Reserved.NAME,), _staged("taking_on", "named")),
    # What the registering coach does about the person, the way in and the document.
    (_OFFICER, (Action.REGISTER,), (Reserved.NAME, Reserved.NUMBER, Reserved.ACCOUNT), _staged("registering", "coach")),
    (_OFFICER, (Action.READ, Action.LINK, Action.CODE_RESET, Action.ASSIST), (Reserved.ACCOUNT,), _COACH),
    (_OFFICER, (Action.READ, Action.DRAFT, Action.PRESENT, Action.WITNESS, Action.PAPER), (Reserved.CONSENT,), _COACH),
    (_OFFICER, (Action.PREVIEW,), (Reserved.CONSENT,), _COACH),  # the draft's lines, never an item
    # What a second employee of the unit does before a signature on paper counts.
    (_OFFICER, (Action.COMPARE,), (Reserved.CONSENT, Reserved.NAME), _staged("second", "second")),
    # What she asks a named officer, or a reviewer of her units, who reads nothing, to take back for her.
    (_OFFICER, (Action.WITHDRAW,), (Reserved.CONSENT,), _TAKE_BACK),
    # Whom a case is about, for who reviews its log: one case an act.
    (_OFFICER, (Action.REVEAL,), (Reserved.NAME,), _staged("revealing", "reveal")),
    (_HERSELF, (Action.READ, Action.LIST, Action.PREVIEW), (*Category, *Reserved), _OWN),
    # *Det här stämmer inte* (GDPR 16), whoever wrote it, and whether the consent stands or not.
    (_HERSELF, (Action.REPORT,), Category, _OWN),
    (_HERSELF, (Action.SIGN, Action.WITHDRAW), (Reserved.CONSENT,), _OWN),
    (_HERSELF, (Action.WRITE,), Category, _staged("own", "write", rules.participant_writes)),
    (_SYSTEM, (Action.COLLISION_CHECK,), Category, _staged("collision_check", "collision_check", rules.check_reaches)),
)
_WAYS: Final[Mapping[tuple[str, str, str], _Way]] = MappingProxyType(
    {(who, act, label): way for who, acts, labels, way in _PERMITTED for act in acts for label in labels}
)
