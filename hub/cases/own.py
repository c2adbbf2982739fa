"""What the participant writes herself: her own goal and *Tider jag inte kan*, without a reason."""

from typing import Any

from sqlalchemy import Connection

from hub.cases.listing import own_case
from hub.cases.saving import Added, Current, added, open_item, open_to_change, told
from hub.disclosure.changing import change
from hub.plans import allowing, beginning, saving
from hub.plans.fields import Values, category_of, check
from hub.plans.gathering import Place, place_of, plans_of
from hub.plans.readers import readers_of
from hub.plans.vocabulary import ActivityType, ItemKind
from hub.signin.sendings import Sending
from hub.store.actor import Actor
from hub.store.errors import NotShown, Stale
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Category


def her_case(ground: Ground, actor: Actor) -> str:
    """Give the id of the participant's own case. Raises NotShown where there is none yet."""
    with ground.store.read() as tx:
        case_id = own_case(tx, actor.id or "")
    if case_id is None:
        raise NotShown
    return case_id


def readers(ground: Ground, actor: Actor, category: Category) -> tuple[str, ...]:
    """Name whom she lets read what she writes, by the consent that stands; nobody where she has given it to nobody."""
    with ground.store.read() as tx:
        at, case_id = ground.clock.now(tx), own_case(tx, actor.id or "")
        found = readers_of(tx, case_id=case_id or "", source=PARTICIPANT_SOURCE, at=at)
    return found.get(category.value, ())


def set_goal(ground: Ground, actor: Actor, *, text: str, version: int | None = None) -> dict[str, Any]:
    """Write her goal over what stood. Raises Stale when `version` is given and is no longer the one that stands.

    Version 0 is that none stood. The same goal again is no change, of which her officers would be told.
    """
    checked = check(ItemKind.PLAN, {"goal": text})
    case_id = her_case(ground, actor)
    current = _her_goal(ground, actor, case_id)
    if current is not None and current.holds(version, checked):
        return dict(current.opened)
    with change(ground) as tx:
        plan_id = _her_plan(tx, ground, actor, case_id, category_of(ItemKind.PLAN, checked))
        place = place_of(tx, plan_id)
        if place is None and version:
            raise Stale
        if place is None:
            saved = saving.put_plan(tx, ground, actor, case_id=case_id, plan_id=plan_id, values=checked)
        else:
            saved = saving.change_item(tx, ground, actor, place=place, version=version, values=checked)
    return told(saved, checked)


def add_busy(ground: Ground, actor: Actor, *, values: Values, sending: Sending | None = None) -> Added:
    """Add times that she cannot, once by each sending."""
    checked = check(ItemKind.ACTIVITY, {**values, "type": ActivityType.UNAVAILABLE.value})
    case_id = her_case(ground, actor)
    with change(ground) as tx:
        plan_id = _her_plan(tx, ground, actor, case_id, category_of(ItemKind.ACTIVITY, checked))
        saved = saving.new_item(
            tx,
            ground,
            actor,
            case_id=case_id,
            plan_id=plan_id,
            plan_source=PARTICIPANT_SOURCE,
            kind=ItemKind.ACTIVITY,
            values=checked,
            sending=sending,
        )
    return added(saved, checked)


def change_busy(ground: Ground, actor: Actor, *, item_id: str, version: int | None, changes: Values) -> dict[str, Any]:
    """Change times that she cannot; where nothing is changed, give what stands.

    Raises Stale when `version` is no longer the one that stands.
    """
    current = open_to_change(ground, actor, item_id=item_id, kind=ItemKind.ACTIVITY, purpose=None)
    checked = check(ItemKind.ACTIVITY, {**current.values, **changes, "type": ActivityType.UNAVAILABLE.value})
    if current.holds(version, checked):
        return dict(current.opened)
    with change(ground) as tx:
        saved = saving.change_item(tx, ground, actor, place=current.place, version=version, values=checked)
    return told(saved, checked)


def remove_busy(ground: Ground, actor: Actor, *, item_id: str) -> None:
    place = _busy_place(ground, item_id)
    with change(ground) as tx:
        saving.remove_item(tx, ground, actor, place=place)


def _busy_place(ground: Ground, item_id: str) -> Place:
    """Find the item; one that is not there is asked for all the same, so that its refusal is logged and counted."""
    with ground.store.read() as tx:
        place = place_of(tx, item_id)
    if place is None or place.kind != ItemKind.ACTIVITY.value:
        return Place(item_id, "", "", PARTICIPANT_SOURCE, Category.C04.value, ItemKind.ACTIVITY.value)
    return place


def _her_goal(ground: Ground, actor: Actor, case_id: str) -> Current | None:
    """Open her goal as it stands; None where she has written none."""
    with ground.store.read() as tx:
        plans = plans_of(tx, case_id=case_id, source=PARTICIPANT_SOURCE)
        place = place_of(tx, plans[0]) if plans else None
    return Current(place, open_item(ground, actor, place=place, purpose=None)) if place is not None else None


def _her_plan(tx: Connection, ground: Ground, actor: Actor, case_id: str, category: str) -> str:
    facts = allowing.may_write(tx, ground, actor, case_id=case_id, category=category).facts
    return beginning.own_plan(tx, ground, actor, case_id=case_id, at=facts.at)
