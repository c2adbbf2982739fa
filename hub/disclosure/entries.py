"""The log entry of a decided act: who, what, on which facts, under which policy; ids and hashes only."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Required, TypedDict, Unpack

import orjson

from hub.access_log.entry import Decision, NewEntry, Record
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.facts import Facts
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Outcome


class Act(TypedDict, total=False):
    """What an entry tells besides who; what `facts` tell (subject, consent) need not be given again."""

    at: Required[int]
    action: Required[Action]
    case: str | None
    consent: str | None
    count: int
    decisions: Sequence[Decision]
    facts: Facts | None
    purpose: str | None
    reason: str | None
    subject: str | None
    units: Iterable[str]
    written: Sequence[Record]


def facts_digest(facts: Facts) -> str:
    """Give the SHA-256 (hex) of the facts as canonical JSON: deciding again from the same facts gives the same."""
    return sha256(orjson.dumps(facts, default=tuple, option=orjson.OPT_SORT_KEYS)).hexdigest()


def entry(ground: Ground, actor: Actor, outcome: Outcome = Outcome.PERMITTED, /, **act: Unpack[Act]) -> NewEntry:
    """Put an entry together."""
    facts = act.get("facts")
    governing = facts.consent if facts is not None else None
    return NewEntry(
        **actor.told,
        ts=act["at"],
        act=act["action"],
        outcome=outcome,
        subj=facts.participant.id if facts is not None else act.get("subject"),
        case=act.get("case"),
        decisions=tuple(act.get("decisions", ())),
        rec=tuple(act.get("written", ())),
        n=act.get("count", 0),
        purpose=act.get("purpose"),
        consent=act.get("consent") or (f"{governing.id}@{governing.version}" if governing is not None else None),
        policy=ground.policy.digest,
        facts=facts_digest(facts) if facts is not None else None,
        reason=act.get("reason"),
        units=tuple(sorted({*act.get("units", ()), *_units_of(actor, facts, act["at"])})),
    )


def _units_of(actor: Actor, facts: Facts | None, at: int) -> Iterable[str]:
    """Give every source unit for the acts of who has no unit of her own: the participant, the system.

    What she has taken back, or what has ended, makes nothing of what she does afterwards a matter of theirs.
    """
    consent = facts.consent if facts is not None and actor.unit is None else None
    rows = consent.rows if consent is not None and consent.withdrawn_at is None and at < consent.valid_to else ()
    return {row.source for row in rows if row.withdrawn_at is None} - {PARTICIPANT_SOURCE}
