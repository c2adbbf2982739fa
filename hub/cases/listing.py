"""*Mina ärenden*: the cases that an officer has taken on or registered, or the participant's own; logged each time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from hub.cases.narrowing import Only, fits
from hub.cases.report_reading import waiting_reports
from hub.cases.rows import AFTER_ALL, BESIDE, HOW_MANY, OF_OFFICER, OF_PARTICIPANT, PURPOSES
from hub.cases.summing import SOON, Summary, Waiting, since_last, summary_of
from hub.collisions.checking import hints
from hub.disclosure.door import disclose_list
from hub.disclosure.records import Asked, Disclosure
from hub.grants.tables import case
from hub.grants.unanswered import unit_waits
from hub.grants.waiting import standing_by
from hub.plans.gathering import gather, names
from hub.plans.reading import Unfit, day
from hub.store.actor import Actor, ActorKind
from hub.store.days import day_of, end_of, start_of
from hub.store.errors import Invalid
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Purpose, Reserved

PAGE: Final = 100  # an officer's whole load, so that order and choice are of all of it
MOST: Final = 300  # that one page gives to who asks for all
ACTIVE: Final = "active"
NO_LONGER: Final = "no_longer"
STANDS_BY: Final = "stands_by"  # she is a substitute, and the one she replaces is there: it has not been hers to read
UNOPENED: Final = "unopened"  # a record does not open: the operators' trouble, which must not hide the other cases
PURPOSE: Final = Purpose.COORDINATE_PLANS  # what the list is opened for, where a consent has several purposes


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in the list. What can no longer be read keeps its number, which its officer knew, and no name."""

    id: str
    number: str
    name: str | None
    state: str
    collision_hint: bool | None
    summary: Summary | None = None
    """What an officer may know of it at a glance; None for the participant."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `next` is what asks for the one after it, `fetched` how many cases were looked at."""

    items: tuple[Listed, ...]
    next: str | None
    fetched: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The cases before and after one in the order of the list; `waits`: her unit has not answered all it is to give."""

    before: str | None
    after: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of cases before the door: their rows, and what is asked of each."""

    rows: Sequence[Any]
    asked: Sequence[Asked]
    hearing: Collection[str]
    hinted: frozenset[str]
    waiting: Mapping[str, bool]


def list_cases(
    ground: Ground,
    actor: Actor,
    *,
    before: str | None = None,
    since: date | None = None,
    only: Only = Only.ALL,
    whole: bool = False,
) -> Page:
    """Give one page of the actor's own cases: one commit, one entry for each case that is opened.

    An officer is told of each what she may read of it: what is new since she last opened it, or since the day `since`.
    Narrowed to what lies in clear, no other case is opened; narrowed to what is sealed, a page is opened first.
    """
    page, following = _ask(ground, actor, before, only, most=MOST if whole else PAGE)
    opened = {disclosure.case.id: disclosure for disclosure in disclose_list(ground, page.asked)}
    summaries = _summaries(ground, actor, page, opened, since)
    shut = {row.id: NO_LONGER for row in page.rows if row.id not in opened}
    shut |= _standing_by(ground, actor) if shut and actor.kind is ActorKind.OFFICER else {}
    kept = [row for row in page.rows if fits(only, summaries.get(row.id))]
    items = tuple(_listed(row, opened.get(row.id), page, summaries.get(row.id), shut) for row in kept)
    return Page(items, following, len(page.rows))


def how_many(ground: Ground, actor: Actor, *, only: Only) -> int:
    """Count an officer's own cases, opening none: all of them, or those that the list opens when it is narrowed."""
    with ground.store.read() as tx:
        found: int = tx.execute(HOW_MANY[only], {**_who(actor), **_days(ground, tx)}).scalar_one()
    return found


def own_ids(tx: Connection, ground: Ground, actor: Actor, *, only: Only = Only.ALL, most: int = MOST) -> Sequence[str]:
    """Give the ids of an officer's own cases, one more than `most`; nothing of them may be told yet."""
    found = _mine(tx, actor, only, {"before": AFTER_ALL, "most": most + 1, **_days(ground, tx)})
    return [row.id for row in found]


def _ask(ground: Ground, actor: Actor, before: str | None, only: Only, *, most: int) -> tuple[_Page, str | None]:
    with ground.store.read() as tx:
        days = _days(ground, tx)
        found = _mine(tx, actor, only, {"before": before or AFTER_ALL, "most": most + 1, **days})
        rows = found[:most]
        ids = [row.id for row in rows]
        named = names(tx, ids)
        hearing = [row.id for row in rows if _hears_hints(row, actor)]
        hinted = hints(tx, hearing, at=days["at"]) if hearing else frozenset()
        wholes, waiting = _of_officer(tx, actor, ids) if actor.kind is ActorKind.OFFICER else ({}, {})
    wholly = {case_id: gather(ground, actor, case_id=case_id).rows for case_id in wholes}
    cases = [(named[key][0], wholly.get(key, named[key][1])) for key in ids]
    asked = [Asked(actor, ref, Action.LIST, held, wholes.get(ref.id), ref.id in wholes) for ref, held in cases]
    return _Page(rows, asked, hearing, hinted, waiting), rows[-1].id if len(found) > most else None


def _days(ground: Ground, tx: Connection) -> dict[str, int]:
    at = ground.clock.now(tx)
    return {"at": at, "soon": end_of(day_of(at) + SOON)}


def _of_officer(
    tx: Connection, actor: Actor, cases: Sequence[str]
) -> tuple[Mapping[str, str | None], Mapping[str, bool]]:
    """Give what each case is opened whole for, and in which a row of her unit has no answer, as `unit_waits` does.

    Where the consent has several purposes and coordination is none of them, the name alone is opened: what she reads
    it for is then hers to choose.
    """
    words = {row.case_id: row.purposes.split() for row in tx.execute(PURPOSES, {"cases": cases})}
    wholes = {key: PURPOSE.value if PURPOSE in said else said[0] for key, said in words.items() if _one(said)}
    return dict(wholes), unit_waits(tx, actor=actor, cases=cases)


def _standing_by(ground: Ground, actor: Actor) -> dict[str, str]:
    with ground.store.read() as tx:
        who = {"officer": actor.id or "", "unit": actor.unit or "", "employment": actor.employment or ""}
        found = standing_by(tx, ground, **who, at=ground.clock.now(tx))
    return dict.fromkeys(found, STANDS_BY)


def _one(purposes: Sequence[str]) -> bool:
    return PURPOSE in purposes or len(purposes) == 1


def _summaries(
    ground: Ground, actor: Actor, page: _Page, opened: Mapping[str, Disclosure], since: date | None
) -> dict[str, Summary]:
    """Sum up what opened of each case; nothing that did not open has a part in it."""
    if actor.kind is not ActorKind.OFFICER:
        return {}
    named = [key for key, one in opened.items() if by_share(one)]
    with ground.store.read() as tx:
        news = since_last(tx, actor, opened, day=start_of(since) if since is not None else None)
        reports = waiting_reports(tx, unit_id=actor.unit or "", case_ids=named)

    def waiting(key: str) -> Waiting:
        found = reports.get(key)
        # What nobody can answer who is neither named nor to witness: the page of what waits has it not.
        waits = page.waiting.get(key, False) or (key in page.waiting and by_share(opened[key]))
        return Waiting(waits, *((found.count, found.due_at) if found is not None else ()))

    return {
        key: summary_of(ground, disclosure, news=news.get(key), waiting=waiting(key))
        for key, disclosure in opened.items()
    }


def by_share(disclosure: Disclosure) -> bool:
    """Tell whether she has a share in the case, beside being its registering coach."""
    gate = disclosure.permits.get((PARTICIPANT_SOURCE, Reserved.NAME.value))
    return gate is not None and gate.rule == "named"


def read_since(text: str | None) -> date | None:
    """Read the day of an address. Raises Invalid for what is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(day(text))
    except Unfit as error:
        raise Invalid({"since": [str(error)]}) from None


def own_case(tx: Connection, participant: str) -> str | None:
    """Give the participant's newest case."""
    newest = select(case.c.id).where(case.c.participant_id == participant).order_by(case.c.created_at.desc())
    return tx.execute(newest.limit(1)).scalar_one_or_none()


def beside(tx: Connection, actor: Actor, *, case_id: str) -> Beside:
    """Tell of one of the actor's cases what only the list knows."""
    found = BESIDE.first(tx, {**_who(actor), "case": case_id})
    return Beside(found.before, found.after, bool(found.waits))


def hinted(ground: Ground, case_id: str) -> bool:
    """Tell the participant what her collision check found: one bit."""
    with ground.store.read() as tx:
        return bool(hints(tx, [case_id], at=ground.clock.now(tx)))


def _mine(tx: Connection, actor: Actor, only: Only, given: Mapping[str, Any]) -> Sequence[Any]:
    if actor.kind is ActorKind.PARTICIPANT:
        return tx.execute(OF_PARTICIPANT, {**given, "participant": actor.id}).all()
    return tx.execute(OF_OFFICER[only], {**given, **_who(actor)}).all()


def _who(actor: Actor) -> dict[str, str | None]:
    return {"officer": actor.id, "unit": actor.unit, "employment": actor.employment}


def _hears_hints(row: Any, actor: Actor) -> bool:
    """Tell whether the one bit may go to this actor: to the participant, and to the coordinator."""
    return actor.kind is ActorKind.PARTICIPANT or row.coordinator_id == actor.id


def _still_hears(opened: Disclosure) -> bool:
    """Tell whether who coordinates the case still coaches it, in this employment: leaving ends what was told her."""
    return opened.facts.reader.participant is not None or opened.facts.coach is not None


def _listed(
    row: Any, opened: Disclosure | None, page: _Page, summary: Summary | None, shut: Mapping[str, str]
) -> Listed:
    if opened is None:
        return Listed(row.id, row.number, None, shut[row.id], None)
    if not opened.opened:
        return Listed(row.id, row.number, None, UNOPENED, None)
    name = next((str(one.fields["name"]) for one in opened.opened if one.category == Reserved.NAME.value), None)
    hint = row.id in page.hinted if row.id in page.hearing and _still_hears(opened) else None
    return Listed(row.id, row.number, name, ACTIVE, hint, summary)
