"""*Vem vet vad om mig*: which unit may read which sort of information now, and the readings of each, for her alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.reader import LoggedEntry, folding
from hub.disclosure.changing import change
from hub.disclosure.entries import entry
from hub.disclosure.permitting import refuse
from hub.oversight.matrix import MOST_READS, Cell, Knowledge, Unit, known, newest_reads
from hub.oversight.naming import Names, names_for
from hub.oversight.own_reads import Cursor, following
from hub.oversight.wording import opened
from hub.signin.current import SignedIn
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Readings:
    """One cell with a page of its readings, newest first."""

    unit: Unit
    cell: Cell
    entries: tuple[LoggedEntry, ...]
    names: Names
    next: str | None


@needing("log")
def knowledge(ground: Ground, me: SignedIn) -> Knowledge:
    """Ask the rules for each named officer what she may read now. This look is an entry too."""
    participant = me.participant
    if participant is None:
        raise NotShown
    with ground.store.read() as tx:
        reads = newest_reads(tx, participant)
    with change(ground) as tx:
        found = known(tx, ground, participant, reads)
        _tell(tx, ground, me, count=0)
    return found


@needing("log")
def readings(ground: Ground, me: SignedIn, *, unit: str, category: str, before: Cursor | None) -> Readings:
    """Give who of a unit has read a category, when and why. Raises NotShown for what she has nothing to do with.

    The log is walked before the transaction of the entry: a long walk keeps nobody from writing.
    """
    participant = me.participant
    if participant is None:
        raise NotShown
    with ground.store.read() as tx:
        reads, found = newest_reads(tx, participant), _reads_of(tx, participant, unit, category, before)
    shown = tuple(found[:PAGE])
    with change(ground) as tx:
        of_unit = next((one for one in known(tx, ground, participant, reads).units if one.id == unit), None)
        cell = of_unit.cells.get(category) if of_unit else None
        if of_unit is None or cell is None:
            at = ground.clock.now(tx)
            raise refuse(ground, me.actor, at=at, action=Action.LOG_READ, subject=participant)
        names = _names(tx, shown, cell)
        _tell(tx, ground, me, count=len(shown))
    return Readings(of_unit, cell, shown, names, following(found, shown))


def _reads_of(tx: Connection, participant: str, unit: str, category: str, before: Cursor | None) -> list[LoggedEntry]:
    """Walk the unit's reads until a page is full: what was read stands in the entry, not beside it."""
    found: list[LoggedEntry] = []
    while len(found) <= PAGE:
        batch = folding.reads(tx, participant, unit=unit, before=before, limit=MOST_READS)
        found += [one for one in batch if any(each.category == category for each in opened(one.entry))]
        if len(batch) < MOST_READS:
            break
        before = (batch[-1].entry.ts, batch[-1].id)
    return found[: PAGE + 1]


def _names(tx: Connection, entries: Iterable[LoggedEntry], cell: Cell) -> Names:
    told = [logged.entry for logged in entries]
    units = cell.sources | {one.source for each in told for one in each.decisions} | {each.unit for each in told}
    return names_for(tx, actors={each.actor for each in told}, units=units)


def _tell(tx: Connection, ground: Ground, me: SignedIn, *, count: int) -> None:
    at = ground.clock.now(tx)
    writer.append(
        tx, ground, entry(ground, me.actor, at=at, action=Action.LOG_READ, count=count, subject=me.participant)
    )
