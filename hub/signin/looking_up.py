"""Finds the living session behind a secret, by one statement; the only code that decides whether a session lives."""

from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, update

from hub.officers import job_seals
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.organisations.tables import unit
from hub.signin.current import SignedIn, Surface
from hub.signin.tables import account, session
from hub.store import row_seals
from hub.store.clock import HOUR, MINUTE, Clock
from hub.store.ground import Ground
from hub.store.prepared import Prepared

OFFICER_IDLE: Final = 15 * MINUTE
OFFICER_LONGEST: Final = 10 * HOUR
PARTICIPANT_IDLE: Final = 60 * MINUTE
ASSISTED_LONGEST: Final = 60 * MINUTE  # from when the screen was taken over, however active she is
SEEN_AT_MOST_EVERY: Final = MINUTE
_LONGEST_SECRET: Final = 128

WHOSE: Final = (
    session.c.id,
    session.c.account_id,
    session.c.employment_id,
    session.c.surface,
    session.c.seal,
    session.c.created_at,
    session.c.stepped_up_at,
    session.c.handed_case_id,
    session.c.assists,
    account.c.username,
    account.c.officer_id,
    account.c.participant_id,
    officer.c.id.label("officer"),
    *job_seals.COLUMNS,
    unit.c.id.label("unit"),
    unit.c.organisation_id,
)
"""What tells whose a session is: its own row and where staff works by it, both as they are sealed, and its account."""


def session_id(secret: str) -> bytes:
    """Return what is stored of a secret, so that who copies the table cannot sign in."""
    return sha256(secret.encode()).digest()


def look_up(ground: Ground, secret: str, surface: Surface) -> SignedIn | None:
    """Return whose living session this secret is, or None. Notes that it was seen, at most once a minute."""
    if len(secret) > _LONGEST_SECRET:
        return None
    found = ground.store.ask(_of(ground.clock), {"session": session_id(secret)})  # type: ignore[arg-type] # clocks hash by identity
    if not found:
        return None
    row = found[0]
    if row.surface != surface.value or not row_seals.stands(ground, "session", row) or not _lives(row):
        return None
    if not row_seals.is_asked_for(row.id, session_id(secret)) or not belongs_together(row):
        return None
    if row.participant_id is None and not job_seals.stands(ground, row):
        return None
    if row.at - row.last_seen >= SEEN_AT_MOST_EVERY:
        with ground.store.write() as tx:
            tx.execute(_SEEN, {"session": row.id, "now": row.at})
    return _frozen(row)


def belongs_together(row: Any) -> bool:
    """Tell whether the employment is the session's, and the account's own officer's, by the values of this row."""
    if row.participant_id is not None:
        return True
    hers = (row.employment_id, row.officer_id, row.officer_id, row.job_unit_id)
    return row_seals.is_asked_for((row.job_id, row.job_officer_id, row.officer, row.unit), hers)


@lru_cache(maxsize=32)
def _of(clock: Clock) -> Prepared:
    return Prepared(partial(_statement, clock))


def _statement(clock: Clock, dialect: str) -> Select[Any]:
    return (
        select(
            *WHOSE,
            session.c.last_seen,
            clock.column(dialect).label("at"),
        )
        .select_from(session)
        .join(account, account.c.id == session.c.account_id)
        .outerjoin(officer, officer.c.id == account.c.officer_id)
        .outerjoin(
            employment, (employment.c.id == session.c.employment_id) & (employment.c.officer_id == account.c.officer_id)
        )
        .outerjoin(unit, unit.c.id == employment.c.unit_id)
        .where(session.c.id == bindparam("session"), session.c.revoked_at.is_(None))
    )


_SEEN: Final = (
    update(session)
    .values(last_seen=bindparam("now"))
    .where(session.c.id == bindparam("session"), session.c.last_seen < bindparam("now"), session.c.revoked_at.is_(None))
)


def _lives(row: Any) -> bool:
    # Seen later than now, by a clock that ran ahead: else it lived, unused, until the right one comes that far.
    idle = abs(row.at - row.last_seen)
    if row.participant_id is not None:
        within = row.assists is None or row.at - row.created_at < ASSISTED_LONGEST
        return bool(within and idle < PARTICIPANT_IDLE)
    if row.job_id is None or row.at < row.job_begins or (row.job_ends is not None and row.at >= row.job_ends):
        return False
    return bool(idle < OFFICER_IDLE and row.at - row.created_at < OFFICER_LONGEST)


def _frozen(row: Any) -> SignedIn:
    return SignedIn(
        session=row.id,
        account=row.account_id,
        username=row.username,
        role=Role.PARTICIPANT if row.participant_id is not None else Role(row.job_role),
        surface=Surface(row.surface),
        officer=row.officer,
        unit=row.unit,
        organisation=row.organisation_id,
        employment=row.job_id,
        function=row.job_function,
        participant=row.participant_id,
        created_at=row.created_at,
        last_seen=row.last_seen,
        stepped_up_at=row.stepped_up_at,
        handed_case=row.handed_case_id,
        assists=row.assists,
        at=row.at,
    )
