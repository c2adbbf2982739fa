"""Decides who may write what in a plan, and lets a unit's first save accept the category that it is saved in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log.entry import Decision, Record
from hub.disclosure.permitting import Allowed, Refused, record, refuse, require
from hub.grants import consent_seals
from hub.grants.accepting import accept_category, check_witness
from hub.grants.standing import changed
from hub.grants.versions import governing_version
from hub.store.actor import Actor
from hub.store.errors import Conflict, NotShown
from hub.store.ground import Ground
from hub.store.heads import put_heads
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Kind, Outcome, RefusalReason

_SAY_NOT_GIVEN: Final = (
    "Enligt medgivandet lämnar din enhet inte den här sortens uppgift. Därför kan den inte sparas här. Prata med "
    "deltagaren och samordnaren om ett nytt medgivande."
)
_SAY_NOT_HERS: Final = (
    "Med din roll på enheten kan du inte skriva den här sortens uppgift. Prata med en kollega som kan göra det."
)
# The reasons that are reached only where nothing but the category stands in the way: she has taken on the case by a
# consent in force, which her unit gives by.
_WHY: Final[Mapping[str, tuple[str, str]]] = {
    RefusalReason.CEILING: ("not_of_your_function", _SAY_NOT_HERS),
    RefusalReason.NO_LINE: ("not_given", _SAY_NOT_GIVEN),
    RefusalReason.ROW_WITHDRAWN: ("not_given", _SAY_NOT_GIVEN),
}
READERS_SEEN: Final = "readers_seen"  # hub.oversight words these entries by it
_WRITTEN: Final = (Category.C04, Category.C06, Category.C07, Category.C03)


def may_write(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    case_id: str | None,
    category: str,
    source: str | None = None,
    accept: bool = False,
) -> Allowed:
    """Decide one write; with `accept` the unit's waiting category is accepted by the same act, as the button said."""
    source = source or source_of(actor)

    def ask() -> Allowed:
        return require(
            tx, ground, actor, case_id=case_id, action=Action.WRITE, source=source, category=category, exclusive=accept
        )

    try:
        return ask()
    except Refused as refused:
        waits = isinstance(refused.told, Conflict) and actor.unit is not None and actor.id is not None
        if not (accept and waits and case_id is not None):
            raise
        _accept(tx, ground, actor, case_id=case_id, category=category, at=refused.entry.ts)
    return ask()


@contextmanager
def telling_why(actor: Actor) -> Iterator[None]:
    """Tell who reads the case why her unit does not write that there; whoever else is refused learns nothing by it."""
    try:
        yield
    except Refused as refused:
        said = next((_WHY.get(one.rule) for one in refused.entry.decisions if one.source == actor.unit), None)
        if said is None or not isinstance(refused.told, NotShown):
            raise
        raise Refused(refused.entry, actor, Conflict(*said)) from refused


def why(refused: Refused) -> str | None:
    """Give the sentence by which `telling_why` told it; None where it told nothing."""
    told = refused.told
    return told.detail if isinstance(told, Conflict) and (told.code, told.detail) in _WHY.values() else None


@dataclass(frozen=True, slots=True)
class Writable:
    """When it was decided, about whom, and which of the categories that a unit writes this actor may write there."""

    at: int
    categories: frozenset[Category]
    subject: str | None


def may_see_readers(
    tx: Connection, ground: Ground, actor: Actor, *, case_id: str | None, source: str | None
) -> Writable:
    """Let go on who may write some category, or may once her unit has accepted it, and is to be told who reads it.

    Who reads is the consent's to tell, so being told of it is a read with an entry of its own. Raises Refused, with the
    first category's refusal.
    """
    some = writable(tx, ground, actor, case_id=case_id, source=source)
    record(tx, ground, actor, at=some.at, action=Action.READ, case=case_id, subject=some.subject, reason=READERS_SEEN)
    return some


def writable(tx: Connection, ground: Ground, actor: Actor, *, case_id: str | None, source: str | None) -> Writable:
    """Decide that, and leave the entry to the caller. Raises Refused."""
    found: dict[Category, tuple[int, str | None]] = {}
    first: Refused | None = None
    for category in _WRITTEN:
        try:
            facts = may_write(tx, ground, actor, case_id=case_id, category=category.value, source=source).facts
        except Refused as refused:
            first = first or refused
            if isinstance(refused.told, Conflict):
                found[category] = (refused.entry.ts, refused.entry.subj)
        else:
            found[category] = (facts.at, facts.participant.id)
    if not found:
        raise first or NotShown
    at, subject = next(iter(found.values()))
    return Writable(at, frozenset(found), subject)


def _accept(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, category: str, at: int) -> None:
    version = governing_version(tx, case_id=case_id, kind=Kind.COOPERATION.value)
    if version is None or actor.unit is None or actor.id is None:
        return
    subject = version.participant
    try:
        check_witness(ground.policy, version, officer=actor.id, unit=actor.unit)
    except Conflict as told:
        act = Action.ACCEPT
        raise refuse(
            ground, actor, at=at, action=act, reason=told.code, case=case_id, subject=subject, told=told
        ) from told
    # What was asked first was refused, so nothing has been compared yet: what is sealed anew begins on what was signed.
    consent_seals.hold(tx, ground, case_id, Action.ACCEPT, None)
    answered = accept_category(tx, ground, version=version, unit=actor.unit, category=category, officer=actor.id, at=at)
    if answered is not None:
        stands = changed(tx, ground, case_id)
        receipt = record(
            tx,
            ground,
            actor,
            at=at,
            action=Action.ACCEPT,
            case=case_id,
            subject=subject,
            consent=version.reference,
            count=0,
            written=[Record.of(one) for one in stands],
            decisions=(Decision(actor.unit, category, Outcome.PERMITTED.value, "accepted_by_saving"),),
        )
        put_heads(tx, stands, entry=receipt.entry)


def source_of(actor: Actor) -> str:
    return actor.unit or PARTICIPANT_SOURCE


def known(case_id: str | None) -> str:
    """Narrow the id of a case that a permit has just shown to be there."""
    if case_id is None:
        raise NotShown
    return case_id
