"""*Krockkontroll*: the participant's own question, answered with one bit to her and the coordinator, at most daily."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.collisions.rules import find
from hub.collisions.tables import collision_check
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked
from hub.grants.tables import consent, consent_row, governing, withdrawal
from hub.plans.gathering import gather
from hub.plans.items import TABLE, compared
from hub.store.actor import Actor, ActorKind
from hub.store.days import day_of
from hub.store.errors import NotShown
from hub.store.ground import Ground
from keys.errors import Unopened
from policies.vocabulary import Action, Kind

CHECKER: Final = Actor(ActorKind.SYSTEM, "system:collision_check")

Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""


def run_checks(ground: Ground, progress: Progress | None = None) -> int:
    """Check every case whose participant asked for it and that was not checked today; give how many were."""
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        waiting = _waiting(tx, at)
    checked = 0
    for done, case_id in enumerate(waiting, 1):
        checked += check_case(ground, case_id, at=at)
        if progress is not None:
            progress(done, len(waiting))
    return checked


def check_case(ground: Ground, case_id: str, *, at: int) -> bool:
    """Check one case through the door; False when it was checked today, or when nobody's yes permits it now."""
    day = day_of(at).isoformat()
    with ground.store.write() as tx:
        # The day is taken first: of two that run at once, one finds nothing to do.
        taken = tx.execute(_TAKE[tx.dialect.name], {"case_id": case_id, "day": day, "at": at, "found": None}).first()
    if taken is None:
        return False
    try:
        found = _found(ground, case_id)
    except NotShown:
        _settle(ground, case_id, day, found=False)  # an answer too: there is nothing that may be compared
        return False
    except Unopened as error:
        # What does not open is for `hub log verify` to point out; it must not hold up the other cases, today or ever.
        logging.getLogger(__name__).error("case_not_checked", extra={"trouble": type(error).__name__})  # noqa: TRY400
        return False
    except BaseException:
        with ground.store.write() as tx:
            tx.execute(delete(collision_check).where(_of(case_id, day)))
        raise
    _settle(ground, case_id, day, found=found)
    return True


def _settle(ground: Ground, case_id: str, day: str, *, found: bool) -> None:
    with ground.store.write() as tx:
        tx.execute(update(collision_check).where(_of(case_id, day)).values(found=found))


def hints(tx: Connection, case_ids: Sequence[str], *, at: int) -> frozenset[str]:
    """Give the cases whose newest check found something, while her yes stands and nothing was closed since.

    One that was not carried out tells nothing, and hides nothing that an earlier one has found.
    For the participant and the coordinator alone: the caller asks only for cases in which the reader is one of them.
    """
    newer = collision_check.alias("newer")
    same_case = newer.c.case_id == collision_check.c.case_id
    newest = ~exists().where(same_case, newer.c.day > collision_check.c.day, newer.c.found.is_not(None))
    statement = (
        select(collision_check.c.case_id)
        .join(governing, governing.c.case_id == collision_check.c.case_id)
        .join(consent, consent.c.id == governing.c.consent_id)
        .where(
            collision_check.c.case_id.in_(case_ids),
            collision_check.c.found.is_(True),
            collision_check.c.at >= consent.c.signed_at,
            newest,
            ~_narrowed_since(),
            *_asked_for(at),
        )
    )
    return frozenset(tx.execute(statement).scalars())


def _narrowed_since() -> ColumnElement[bool]:
    """Tell whether something was taken back or declined after the check: the bit may then rest on what is closed now.

    It is told again once the next check has found it in what is still open.
    """
    taken_back = exists().where(withdrawal.c.consent_id == consent.c.id, withdrawal.c.at >= collision_check.c.at)
    declined = exists().where(
        consent_row.c.consent_id == consent.c.id, consent_row.c.declined_at >= collision_check.c.at
    )
    return or_(taken_back, declined)


def _found(ground: Ground, case_id: str) -> bool:
    gathered = gather(ground, CHECKER, case_id=case_id)
    items = [row for row in gathered.rows if row.table == TABLE]
    disclosure = disclose(ground, Asked(CHECKER, gathered.case, Action.COLLISION_CHECK, items))
    return bool(find(compared(disclosure.opened, today=day_of(disclosure.at))))


def _waiting(tx: Connection, at: int) -> Sequence[str]:
    checked = exists().where(
        collision_check.c.case_id == governing.c.case_id, collision_check.c.day == day_of(at).isoformat()
    )
    statement = (
        select(governing.c.case_id)
        .join(consent, consent.c.id == governing.c.consent_id)
        .where(~checked, *_asked_for(at))
        .order_by(governing.c.case_id)
    )
    return tx.execute(statement).scalars().all()


def _asked_for(at: int) -> tuple[ColumnElement[bool], ...]:
    return (
        governing.c.kind == Kind.COOPERATION.value,
        consent.c.collision_check.is_(True),
        consent.c.withdrawn_at.is_(None),
        consent.c.valid_from <= at,
        consent.c.valid_to > at,
    )


def _of(case_id: str, day: str) -> ColumnElement[bool]:
    return and_(collision_check.c.case_id == case_id, collision_check.c.day == day)


# What was inserted is asked for: how many rows that were PostgreSQL's driver does not say.
_TAKE: Final = {
    "postgresql": postgresql.insert(collision_check).on_conflict_do_nothing().returning(collision_check.c.case_id),
    "sqlite": sqlite.insert(collision_check).on_conflict_do_nothing().returning(collision_check.c.case_id),
}
