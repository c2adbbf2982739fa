"""Which questions a read asks, and what the answers open: between the facts and the log entry, pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.access_log.entry import Decision
from hub.disclosure.records import Sealed
from policies.decide import decide, opens
from policies.decision import Permit, Refusal
from policies.facts import Facts, Question
from policies.policy import Policy
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Outcome, ReaderKind, Reserved

_PERMITTED, _REFUSED = Outcome.PERMITTED.value, Outcome.REFUSED.value
Pair = tuple[str, str]
GATE: Pair = (PARTICIPANT_SOURCE, Reserved.NAME.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """The answers of one read: permits by (source, category), all decisions for the log, and the rows that open.

    Without any permit the asker does not even learn that there is a case.
    """

    permits: Mapping[Pair, Permit]
    decisions: tuple[Decision, ...]
    rows: tuple[Sealed, ...]
    incomplete: bool


def choose(
    policy: Policy, facts: Facts, *, action: Action, purpose: str | None, rows: Sequence[Sealed], whole: bool
) -> Choice:
    """Decide once for each (source, category), then pick the rows that the permits reach.

    A `whole` read asks for all that the consent knows; else only what the rows carry is asked for.
    """
    pairs = tuple(_pairs(facts, rows, whole=whole))
    answers = decide(policy, Question(action.value, purpose), facts, pairs)
    permits = {pair: answer for pair, answer in zip(pairs, answers, strict=True) if isinstance(answer, Permit)}
    if facts.reader.kind != ReaderKind.SYSTEM and GATE not in permits:
        # Who may not know that there is a case gets nothing of it, but what her own unit holds on its own ground.
        permits = {pair: permit for pair, permit in permits.items() if permit.rule == "own_unit"}
    return Choice(
        permits=permits,
        decisions=tuple([decision_of(*pair, answer) for pair, answer in zip(pairs, answers, strict=True)]),
        rows=tuple([row for row in rows if opens(permits.get(row[3:5]), row.first_written, row.basis_version)]),
        incomplete=whole and not permits.keys() >= set(_known(facts)),
    )


def _pairs(facts: Facts, rows: Sequence[Sealed], *, whole: bool) -> Iterable[Pair]:
    asked: dict[Pair, None] = {}
    if facts.reader.kind != ReaderKind.SYSTEM:
        asked[GATE] = None
    if whole:
        asked.update(dict.fromkeys(_known(facts)))
    everything = facts.reader.kind == ReaderKind.PARTICIPANT or not whole
    own = facts.reader.unit
    # In a whole read the rows of others ask nothing: what is stored may not show in what was asked.
    asked.update(dict.fromkeys([row[3:5] for row in rows if everything or row.source == own]))
    return asked


def _known(facts: Facts) -> Iterable[Pair]:
    return [(row.source, row.category) for row in facts.rows if row.withdrawn_at is None]


def decision_of(source: str, category: str, answer: Permit | Refusal) -> Decision:
    """Give what the log says of one answer."""
    if isinstance(answer, Permit):
        return Decision(source, category, _PERMITTED, answer.rule, answer.line.id if answer.line is not None else None)
    return Decision(source, category, _REFUSED, answer.reason.value)
