"""Registers what a participant has asked somebody else to take back: a named officer, or who reviews a unit's log."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from hub.access_log.entry import Record
from hub.access_log.reader import catch_up
from hub.access_log.sealer import seal_pending
from hub.consents.presenting import names_in
from hub.consents.showing import narrowed
from hub.consents.withdrawing import LETTER, PAPER, PHONE, VISIT
from hub.disclosure.permitting import Allowed, record, refuse, require
from hub.disclosure.records import NO_CASE
from hub.grants.begun import find_numbered
from hub.grants.naming import Names
from hub.grants.standing import changed
from hub.grants.versions import Version, load_version
from hub.grants.withdrawing import Receipt, Scope, registered_before, withdraw
from hub.store.actor import Actor
from hub.store.errors import Conflict, Invalid, LogBroken
from hub.store.ground import Ground
from hub.store.heads import put_heads
from policies.decide import decide
from policies.decision import Permit
from policies.facts import Facts, Question
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved

CHANNELS = (PHONE, VISIT, PAPER, LETTER)
_NOT_HERE = "Välj något av det som står på sidan."


@dataclass(frozen=True, slots=True)
class Offered:
    """What the asker may register: of the governing version only the persons and rows that she knows of already."""

    version: Version
    names: Names
    number: str


@dataclass(frozen=True, slots=True)
class Registered:
    """`receipt` is the number that the participant is given."""

    receipt: str
    at: int
    number: str


def case_of(ground: Ground, number: str) -> str:
    """Give the case of a number; for one that is not there an id that no case has, which is refused alike.

    What concerns a reviewer's units is what their log says: it is brought up to date first, in transactions of its own.
    A log that cannot be sealed hinders no taking back: then what it said before is what counts.
    """
    with suppress(LogBroken):
        seal_pending(ground)
    catch_up(ground)
    with ground.store.read() as tx:
        # She is told that it is no number, not that it was taken back for somebody else.
        found, _participant = find_numbered(tx, ground, number) or (NO_CASE, NO_CASE)
    return found


def offer(tx: Connection, ground: Ground, actor: Actor, *, case_id: str) -> Offered:
    """Show what can be taken back. Raises Refused for who is neither named nor a reviewer of the case's units."""
    allowed, version = _decide(tx, ground, actor, case_id, keyless=True)
    _record(tx, ground, actor, allowed, version, action=Action.READ, reason="may_take_back")
    return Offered(_known(ground, version, allowed, actor), names_in(tx, ground, version), version.number)


def register(
    tx: Connection, ground: Ground, actor: Actor, *, case_id: str, scope: Scope, target: str | None, channel: str
) -> Registered:
    """Take back at once, as she asked; never with a reason. Raises Refused, or Invalid for what is not offered."""
    if faults := faults_of_channel(channel):
        raise Invalid(faults)
    allowed, version = _decide(tx, ground, actor, case_id, keyless=scope is Scope.WHOLE)
    known = _known(ground, version, allowed, actor)
    if not _offered(known, scope, target):
        raise Invalid({scope.value: [_NOT_HERE]})
    try:
        given = withdraw(
            tx,
            ground,
            version=version,
            scope=scope,
            target=target,
            channel=channel,
            at=allowed.facts.at,
            registered_by=actor.id,
        )
    except Conflict as told:
        raise refuse(ground, actor, told=told, **allowed.asked | {"reason": told.code}) from told
    _record(tx, ground, actor, allowed, version, action=Action.WITHDRAW, reason=channel)
    return Registered(given.id, given.at, version.number)


def faults_of_channel(channel: str) -> dict[str, list[str]]:
    return {} if channel in CHANNELS else {"channel": ["Välj hur deltagaren sade det."]}


def given_before(ground: Ground, actor: Actor, *, case_id: str, scope: Scope, target: str | None) -> Receipt | None:
    """Give what the asker was given when she registered the same herself; what others did here is not hers to know."""
    with ground.store.read() as tx:
        return registered_before(tx, case_id=case_id, officer=actor.id or "", scope=scope, target=target)


def _decide(tx: Connection, ground: Ground, actor: Actor, case_id: str, *, keyless: bool) -> tuple[Allowed, Version]:
    allowed = require(
        tx,
        ground,
        actor,
        case_id=case_id,
        action=Action.WITHDRAW,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        exclusive=True,
        keyless=keyless,
    )
    consent = allowed.facts.consent
    version = load_version(tx, consent.id) if consent is not None else None
    if version is None:
        raise refuse(ground, actor, **allowed.asked | {"reason": "no_consent"})
    return allowed, version


def _record(
    tx: Connection, ground: Ground, actor: Actor, allowed: Allowed, version: Version, *, action: Action, reason: str
) -> None:
    stands = changed(tx, ground, version.head.case_id) if action is Action.WITHDRAW else []
    giving = {row.source for row in version.rows if row.stands and row.source != PARTICIPANT_SOURCE}
    told = allowed.done | {
        "action": action,
        "count": 0,
        "written": [Record.of(one) for one in stands],
        "consent": version.reference,
        "reason": reason,
        "units": giving | {version.head.drafted_unit_id},
    }
    receipt = record(tx, ground, actor, **told)
    put_heads(tx, stands, entry=receipt.entry)


def _known(ground: Ground, version: Version, allowed: Allowed, actor: Actor) -> Version:
    facts = allowed.facts
    if allowed.permit.rule == "reviewer":
        return _of_units(version, facts.reviewed)
    if version.head.drafted_by == actor.id and facts.coach is not None:
        return version
    if not _stands(ground, facts):
        mine = tuple(one for one in version.persons if (one.officer_id, one.unit_id) == (actor.id, actor.unit))
        return replace(version, lines=(), rows=(), persons=mine)
    return narrowed(version, officer=actor.id or "", unit=actor.unit or "", reads=facts.assignment is not None)


def _stands(ground: Ground, facts: Facts) -> bool:
    """Tell whether what the consent gives is hers to see: a substitute who stands by may take back all, or herself."""
    name, question = (PARTICIPANT_SOURCE, Reserved.NAME.value), Question(Action.DECIDE_ACCEPTANCE.value, None)
    return isinstance(decide(ground.policy, question, facts, [name])[0], Permit)


def _of_units(version: Version, units: Collection[str]) -> Version:
    """Keep what a reviewer of these units meets in their log: what they give, to whom, and what their own read."""
    lines = tuple(
        line for line in version.lines if line.withdrawn_at is None and (line.source in units or line.unit_id in units)
    )
    rows, readers = {line.row_id for line in lines}, {line.person_id for line in lines}
    return replace(
        version,
        lines=lines,
        rows=tuple(row for row in version.rows if row.stands and row.id in rows),
        persons=tuple(one for one in version.persons if one.stands and (one.id in readers or one.unit_id in units)),
    )


def _offered(known: Version, scope: Scope, target: str | None) -> bool:
    if scope is Scope.WHOLE:
        return target is None
    if scope is Scope.PERSON:
        return any(one.id == target and one.stands for one in known.persons)
    if scope is Scope.CATEGORY:
        return any(row.category == target and row.stands for row in known.rows)
    return any(row.id == target and row.stands for row in known.rows)
