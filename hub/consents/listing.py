"""Lists consents: a coach's of one case, a participant's own, and what waits for an officer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from hub.access_log.writer import Receipt
from hub.consents.documents import names_of
from hub.consents.paging import PAGE, page_of
from hub.disclosure.door import disclose_list
from hub.disclosure.permitting import record, require
from hub.disclosure.records import Asked
from hub.grants.naming import names
from hub.grants.reminding import Reminder, reminder
from hub.grants.states import IN_FORCE, State, state
from hub.grants.tables import case
from hub.grants.versions import Version, VersionRow, load_version, versions_of
from hub.grants.waiting import Waiting, waiting_for
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved


@dataclass(frozen=True, slots=True)
class Listed:
    """One version in a list; its text and lines are shown one by one."""

    head: VersionRow
    state: State
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Waits:
    """One consent that waits for an officer, with the name of whom it is about.

    A substitute who does not stand in yet has neither name nor entry; `replaces` says for whom she takes it on.
    """

    waiting: Waiting
    name: str | None
    version: Version
    reminder: Reminder
    receipt: Receipt | None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class WaitsPage:
    """One page of what waits, the longest waiting first; `next` is what asks for the one after it."""

    items: tuple[Waits, ...]
    next: str | None


def of_case(tx: Connection, ground: Ground, actor: Actor, *, case_id: str) -> tuple[Listed, ...]:
    """Give the versions that this coach has drafted of a case, the newest first. Raises Refused for others."""
    return _of(tx, ground, actor, case_id, lambda head: head.drafted_by == actor.id)


def number_of(tx: Connection, case_id: str) -> str:
    """Give the number of a case, whose coach `of_case` has let in."""
    return str(tx.execute(select(case.c.number).where(case.c.id == case_id)).scalar_one())


def others_text(tx: Connection, ground: Ground, actor: Actor, *, case_id: str) -> State | None:
    """Tell the case's coach, whom `of_case` has let in, of a text that another drafted and that is not listed.

    How it stands: what governs before what waits for a signature, which nobody can witness any more.
    """
    at = ground.clock.now(tx)
    standing = {state(head, at) for head in versions_of(tx, case_id) if head.drafted_by != actor.id}
    return next((one for one in (*sorted(IN_FORCE), State.PRESENTED) if one in standing), None)


def mine(tx: Connection, ground: Ground, actor: Actor) -> tuple[Listed, ...]:
    """Give the participant's own, from when they were presented to her; one entry a case."""
    wanted = select(case.c.id).where(case.c.participant_id == actor.id).order_by(case.c.created_at)
    cases = tx.execute(wanted).scalars().all()
    # Locked in the order of ids, as by everybody who holds several cases.
    found = {key: _of(tx, ground, actor, key, lambda head: head.is_shown) for key in sorted(cases)}
    return tuple(listed for key in cases for listed in found[key])


def waiting(ground: Ground, actor: Actor, *, after: str | None = None) -> WaitsPage:
    """Give one page of what waits for this officer, each name opened through the door, one entry a case."""
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        every = waiting_now(tx, ground, actor, at)
        found, following = page_of(every, after, lambda one: (one.signed_at, one.consent), most=PAGE)
        cases = names_of(tx, [one.case for one in found])
        versions = {one.consent: load_version(tx, one.consent) for one in found}
        replaced = names(
            tx, ground, officers=[one.stands_in_for for one in found if one.stands_in_for], units=()
        ).officers
    aside = [one for one in found if one.stands_in_for is not None]
    named = [one for one in found if one not in aside and one.is_answered]
    only_witness = [one for one in found if one not in named and one not in aside]
    shown: dict[str, tuple[str | None, Receipt | None]] = {one.case: (None, None) for one in aside}
    for action, asked in ((Action.DECIDE_ACCEPTANCE, named), (Action.LIST, only_witness)):
        ask = [Asked(actor, ref, action, rows) for ref, rows in [cases[one.case] for one in asked]]
        for opened in disclose_list(ground, ask) if ask else []:
            shown[opened.case.id] = (str(opened.opened[0].fields["name"]) if opened.opened else "", opened.receipt)
    called = {key: who.name for key, who in replaced.items()}
    items = tuple(
        _waits(one, shown[one.case], versions[one.consent], at, called.get(one.stands_in_for or ""))
        for one in found
        if one.case in shown
    )
    return WaitsPage(items, following)


def waiting_now(tx: Connection, ground: Ground, actor: Actor, at: int) -> tuple[Waiting, ...]:
    """Give what waits before anything is decided: nothing of it may be told."""
    whose = {"officer": actor.id or "", "unit": actor.unit or "", "employment": actor.employment or ""}
    return waiting_for(tx, ground, **whose, at=at)


def _waits(
    one: Waiting, shown: tuple[str | None, Receipt | None], version: Version | None, at: int, replaces: str | None
) -> Waits:
    if version is None:
        raise LookupError("a governing consent is gone")
    return Waits(one, shown[0], version, reminder(at=at, since=one.valid_from), shown[1], replaces)


def _of(
    tx: Connection, ground: Ground, actor: Actor, case_id: str, shown: Callable[[VersionRow], bool]
) -> tuple[Listed, ...]:
    allowed = require(
        tx,
        ground,
        actor,
        case_id=case_id,
        action=Action.READ,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
    )
    heads: Sequence[VersionRow] = [head for head in versions_of(tx, case_id) if shown(head)]
    receipt = record(tx, ground, actor, **allowed.done | {"count": len(heads)})
    return tuple(Listed(head, state(head, allowed.facts.at), receipt) for head in heads)
