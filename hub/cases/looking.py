"""One case as its page shows it: what is new since last, why a collision is shown, the week and the months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from hub.access_log.reader.visits import last_opened, last_written
from hub.cases.describing import Described, Say, describe, limit_line
from hub.cases.drawing import Week, monday_of, week_of
from hub.cases.folding import NEWS, Item, folded, is_crowded, is_over, parts_of
from hub.cases.listing import Beside, beside, by_share
from hub.cases.missing import Lack, declines, lost_since
from hub.cases.months import Months, months_of
from hub.cases.report_reading import Waiting, waiting_reports
from hub.cases.showing import CaseView, open_case, view_of
from hub.cases.summing import LOOKED_BACK, SETTLED, SOON
from hub.collisions.finding import Collision
from hub.disclosure.records import Disclosure
from hub.plans.items import TABLE
from hub.plans.vocabulary import ItemKind, PlanStatus
from hub.store.actor import Actor
from hub.store.clock import MINUTE
from hub.store.days import day_of
from hub.store.ground import Ground
from policies.decision import Permit

_SATURDAY: Final = 5
_FEW: Final = 3  # collisions that stand open; the others are folded away, so that the page stays short
SITTING: Final = 30 * MINUTE  # µs. Within one sitting what was new stays marked, also when the page is opened again.


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a collision and on what ground its reader reads it; `rule` is the permit's."""

    heading: str
    sort: str
    unit: str
    rule: str
    version: int | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """When a plan is followed up, and whether that day is past."""

    day: date
    unit: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class News:
    """What is other than when the reader last opened the case; `since` is None when she has not, within 90 days.

    `items` are what others wrote since, `renewed` that another consent than then stands, `lost` that something which
    she could read then has been taken back.
    """

    since: int | None
    items: frozenset[str]
    renewed: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """One case for a page; `words` are its items in words, by id, `why` is by collision key.

    `collisions` are in groups: the first to do something about, the others that are, and the settled; the first may be
    empty, the others are left out then. `plans`, by id, and `new` (item and unit) are in groups likewise, all but the
    first folded away. `limits` are those that are not over, each unit with its lines. `reports`: what the participant
    says is wrong, and her unit has not answered. `coached` is that the reader coaches the case, not only reads it.
    `own_answer` is what her unit's answer to the consent lacks, for who may answer.
    """

    view: CaseView
    purpose: str | None
    today: date
    words: Mapping[str, Described]
    news: News
    collisions: tuple[tuple[Collision, ...], ...]
    why: Mapping[str, tuple[Side, ...]]
    plans: Mapping[str, tuple[tuple[Item, ...], ...]]
    new: tuple[tuple[tuple[str, str], ...], ...]
    crowded: bool
    limits: tuple[tuple[str, tuple[str, ...]], ...]
    follow_ups: tuple[FollowUp, ...]
    week: Week
    months: Months
    reports: Waiting | None
    coached: bool
    own_answer: Lack | None
    beside: Beside

    @property
    def ends_soon(self) -> bool:
        until = self.view.consent_until
        return until is not None and until - self.today <= SOON

    @property
    def open_collisions(self) -> int:
        return sum(1 for one in self.view.collisions if one.state not in SETTLED)


def look(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None, day: date | None = None) -> Looked:
    """Open a case for its page, with the week of `day` (today's if none). Raises as `show` does."""
    gathered, disclosure = open_case(ground, actor, case_id=case_id, purpose=purpose)
    view = view_of(ground, actor, gathered, disclosure)
    items = [item for plan in view.plans for item in plan.items]
    say = Say()
    words = {item["id"]: describe(item, participant=False, say=say) for item in items}
    with ground.store.read() as tx:
        news = _news(tx, actor, view, disclosure)
        around = beside(tx, actor, case_id=case_id)
        waits = waiting_reports(tx, unit_id=actor.unit or "", case_ids=[case_id] if by_share(disclosure) else [])
    consent, today = disclosure.facts.consent, day_of(disclosure.at)
    return Looked(
        view=view,
        purpose=purpose or (consent.purposes[0] if consent is not None else None),
        today=today,
        words=words,
        news=news,
        collisions=_groups(view.collisions),
        why={one.key: _sides(one, view, words, disclosure.permits) for one in view.collisions},
        plans={plan.id: parts_of(plan, today=today, fresh=news.items) for plan in view.plans},
        new=folded(_new(view, news), NEWS),
        crowded=is_crowded(view),
        limits=_limits(view, today, say),
        follow_ups=follow_ups(view, today),
        week=week_of(view, monday=monday_of(day or _week_ahead(today))),
        months=months_of(view, today=today),
        reports=waits.get(case_id),
        coached=disclosure.facts.coach is not None,
        own_answer=_own_answer(disclosure, actor.unit, waits=around.waits) if view.consent else None,
        beside=around,
    )


def show_with_news(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> tuple[CaseView, News]:
    """Open a case with what its page tells of since last time. Raises as `show` does."""
    gathered, disclosure = open_case(ground, actor, case_id=case_id, purpose=purpose)
    view = view_of(ground, actor, gathered, disclosure)
    with ground.store.read() as tx:
        return view, _news(tx, actor, view, disclosure)


def follow_ups(view: CaseView, today: date) -> tuple[FollowUp, ...]:
    """Give when the plans that go on are followed up, the earliest first."""
    found = [
        FollowUp(date.fromisoformat(item["follow_up"]), name, item["follow_up"] < today.isoformat())
        for item, name in _of_kind(view, ItemKind.PLAN)
        if item["follow_up"] and item["status"] != PlanStatus.ENDED
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.unit)))


def _limits(view: CaseView, today: date, say: Say) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    for item, unit in _of_kind(view, ItemKind.LIMIT):
        if not is_over(item, today):
            found[unit] = (*found.get(unit, ()), limit_line(item, today=today, say=say))
    return tuple(found.items())


def _groups(collisions: Sequence[Collision]) -> tuple[tuple[Collision, ...], ...]:
    open_ = tuple(one for one in collisions if one.state not in SETTLED)
    settled = tuple(one for one in collisions if one.state in SETTLED)
    return (open_[:_FEW], *(group for group in (open_[_FEW:], settled) if group))


def _own_answer(disclosure: Disclosure, unit: str | None, *, waits: bool) -> Lack | None:
    """Tell it to who may answer: to a coach whom the consent does not name, the page of the answer is closed."""
    if not by_share(disclosure):
        return None
    return Lack.WAITS if waits else Lack.DECLINED if declines(disclosure, unit) else None


def _week_ahead(today: date) -> date:
    """On a Saturday or Sunday the week that comes is what she prepares for."""
    return today if today.weekday() < _SATURDAY else today + timedelta(days=2)


def _of_kind(view: CaseView, kind: ItemKind) -> list[tuple[dict[str, Any], str]]:
    return [(item, plan.unit_name) for plan in view.plans for item in plan.items if item["kind"] == kind]


def _news(tx: Connection, actor: Actor, view: CaseView, disclosure: Disclosure) -> News:
    me, at, consent = actor.id or "", disclosure.at, disclosure.facts.consent
    opened = last_opened(tx, actor=me, cases=[view.id], since=at - LOOKED_BACK, before=at - SITTING)
    since = opened.get(view.id)
    if since is None:
        return News(None, frozenset(), renewed=False, lost=False)
    written = last_written(tx, table=TABLE, records=[item["id"] for plan in view.plans for item in plan.items])
    return News(
        since,
        frozenset(item for item, last in written.items() if last.at > since and last.actor != me),
        renewed=view.consent is not None and consent is not None and consent.signed_at > since,
        lost=view.consent is not None and lost_since(disclosure, since),
    )


def _new(view: CaseView, news: News) -> list[tuple[str, str]]:
    return [(item["id"], plan.unit_name) for plan in view.plans for item in plan.items if item["id"] in news.items]


def _sides(
    collision: Collision,
    view: CaseView,
    words: Mapping[str, Described],
    permits: Mapping[tuple[str, str], Permit],
) -> tuple[Side, ...]:
    return tuple(
        _side(words[item["id"]], plan.unit_name, permits.get((item["source"], item["category"])))
        for plan in view.plans
        for item in plan.items
        if item["id"] in collision.items
    )


def _side(words: Described, unit: str, permit: Permit | None) -> Side:
    rule, version = (permit.rule, permit.version) if permit is not None else ("", None)
    return Side(words.heading, words.sort, unit, rule, version)
