"""What waits for the participant, and what her consent waits for: said on her first page, without anybody's secret."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from hub.cases.report_reading import own_reports
from hub.cases.summing import SOON
from hub.collisions.checking import hints
from hub.consents.leaving import Left, left_of_hers
from hub.consents.queueing import late_units
from hub.grants import papers
from hub.grants.states import IN_FORCE, State, state
from hub.grants.tables import consent_row
from hub.grants.versions import VersionRow, versions_of
from hub.organisations.tables import unit
from hub.store.clock import DAY
from hub.store.days import day_of, last_day_of
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Kind

_LATELY: Final = 14 * DAY


@dataclass(frozen=True, slots=True)
class OwnWaiting:
    """`to_sign` and `standing` are consents' ids; `silent` units have not answered for five working days.

    The standing one was signed on `since`; `until` is its end (µs). At the units of `left` nobody reads any more.

    `thinking` is that she has asked for time about what waits for her signature, `paper` that she has signed that on
    paper, which waits to be compared and can still count. `reports` is how often she has said that something is wrong,
    `answers` how many of them were answered lately.
    """

    today: date
    to_sign: str | None
    thinking: bool
    paper: bool
    standing: str | None
    since: date | None
    until: int | None
    silent: tuple[str, ...]
    declined: tuple[str, ...]
    hint: bool
    reports: int
    answers: int
    left: tuple[Left, ...]

    @property
    def ends_soon(self) -> bool:
        """Tell whether she is asked for another consent now, as the text that she signed says she will be.

        Signed for no longer than that, it would ask as soon as she had signed: then when half of its time is gone.
        """
        if self.since is None or self.until is None:
            return False
        whole, left = last_day_of(self.until) - self.since, last_day_of(self.until) - self.today
        return left <= (SOON if whole > SOON else whole / 2)


def own_waiting(ground: Ground, case_id: str) -> OwnWaiting:
    """Look at her own consents; she may know all of it, and no text of theirs is opened."""
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        heads = [head for head in versions_of(tx, case_id) if head.kind == Kind.COOPERATION.value]
        asked = next((head for head in heads if state(head, at) is State.PRESENTED), None)
        standing = next((head for head in heads if state(head, at) in IN_FORCE), None)
        declined = _declined(tx, standing) if standing is not None else ()
        paper = asked is not None and papers.may_count(tx, ground, asked, at=at)
        hint = bool(hints(tx, [case_id], at=at))
        counted = own_reports(tx, case_id=case_id, since=at - _LATELY)
    silent = late_units(ground, case_id) if standing is not None else ()
    left = left_of_hers(ground, case_id) if standing is not None else ()
    since = day_of(standing.signed_at) if standing is not None and standing.signed_at is not None else None
    until = standing.valid_to if standing is not None else None
    thinking = asked is not None and asked.thinking_at is not None
    to_sign, stands = asked.id if asked else None, standing.id if standing else None
    return OwnWaiting(
        day_of(at), to_sign, thinking, paper, stands, since, until, silent, declined, hint, *counted, left
    )


def _declined(tx: Connection, head: VersionRow) -> tuple[str, ...]:
    """Name the units that have declined to give something that she said yes to."""
    statement = (
        select(unit.c.name)
        .join(consent_row, consent_row.c.source == unit.c.id)
        .where(
            consent_row.c.consent_id == head.id,
            consent_row.c.source != PARTICIPANT_SOURCE,
            consent_row.c.answer.is_(True),
            consent_row.c.withdrawn_at.is_(None),
            consent_row.c.declined_at.is_not(None),
        )
        .order_by(unit.c.name)
    )
    return tuple(tx.execute(statement.distinct()).scalars())
