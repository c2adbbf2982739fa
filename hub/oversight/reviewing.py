"""A reviewer's look: own units' officers everywhere, every access to own units' data; each look is logged."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

import orjson
from sqlalchemy import Connection, select

from hub.access_log import reader, writer
from hub.access_log.entry import NewEntry
from hub.access_log.reader import Counted, Filters, LoggedEntry, Place, Proof
from hub.access_log.sealer import seal_pending
from hub.disclosure.entries import entry
from hub.disclosure.records import NO_CASE
from hub.grants.begun import find_numbered
from hub.officers.holding import hold_employment
from hub.officers.looking_after import hold_looked_after, looked_after
from hub.officers.tables import officer as officer_table
from hub.officers.tables import reviewed_unit
from hub.organisations.tables import unit
from hub.oversight.leaving_out import as_told, asked_in_vain, reviewers
from hub.oversight.naming import Names, names_of
from hub.signin.current import SignedIn
from hub.signin.refused_ids import refusal_of
from hub.store import entry_tags, row_marks
from hub.store.alphabet import in_swedish
from hub.store.errors import NotSignedIn
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action, Outcome

_WHOSE_CASE: Final = "whose case"  # in place of a subject, until the case is looked up
Span = tuple[int | None, int | None]  # µs, [begins, ends)


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `next` is the cursor of the page after, empty on the last."""

    entries: tuple[LoggedEntry, ...]
    names: Names
    next: str | None


@dataclass(frozen=True, slots=True)
class Occurring:
    """An officer who has done something that concerns the reviewer's units."""

    id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry, the names in it, and its proof where it was asked for; `in_vain`: what it was about is left out."""

    logged: LoggedEntry
    names: Names
    proof: Proof | None
    in_vain: bool


@needing("log")
def list_entries(
    ground: Ground, me: SignedIn, *, filters: Filters, case: str | None, before: Place | None, limit: int
) -> Page:
    """Give one page. Its own entry commits before this returns; what is not sealed yet is sealed first.

    `case` is a case number; one that does not exist narrows the list to nothing, as one that concerns others does.
    """
    bring_up_to_date(ground)
    with ground.store.read() as tx:
        filters = of_case(tx, ground, filters, case)
        mine = units_of(tx, ground, me)
        page = find(tx, filters, mine, before=before, limit=limit)
    with ground.store.write() as tx:
        note_look(tx, ground, me, filters, mine, count=len(page.entries))
    return page


def answer_about(ground: Ground, me: SignedIn, *, case: str, span: Span, before: Place | None, limit: int) -> Page:
    """Give all that was done with one participant's data, as far as it concerns the reviewer's units.

    Also what is not about the case itself, such as a link to sign in with: who asks has asked about herself.
    """
    return list_entries(ground, me, filters=about_hers(span), case=case, before=before, limit=limit)


def about_hers(span: Span) -> Filters:
    """Ask for all that was done in a span of time with the data of the participant whose case is given along."""
    return Filters(subject=_WHOSE_CASE).within(*span)


@needing("log")
def count_entries(ground: Ground, me: SignedIn, *, filters: Filters, case: str | None) -> tuple[Counted, ...]:
    """Count by the hour what staff did, reads where no action is chosen; this look is one entry too."""
    bring_up_to_date(ground)
    with ground.store.read() as tx:
        mine = units_of(tx, ground, me)
    reader.tally(ground, mine)
    with ground.store.write() as tx:
        filters = of_case(tx, ground, filters, case)
        found = reader.counts(tx, units=mine, filters=replace(filters, action=filters.action or Action.READ))
        note_look(tx, ground, me, filters, mine, count=sum(one.n for one in found), reason="counted")
    return tuple(found)


@needing("log")
def occurring(ground: Ground, me: SignedIn) -> tuple[Occurring, ...]:
    """List the officers that occur in what the reviewer may see; this look is one entry too."""
    bring_up_to_date(ground)
    with ground.store.write() as tx:
        found = to_choose(tx, ground, me)
        note_look(tx, ground, me, Filters(), units_of(tx, ground, me), count=len(found), reason="officers_listed")
    return found


def to_choose(tx: Connection, ground: Ground, me: SignedIn) -> tuple[Occurring, ...]:
    """Name them for the filters of a page, whose own look has been logged."""
    actors = reader.actors(tx, units=units_of(tx, ground, me))
    named = select(officer_table.c.id, officer_table.c.name, officer_table.c.title).where(
        officer_table.c.id.in_(actors)
    )
    found = [Occurring(*row) for row in tx.execute(named.order_by(officer_table.c.id))]
    return tuple(sorted(found, key=lambda one: in_swedish(one.name)))


@needing("log")
def show_entry(ground: Ground, me: SignedIn, *, entry_id: str, with_proof: bool, reason: str | None = None) -> Shown:
    """Give one entry. Raises NotShown for one outside her units as for one that does not exist, both logged alike.

    `reason` is kept with a look that was permitted.
    """
    seal_pending(ground)
    refused: Exception | None = None
    action = Action.LOG_PROOF if with_proof else Action.LOG_READ
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, me.actor)
        logged = reader.entry(tx, entry_id)
        mine = set(hold_looked_after(tx, ground, officer_id=me.officer, at=me.at))
        vain, proof = False, None
        if logged is None or not logged.units & mine:
            told = entry(ground, me.actor, Outcome.REFUSED, at=at, action=action)
            refused = refusal_of(tx, me.actor, at=at)
            logged = None
        else:
            vain = asked_in_vain(logged, reviewers(tx))
            logged = as_told(_with_its_own_detail(tx, ground, logged), mine, in_vain=vain)
            proof = reader.proof(tx, entry_id) if with_proof else None
            told = entry(ground, me.actor, at=at, action=action, count=1, subject=logged.entry.subj, reason=reason)
        _append(tx, ground, told)
        names = names_of(tx, [logged] if logged else [])
    if refused is not None or logged is None:
        raise refused or RuntimeError("an entry that is not there was not refused")
    return Shown(logged, names, proof, vain)


def _with_its_own_detail(tx: Connection, ground: Ground, logged: LoggedEntry) -> LoggedEntry:
    """Leave out the sealed detail of an entry that somebody has rewritten: it may be of another unit's act.

    One without a tag is as anybody can write it: of before there were tags, no detail is given either.
    """
    tagged = entry_tags.seen(logged.entry.salt) is not None
    own = tagged and reader.Vouching(tx, ground).holds(logged.body or b"", logged.entry)
    return logged if own else replace(logged, detail=None)


@needing("log")
def checkpoint(ground: Ground, me: SignedIn) -> str | None:
    """Give the newest signed note; None before the first seal. Logged, though it tells of nobody."""
    seal_pending(ground)
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, me.actor)
        note = reader.latest_checkpoint(tx)
        told = entry(ground, me.actor, at=at, action=Action.LOG_PROOF)
        writer.append(tx, ground, told)
    return note


def tally_all(ground: Ground) -> None:
    """Count for everybody who reviews, so that a drawing waits for little."""
    with ground.store.read() as tx:
        rows = tx.execute(select(reviewed_unit.c.officer_id, reviewed_unit.c.unit_id)).all()
    sets: dict[str, list[str]] = {}
    for officer, reviewed in rows:
        sets.setdefault(officer, []).append(reviewed)
    for units in sorted({tuple(sorted(units)) for units in sets.values()}):
        reader.tally(ground, units)


def bring_up_to_date(ground: Ground) -> None:
    """Seal what has committed, and bring it into what the lists are made of."""
    seal_pending(ground)
    reader.catch_up(ground)


def find(tx: Connection, filters: Filters, mine: Sequence[str], *, before: Place | None, limit: int) -> Page:
    """Give one page of these units' log, its entry still to be written; the filters name no case by its number."""
    found = reader.page(tx, units=mine, filters=filters, before=before, limit=limit + 1)
    vain = filters.in_vain
    shown = tuple(as_told(logged, mine, in_vain=asked_in_vain(logged, vain)) for logged in found[:limit])
    names = names_of(tx, shown)
    last = shown[-1] if len(found) > limit else None
    return Page(shown, names, f"{last.entry.ts}-{last.number}" if last else None)


def note_look(
    tx: Connection,
    ground: Ground,
    me: SignedIn,
    filters: Filters,
    mine: Sequence[str],
    *,
    count: int,
    reason: str | None = None,
) -> None:
    """Write the entry of a look at the log of these units; whom the reviewer looked for stands in its sealed detail.

    What is shown was found before. Raises NotSignedIn for who was ended since, also at one of the units alone.
    """
    at = hold_employment(tx, ground, me.actor)
    if not set(mine) <= set(hold_looked_after(tx, ground, officer_id=me.officer, at=at)):
        raise NotSignedIn
    told = entry(ground, me.actor, at=at, action=Action.LOG_READ, count=count, reason=reason)
    _append(tx, ground, told, _looked_for(filters))


def _append(tx: Connection, ground: Ground, told: NewEntry, detail: bytes | None = None) -> None:
    """Write the entry of a look, and one more of nothing for as many units of hers as it has no room to tell."""
    writer.append(tx, ground, told, detail)
    while row_marks.are_untold(tx):
        writer.append(tx, ground, replace(told, n=0))


def of_case(tx: Connection, ground: Ground, filters: Filters, case: str | None) -> Filters:
    """Put the ids of a case number into the filters. All that tells of a case tells of its participant.

    A number means the case that began with it: what the log says of another is handed to nobody as the asker's own.
    """
    filters = replace(filters, in_vain=reviewers(tx))
    if case is None:
        return filters
    found, participant = find_numbered(tx, ground, case) or (NO_CASE, NO_CASE)
    if filters.subject == _WHOSE_CASE:
        return replace(filters, subject=participant)
    # A pseudonym that is not the case's own narrows the list to nothing.
    subject = participant if filters.subject in {None, participant} else NO_CASE
    return replace(filters, case=found, subject=subject)


def own_units(ground: Ground, me: SignedIn) -> tuple[str, ...]:
    """Name the units whose log she reviews."""
    with ground.store.read() as tx:
        named = select(unit.c.name).where(unit.c.id.in_(units_of(tx, ground, me)))
        return tuple(tx.execute(named.order_by(unit.c.name)).scalars())


def units_of(tx: Connection, ground: Ground, me: SignedIn) -> list[str]:
    """Give the units whose log she reviews."""
    return looked_after(tx, ground, officer_id=me.officer, at=me.at)


def _looked_for(filters: Filters) -> bytes | None:
    """Give what the reviewer narrowed the list by, for the sealed detail: whom a reviewer looks for is a trace too."""
    asked = {name: value for name, value in asdict(replace(filters, in_vain=())).items() if value not in {None, ()}}
    return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS) if asked else None
