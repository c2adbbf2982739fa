"""The participant's own look: who has read, when, what and why; straight from the log, also before it is sealed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from hub.access_log import reader, writer
from hub.access_log.reader import LoggedEntry, folding
from hub.access_log.reader.folding import Fold
from hub.disclosure.entries import entry
from hub.oversight.naming import Names, names_for, names_of, officers_in
from hub.oversight.reviewing import Page
from hub.signin.current import SignedIn
from hub.store.days import day_of, start_of
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action

Cursor = tuple[int, str]
CountFolds = Callable[[int, int], Sequence[Fold]]
"""Counts what is folded in [begins, ends)."""

LATEST: Final = 2**62
# What she does herself is told as two things: that she looked, and that she came and went.
_ONE_OF: Final = {Action.LIST: Action.READ, Action.LOG_READ: Action.READ, Action.SIGN_OUT: Action.SIGN_IN}


@dataclass(frozen=True, slots=True)
class OfMonth:
    """One thing that one actor did several times in a month; `month` is its first day."""

    month: date
    fold: Fold


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """One page, newest first; each of `folds` belongs where its newest is. `people` are all officers who have acted."""

    entries: tuple[LoggedEntry, ...]
    folds: tuple[OfMonth, ...]
    people: tuple[str, ...]
    names: Names
    next: str | None


@needing("log")
def own_reads(ground: Ground, me: SignedIn, *, before: Cursor | None, limit: int, officer: str | None = None) -> Page:
    """Give one page of all that was done with her data, newest first; this look is an entry too, and stands first."""
    participant = _participant(me)
    with ground.store.read() as tx:
        found = reader.of_subject(tx, participant, actor=officer, before=before, limit=limit + 1)
        shown = tuple(found[:limit])
        names = names_of(tx, shown)
    _tell(ground, me, count=len(shown))
    return Page(shown, names, following(found, shown))


@needing("log")
def folded_reads(
    ground: Ground, me: SignedIn, *, before: Cursor | None, limit: int, officer: str | None = None
) -> FoldedPage:
    """Give the same with lists and her own looks counted by month instead of told one by one."""
    participant = _participant(me)
    with ground.store.read() as tx:
        found = folding.singly(tx, participant, actor=officer, before=before, limit=limit + 1)
        shown = tuple(found[:limit])
        at = ground.clock.now(tx)
        begins = shown[-1].entry.ts if len(found) > limit else 0

        def count(first: int, last: int) -> Sequence[Fold]:
            found = folding.folds(tx, participant, actor=officer, begins=first, ends=last)
            return _together(found, participant)

        first, ends = folding.oldest(tx, participant), before[0] if before else LATEST
        folds = tuple(by_month(count, first=first, begins=begins, ends=ends, at=at))
        people = tuple(dict(folding.actors(tx, participant)))
        names = names_with(tx, shown, folds, people)
    _tell(ground, me, count=len(shown))
    return FoldedPage(shown, folds, people, names, following(found, shown))


@needing("log")
def who_has_acted(ground: Ground, me: SignedIn) -> Names:
    """Name the officers to choose among on a page that tells each entry; that page's own entry tells of it."""
    with ground.store.read() as tx:
        return names_for(tx, actors=set(dict(folding.actors(tx, _participant(me)))), units=())


def _participant(me: SignedIn) -> str:
    if me.participant is None:
        raise NotShown
    return me.participant


def _tell(ground: Ground, me: SignedIn, *, count: int) -> None:
    """Write the entry of a look that was gathered before, so that a long one keeps nobody from writing.

    It stands before anything of it is given away.
    """
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        told = entry(ground, me.actor, at=at, action=Action.LOG_READ, count=count, subject=me.participant)
        writer.append(tx, ground, told)


def following(found: Sequence[LoggedEntry], shown: Sequence[LoggedEntry]) -> str | None:
    """Give `next`, which asks for the page after; None when all that was found is shown."""
    last = shown[-1] if len(found) > len(shown) else None
    return f"{last.entry.ts}-{last.id}" if last else None


def cursor(text: str | None) -> Cursor | None:
    """Read `next` of the page before."""
    at, _dash, entry_id = (text or "").partition("-")
    return (int(at), entry_id) if entry_id else None


def by_month(count: CountFolds, *, first: int | None, begins: int, ends: int, at: int) -> Iterator[OfMonth]:
    """Count each month that the page touches, and keep what was newest within the page: each is on one page only.

    `first` is the instant of the oldest thing to count, None when there is none.
    """
    if first is None:
        return
    month, last = day_of(max(begins, first)).replace(day=1), day_of(min(ends, at))
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        for fold in count(start_of(month), start_of(following)):
            if begins <= fold.newest < ends:
                yield OfMonth(month, fold)
        month = following


def _together(counted: Sequence[Fold], participant: str) -> list[Fold]:
    found: dict[tuple[str, str | None, Action], Fold] = {}
    for one in counted:
        act = _ONE_OF.get(one.act, one.act) if one.actor == participant else one.act
        held = found.get((one.actor, one.unit, act))
        count, newest = (held.count, held.newest) if held else (0, 0)
        whole = Fold(one.actor, one.unit, act, count + one.count, max(newest, one.newest))
        found[one.actor, one.unit, act] = whole
    return list(found.values())


def names_with(tx: Connection, shown: Sequence[LoggedEntry], folds: Sequence[OfMonth], people: Sequence[str]) -> Names:
    """Fetch what the entries, the folds and the people are called."""
    told = [logged.entry for logged in shown]
    sources = {one.source for entry in told for one in entry.decisions}
    return names_for(
        tx,
        actors=officers_in(told).union(people),
        units=sources | {entry.unit for entry in told} | {one.fold.unit for one in folds},
        cases={entry.case for entry in told},
    )
