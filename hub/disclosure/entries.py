"""The log entry of a decided act: who, what, on which facts, under which policy; ids and hashes only."""

from collections.abc import Sequence
from hashlib import sha256

import orjson

from hub.access_log.actor import Actor
from hub.access_log.entry import Decision, NewEntry, Record
from hub.store.ground import Ground
from policies.facts import Facts
from policies.vocabulary import Action, Outcome

_ANONYMOUS = "anonymous"


def facts_digest(facts: Facts) -> str:
    """Give the SHA-256 (hex) of the facts as canonical JSON: deciding again from the same facts gives the same."""
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def session_tag(session: bytes) -> str | None:
    """Tell two sessions apart without naming either: 8 bytes of a hash of the stored hash."""
    return sha256(session).hexdigest()[:16] if session else None


def entry(
    ground: Ground,
    actor: Actor,
    *,
    at: int,
    action: Action,
    outcome: Outcome = Outcome.PERMITTED,
    facts: Facts | None = None,
    authority: str | None = None,
    case: str | None = None,
    subject: str | None = None,
    decisions: Sequence[Decision] = (),
    written: Sequence[Record] = (),
    count: int = 0,
    purpose: str | None = None,
    consent: str | None = None,
    reason: str | None = None,
) -> NewEntry:
    """Put an entry together; what the facts tell (subject, consent, digest) need not be given again."""
    governing = facts.consent if facts is not None else None
    return NewEntry(
        ts=at,
        actor=actor.id or _ANONYMOUS,
        actor_kind=actor.kind.value,
        act=action,
        outcome=outcome,
        emp=actor.employment,
        unit=actor.unit,
        auth=authority,
        subj=facts.participant.id if facts is not None else subject,
        case=case,
        decisions=tuple(decisions),
        rec=tuple(written),
        n=count,
        purpose=purpose,
        consent=consent or (f"{governing.id}@{governing.version}" if governing is not None else None),
        policy=ground.policy.digest,
        facts=facts_digest(facts) if facts is not None else None,
        sess=session_tag(actor.session),
        reason=reason,
    )
