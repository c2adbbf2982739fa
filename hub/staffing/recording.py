"""The log entries of who works where: which officer, which employment, what was done; never a name."""

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action


def record(
    tx: Connection, ground: Ground, who: SignedIn, *written: Record, reason: str, unit: str | None = None, at: int
) -> None:
    """Append the entry in the act's own transaction; the unit's reviewers find it."""
    record_as(tx, ground, who.actor, *written, reason=reason, unit=unit, at=at)


def record_as(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *written: Record,
    reason: str,
    unit: str | None,
    at: int,
) -> None:
    units = (unit,) if unit is not None else ()
    entry = told(actor, act=Action.OFFICER_CHANGE, at=at, reason=reason, written=written, units=units)
    writer.append(tx, ground, entry)


def of_officer(officer_id: str) -> Record:
    return Record("officer", officer_id, 1, None)


def of_employment(employment_id: str) -> Record:
    return Record("employment", employment_id, 1, None)
