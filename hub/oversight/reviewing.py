"""A reviewer's look: own units' officers everywhere, every access to own units' data; each look is logged."""

from dataclasses import asdict, dataclass, replace
from typing import Final

import orjson
from sqlalchemy import Connection, select

from hub.access_log import reader, writer
from hub.access_log.reader import Filters, LoggedEntry, Proof
from hub.access_log.sealer import seal_pending
from hub.disclosure.entries import entry
from hub.grants.tables import case as case_table
from hub.officers.tables import reviewed_unit
from hub.oversight.naming import Names, names_of
from hub.signin.current import SignedIn
from hub.signin.refused_ids import refusal_of
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action, Outcome

_NO_CASE: Final = "0" * 32


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `next` is the cursor of the page after, empty on the last."""

    entries: tuple[LoggedEntry, ...]
    names: Names
    next: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry, the names in it, and its proof where it was asked for."""

    logged: LoggedEntry
    names: Names
    proof: Proof | None


@needing("log")
def list_entries(
    ground: Ground, me: SignedIn, *, filters: Filters, case: str | None, before: int | None, limit: int
) -> Page:
    """Give one page. Its own entry commits before this returns; what is not sealed yet is sealed first.

    `case` is a case number; one that does not exist narrows the list to nothing, as one that concerns others does.
    """
    seal_pending(ground)
    with ground.store.write() as tx:
        filters = replace(filters, case=_case_id(tx, case)) if case is not None else filters
        found = reader.page(tx, units=_units(tx, me), filters=filters, before=before, limit=limit + 1)
        shown = tuple(found[:limit])
        names = names_of(tx, shown)
        told = entry(ground, me.actor, at=ground.clock.now(tx), action=Action.LOG_READ, count=len(shown))
        writer.append(tx, ground, told, _looked_for(filters))
    following = str(shown[-1].number) if len(found) > limit else None
    return Page(shown, names, following)


@needing("log")
def show_entry(ground: Ground, me: SignedIn, *, entry_id: str, with_proof: bool) -> Shown:
    """Give one entry. Raises NotShown for one outside her units as for one that does not exist, both logged alike."""
    seal_pending(ground)
    refused: Exception | None = None
    action = Action.LOG_PROOF if with_proof else Action.LOG_READ
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        logged = reader.entry(tx, entry_id)
        mine = set(_units(tx, me))
        proof = None
        if logged is None or not logged.units & mine:
            told = entry(ground, me.actor, Outcome.REFUSED, at=at, action=action)
            refused = refusal_of(tx, me.actor, at=at)
            logged = None
        else:
            proof = reader.proof(tx, entry_id) if with_proof else None
            told = entry(ground, me.actor, at=at, action=action, count=1, subject=logged.entry.subj)
        writer.append(tx, ground, told)
        names = names_of(tx, [logged] if logged else [])
    if refused is not None or logged is None:
        raise refused or RuntimeError("an entry that is not there was not refused")
    return Shown(logged, names, proof)


@needing("log")
def checkpoint(ground: Ground, me: SignedIn) -> str | None:
    """Give the newest signed note; None before the first seal. Logged, though it tells of nobody."""
    seal_pending(ground)
    with ground.store.write() as tx:
        note = reader.latest_checkpoint(tx)
        told = entry(ground, me.actor, at=ground.clock.now(tx), action=Action.LOG_PROOF)
        writer.append(tx, ground, told)
    return note


def _looked_for(filters: Filters) -> bytes | None:
    """Give what the reviewer narrowed the list by, for the sealed detail: whom a reviewer looks for is a trace too."""
    asked = {name: value for name, value in asdict(filters).items() if value is not None}
    return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS) if asked else None


def _case_id(tx: Connection, number: str) -> str:
    return tx.execute(select(case_table.c.id).where(case_table.c.number == number)).scalar_one_or_none() or _NO_CASE


def _units(tx: Connection, me: SignedIn) -> list[str]:
    mine = select(reviewed_unit.c.unit_id).where(reviewed_unit.c.officer_id == me.officer)
    return list(tx.execute(mine).scalars())
