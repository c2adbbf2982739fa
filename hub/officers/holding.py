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
    jobs = tx.execute(_JOBS, {"officer": actor.id}).all()
    at = ground.clock.now(tx)
    row = next((job for job in jobs if job.job_id == actor.employment), None)
    if row is None or not job_seals.stands(ground, row):
        raise NotSignedIn
    if not row.job_begins <= at or (row.job_ends is not None and row.job_ends <= at):
        raise NotSignedIn
    return at


def hold_jobs(tx: Connection, officer_id: str | None) -> None:
    """Let nobody end an employment of hers until this has committed; nobody's costs the same statement."""
    tx.execute(_JOBS, {"officer": officer_id}).all()


# All of hers, in the order of their ids: an operator's file may move the end of several, and a link of hers holds all.
_JOBS: Final = lock_share(
    select(*job_seals.COLUMNS)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(employment.c.officer_id == bindparam("officer"))
    .order_by(employment.c.id),
    employment,
)
