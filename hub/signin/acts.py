"""The log entries of signing in and out, codes and links: who, what, how it ended; never a name or a code."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import NewEntry, Record
from hub.participants.tables import participant
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from hub.store.row_seals import tag
from policies.vocabulary import Action, Outcome

NOBODY = Actor(ActorKind.ANONYMOUS, None)
OPERATOR = Actor(ActorKind.OPERATOR, "operator:hub")  # who acts by the commands
_NAMED: Final = 32  # hexadecimal digits of a tag


def told(
    actor: Actor,
    *,
    act: Action,
    at: int,
    outcome: Outcome = Outcome.PERMITTED,
    case: str | None = None,
    subject: str | None = None,
    reason: str | None = None,
    written: Sequence[Record] = (),
    units: Iterable[str] = (),
) -> NewEntry:
    """Put the entry together. A participant is the subject of what she does herself.

    `units` are those whose reviewers shall find it although the actor does not act for one of them.
    """
    herself = actor.id if actor.kind is ActorKind.PARTICIPANT else None
    return NewEntry(
        **actor.told,
        ts=at,
        act=act,
        outcome=outcome,
        subj=subject or herself,
        case=case,
        rec=tuple(written),
        n=len(written),
        reason=reason,
        units=tuple(sorted(units)),
    )


def named(ground: Ground, table: str, which: bytes) -> Record:
    """Name a link or an invitation for the log, which tells who used one of before (reader.spent_codes)."""
    return Record(table, tag(ground, "named", table, which).hex()[:_NAMED], 1, None)


def registering_unit(tx: Connection, participant_id: str | None) -> tuple[str, ...]:
    """Give the unit that registered a participant: she has none herself, and its reviewers look after her sign-ins."""
    return tuple(tx.execute(_REGISTERING_UNIT, {"participant": participant_id}).scalars())


_REGISTERING_UNIT: Final = select(participant.c.unit_id).where(participant.c.id == bindparam("participant"))
