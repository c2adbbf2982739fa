"""What waits for the participant, and what her consent waits for: said on her first page, without anybody's secret."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from hub.cases.report_reading import own_reports
from hub.collisions.checking import hints
from hub.grants.reminding import Reminder, reminder
from hub.grants.states import State, state
from hub.grants.tables import consent_row
from hub.grants.versions import VersionRow, versions_of
from hub.organisations.tables import unit
from hub.store.days import day_of
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Kind

_LATELY: Final = 14 * 24 * 60 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class OwnWaiting:
    """`to_sign` and `standing` are consents' ids; `silent` units have not answered for five working days.

    `reports` is how often she has said that something is wrong, `answers` how many of them were answered lately.
    """

    today: date
    to_sign: str | None
    standing: str | None
    until: int | None
    silent: tuple[str, ...]
    declined: tuple[str, ...]
    hint: bool
    reports: int
    answers: int


def own_waiting(ground: Ground, case_id: str) -> OwnWaiting:
    """Look at her own consents; she may know all of it, and no text of theirs is opened."""
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        heads = [head for head in versions_of(tx, case_id) if head.kind == Kind.COOPERATION.value]
        to_sign = next((head.id for head in heads if state(head, at) is State.PRESENTED), None)
        standing = next((head for head in heads if state(head, at) in {State.ACTIVE, State.SIGNED}), None)
        silent = _silent(tx, standing, at) if standing is not None else ()
        declined = _units(tx, standing, declined=True) if standing is not None else ()
        hint = bool(hints(tx, [case_id], at=at))
        counted = own_reports(tx, case_id=case_id, since=at - _LATELY)
    until = standing.valid_to if standing is not None else None
    return OwnWaiting(day_of(at), to_sign, standing.id if standing else None, until, silent, declined, hint, *counted)


def _silent(tx: Connection, head: VersionRow, at: int) -> tuple[str, ...]:
    if head.signed_at is None or reminder(at=at, signed_at=head.signed_at) is not Reminder.COACH_AND_PARTICIPANT:
        return ()
    return _units(tx, head, declined=False)


def _units(tx: Connection, head: VersionRow, *, declined: bool) -> tuple[str, ...]:
    """Name the units that have declined something, or that have not answered for everything they give."""
    answered = consent_row.c.declined_at.is_not(None)
    unanswered = consent_row.c.accepted_at.is_(None) & consent_row.c.declined_at.is_(None)
    statement = (
        select(unit.c.name)
        .join(consent_row, consent_row.c.source == unit.c.id)
        .where(
            consent_row.c.consent_id == head.id,
            consent_row.c.source != PARTICIPANT_SOURCE,
            consent_row.c.answer.is_(True),
            consent_row.c.withdrawn_at.is_(None),
            answered if declined else unanswered,
        )
        .order_by(unit.c.name)
    )
    return tuple(tx.execute(statement.distinct()).scalars())
