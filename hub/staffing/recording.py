"""The log entries of who works where: which officer, which employment, what was done; never a name."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.disclosure.entries import Act, entry
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.staffing.cases import OwnCase
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

REASON: Final = "unit_cases"  # hub.oversight words these entries by it


def note_cases(tx: Connection, ground: Ground, who: SignedIn, cases: Iterable[OwnCase], *, at: int) -> None:
    """Append an entry for each case whose number is shown, so that the participant finds it among hers."""

    def act(one: OwnCase) -> Act:
        told_of: Act = {"at": at, "action": Action.LIST, "count": 1, "reason": REASON}
        return told_of | {"case": one.case, "subject": one.participant}

    seen = {one.case: one for one in cases}
    writer.append_many(tx, ground, [entry(ground, who.actor, **act(one)) for one in seen.values()])


def record(
    tx: Connection, ground: Ground, who: SignedIn, *written: Record, reason: str, unit: str | None = None
) -> None:
    """Append the entry in the act's own transaction, when all is done; the unit's reviewers find it."""
    record_as(tx, ground, who.actor, *written, reason=reason, unit=unit)


def record_as(tx: Connection, ground: Ground, actor: Actor, *written: Record, reason: str, unit: str | None) -> None:
    """Append it as of now: whoever the act waited for has told of its rows before, also by the clock.

    Else what one took away and the next gave anew would be told the other way round (hub.store.row_marks).
    """
    at, units = ground.clock.now(tx), (unit,) if unit is not None else ()
    done = told(actor, act=Action.OFFICER_CHANGE, at=at, reason=reason, written=written, units=units)
    writer.append(tx, ground, done)


def of_officer(officer_id: str) -> Record:
    return Record("officer", officer_id, 1, None)


def of_employment(employment_id: str) -> Record:
    return Record("employment", employment_id, 1, None)
