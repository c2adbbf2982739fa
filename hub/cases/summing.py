"""What an officer may know of a case at a glance: of what opened for her, and of when she last looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from hub.access_log.reader.visits import LastWritten, last_opened, last_written
from hub.cases.naming import in_force
from hub.collisions.finding import Reader, collisions_of
from hub.collisions.resolving import State
from hub.collisions.rules import hours_a_week
from hub.disclosure.records import Disclosure, Opened
from hub.plans.items import TABLE, compared
from hub.plans.vocabulary import ItemKind, PlanStatus
from hub.store.actor import Actor
from hub.store.clock import DAY
from hub.store.days import day_of, last_day_of
from hub.store.ground import Ground

LOOKED_BACK: Final = 90 * DAY  # µs; who has not opened a case for so long is told that all of it may be new
SOON: Final = timedelta(days=30)
SETTLED: Final = frozenset({State.ACCEPTED.value, State.RESOLVED.value})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an officer's unit in a case: its answer to the consent, and to the participant."""

    acceptance: bool
    reports: int = 0
    due_at: int | None = None  # µs, the end of the last day


@dataclass(frozen=True, slots=True)
class Summary:
    """One case at a glance; days are ISO dates, sums and counts are of what this officer may read."""

    new: int | None  # things that others wrote since; None when she has not opened the case for 90 days
    collisions: int  # neither resolved nor accepted
    hours_week: float
    follow_up: str | None  # the earliest day on which a plan is followed up
    overdue: bool
    waits: bool  # her unit has not answered something that it is asked to give
    consent_until: str | None  # the consent's last day
    ends_soon: bool  # within thirty days
    reports: int  # what the participant says is wrong, and her unit has not answered
    answer_by: str | None  # the earliest last day to answer


def since_last(
    tx: Connection, actor: Actor, opened: Mapping[str, Disclosure], *, day: int | None = None
) -> dict[str, int]:
    """Count, for each case, the opened items that others wrote since the actor last opened it, or since `day` (µs).

    A case that she has not opened for 90 days is left out, unless a day is given or nothing of it can be opened.
    """
    at = max((one.at for one in opened.values()), default=0)
    me, cases = actor.id or "", list(opened)
    seen = last_opened(tx, actor=me, cases=cases, since=at - LOOKED_BACK, before=at + 1) if day is None else {}
    since = seen if day is None else dict.fromkeys(cases, day)
    found = {key: [one.record for one in opened[key].opened if one.table == TABLE] for key in cases}
    items = {key: records for key, records in found.items() if key in since or not records}
    written = last_written(tx, table=TABLE, records=[item for records in items.values() for item in records])
    return {
        key: sum(1 for item in records if _is_new(written.get(item), me, since[key])) for key, records in items.items()
    }


def summary_of(ground: Ground, disclosure: Disclosure, *, news: int | None, waiting: Waiting) -> Summary:
    """Sum up one case that was opened whole; of one that was not, what its consent says."""
    today, consent = day_of(disclosure.at), disclosure.facts.consent
    items = compared(disclosure.opened, today=today)
    days = _follow_ups(disclosure.opened)
    stands = in_force(consent, disclosure.at)
    until = last_day_of(consent.valid_to) if consent is not None and stands else None
    reader = Reader(disclosure.case.id, disclosure.at, participant=False, sources={}, people=frozenset())
    return Summary(
        new=news,
        collisions=sum(1 for one in collisions_of(ground, items, reader) if one.state not in SETTLED),
        hours_week=hours_a_week(items),
        follow_up=days[0] if days else None,
        overdue=bool(days) and days[0] < today.isoformat(),
        waits=waiting.acceptance and stands,
        consent_until=until.isoformat() if until is not None else None,
        ends_soon=until is not None and until - today <= SOON,
        reports=waiting.reports,
        answer_by=last_day_of(waiting.due_at).isoformat() if waiting.due_at is not None else None,
    )


def _is_new(written: LastWritten | None, me: str, since: int) -> bool:
    return written is not None and written.at > since and written.actor != me


def _follow_ups(opened: tuple[Opened, ...]) -> list[str]:
    """Give the days on which plans that go on are followed up, the earliest first."""
    plans = [one.fields["state"] for one in opened if one.table == TABLE and one.kind == ItemKind.PLAN.value]
    return sorted(one["follow_up"] for one in plans if one["follow_up"] and one["status"] != PlanStatus.ENDED.value)
