"""Housekeeping: drafts that nobody signed go after thirty days, text and all, one transaction and one entry each."""

from datetime import date, timedelta
from typing import Final

from hub.consents.documents import remove_parts
from hub.disclosure.permitting import record
from hub.grants.dropping import RETENTION, drop, unsigned_too_long
from hub.grants.loading import lock
from hub.grants.versions import load_version
from hub.store.actor import Actor, ActorKind
from hub.store.clock import DAY
from hub.store.days import day_of
from hub.store.ground import Ground
from policies.vocabulary import Action

_PARTS: Final = ("answers", "paper", "text")  # all that is sealed of what nobody has signed
HOUSEKEEPING: Final = Actor(ActorKind.SYSTEM, "system:housekeeping")


def drop_unsigned(ground: Ground) -> int:
    """Drop every draft that is older than the retention policy allows; tell how many."""
    with ground.store.read() as tx:
        stale = unsigned_too_long(tx, ground, at=ground.clock.now(tx))
    return sum(_drop(ground, consent_id) for consent_id in stale)


def kept_until(ground: Ground, *, drafted_at: int) -> date:
    """Give the last whole day on which a draft from `drafted_at` (µs), and what she has answered, is still there."""
    return day_of(drafted_at + ground.policy.retention_days[RETENTION] * DAY) - timedelta(days=1)


def _drop(ground: Ground, consent_id: str) -> bool:
    with ground.store.write() as tx:
        version = load_version(tx, consent_id)
        if version is None:
            return False
        lock(tx, ground, case_id=version.head.case_id, actor=HOUSEKEEPING, exclusive=True)
        at = ground.clock.now(tx)
        if consent_id not in unsigned_too_long(tx, ground, at=at):
            return False  # signed while we waited for the lock
        removed = remove_parts(tx, ground, consent_id, *_PARTS)
        drop(tx, consent_id, at=at)
        record(
            tx,
            ground,
            HOUSEKEEPING,
            at=at,
            action=Action.DRAFT,
            case=version.head.case_id,
            subject=version.participant,
            written=removed,
            consent=version.reference,
            reason="dropped",
        )
    return True
