"""Rows that a test writes past the hub's own ways, sealed as those would have sealed them."""

from sqlalchemy import Connection, select, update

from hub.grants import coach_seals
from hub.grants.tables import coach_assignment
from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.store import row_seals
from hub.store.ground import Ground


def seal_all(tx: Connection, ground: Ground) -> None:
    """Seal what officers' rights follow from as it stands."""
    for row in tx.execute(select(officer.c.id, officer.c.role)).mappings().all():
        seal = row_seals.seal_of(ground, "officer", dict(row))
        tx.execute(update(officer).where(officer.c.id == row["id"]).values(seal=seal))
    jobs = select(*job_seals.COLUMNS).join(officer, officer.c.id == employment.c.officer_id)
    for job in tx.execute(jobs).mappings().all():
        values = {name.removeprefix("job_"): value for name, value in job.items()}
        seal = row_seals.seal_of(ground, "employment", values)
        tx.execute(update(employment).where(employment.c.id == values["id"]).values(seal=seal))
    for coach in tx.execute(select(*coach_seals.COLUMNS)).mappings().all():
        values = {name.removeprefix("coach_"): value for name, value in coach.items()}
        seal = row_seals.seal_of(ground, "coach_assignment", values)
        tx.execute(update(coach_assignment).where(coach_assignment.c.id == values["id"]).values(seal=seal))
