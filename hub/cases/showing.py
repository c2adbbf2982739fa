"""Shows one case to one reader: sealed rows, the door, and of what opened one frozen view. The hot path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from hub.access_log.writer import Receipt
from hub.cases.missing import Lack, missing
from hub.cases.naming import Person, in_force, people_of
from hub.collisions.finding import Collision, Reader, collisions_of
from hub.collisions.rules import hours_a_week
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, Disclosure, Opened
from hub.plans.fields import unpack
from hub.plans.gathering import Gathered, gather
from hub.plans.items import TABLE, compared
from hub.plans.vocabulary import ItemKind
from hub.store.actor import Actor, ActorKind
from hub.store.days import day_of, last_day_of
from hub.store.errors import Invalid
from hub.store.ground import Ground
from policies.facts import Replaced
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Purpose, Reserved

PARTICIPANT_NAME: Final = "Deltagaren"


@dataclass(frozen=True, slots=True)
class PlanView:
    """One source's plan, with what this reader may read of it; a plan of which nothing opens is absent."""

    id: str
    unit: str
    unit_name: str
    authority: str
    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as one reader may see it now. Fields stand in the order in which the API sends them.

    `consent` is the id of the one that stands, `consent_until` its last day; `stands_in_until` the last day on which
    she reads in another's place.
    """

    id: str
    number: str
    version: int
    name: str
    goal: str | None
    plans: tuple[PlanView, ...]
    collisions: tuple[Collision, ...]
    people: tuple[Person, ...]
    hours_week: float
    writes: tuple[str, ...]
    incomplete: bool
    missing: tuple[Lack, ...]
    consent: str | None
    consent_until: date | None
    stands_in_until: date | None
    receipt: Receipt


def show(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> CaseView:
    """Open what this actor may read of a case. Raises NotShown, TooMany or Invalid, each after its log entry."""
    gathered, disclosure = open_case(ground, actor, case_id=case_id, purpose=purpose)
    return view_of(ground, actor, gathered, disclosure)


def open_case(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> tuple[Gathered, Disclosure]:
    check_purpose(purpose)
    gathered = gather(ground, actor, case_id=case_id)
    disclosure = disclose(ground, Asked(actor, gathered.case, Action.READ, gathered.rows, purpose=purpose, whole=True))
    return gathered, disclosure


def check_purpose(purpose: str | None) -> None:
    """Refuse an unknown word for every id alike, before any is looked up."""
    if purpose is not None and purpose not in frozenset(Purpose):
        raise Invalid({"purpose": ["Välj ett av de syften som finns."]})


def item_view(opened: Opened) -> dict[str, Any]:
    """Give an item flat, as the API tells it."""
    return {
        "id": opened.record,
        "kind": opened.kind,
        "version": opened.version,
        "category": opened.category,
        "source": opened.source,
        **unpack(opened.fields),
    }


def view_of(ground: Ground, actor: Actor, gathered: Gathered, disclosure: Disclosure) -> CaseView:
    """Make of what opened the one view."""
    ref = disclosure.case
    items = tuple(opened for opened in disclosure.opened if opened.table == TABLE)
    comparable = compared(items, today=day_of(disclosure.at))
    sources = {source: _source(source, gathered.units)[0] for source in {one.source for one in items}}
    people = people_of(gathered, disclosure, actor)
    known = frozenset({person.officer for person in people} | {actor.id or ""})
    reader = Reader(ref.id, disclosure.at, actor.kind is ActorKind.PARTICIPANT, sources, known)
    plans, lacks = _plans(items, gathered.units), missing(ground.policy, disclosure)
    consent = disclosure.facts.consent
    stands = consent if in_force(consent, disclosure.at) else None
    return CaseView(
        id=ref.id,
        number=ref.number,
        version=consent.version if consent is not None else 0,
        name=_name(disclosure.opened),
        goal=_goal(items),
        plans=plans,
        collisions=collisions_of(ground, comparable, reader),
        people=people,
        hours_week=hours_a_week(comparable),
        writes=_writes(actor, disclosure),
        incomplete=disclosure.incomplete and bool(lacks),
        missing=lacks,
        consent=stands.id if stands is not None else None,
        consent_until=last_day_of(stands.valid_to) if stands is not None else None,
        stands_in_until=_stands_in_until(disclosure.facts.replaced),
        receipt=disclosure.receipt,
    )


def _stands_in_until(replaced: Replaced | None) -> date | None:
    away = replaced.absence if replaced is not None else None
    return last_day_of(away.ends) if away is not None else None


def _name(opened: Sequence[Opened]) -> str:
    return next((str(one.fields["name"]) for one in opened if one.category == Reserved.NAME.value), "")


def _goal(items: Sequence[Opened]) -> str | None:
    """Give her own goal, in her own words."""
    hers = (one for one in items if one.source == PARTICIPANT_SOURCE and one.kind == ItemKind.PLAN)
    found = next(hers, None)
    return found.fields["what"]["goal"] if found is not None else None


def _plans(items: Sequence[Opened], units: Mapping[str, tuple[str, str]]) -> tuple[PlanView, ...]:
    grouped: dict[str, list[Opened]] = {}
    for opened in items:
        grouped.setdefault(opened.group, []).append(opened)
    plans = [_plan(plan_id, group, units) for plan_id, group in grouped.items()]
    # Hers first; then by name, so that the order tells nothing of what is not shown.
    return tuple(sorted(plans, key=lambda p: (p.unit != PARTICIPANT_SOURCE, p.authority, p.unit_name, p.id)))


def _plan(plan_id: str, group: Sequence[Opened], units: Mapping[str, tuple[str, str]]) -> PlanView:
    source = group[0].source
    unit_name, authority = _source(source, units)
    # The plan's own record stands before what is in it.
    ordered = sorted(group, key=lambda one: one.kind != ItemKind.PLAN)
    return PlanView(plan_id, source, unit_name, authority, tuple([item_view(one) for one in ordered]))


def _source(source: str, units: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Give a source's name and its authority; the participant is put into words only where something is hers."""
    return (_(PARTICIPANT_NAME), "") if source == PARTICIPANT_SOURCE else units[source]


def _writes(actor: Actor, disclosure: Disclosure) -> tuple[str, ...]:
    """Give the categories that the reader's own unit gives here, so that only who may write is offered to."""
    facts = disclosure.facts
    if facts.consent is None or facts.assignment is None or not in_force(facts.consent, disclosure.at):
        return ()
    given = (row for row in facts.consent.rows if row.source == actor.unit and row.withdrawn_at is None)
    return tuple(sorted(row.category for row in given))
