"""What an access manager sees of the people of her own unit: who works there, who is away, who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.grants.absences import Away, standing_absences
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.signin.calling import Purpose, check_number
from hub.signin.tables import account, invitation
from hub.staffing.wording import job_of
from hub.store.alphabet import in_swedish
from hub.store.ground import Ground


@dataclass(frozen=True, slots=True)
class Person:
    """One who works at the unit now. `signs_in`: she has an account, so her link was used; `away`: now or later."""

    id: str
    name: str
    title: str
    email: str
    phone: str | None
    reached: str | None
    job: str
    since: int
    employment: str
    signs_in: bool
    away: Away | None


@dataclass(frozen=True, slots=True)
class Awaited:
    """One who is invited and not employed yet; `check` is the number she tells once she has used her link."""

    id: str
    name: str
    title: str
    email: str
    job: str
    invited_at: int
    expires_at: int
    used_at: int | None
    check: str | None


def people(tx: Connection, ground: Ground, *, unit_id: str, at: int) -> tuple[Person, ...]:
    rows = tx.execute(_PEOPLE, {"unit": unit_id, "now": at}).all()
    away = standing_absences(tx, ground, employments=[row.employment for row in rows], at=at)
    return tuple(
        Person(
            row.id,
            row.name,
            row.title,
            row.email,
            row.phone,
            row.reached,
            job_of(row.role, row.function),
            row.begins,
            row.employment,
            row.account is not None,
            away.get(row.employment),
        )
        for row in sorted(rows, key=lambda row: in_swedish(row.name))
    )


def person(of: Iterable[Person], officer_id: str) -> Person | None:
    """Give one who works at the unit now; None for everybody else, there or not."""
    return next((one for one in of if one.id == officer_id), None)


def awaited(tx: Connection, *, unit_id: str) -> tuple[Awaited, ...]:
    """Give who is invited, those to confirm first; of several links of one person the newest."""
    found: dict[str, Awaited] = {}
    for row in tx.execute(_AWAITED, {"unit": unit_id}):
        if row.officer_id in found and row.used_at is None:
            continue
        check = check_number(row.id) if row.used_at is not None else None
        job = job_of(row.role, row.function)
        found[row.officer_id] = Awaited(
            row.officer_id, row.name, row.title, row.email, job, row.created_at, row.expires_at, row.used_at, check
        )
    return tuple(sorted(found.values(), key=lambda one: (one.used_at is None, in_swedish(one.name))))


def coaches(of: Iterable[Person]) -> tuple[Person, ...]:
    """Give who can take a case over at the unit."""
    return tuple(one for one in of if one.job == "ame_coach")


_PEOPLE: Final = (
    select(
        officer.c.id,
        officer.c.name,
        officer.c.title,
        officer.c.email,
        officer.c.phone,
        officer.c.reached,
        officer.c.role,
        employment.c.function,
        employment.c.begins,
        employment.c.id.label("employment"),
        account.c.id.label("account"),
    )
    .join(employment, employment.c.officer_id == officer.c.id)
    .outerjoin(account, account.c.officer_id == officer.c.id)
    .where(
        employment.c.unit_id == bindparam("unit"),
        employed_at(bindparam("now")),
        officer.c.role != Role.ADMINISTRATOR.value,
    )
    .order_by(officer.c.id)
)
_AWAITED: Final = (
    select(invitation, officer.c.name, officer.c.title, officer.c.email, officer.c.role)
    .join(officer, officer.c.id == invitation.c.officer_id)
    .where(
        invitation.c.unit_id == bindparam("unit"),
        invitation.c.purpose == Purpose.COLLEAGUE.value,
        invitation.c.settled_at.is_(None),
    )
    .order_by(invitation.c.created_at.desc(), invitation.c.id)
)
