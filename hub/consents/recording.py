"""Writes the one entry of an act on a consent, and moves the heads of what the act sealed."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from hub.access_log.entry import Decision, Record
from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted
from hub.disclosure.permitting import record
from hub.grants.holding import holding
from hub.grants.standing import changed
from hub.grants.versions import Version
from hub.grants.wholes import Whole
from hub.officers.telling_rows import tell_rows
from hub.signin.sendings import Sending, heads_of, put
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.heads import Written
from policies.vocabulary import PARTICIPANT_SOURCE, Action

# What one unit answers for itself: it is no other's matter, but the drafting one's.
_OWN_ANSWERS: Final = frozenset({Action.ACCEPT, Action.DECLINE, Action.TAKE_ON})
# The acts by which she has answered: whom it concerns is what stands after them.
_SIGNS: Final = frozenset({Action.SIGN, Action.COMPARE})
# The acts after which something else stands of a signed version.
_CHANGES: Final = frozenset(
    {Action.ACCEPT, Action.COMPARE, Action.DECLINE, Action.SIGN, Action.WITHDRAW, Action.WITNESS}
)


def record_act(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    act: Permitted,
    *,
    action: Action | None = None,
    written: Sequence[Written] = (),
    removed: Sequence[Record] = (),
    decisions: Sequence[Decision] = (),
    reason: str | None = None,
    sending: Sending | None = None,
) -> Receipt:
    """Tell of it as the act that was asked for, or as another that it became (`action`)."""
    action = action or act.allowed.asked["action"]
    signed = act.version.id if action in _SIGNS else None
    stands = changed(tx, ground, act.version.head.case_id, signed=signed) if action in _CHANGES else []
    heads = (*written, *stands, *heads_of(sending))
    told = act.allowed.done | {
        "action": action,
        "decisions": [*act.allowed.done["decisions"], *decisions],
        "count": len(written) + len(removed),
        "written": [*(Record.of(one) for one in heads), *removed],
        "consent": act.version.reference,
        "reason": reason,
        "units": _concerned(act.version, action, holding(tx).signed),
    }
    receipt = record(tx, ground, actor, **told)
    tell_rows(tx, ground, actor, at=act.at)  # what one entry had no room for
    put(tx, heads, entry=receipt.entry)
    return receipt


def _concerned(version: Version, action: Action, signed: Whole | None) -> Iterable[str]:
    """Give the units whose reviewers find the act: what gives, or governs, is the matter of all who got her yes.

    Before she has signed it is the drafting unit's alone, and a unit that got her no has no part in it: its reviewers
    may open whom a case is about that concerns them. So of what she signs now it is what she signed, not what is read.
    """
    yield version.head.drafted_unit_id
    if signed is not None:
        yield from signed.units
    elif action not in _OWN_ANSWERS:
        yield from (person.unit_id for person in version.persons if person.stands)
        yield from (row.source for row in version.rows if row.stands and row.source != PARTICIPANT_SOURCE)
