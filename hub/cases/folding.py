"""What of a case stands open on its page, and what is folded away so that it can be taken in; pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from hub.cases.showing import CaseView, PlanView
from hub.plans.vocabulary import ActivityStatus, ItemKind

CROWDED: Final = 20  # items; from there on the page begins with where its parts are
NEWS: Final = 8
RUNNING: Final = 10  # of one plan
_SLACK: Final = 2  # so few more are not worth a fold
_OVER: Final = frozenset({ActivityStatus.CANCELLED.value, ActivityStatus.DONE.value})

_Any = TypeVar("_Any")
Item = Mapping[str, Any]


def folded(things: Sequence[_Any], open_: int) -> tuple[tuple[_Any, ...], tuple[_Any, ...]]:
    """Give the first so many, and those after them; all are among the first where hardly any would be left."""
    most = len(things) if len(things) <= open_ + _SLACK else open_
    return tuple(things[:most]), tuple(things[most:])


def is_over(item: Item, today: date) -> bool:
    """Tell whether an activity or a limit is behind; a plan's own record says what the others are for."""
    if item["kind"] == ItemKind.PLAN.value:
        return False
    last = item["to"] or today.isoformat()
    return bool(last < today.isoformat()) or (item["kind"] == ItemKind.ACTIVITY.value and item["status"] in _OVER)


def parts_of(plan: PlanView, *, today: date, fresh: Collection[str]) -> tuple[tuple[Item, ...], ...]:
    """Give what stands open of a plan, what goes on besides, and what is over; what is new stands first."""
    behind = {item["id"] for item in plan.items if is_over(item, today)}.difference(fresh)
    running = [item for item in plan.items if item["id"] not in behind]
    ordered = sorted(running, key=lambda item: (item["kind"] != ItemKind.PLAN.value, item["id"] not in fresh))
    return (*folded(ordered, RUNNING), tuple([item for item in plan.items if item["id"] in behind]))


def is_crowded(view: CaseView) -> bool:
    return sum(len(plan.items) for plan in view.plans) >= CROWDED
