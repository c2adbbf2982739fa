"""Saves what an officer writes in her unit's plan: checked, saved in one change, then read once more."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from hub.cases.showing import check_purpose, item_view
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.permitting import Refused
from hub.disclosure.records import Asked
from hub.plans import allowing, beginning, saving
from hub.plans.fields import Values, category_of, check
from hub.plans.gathering import Place, gather, only, place_of, plan_place
from hub.plans.vocabulary import ActivityType, ItemKind
from hub.signin.sendings import Made, Sending, made_before
from hub.store.actor import Actor
from hub.store.errors import Conflict, Invalid, NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action, Category

_NOT_THIS_CATEGORY: Final = "Den här sortens uppgift sparas inte där."
_FIXED: Final = frozenset({"id", "kind", "version", "category", "source", "plan", "receipt"})
_HERS: Final = "Välj ett av alternativen."


@dataclass(frozen=True, slots=True)
class Current:
    """An item as it stood when it was opened to be changed."""

    place: Place
    opened: Mapping[str, Any]

    @property
    def version(self) -> int:
        found: int = self.opened["version"]
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The fields that can be changed."""
        return {name: value for name, value in self.opened.items() if name not in _FIXED}

    def holds(self, version: int | None, values: Values) -> bool:
        """Tell that a save over this version would change nothing; `version` None is whatever stands."""
        return version in (None, self.version) and self.values == values


class Added(NamedTuple):
    """What was added, as the API tells it; `again` is that the same sending had added it before."""

    item: dict[str, Any]
    again: bool


def add_plan(
    ground: Ground, actor: Actor, *, case_id: str, values: Values, accept: bool, sending: Sending | None = None
) -> Added:
    """Begin a plan. One that says nothing may also be begun by a unit that gives no goals."""
    checked = check(ItemKind.PLAN, values)
    accept = accept and made_by(ground, sending) is None
    with change(ground) as tx, allowing.telling_why(actor):
        try:
            saved = saving.new_plan(tx, ground, actor, case_id=case_id, values=checked, accept=accept, sending=sending)
        except Refused as refused:
            if values or isinstance(refused.told, Conflict):
                raise
            plan_id = beginning.begin_plan(tx, ground, actor, case_id=case_id)
            said = {"id": plan_id, "kind": "plan", "version": 0, "category": None, "source": actor.unit}
            return Added({**said, **checked}, again=False)
    return added(saved, checked)


def add_item(
    ground: Ground,
    actor: Actor,
    *,
    plan_id: str,
    kind: ItemKind,
    values: Values,
    category: str | None,
    accept: bool,
    sending: Sending | None = None,
) -> Added:
    """Add an activity or a limit. Raises Invalid before any id is looked up, so that it tells nothing of the id."""
    checked = checked_for_officers(kind, values, category)
    accept = accept and made_by(ground, sending) is None
    with ground.store.read() as tx:
        place = plan_place(tx, plan_id)
    with change(ground) as tx, allowing.telling_why(actor):
        saved = saving.new_item(
            tx,
            ground,
            actor,
            case_id=place.case if place else None,
            plan_id=plan_id,
            plan_source=place.source if place else "",
            kind=kind,
            values=checked,
            accept=accept,
            pointed_at=True,
            sending=sending,
        )
    return added(saved, checked)


def add_to_case(
    ground: Ground,
    actor: Actor,
    *,
    case_id: str,
    kind: ItemKind,
    values: Values,
    accept: bool,
    sending: Sending | None = None,
) -> Added:
    """Add an activity or a limit to the unit's plan, and begin the plan when there is none yet."""
    checked = checked_for_officers(kind, values, None)
    accept = accept and made_by(ground, sending) is None
    category = category_of(kind, checked)
    with change(ground) as tx, allowing.telling_why(actor):
        facts = allowing.may_write(tx, ground, actor, case_id=case_id, category=category, accept=accept).facts
        source = allowing.source_of(actor)
        plan_id = beginning.own_plan(tx, ground, actor, case_id=case_id, at=facts.at)
        saved = saving.new_item(
            tx,
            ground,
            actor,
            case_id=case_id,
            plan_id=plan_id,
            plan_source=source,
            kind=kind,
            values=checked,
            sending=sending,
        )
    return added(saved, checked)


def change_item(
    ground: Ground,
    actor: Actor,
    *,
    item_id: str,
    kind: ItemKind,
    version: int,
    changes: Values,
    purpose: str | None,
    accept: bool = False,
) -> dict[str, Any]:
    """Change some fields of an item and give it as it then reads. Raises Stale with nothing lost.

    Where nothing is changed, no version is made that would tell the others of a change: the item is given as it stands,
    with the receipt of its reading. One that accepts is always written, for the acceptance is by the writing.
    """
    current = open_to_change(ground, actor, item_id=item_id, kind=kind, purpose=purpose, accept=accept)
    merged = checked_for_officers(kind, {**current.values, **changes}, None)
    if current.holds(version, merged) and not accept:
        return dict(current.opened)
    with change(ground) as tx, allowing.telling_why(actor):
        saved = saving.change_item(
            tx, ground, actor, place=current.place, version=version, values=merged, accept=accept
        )
    opened = open_item(ground, actor, place=current.place, purpose=purpose)
    return {**opened, "receipt": asdict(saved.receipt)}


def open_to_change(
    ground: Ground, actor: Actor, *, item_id: str, kind: ItemKind, purpose: str | None, accept: bool = False
) -> Current:
    """Open an item's present version through the door for who may write it; all others get the same refusal.

    With `accept` also for who may once her unit has accepted the category: the save that follows accepts it.
    """
    check_purpose(purpose)
    with ground.store.read() as tx:
        place = place_of(tx, item_id)
    if place is not None and place.kind != kind.value:
        place = None
    with change(ground) as tx, allowing.telling_why(actor):
        # Asked before the door, so that an absent item and a colleague's cost and tell the same.
        try:
            allowing.may_write(
                tx,
                ground,
                actor,
                case_id=place.case if place else None,
                category=place.category if place else Category.C04.value,
                source=place.source if place else None,
            )
        except Refused as refused:
            if not (accept and isinstance(refused.told, Conflict)):
                raise
    if place is None:
        raise NotShown
    return Current(place, open_item(ground, actor, place=place, purpose=purpose))


def open_item(ground: Ground, actor: Actor, *, place: Place, purpose: str | None) -> dict[str, Any]:
    """Open one item alone, with the receipt of its reading. Raises NotShown when this actor may not read it."""
    gathered = gather(ground, actor, case_id=place.case)
    rows = only(gathered, place.item)
    disclosure = disclose(ground, Asked(actor, gathered.case, Action.READ, rows, purpose=purpose))
    if not disclosure.opened:
        raise NotShown
    item = disclosure.opened[0]
    return {**item_view(item), "plan": item.group, "receipt": asdict(disclosure.receipt)}


def checked_for_officers(kind: ItemKind, values: Values, category: str | None) -> dict[str, object]:
    """Check what an officer wrote; a time that the participant cannot is hers alone to write."""
    checked = check(kind, values)
    if checked.get("type") == ActivityType.UNAVAILABLE:
        raise Invalid({"type": [_HERS]})
    if category is not None and category != category_of(kind, checked):
        raise Invalid({"category": [_NOT_THIS_CATEGORY]})
    return checked


def made_by(ground: Ground, sending: Sending | None) -> Made | None:
    """Give what the sending has made: sent again, it accepts nothing that was declined since."""
    if sending is None:
        return None
    with ground.store.read() as tx:
        return made_before(tx, ground, sending)


def added(saved: saving.Saved, checked: Values) -> Added:
    return Added(told(saved, checked), saved.again)


def told(saved: saving.Saved, checked: Values) -> dict[str, Any]:
    """Give a saved item as the API tells it, with the receipt of its log entry."""
    return {
        "id": saved.id,
        "kind": saved.kind.value,
        "version": saved.version,
        "category": saved.category,
        "source": saved.source,
        "plan": saved.plan,
        **checked,
        "receipt": asdict(saved.receipt),
    }
