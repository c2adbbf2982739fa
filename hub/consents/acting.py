"""What every act on a consent shares: find it, decide with the case locked, turn what cannot be done into a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log.reader.telling import check_begun_for
from hub.disclosure.permitting import Allowed, refuse, require
from hub.grants.consent_seals import TAKES_AWAY
from hub.grants.versions import Version, load_version, whereabouts
from hub.store.actor import Actor
from hub.store.errors import Conflict
from hub.store.ground import Ground
from policies.decision import Permit
from policies.facts import Facts
from policies.vocabulary import PARTICIPANT_SOURCE, Action, ReaderKind, Reserved

_ANOTHERS: Final = "En annan handledare har skrivit texten. Gör ett nytt utkast: det kan du visa och bevittna själv."


@dataclass(frozen=True, slots=True)
class Permitted:
    """An act that may go on: the version it is about, and what allows it."""

    version: Version
    allowed: Allowed

    @property
    def facts(self) -> Facts:
        return self.allowed.facts

    @property
    def at(self) -> int:
        return self.facts.at


def permitted(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    consent_id: str,
    action: Action,
    label: Reserved = Reserved.CONSENT,
    keyless: bool = False,
) -> Permitted:
    """Lock the consent's case alone and decide. Raises Refused; a consent that is not there costs the same.

    A draft is its drafter's alone: there is none for the participant until it is presented to her. What adds something
    begins on whom the case was begun for, else it would be sealed as somebody else's, for her to read. Raises Tampered.
    """
    where = whereabouts(tx, consent_id)
    allowed = require(
        tx,
        ground,
        actor,
        case_id=where.case_id if where else None,
        action=action,
        source=PARTICIPANT_SOURCE,
        category=label.value,
        exclusive=True,
        keyless=keyless,
    )
    version = load_version(tx, consent_id)
    if version is None or not _knows(version, allowed, actor):
        told = Conflict("not_drafter", _ANOTHERS) if version is not None and _is_told(version, allowed.permit) else None
        raise refuse(ground, actor, told=told, **allowed.asked | {"reason": "not_drafter", "case": None})
    if action not in TAKES_AWAY:
        check_begun_for(tx, ground, version.participant, case_id=version.head.case_id)
    return Permitted(version, allowed)


def _knows(version: Version, allowed: Allowed, actor: Actor) -> bool:
    if allowed.permit.rule == "coach":
        return version.head.drafted_by == actor.id
    return version.head.is_shown or allowed.facts.reader.kind != ReaderKind.PARTICIPANT.value


def _is_told(version: Version, permit: Permit) -> bool:
    """Tell whether her coach may know that another drafted it: what was presented is the participant's, as she is his.

    A draft that nobody has shown is none to anybody else.
    """
    return permit.rule == "coach" and version.head.is_shown


@contextmanager
def refusing(ground: Ground, actor: Actor, act: Permitted) -> Iterator[None]:
    """Turn a Conflict inside into a refusal that is logged before it is told."""
    try:
        yield
    except Conflict as conflict:
        raise refuse(ground, actor, told=conflict, **act.allowed.asked | {"reason": conflict.code}) from conflict
