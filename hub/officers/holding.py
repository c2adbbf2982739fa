"""Holds the employment by which an officer acts, where no case is locked that would hold it."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.store.actor import Actor
from hub.store.errors import NotSignedIn
from hub.store.ground import Ground
from hub.store.locks import lock_share


def hold_employment(tx: Connection, ground: Ground, actor: Actor) -> int:
    """Let nobody end it until this has committed; give the instant (µs) in which it stood.

    The session was looked up before the transaction: what she sends in the moment in which she is ended comes after.
    Raises NotSignedIn where it has ended since, also by a day that was set beforehand.
    """
    row = tx.execute(_JOB, {"employment": actor.employment}).first()
    at = ground.clock.now(tx)
    if row is None or row.job_officer_id != actor.id or not job_seals.stands(ground, row):
        raise NotSignedIn
    if not row.job_begins <= at or (row.job_ends is not None and row.job_ends <= at):
        raise NotSignedIn
    return at


_JOB: Final = lock_share(
    select(*job_seals.COLUMNS)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(employment.c.id == bindparam("employment")),
    employment,
)
